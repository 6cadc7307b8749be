"""One request as its page shows it: what is asked, the mails, the states, whether it is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tenure.desk.models import Request, RequestFile, RequestMail, RequestStep
from tenure.desk.queries.requests.about import open_renewals_of
from tenure.desk.rules.requests import OVER, RequestKind, State, kind_of
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.renewals.models import Renewal


@dataclass(frozen=True, slots=True)
class RequestView:
    """Hold a request with all that belongs to it, and how it stands at an instant."""

    request: Request
    steps: Sequence[RequestStep]
    mails: Sequence[RequestMail]
    files: Sequence[RequestFile]
    renewals: Sequence[Renewal]
    at: datetime

    @property
    def kind(self) -> RequestKind | None:
        """Return the kind; None until a person has confirmed it."""
        return kind_of(self.request.kind) if self.request.kind else None

    @property
    def told(self) -> list[tuple[str, str]]:
        """Return what was asked: the label of each field and its value in words."""
        if self.kind is None:
            return []
        values = self.request.values
        return [
            (field.label, dict(field.choices).get(values[field.name], values[field.name]))
            for field in self.kind.fields
            if values.get(field.name)
        ]

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is to be done any more."""
        return State(self.request.state) in OVER

    @property
    def answer_is_late(self) -> bool:
        """Tell whether the first answer came too late or is overdue."""
        return (self.request.answered_at or self.at) > self.request.answer_due_at

    @property
    def is_late(self) -> bool:
        """Tell whether it is to be done and overdue; while the customer is waited for, never."""
        waits = self.request.state == State.WAITING
        return not self.is_over and not waits and self.at > self.request.due_at

    @property
    def does(self) -> str:
        """Return what can be carried out from the page; empty for what is done by hand."""
        return self.kind.does if self.kind and not self.is_over else ""


def request_view(request_id: int, *, user: User, at: datetime) -> RequestView | None:
    """Return a request's page (a fixed number of queries); None when it is not visible."""
    found = Request.objects.visible_to(user).filter(pk=request_id)
    return _view(found.select_related(*_DETAILS).first(), user, at)


def request_numbered(number: str, *, user: User, at: datetime) -> RequestView | None:
    """Return the request with a number; None when it is not visible."""
    found = Request.objects.visible_to(user).filter(number__iexact=number)
    return _view(found.select_related(*_DETAILS).first(), user, at)


def file_of(file_id: int, *, user: User) -> tuple[str, Document] | None:
    """Return the name and document of a file that came with a request one may see."""
    found = RequestFile.objects.visible_to(user).filter(pk=file_id).select_related("document")
    file = found.first()
    return (file.name, file.document) if file else None


_DETAILS = (
    "customer", "renewal__contract", "renewal__customer", "renewal__owner", "owner", "opened_by",
    "contact", "partner",
)  # fmt: skip


def _view(request: Request | None, user: User, at: datetime) -> RequestView | None:
    if request is None:
        return None
    known = request.customer_id
    return RequestView(
        request=request,
        steps=list(request.steps.select_related("by").order_by("pk")),
        mails=list(request.mails.select_related("by").order_by("pk")),
        files=list(request.files.select_related("document").order_by("pk")),
        renewals=open_renewals_of(known, user=user) if known else [],
        at=at,
    )
