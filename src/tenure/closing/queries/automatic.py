"""Renewals that happen by themselves: whom to remind, which to book, which a person decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tenure.closing.models import RenewalReminder, TerminationNotice
from tenure.closing.rules.automatic import AutomaticFacts, why_not_automatic
from tenure.directory.models import Contact
from tenure.foundation.models import User
from tenure.quotes.models import Acceptance, Quote
from tenure.quotes.queries.approvals import approval_of
from tenure.quotes.queries.view import is_stale
from tenure.renewals.models import Renewal
from tenure.renewals.rules.dates import AUTOMATIC


@dataclass(frozen=True, slots=True)
class Held:
    """A renewal that would happen by itself and does not, and why."""

    renewal: Renewal
    reason: str


_HAS_NOTICE = Exists(
    TerminationNotice.objects.filter(
        contract=OuterRef("contract"), closed_on=None, ends_on__lte=OuterRef("renewal_on")
    )
)
_IS_ACCEPTED = Exists(Acceptance.objects.filter(renewal=OuterRef("pk"), void_because=""))
_IN_TIME = Q(reminder__sent_on__lte=F("reminder__due_on"))


def past_notice(on: date, *, user: User) -> QuerySet[Renewal]:
    """Return the open renewals that renew by themselves and whose notice date is past, by it."""
    return (
        Renewal.objects.visible_to(user)
        .filter(closed_on=None, notice_on__lt=on, renewal_type__in=sorted(AUTOMATIC))
        .select_related("contract", "customer", "reminder")
        .annotate(has_notice=_HAS_NOTICE, is_accepted=_IS_ACCEPTED)
        .order_by("notice_on", "pk")
    )


def to_be_renewed(on: date, *, user: User) -> QuerySet[Renewal]:
    """Return those of `past_notice` that nothing holds, so that what is held keeps nobody waiting.

    What finds them quickly; `why_held` still judges each.
    """
    return past_notice(on, user=user).filter(_IN_TIME, ~_HAS_NOTICE, ~_IS_ACCEPTED)


def waiting_for_people(on: date, *, user: User) -> QuerySet[Renewal]:
    """Return those of `past_notice` that only a person can decide: not reminded, or not in time."""
    undecided = past_notice(on, user=user).filter(~_HAS_NOTICE, ~_IS_ACCEPTED)
    return undecided.filter(Q(reminder=None) | Q(reminder__sent_on=None) | ~_IN_TIME)


def why_held(renewal: Renewal, on: date) -> str:
    """Return why one of `past_notice` is not booked by itself; empty when it is."""
    assert renewal.notice_on is not None
    reminder = getattr(renewal, "reminder", None)
    facts = AutomaticFacts(
        notice_on=renewal.notice_on,
        remind_by=reminder.due_on if reminder else None,
        reminded_on=reminder.sent_on if reminder else None,
        has_notice=bool(getattr(renewal, "has_notice", False)),
        is_accepted=bool(getattr(renewal, "is_accepted", False)),
    )
    return why_not_automatic(facts, on)


def held(on: date, *, user: User, limit: int) -> list[Held]:
    """Return the renewals that a person has to decide on, the oldest notice date first."""
    found = waiting_for_people(on, user=user)[:limit]
    return [Held(one, why_held(one, on)) for one in found]


def announced_offer(renewal: Renewal, *, user: User, on: date) -> Quote | None:
    """Return the offer that a reminder announced, where it can be booked as it was announced.

    It still has to be the primary one, fresh, and free of approvals that are not given.
    """
    reminder = RenewalReminder.objects.filter(renewal=renewal).select_related("quote").first()
    if reminder is None or reminder.quote_id is None:
        return None
    quote = Quote.objects.select_related("renewal__contract").get(pk=reminder.quote_id)
    usable = quote.is_primary and not is_stale(quote)
    return quote if usable and approval_of(quote, user=user, on=on).is_free else None


def addresses(renewal: Renewal) -> list[str]:
    """Return the e-mail addresses of the customer's contacts, in order of their names."""
    found = Contact.objects.filter(customer_id=renewal.customer_id).exclude(email="")
    return sorted(set(found.values_list("email", flat=True)))


def unsent_reminders() -> QuerySet[RenewalReminder]:
    """Return the reminders that the mail server has not taken yet, the oldest first."""
    found = RenewalReminder.objects.filter(sent_on=None, renewal__closed_on=None)
    return found.select_related(
        "renewal__contract", "renewal__customer", "renewal__owner", "quote"
    ).order_by("pk")
