"""What closing has to do today: unbooked, held, notices, exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.closing.models import Booking, ChurnException, Envelope, TerminationNotice
from tenure.closing.queries.automatic import Held, held
from tenure.closing.queries.checklist import closing_steps
from tenure.closing.queries.paper import PaperStanding, paper_standing, waives_as
from tenure.closing.queries.signed import unbooked
from tenure.closing.queries.terminations import open_notice_of, open_notices, settled_notices
from tenure.closing.rules.checklist import Step
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.quotes.models import Acceptance, OfferEvent, Quote
from tenure.quotes.queries.acceptance import acceptance_of
from tenure.quotes.queries.sendings import uploads_of
from tenure.renewals.models import Outcome, Renewal

MOST = 50


@dataclass(frozen=True, slots=True)
class ClosingDesk:
    """All that the page of closing shows, as far as the person may see it."""

    unbooked: list[Acceptance]
    held: list[Held]
    notices: list[TerminationNotice]
    settled: list[TerminationNotice]
    exceptions: list[ChurnException]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing waits."""
        return not (self.unbooked or self.held or self.notices or self.exceptions)


def closing_desk(*, user: User, on: date) -> ClosingDesk:
    """Return what waits, the oldest first, at most fifty of each."""
    exceptions = (
        ChurnException.objects.visible_to(user)
        .filter(decision=None)
        .select_related("renewal__contract__customer", "asked_by")
        .order_by("asked_on", "pk")
    )
    return ClosingDesk(
        unbooked=list(unbooked(user=user)[:MOST]),
        held=held(on, user=user, limit=MOST),
        notices=open_notices(user, limit=MOST),
        settled=settled_notices(user),
        exceptions=list(exceptions[:MOST]),
    )


@dataclass(frozen=True, slots=True)
class RenewalClosing:
    """All that the page of one renewal's closing shows."""

    renewal: Renewal
    steps: list[Step]
    acceptance: Acceptance | None
    quote: Quote | None
    notice: TerminationNotice | None
    exception: ChurnException | None
    lost: bool
    may_decide: bool
    paper: PaperStanding | None
    waives: list[str]
    uploads: list[OfferEvent]
    is_booked: bool
    envelopes: list[Envelope]

    @property
    def done(self) -> int:
        """Return how many steps are done."""
        return sum(step.is_done for step in self.steps)


def renewal_closing(renewal_id: int, *, user: User, on: date) -> RenewalClosing | None:
    """Return the closing of a renewal; None where the person may not see it."""
    seen = Renewal.objects.visible_to(user).filter(pk=renewal_id)
    renewal = seen.select_related("contract__customer", "owner").first()
    if renewal is None:
        return None
    exception = (
        ChurnException.objects.filter(renewal=renewal).select_related("asked_by", "decision__by")
    ).first()
    outcome = Outcome.objects.filter(renewal=renewal).first()
    asked_by_other = exception is not None and exception.asked_by_id != user.pk
    acceptance = acceptance_of(renewal.pk)
    return RenewalClosing(
        renewal=renewal,
        steps=closing_steps(renewal, acceptance),
        acceptance=acceptance,
        quote=renewal.quotes.filter(is_primary=True).first(),
        notice=open_notice_of(renewal.contract_id, user=user),
        exception=exception,
        lost=outcome is not None and outcome.kind in {Outcome.Kind.CHURNED, Outcome.Kind.PARTIAL},
        may_decide=asked_by_other and may(user.role, Permission.DECIDE_EXCEPTIONS),
        paper=paper_standing(acceptance) if acceptance else None,
        uploads=uploads_of(renewal.pk),
        waives=waives_as(user, acceptance, on=on) if acceptance else [],
        envelopes=_envelopes(renewal),
        is_booked=acceptance is not None and Booking.objects.filter(acceptance=acceptance).exists(),
    )


def _envelopes(renewal: Renewal) -> list[Envelope]:
    """Return what is or was out for signature, with what was said of it, latest first."""
    rows = Envelope.objects.filter(quote__renewal=renewal).select_related("quote", "asked_by")
    return list(rows.prefetch_related("news").order_by("-pk")[:MOST])
