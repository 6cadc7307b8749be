"""Remind customers whose contract renews by itself, and book what nobody gave notice of.

Reminders are written set-based by the daily run, once per renewal, and mailed from a queue
(`foundation.mailing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from tenure.book.commands.orders import change_contract
from tenure.book.models import Contract
from tenure.book.queries.orders import booked_orders
from tenure.book.rules.changes import Change, renewal_as_agreed
from tenure.book.rules.fold import fold
from tenure.closing.models import AutomaticRenewal, RenewalReminder
from tenure.closing.queries.automatic import (
    addresses,
    announced_offer,
    past_notice,
    to_be_renewed,
    unsent_reminders,
    waiting_for_people,
    why_held,
)
from tenure.closing.queries.signed import signed_term
from tenure.closing.rules.automatic import COUNTRIES, reminder_days
from tenure.closing.rules.reminder_mail import (
    ReminderFacts,
    reminder_body,
    reminder_id,
    reminder_subject,
)
from tenure.documents.queries import open_document
from tenure.foundation.commands import record_event, write_audited
from tenure.foundation.mailing import MailRefused, hand_over, unclaimed
from tenure.foundation.models import User
from tenure.kernel.errors import TenureError
from tenure.kernel.money import Money
from tenure.quotes.commands import issue_paper
from tenure.quotes.models import Quote
from tenure.quotes.rules.paper import PaperKind
from tenure.renewals.commands.opening import open_next
from tenure.renewals.commands.settling import settle_moved
from tenure.renewals.models import Renewal

# Announced is the offer that says nothing but what the contract allows: nobody asked for more.
_REMIND = """
    INSERT INTO closing_renewalreminder (renewal_id, quote_id, due_on, written_on, sent_to)
    SELECT r.id, q.id, r.notice_on - w.fewest, %(on)s, ''
    FROM renewals_renewal r
    JOIN directory_customer c ON c.id = r.customer_id
    JOIN (SELECT * FROM unnest(%(countries)s::text[], %(most)s::int[], %(fewest)s::int[])
          AS every (country, most, fewest)) AS w
      ON w.country = CASE WHEN upper(c.country) = ANY(%(countries)s) THEN upper(c.country)
                          ELSE '' END
    LEFT JOIN quotes_quote q ON q.renewal_id = r.id AND q.is_primary AND q.asked IS NULL
    WHERE r.closed_on IS NULL AND r.renewal_type IN ('auto', 'once')
      AND r.notice_on BETWEEN %(on)s AND %(on)s + %(longest)s
      AND %(on)s BETWEEN r.notice_on - w.most AND r.notice_on - w.fewest
      AND NOT EXISTS (SELECT 1 FROM closing_terminationnotice t
                      WHERE t.contract_id = r.contract_id AND t.closed_on IS NULL
                        AND t.ends_on <= r.renewal_on)
    ON CONFLICT (renewal_id) DO NOTHING
    RETURNING renewal_id,
        (SELECT k.key FROM book_contract k JOIN renewals_renewal x ON x.contract_id = k.id
         WHERE x.id = renewal_id),
        jsonb_build_object('quote', quote_id, 'due_on', due_on)"""


@dataclass(frozen=True, slots=True)
class Automatic:
    """Hold what one call renewed, and what it left to people or could not book."""

    renewed: int
    held: int
    refused: int


def write_reminders(*, by: User, on: date) -> int:
    """Write the reminders that are due, once per renewal; return how many are new."""
    windows = {country: reminder_days(country) for country in ("", *COUNTRIES)}
    params = {
        "on": on,
        "countries": list(windows),
        "most": [most for most, _ in windows.values()],
        "fewest": [fewest for _, fewest in windows.values()],
        "longest": max(most for most, _ in windows.values()),
    }
    written = write_audited(
        by=by, on=on, verb="closing.write_reminder", model=Renewal, sql=_REMIND, params=params
    )
    return len(written)


def send_reminders(*, by: User, on: date, at: datetime, limit: int = 500) -> int:
    """Mail the reminders that wait; return how many the mail server took.

    Without a mail server, or without an address of the customer, nothing is sent and nothing
    counts as sent: then a person decides on the renewal.
    """
    if not settings.EMAIL_HOST:
        return 0
    backend = get_connection()
    waiting = list(unsent_reminders()[:limit])
    return sum(_send(reminder, backend, by, on, at) for reminder in waiting)


def renew_automatically(*, by: User, on: date, limit: int = 5_000) -> Automatic:
    """Book the renewals whose notice date is past without notice, each by itself.

    What a person has to decide on, and what the book refuses, is left as it is.
    """
    renewed = refused = 0
    for renewal_id in list(to_be_renewed(on, user=by).values_list("pk", flat=True)[:limit]):
        try:
            renewed += _renew(renewal_id, by, on)
        except TenureError:
            refused += 1
    return Automatic(renewed, waiting_for_people(on, user=by).count(), refused)


@transaction.atomic
def _renew(renewal_id: int, by: User, on: date) -> bool:
    contract_id = Renewal.objects.values_list("contract_id", flat=True).get(pk=renewal_id)
    contract = Contract.objects.select_for_update().get(pk=contract_id)
    renewal = past_notice(on, user=by).filter(pk=renewal_id).first()
    if renewal is None or why_held(renewal, on):
        return False  # somebody was quicker
    quote = announced_offer(renewal, user=by, on=on)
    order = change_contract(
        contract_id=contract.pk,
        changes=[_change(contract, quote)],
        booked_on=on,
        by=by,
        on=on,
        reason="No notice was given: renewed by itself",
        key=f"auto-{renewal.renewal_on}",
        details={"quote": quote.number} if quote else {},
    )
    made = AutomaticRenewal.objects.create(renewal=renewal, order=order, quote=quote, booked_on=on)
    settle_moved(contract_ids=[contract.pk], by=by, on=on)
    open_next(contract_id=contract.pk, by=by, on=on)
    detail = {"contract": contract.key, "order": order.number, "quote": str(quote or "")}
    record_event(by=by, on=on, verb="closing.renew_automatically", subject=made, detail=detail)
    return True


def _change(contract: Contract, quote: Quote | None) -> Change:
    if quote is not None:
        return signed_term(quote)
    return renewal_as_agreed(fold(booked_orders(contract)))


def _send(
    reminder: RenewalReminder, backend: BaseEmailBackend, by: User, on: date, at: datetime
) -> int:
    renewal = reminder.renewal
    to = addresses(renewal)
    mine = RenewalReminder.objects.filter(unclaimed(at), pk=reminder.pk, sent_on=None)
    if not to or not mine.update(claimed_at=at):
        return 0
    paper = _paper(reminder, by, on, at)
    if not _taken(_facts(reminder), renewal.renewal_on, to, paper, backend):
        RenewalReminder.objects.filter(pk=reminder.pk).update(claimed_at=None)
        return 0
    with transaction.atomic():
        RenewalReminder.objects.filter(pk=reminder.pk).update(sent_on=on, sent_to=", ".join(to))
        detail = {"to": len(to), "contract": renewal.contract.key}
        record_event(by=by, on=on, verb="closing.send_reminder", subject=renewal, detail=detail)
    return 1


def _paper(
    reminder: RenewalReminder, by: User, on: date, at: datetime
) -> list[tuple[str, bytes, str]]:
    """Return the notice of renewal of the announced offer, to be attached; none without one.

    The mail says all that has to be said: it does not wait for paper that cannot be made.
    """
    if reminder.quote_id is None:
        return []
    try:
        paper = issue_paper(
            quote_id=reminder.quote_id, kind=PaperKind.RENEWAL_NOTICE, by=by, on=on, at=at
        )
        return [(paper.file_name, open_document(paper.document), paper.document.media_type)]
    except TenureError:
        return []


def _taken(
    facts: ReminderFacts, renewal_on: date, to: list[str],
    paper: Sequence[tuple[str, bytes, str]], backend: BaseEmailBackend,
) -> bool:  # fmt: skip
    """Return whether the server took it; an address that it refuses may be put right any day."""
    try:
        return hand_over(
            subject=reminder_subject(facts), body=reminder_body(facts, with_paper=bool(paper)),
            to=to, message_id=reminder_id(facts.contract, renewal_on), backend=backend,
            attachments=paper,
        )  # fmt: skip
    except MailRefused:
        return False


def _facts(reminder: RenewalReminder) -> ReminderFacts:
    renewal, quote = reminder.renewal, reminder.quote
    assert renewal.notice_on is not None
    return ReminderFacts(
        company=str(settings.COMPANY["name"]),
        customer=renewal.customer.legal_name or renewal.customer.name,
        contract=renewal.contract.key,
        notice_on=renewal.notice_on,
        renewal_on=renewal.renewal_on,
        announced=Money(quote.proposed_minor, quote.currency) if quote else None,
        expiring=Money(quote.expiring_minor, quote.currency) if quote else None,
        number=quote.number if quote else "",
        owner=renewal.owner.email if renewal.owner else "",
        language=renewal.customer.language,
        country=renewal.customer.country,
    )
