"""Contracts that renew by themselves: reminded in time, booked once nobody gave notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail

from tenure.book.models import Line
from tenure.book.rules.changes import Settlement
from tenure.closing.commands import (
    book_notice,
    log_save,
    record_notice,
    renew_automatically,
    send_reminders,
    write_reminders,
)
from tenure.closing.models import AutomaticRenewal, RenewalReminder
from tenure.closing.queries.automatic import held
from tenure.closing.rules.automatic import AutomaticFacts, reminder_window, why_not_automatic
from tenure.closing.rules.letters.words.reminder import WORDS
from tenure.closing.rules.reminder_mail import ReminderFacts, reminder_body, reminder_subject
from tenure.directory.models import Customer
from tenure.documents.rules import Language
from tenure.kernel.money import Money
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.models import Outcome, Renewal
from tests.closing.offers import AT, ON, accepted, offered
from tests.closing.test_terminations import GIVEN
from tests.renewals.builders import Book

NOTICE_ON = ON + timedelta(days=30)
AFTER = NOTICE_ON + timedelta(days=1)


@pytest.fixture(autouse=True)
def mail_server(settings: object) -> None:
    settings.EMAIL_HOST = "mail.example"  # type: ignore[attr-defined]


def automatic(book: Book, key: str = "A1", **facts: object) -> Renewal:
    """Make a contract whose last day to give notice is thirty days ahead, and its renewal."""
    given = {"renewal_type": "auto", "notice_days": 29} | facts
    contract = book.contract(key, end=ON + timedelta(days=60), **given)  # type: ignore[arg-type]
    open_renewals(on=ON, by=book.head, horizon_days=200)
    renewal = Renewal.objects.get(contract=contract)
    assert renewal.notice_on == NOTICE_ON
    return renewal


def reminded(book: Book, *, on: date = ON) -> int:
    write_reminders(by=book.head, on=on)
    return send_reminders(by=book.head, on=on, at=AT)


def test_a_customer_is_reminded_once_and_renewed_after_the_notice_date(book: Book) -> None:
    renewal = automatic(book)

    assert reminded(book) == 1
    assert reminded(book) == 0
    assert renew_automatically(by=book.head, on=NOTICE_ON).renewed == 0, "notice counts today"
    assert renew_automatically(by=book.head, on=AFTER).renewed == 1
    assert renew_automatically(by=book.head, on=AFTER).renewed == 0

    [message] = mail.outbox
    assert message.to == ["dana@example.com"]
    assert "renews by itself on 16 March 2027" in message.body
    assert "tell us by 14 February 2027" in message.body
    renewal.refresh_from_db()
    assert renewal.outcome.kind == Outcome.Kind.RENEWED
    assert AutomaticRenewal.objects.get().order.contract == renewal.contract
    following = Renewal.objects.get(contract=renewal.contract, closed_on=None)
    assert following.renewal_on == date(2028, 3, 16)
    assert Line.objects.get(contract=renewal.contract, start_on=renewal.renewal_on).unit_price_e4


def test_a_reminder_that_somebody_else_is_sending_is_not_sent_twice(book: Book) -> None:
    automatic(book)
    write_reminders(by=book.head, on=ON)
    RenewalReminder.objects.update(claimed_at=AT)

    assert send_reminders(by=book.head, on=ON, at=AT + timedelta(minutes=9)) == 0
    assert send_reminders(by=book.head, on=ON, at=AT + timedelta(minutes=11)) == 1, "it died"
    assert len(mail.outbox) == 1


def test_the_announced_price_is_booked(book: Book) -> None:
    renewal = automatic(book, price_method="uplift", uplift_bp=500)
    quote = offered(book, renewal.contract)
    assert quote.proposed_minor > quote.expiring_minor

    reminded(book)
    renew_automatically(by=book.head, on=AFTER)

    line = Line.objects.get(contract=renewal.contract, start_on=renewal.renewal_on)
    assert line.unit_price_e4 == quote.lines.get().proposed_price_e4
    assert AutomaticRenewal.objects.get().quote == quote
    assert "€1,050.00; at today's prices it would be €1,000.00" in mail.outbox[0].body


def test_a_customer_reads_it_in_its_language_with_the_notice_attached(book: Book) -> None:
    renewal = automatic(book, price_method="uplift", uplift_bp=500)
    Customer.objects.filter(pk=renewal.customer_id).update(language="de", country="CH")
    offered(book, renewal.contract)
    reminded(book)

    [sent] = mail.outbox
    assert "verlängert sich am" in sent.subject
    assert "Die nächste Laufzeit kostet" in sent.body
    assert "Die Mitteilung über die Verlängerung liegt bei." in sent.body
    [(name, content, media_type)] = sent.attachments
    assert (name[-4:], media_type, content[:5]) == (".pdf", "application/pdf", b"%PDF-")
    reminded(book)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("language", list(Language))
def test_every_language_says_all_of_it(language: Language) -> None:
    assert WORDS[language].keys() == WORDS[Language.ENGLISH].keys()
    for announced in (None, Money(105_000, "EUR"), Money(100_000, "EUR")):
        facts = ReminderFacts(
            "Example Cloud", "Aurora", "C-1", NOTICE_ON, AFTER, announced, Money(100_000, "EUR"),
            "Q-1", "", language.value, "",
        )  # fmt: skip
        text = reminder_subject(facts) + reminder_body(facts, with_paper=True)
        assert "C-1" in text
        assert facts.say.day(NOTICE_ON) in text
        assert ("Q-1" in text) is (announced is not None)


def test_a_price_that_was_not_announced_is_not_asked_for(book: Book) -> None:
    renewal = automatic(book, price_method="uplift", uplift_bp=500)
    reminded(book)
    offered(book, renewal.contract)

    renew_automatically(by=book.head, on=AFTER)

    line = Line.objects.get(contract=renewal.contract, start_on=renewal.renewal_on)
    assert line.unit_price_e4 == 10_000_000


def test_nobody_is_renewed_without_having_been_told(book: Book, settings: object) -> None:
    renewal = automatic(book)
    settings.EMAIL_HOST = ""  # type: ignore[attr-defined]
    reminded(book)

    done = renew_automatically(by=book.head, on=AFTER)

    assert (done.renewed, done.held) == (0, 1)
    [left] = held(AFTER, user=book.head, limit=10)
    assert (left.renewal, left.reason) == (
        renewal, "The customer was not reminded: a person decides.",
    )  # fmt: skip


def test_a_reminder_that_came_too_late_leaves_it_to_people(book: Book) -> None:
    automatic(book)
    write_reminders(by=book.head, on=ON)
    send_reminders(by=book.head, on=NOTICE_ON - timedelta(days=3), at=AT)

    assert renew_automatically(by=book.head, on=AFTER).held == 1
    [left] = held(AFTER, user=book.head, limit=10)
    assert "too late" in left.reason


def test_notice_stops_it(book: Book) -> None:
    renewal = automatic(book)
    reminded(book)
    record_notice(contract_id=renewal.contract_id, given=GIVEN, by=book.head, on=ON)

    done = renew_automatically(by=book.head, on=AFTER)
    assert (done.renewed, done.held) == (0, 0), "it ends: nobody has to decide"
    assert not AutomaticRenewal.objects.exists()


def test_a_notice_that_came_too_late_ends_it_after_the_term_that_follows(book: Book) -> None:
    renewal = automatic(book)
    reminded(book)
    late = replace(GIVEN, received_on=AFTER)
    notice = record_notice(contract_id=renewal.contract_id, given=late, by=book.head, on=AFTER)
    assert (notice.is_in_time, notice.ends_on) == (False, date(2028, 3, 16))

    assert renew_automatically(by=book.head, on=AFTER).renewed == 1
    log_save(notice_id=notice.pk, tactic="none", note="Too late", by=book.head, on=AFTER)
    book_notice(notice_id=notice.pk, settlement=Settlement.NOTHING, by=book.head, on=AFTER)

    renewal.contract.refresh_from_db()
    assert renewal.contract.ended_on == date(2028, 3, 16)


def test_what_waits_for_people_keeps_nobody_else_waiting(book: Book) -> None:
    automatic(book, "A0")
    renewal = automatic(book, "A1")
    write_reminders(by=book.head, on=ON)
    RenewalReminder.objects.exclude(renewal=renewal).delete()
    send_reminders(by=book.head, on=ON, at=AT)

    done = renew_automatically(by=book.head, on=AFTER, limit=1)

    assert (done.renewed, done.held) == (1, 1)


def test_what_was_accepted_is_not_renewed_by_itself(book: Book) -> None:
    renewal = automatic(book)
    reminded(book)
    accepted(book, offered(book, renewal.contract))

    assert renew_automatically(by=book.head, on=AFTER).renewed == 0


def test_no_reminder_after_notice_or_outside_its_window(book: Book) -> None:
    renewal = automatic(book)
    record_notice(contract_id=renewal.contract_id, given=GIVEN, by=book.head, on=ON)
    assert write_reminders(by=book.head, on=ON) == 0
    automatic(book, "A2", customer="US-CO")
    renewal.customer.__class__.objects.filter(key="US-CO").update(country="US")
    assert write_reminders(by=book.head, on=ON - timedelta(days=1)) == 0, "31 days before"
    assert write_reminders(by=book.head, on=ON) == 1, "30 days before"
    assert RenewalReminder.objects.get().due_on == NOTICE_ON - timedelta(days=15)


@pytest.mark.parametrize(
    ("country", "first", "last"),
    [("US", 30, 15), ("us", 30, 15), ("FR", 90, 30), ("DE", 60, 15), ("", 60, 15)],
)
def test_the_reminders_window(country: str, first: int, last: int) -> None:
    window = reminder_window(NOTICE_ON, country)

    assert window.first == NOTICE_ON - timedelta(days=first)
    assert window.last == NOTICE_ON - timedelta(days=last)
    assert window.is_open(window.first)
    assert not window.is_open(window.last + timedelta(days=1))


def test_each_reason_not_to_renew() -> None:
    facts = {
        "notice_on": NOTICE_ON, "remind_by": NOTICE_ON - timedelta(days=15), "reminded_on": ON,
        "has_notice": False, "is_accepted": False,
    }  # fmt: skip

    def why(on: date = AFTER, **other: object) -> str:
        return why_not_automatic(AutomaticFacts(**(facts | other)), on)  # type: ignore[arg-type]

    assert why() == ""
    assert "still be given" in why(on=NOTICE_ON)
    assert "Notice was given" in why(has_notice=True)
    assert "accepted" in why(is_accepted=True)
    assert "not reminded" in why(reminded_on=None)
    assert "not reminded" in why(remind_by=None)
    assert "too late" in why(reminded_on=NOTICE_ON - timedelta(days=14))
