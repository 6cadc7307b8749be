"""Requests to the desk as programs open and follow them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tenure.api import clock
from tenure.api.access import asks, user_of
from tenure.api.problems import Problem
from tenure.desk.commands.requests.opening import open_request
from tenure.desk.queries.requests.about import about_name
from tenure.desk.queries.requests.lists import PAGE_SIZE, RequestFilter, request_page
from tenure.desk.queries.requests.one import RequestView, request_numbered
from tenure.desk.rules.requests import KINDS, CameBy
from tenure.foundation.roles import Permission

router = Router(tags=["requests"])
MOST_ROWS = 200


class KindField(Schema):
    """One thing that a kind of request asks for."""

    name: str
    label: str
    type: str = Field(description="line, text, email, phone, day or choice.")
    required: bool
    longest: int
    choices: list[str]


class Kind(Schema):
    """A kind of request: its fields, and its service level in working hours."""

    code: str
    label: str
    sentence: str
    needs_renewal: bool
    answer_hours: int
    done_hours: int
    fields: list[KindField]


class Kinds(Schema):
    """What the desk can be asked for."""

    kinds: list[Kind]


class Asking(Schema):
    """What is asked for."""

    kind: str
    about: str = Field(description="The key of a contract or customer, or a quote's number.")
    fields: dict[str, Any]
    asked_by: str = Field(default="", max_length=120, description="Default: whose token it is.")
    email: str = Field(default="", max_length=254, description="Who is to be answered.")
    reference: str = Field(
        default="", max_length=100, description="The caller's own: the same again is the same."
    )


class Step(Schema):
    """How a request went on."""

    state: str
    on: date
    note: str


class Request(Schema):
    """A request and how it stands."""

    number: str
    kind: str = Field(description="Empty until a person has confirmed it.")
    state: str = Field(description="received, taken, answered, waiting, done or refused.")
    customer: str | None
    contract: str | None
    fields: dict[str, str]
    answer_due_at: datetime
    due_at: datetime
    is_late: bool
    steps: list[Step]


class Listed(Schema):
    """A request in a list; its own address tells its fields and steps."""

    number: str
    kind: str = Field(description="Empty until a person has confirmed it.")
    state: str
    customer: str | None
    contract: str | None
    owner: str | None = Field(description="The staff code of whose it is; null: everybody's.")
    answer_due_at: datetime
    due_at: datetime


class Requests(Schema):
    """A page of requests: open ones by when they are due, those that are over the latest first."""

    count: int
    count_is_capped: bool = Field(description="There are more than were counted.")
    requests: list[Listed]
    after: str = Field(description="Ask for the next page with it; empty: this is the last.")


class Wanted(Schema):
    """Which requests are asked for."""

    which: Literal["open", "late", "unconfirmed", "over"] = "open"
    mine: bool = Field(default=False, description="Of one's own, and of one's role.")
    kind: str = ""
    state: str = ""
    after: str = Field(default="", max_length=60)
    size: int = Field(default=PAGE_SIZE, ge=1, le=MOST_ROWS)


@router.get(
    "/request-kinds",
    auth=asks(Permission.SEE_REQUESTS),
    url_name="api_request_kinds",
    response=Kinds,
    summary="What the desk can be asked for",
)
def request_kinds(request: HttpRequest) -> Kinds:
    """Return the kinds of requests with their fields."""
    names = ("code", "label", "sentence", "needs_renewal", "answer_hours", "done_hours")
    return Kinds(
        kinds=[
            Kind(
                **{name: getattr(kind, name) for name in names},
                fields=[
                    KindField(
                        name=one.name, label=one.label, type=str(one.type),
                        required=one.required, longest=one.longest,
                        choices=[code for code, _ in one.choices],
                    )
                    for one in kind.fields
                ],
            )
            for kind in KINDS
        ]
    )  # fmt: skip


@router.get(
    "/requests",
    auth=asks(Permission.SEE_REQUESTS),
    url_name="api_request_list",
    response=Requests,
    summary="Requests, a page at a time",
)
def request_list(request: HttpRequest, wanted: Query[Wanted]) -> Requests:
    """Return the requests that the token's user may see, as far as asked for."""
    asked = RequestFilter(wanted.which, wanted.mine, wanted.kind, wanted.state)
    page = request_page(
        user_of(request), asked, at=clock.now(), after=wanted.after, size=wanted.size
    )
    return Requests(
        count=page.count, count_is_capped=page.count_is_capped, after=page.after,
        requests=[
            Listed(
                number=row.number, kind=row.kind, state=row.state,
                customer=row.customer.key if row.customer else None,
                contract=row.renewal.contract.key if row.renewal else None,
                owner=row.owner.code if row.owner else None,
                answer_due_at=row.answer_due_at, due_at=row.due_at,
            )
            for row in page.rows
        ],
    )  # fmt: skip


@router.post(
    "/requests",
    auth=asks(Permission.OPEN_REQUESTS),
    url_name="api_requests",
    response={200: Request, 422: Problem},
    summary="Ask the desk for something",
)
def ask(request: HttpRequest, body: Asking) -> Request:
    """Open a request; with a reference the same caller's again returns the first."""
    user, at = user_of(request), clock.now()
    made = open_request(
        kind=body.kind, values=body.fields, about=about_name(body.about, user=user),
        came_by=CameBy.API, asked_by=body.asked_by, email=body.email, reference=body.reference,
        by=user, on=clock.today(), at=at,
    )  # fmt: skip
    view = request_numbered(made.number, user=user, at=at)
    if view is None:
        raise Http404
    return _told(view)


@router.get(
    "/requests/{number}",
    auth=asks(Permission.SEE_REQUESTS),
    url_name="api_request",
    response={200: Request, 404: Problem},
    summary="A request and how it stands",
)
def one_request(request: HttpRequest, number: str) -> Request:
    """Return a request by its number, such as R-2027-000012."""
    view = request_numbered(number, user=user_of(request), at=clock.now())
    if view is None:
        raise Http404
    return _told(view)


def _told(view: RequestView) -> Request:
    row = view.request
    return Request(
        number=row.number,
        kind=row.kind,
        state=row.state,
        customer=row.customer.key if row.customer else None,
        contract=row.renewal.contract.key if row.renewal else None,
        fields=row.values,
        answer_due_at=row.answer_due_at,
        due_at=row.due_at,
        is_late=view.is_late,
        steps=[Step(state=one.state, on=one.on, note=one.note) for one in view.steps],
    )
