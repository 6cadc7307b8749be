"""Where the closing of a renewal stands, from the facts."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max

from tenure.book.models import Order
from tenure.closing.models import (
    AutomaticRenewal,
    Booking,
    ClosingTick,
    Discrepancy,
    NoticeEnd,
    Reconciliation,
    TerminationNotice,
)
from tenure.closing.queries.paper import paper_standing, why_paper_stops
from tenure.closing.rules.checklist import ClosingFacts, Step, checklist
from tenure.foundation.models import User
from tenure.kernel.period import format_day
from tenure.quotes.models import Acceptance
from tenure.quotes.rules.acceptance import MANNER_WORDS, Manner
from tenure.renewals.models import Outcome, Renewal

_ON_PAPER = {Manner.SIGNED_FORM, Manner.PURCHASE_ORDER}
_LOST = {Outcome.Kind.CHURNED, Outcome.Kind.PARTIAL}


def closing_steps(renewal: Renewal, acceptance: Acceptance | None) -> list[Step]:
    """Return the closing checklist of a renewal with the acceptance that counts for it."""
    order = _order(renewal, acceptance)
    outcome = Outcome.objects.filter(renewal=renewal).first()
    following = Renewal.objects.filter(
        contract_id=renewal.contract_id, renewal_on__gt=renewal.renewal_on, closed_on=None
    ).aggregate(on=Max("renewal_on"))["on"]
    return checklist(
        ClosingFacts(
            decision=_decision(renewal, acceptance, order),
            needs_paper=acceptance is not None and acceptance.manner in _ON_PAPER,
            has_paper=acceptance is not None and _has_paper(acceptance),
            order=order.number if order else None,
            booked_on=order.booked_on if order else None,
            outcome=outcome.get_kind_display() if outcome else "",
            outcome_reason=outcome.reason if outcome else "",
            lost=outcome is not None and outcome.kind in _LOST,
            is_ended=renewal.contract.ended_on is not None,
            next_on=following,
            ticked=_ticked(renewal),
            compared=_compared(),
            open_with=_open_with(renewal),
        )
    )


def renewal_to_close(contract_key: str, *, user: User) -> Renewal | None:
    """Return the renewal of a contract that is being closed: the last decided, else the open one.

    None where there is none to see.
    """
    seen = Renewal.objects.visible_to(user).filter(contract__key=contract_key)
    seen = seen.select_related("contract__customer")
    closed = seen.filter(closed_on__isnull=False).order_by("-renewal_on").first()
    return closed or seen.order_by("renewal_on").first()


def _order(renewal: Renewal, acceptance: Acceptance | None) -> Order | None:
    booking = Booking.objects.filter(acceptance=acceptance).select_related("order").first()
    if acceptance is not None and booking is not None:
        return booking.order
    automatic = AutomaticRenewal.objects.filter(renewal=renewal).select_related("order").first()
    if automatic is not None:
        return automatic.order
    ended = NoticeEnd.objects.filter(
        notice__contract_id=renewal.contract_id, order__isnull=False
    ).select_related("order")
    end = ended.order_by("-pk").first()
    if end is not None:
        return end.order
    if renewal.closed_on is None:
        return None
    deciding = Order.objects.filter(
        contract_id=renewal.contract_id, kind__in=["renewal", "reset", "termination"],
        number__gt=renewal.contract_revision,
    )  # fmt: skip
    return deciding.order_by("number").first()


def _has_paper(acceptance: Acceptance) -> bool:
    if paper_standing(acceptance).check is None:
        return acceptance.manner == Manner.SIGNED_FORM and bool(acceptance.note)
    return not why_paper_stops(acceptance)


def _decision(renewal: Renewal, acceptance: Acceptance | None, order: Order | None) -> str:
    if acceptance is not None:
        how = MANNER_WORDS[Manner(acceptance.manner)].lower()
        day = format_day(acceptance.accepted_on)
        return f"{acceptance.name} accepted {acceptance.quote} {how}, {day}"
    notice = TerminationNotice.objects.filter(contract_id=renewal.contract_id).last()
    if notice is not None and (notice.closed_on is None or renewal.contract.ended_on is not None):
        return f"{notice.given_by} gave notice, {format_day(notice.received_on)}"
    if AutomaticRenewal.objects.filter(renewal=renewal).exists():
        return "Nobody gave notice: it renewed by itself"
    return f"Order {order.number} decided it" if order else ""


def _ticked(renewal: Renewal) -> dict[str, str]:
    ticks = ClosingTick.objects.filter(renewal=renewal).select_related("by")
    return {
        tick.step: ", ".join(filter(None, [str(tick.by), format_day(tick.done_on), tick.note]))
        for tick in ticks
    }


def _compared() -> dict[str, date]:
    """Return the day each side was last compared on."""
    latest = {
        "crm": Reconciliation.objects.filter(crm__isnull=False),
        "billing": Reconciliation.objects.filter(billing__isnull=False),
    }
    days = {side: found.order_by("-pk").first() for side, found in latest.items()}
    return {side: found.on for side, found in days.items() if found is not None}


def _open_with(renewal: Renewal) -> dict[str, int]:
    rows = (
        Discrepancy.objects.filter(contract_id=renewal.contract_id, settlement=None)
        .values_list("side")
        .annotate(count=Count("pk"))
    )
    return dict(rows)
