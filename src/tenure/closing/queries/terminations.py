"""Notices of termination as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tenure.book.models import Contract
from tenure.book.queries.contracts import contracts_visible_to
from tenure.book.queries.effects import effect_of_changes
from tenure.book.queries.orders import booked_orders
from tenure.book.rules.changes import Cause, ChangeRefused, Settlement, Terminate
from tenure.book.rules.fold import fold
from tenure.closing.models import NoticeEnd, SaveAttempt, TerminationNotice
from tenure.closing.rules.terminations import (
    DATA_RETURN,
    NoticeChecked,
    NoticeGiven,
    check_notice,
    settlement_of,
)
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.kernel.money import Money
from tenure.quotes.models import IssuedPaper
from tenure.quotes.rules.paper import OF_NOTICES

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ReturnStep:
    """A step of the data return: its code and words, and by whom it was done ('' when open)."""

    code: str
    words: str
    done: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """All that the page of a notice shows."""

    notice: TerminationNotice
    attempts: list[SaveAttempt]
    end: NoticeEnd | None
    credit: Money | None
    usual: Settlement
    returns: list[ReturnStep]
    papers: list[IssuedPaper]

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be decided."""
        return self.end is None

    @property
    def is_terminated(self) -> bool:
        """Tell whether the end of the contract is booked."""
        return self.end is not None and self.end.kind == NoticeEnd.Kind.BOOKED


def open_notices(user: User, *, after: int = 0, limit: int = PAGE_SIZE) -> list[TerminationNotice]:
    """Return the open notices a person may see, those that take effect first first."""
    found = _with_names(TerminationNotice.objects.visible_to(user)).filter(closed_on=None)
    return list(found.order_by("ends_on", "pk")[after : after + limit])


def settled_notices(user: User, *, limit: int = 20) -> list[TerminationNotice]:
    """Return the notices that were settled last."""
    found = _with_names(TerminationNotice.objects.visible_to(user)).filter(closed_on__isnull=False)
    return list(found.select_related("end").order_by("-closed_on", "-pk")[:limit])


def notice_view(notice_id: int, *, user: User, on: date) -> NoticeView | None:
    """Return a notice with what was tried and what its end is worth; None where it is not seen."""
    found = _with_names(TerminationNotice.objects.visible_to(user)).filter(pk=notice_id)
    notice = found.first()
    if notice is None:
        return None
    end = NoticeEnd.objects.filter(notice=notice).select_related("order", "by").first()
    done = {step.step: step for step in notice.returns.select_related("by")}
    return NoticeView(
        notice=notice,
        attempts=list(notice.attempts.select_related("by").order_by("pk")),
        end=end,
        credit=Money(end.credit_minor, end.currency) if end else _credit(notice, user, on),
        usual=settlement_of(Cause(notice.cause)),
        returns=[
            ReturnStep(
                code, words, f"{done[code].by}, {done[code].done_on}" if code in done else ""
            )
            for code, words in DATA_RETURN.items()
        ],
        papers=list(letters_of(notice, user=user)),
    )


def checked_notice(contract_id: int, given: NoticeGiven, *, user: User) -> NoticeChecked | None:
    """Return when a notice would end a contract, before it is kept; None where it is not seen.

    Raise ChangeRefused for a contract that has ended.
    """
    contract = contracts_visible_to(user).filter(pk=contract_id).first()
    return check_notice(fold(booked_orders(contract)), given) if contract else None


def contract_to_end(contract_id: int, *, user: User) -> Contract | None:
    """Return a contract that notice may be given on, with its customer."""
    found = contracts_visible_to(user).filter(pk=contract_id)
    return found.select_related("customer").first()


def open_notice_of(contract_id: int, *, user: User) -> TerminationNotice | None:
    """Return the open notice on a contract."""
    seen = TerminationNotice.objects.visible_to(user)
    return seen.filter(contract_id=contract_id, closed_on=None).first()


def letters_of(notice: TerminationNotice, *, user: User) -> QuerySet[IssuedPaper]:
    """Return the letters about a contract's notices that were issued, latest first."""
    found = IssuedPaper.objects.visible_to(user).filter(contract_id=notice.contract_id)
    found = found.filter(kind__in=[kind.value for kind in OF_NOTICES])
    return found.select_related("document", "issued_by").order_by("-pk")[:20]


def notice_file(notice_id: int, *, user: User) -> Document | None:
    """Return the notice itself as it came in; None where there is none to see."""
    seen = TerminationNotice.objects.visible_to(user).filter(pk=notice_id)
    notice = seen.select_related("document").first()
    return notice.document if notice else None


def _with_names(found: QuerySet[TerminationNotice]) -> QuerySet[TerminationNotice]:
    return found.select_related("contract__customer", "recorded_by")


def _credit(notice: TerminationNotice, user: User, on: date) -> Money | None:
    change = Terminate(notice.ends_on, notice.get_reason_display())
    try:
        effect = effect_of_changes(notice.contract_id, [change], booked_on=on, user=user)
    except ChangeRefused:
        return None
    money = effect.money(notice.contract.currency) if effect else None
    return -money[0] if money else None
