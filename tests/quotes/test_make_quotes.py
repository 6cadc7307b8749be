"""Quotes are made once, in order, for what is due, from what expires."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tenure.foundation.models import AuditEvent, NumberSeries
from tenure.pricing.commands import publish_policy
from tenure.pricing.queries import policies, price_rows
from tenure.pricing.queries.facts import WantedTerm, facts_of
from tenure.pricing.rules import PolicyFacts, trace_of
from tenure.quotes.commands import QuoteNotPossible, make_quote, make_quotes, requote, requote_stale
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.rules import next_term
from tests.quotes.conftest import ON, RENEWAL_ON, Book


def publish(book: Book, **facts: object) -> None:
    given = {"code": "p", "method": "uplift", "uplift_bp": 500, "start_on": date(2020, 1, 1)}
    policy = PolicyFacts(**(given | facts))  # type: ignore[arg-type]
    publish_policy(policy=policy, name=policy.code, by=book.head, on=ON)


def test_a_quote_is_priced_numbered_and_stored(book: Book) -> None:
    publish(book)
    renewal = book.due("C-1", lines=2)
    made = make_quotes(by=book.head, on=ON)
    quote = Quote.objects.get()
    assert (made.count, made.ids, made.refused) == (1, (quote.pk,), ())
    assert (quote.number, quote.version, quote.is_primary) == ("Q-2027-000001", 1, True)
    assert (quote.renewal, quote.currency, quote.made_by) == (renewal, "EUR", book.head)
    assert (quote.start_on, quote.end_on) == (RENEWAL_ON, date(2028, 3, 31))
    assert (quote.priced_on, quote.valid_until) == (ON, ON + timedelta(days=60))
    assert (quote.expiring_minor, quote.proposed_minor) == (200_000, 210_000)
    first, second = QuoteLine.objects.order_by("position")
    assert (first.position, second.position, first.lot, second.lot) == (1, 2, 1, 2)
    assert (first.expiring_price_e4, first.proposed_price_e4) == (1_000_000, 1_050_000)
    assert (first.expiring_minor, first.proposed_minor) == (100_000, 105_000)
    assert (first.quantity, first.price_months, first.currency) == (Decimal(10), 12, "EUR")


def test_one_event_per_quote(book: Book) -> None:
    book.due("C-1")
    make_quotes(by=book.head, on=ON)
    event = AuditEvent.objects.get(verb="quotes.issue")
    quote = Quote.objects.get()
    assert (event.subject_type, event.subject_id, event.subject_label) == (
        Quote._meta.label_lower, quote.pk, quote.number,
    )  # fmt: skip
    assert (event.actor, event.on, event.detail["proposed_minor"]) == (book.head, ON, 100_000)


def test_again_makes_nothing(book: Book) -> None:
    for key in ("C-1", "C-2", "C-3"):
        book.due(key)
    assert make_quotes(by=book.head, on=ON).count == 3
    events = AuditEvent.objects.count()
    assert make_quotes(by=book.head, on=ON).count == 0
    assert make_quotes(by=book.head, on=ON + timedelta(days=1)).count == 0
    assert (Quote.objects.count(), AuditEvent.objects.count()) == (3, events)


def test_numbers_follow_renewal_date_and_key_across_chunks_and_years(book: Book) -> None:
    on = date(2026, 9, 20)
    for key, end in (
        ("C-B", date(2027, 1, 5)), ("C-D", date(2026, 12, 31)), ("C-A", date(2027, 1, 5)),
        ("C-C", date(2027, 1, 4)),
    ):  # fmt: skip
        book.due(key, end=end)
    while make_quotes(by=book.head, on=on, limit=3).count:
        pass
    numbers = Quote.objects.order_by("id").values_list("number", "renewal__contract__key")
    assert list(numbers) == [
        ("Q-2026-000001", "C-D"),
        ("Q-2027-000001", "C-C"),
        ("Q-2027-000002", "C-A"),
        ("Q-2027-000003", "C-B"),
    ]


def test_numbers_come_back_after_a_rollback(book: Book) -> None:
    book.due("C-1")
    with transaction.atomic():
        make_quotes(by=book.head, on=ON)
        assert Quote.objects.get().number == "Q-2027-000001"
        transaction.set_rollback(True)
    assert not Quote.objects.exists()
    assert not NumberSeries.objects.filter(last__gt=0).exists()
    make_quotes(by=book.head, on=ON)
    assert Quote.objects.get().number == "Q-2027-000001"


@pytest.mark.parametrize(
    ("days", "quoted"), [(89, False), (90, True), (105, True), (120, True), (121, False)]
)
def test_the_window(book: Book, days: int, quoted: bool) -> None:
    book.due("C-1", end=ON + timedelta(days=days))
    assert make_quotes(by=book.head, on=ON).count == int(quoted)


def test_what_is_not_quoted(book: Book) -> None:
    book.due("evergreen", renewal_type="evergreen")
    book.due("ended", ended_on=RENEWAL_ON)
    book.renewal(book.contract("closed"), closed_on=ON)
    book.renewal(book.contract("moved"), renewal_on=RENEWAL_ON - timedelta(days=1),
                 due_on=RENEWAL_ON - timedelta(days=2))  # fmt: skip
    only_setup = book.contract("setup only", lines=0)
    book.line(only_setup, 1, product=book.product("SETUP", "one_time"))
    book.renewal(only_setup)
    mixed = book.contract("mixed currencies")
    book.line(mixed, 2, currency="USD")
    book.renewal(mixed)
    assert make_quotes(by=book.head, on=ON).count == 0


def test_a_ramp_expires_at_its_last_price_and_one_time_charges_do_not_renew(book: Book) -> None:
    contract = book.contract("C-1", lines=0)
    half = contract.start_on + timedelta(days=180)
    book.line(contract, 1, price=80_0000, end_on=half)
    book.line(contract, 1, price=120_0000, start_on=half)
    book.line(contract, 2, product=book.product("SETUP", "one_time"))
    book.line(contract, 3, quantity="0")
    book.line(contract, 4, product=book.product("CALLS", "usage"), price=375, quantity="0")
    book.renewal(contract)
    make_quotes(by=book.head, on=ON)
    lines = QuoteLine.objects.order_by("position")
    assert [(line.lot, line.expiring_price_e4) for line in lines] == [(1, 120_0000), (4, 375)]
    assert Quote.objects.get().proposed_minor == 120_000


def test_list_price_of_the_day_the_term_starts(book: Book) -> None:
    edge = book.product()
    book.list_price(edge, 110_0000, date(2020, 1, 1), RENEWAL_ON)
    book.list_price(edge, 130_0000, RENEWAL_ON)
    book.list_price(edge, 999_0000, date(2020, 1, 1), currency="USD")
    book.due("C-1", price_method="list")
    make_quotes(by=book.head, on=ON)
    assert QuoteLine.objects.get().proposed_price_e4 == 130_0000


def test_a_line_that_overflows_refuses_its_quote_alone(book: Book) -> None:
    for key in ("C-1", "C-2", "C-3", "C-4"):
        book.due(key)
    huge = book.contract("C-25", lines=0)
    line = book.line(huge, 1)
    type(line).objects.filter(pk=line.pk).update(quantity=Decimal(10**13), unit_price_e4=9 * 10**18)
    culprit = book.renewal(huge)
    made = make_quotes(by=book.head, on=ON, limit=3)
    assert made.count == 3
    assert [pk for pk, _ in made.refused] == [culprit.pk]
    assert "too large" in made.refused[0][1]
    assert make_quotes(by=book.head, on=ON).count == 1
    numbers = Quote.objects.order_by("id").values_list("number", flat=True)
    assert list(numbers) == [f"Q-2027-{n:06}" for n in (1, 2, 3, 4)]
    with pytest.raises(QuoteNotPossible, match="too large"):
        make_quote(renewal_id=culprit.pk, by=book.head, on=ON)


def test_a_line_that_no_step_can_take_refuses_its_quote_alone(book: Book) -> None:
    book.due("C-1")
    odd = book.contract("C-2", lines=0)
    book.line(odd, 1, price_months=12_001)
    culprit = book.renewal(odd)
    made = make_quotes(by=book.head, on=ON)
    assert (made.count, [pk for pk, _ in made.refused]) == (1, [culprit.pk])
    assert "price_months" in made.refused[0][1]


def test_a_quote_follows_the_mode_of_proration(book: Book, settings: Any) -> None:
    settings.PRORATION_MODE = "actual_360"
    book.due("C-1")
    make_quotes(by=book.head, on=ON)
    line = QuoteLine.objects.get()
    [proration] = [step for step in line.trace if step["step"] == "proration"]
    assert (proration["part_n"], proration["part_d"]) == (61, 60)  # 366 of 360 days
    assert line.proposed_minor == 101_667


def test_stored_trace_is_the_trace_of_the_same_price(book: Book) -> None:
    publish(book)
    contract = book.contract("C-1", lines=3, uplift_cap_bp=300, price_hold_until=date(2027, 6, 1))
    book.renewal(contract)
    make_quotes(by=book.head, on=ON)
    term = WantedTerm(
        contract.pk, next_term(RENEWAL_ON, 12, first_start_on=contract.first_start_on)
    )
    live = price_rows(facts_of([term]), policies())
    stored = QuoteLine.objects.order_by("position").values_list("trace", flat=True)
    assert list(stored) == [trace_of(line) for line in live]


def test_make_quote_outside_the_window_and_only_once(book: Book) -> None:
    renewal = book.due("C-1", end=ON + timedelta(days=10))
    quote = make_quote(renewal_id=renewal.pk, by=book.head, on=ON)
    assert quote.valid_until == ON + timedelta(days=9)
    assert make_quote(renewal_id=renewal.pk, by=book.head, on=ON + timedelta(days=3)) == quote
    assert Quote.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"renewal_type": "evergreen"}, "evergreen"),
        ({"ended_on": RENEWAL_ON}, "ends for good"),
        ({"lines": 0}, "Nothing on this contract renews"),
    ],
)
def test_make_quote_says_why_not(book: Book, facts: dict[str, object], reason: str) -> None:
    renewal = book.due("C-1", **facts)
    with pytest.raises(QuoteNotPossible, match=reason):
        make_quote(renewal_id=renewal.pk, by=book.head, on=ON)


def test_requote_follows_the_contract(book: Book) -> None:
    renewal = book.due("C-1")
    first = make_quote(renewal_id=renewal.pk, by=book.head, on=ON)
    assert requote(renewal_id=renewal.pk, by=book.head, on=ON) == first
    book.line(renewal.contract, 2)
    renewal.contract.revision = 2
    renewal.contract.save()
    later = ON + timedelta(days=5)
    second = requote(renewal_id=renewal.pk, by=book.head, on=later)
    first.refresh_from_db()
    assert (first.is_primary, second.is_primary) == (False, True)
    assert (second.version, second.number) == (2, f"{first.number}-v2")
    assert (second.contract_revision, second.priced_on) == (2, later)
    assert second.lines.count() == 2
    assert requote(renewal_id=renewal.pk, by=book.head, on=later) == second
    assert Quote.objects.count() == 2
    assert AuditEvent.objects.filter(verb="quotes.issue").count() == 2


def test_requote_stale_takes_only_what_moved(book: Book) -> None:
    moved, still = book.due("C-1"), book.due("C-2")
    make_quotes(by=book.head, on=ON)
    type(moved.contract).objects.filter(pk=moved.contract.pk).update(revision=7)
    made = requote_stale(by=book.head, on=ON)
    assert made.count == 1
    assert Quote.objects.get(renewal=moved, is_primary=True).contract_revision == 7
    assert Quote.objects.get(renewal=still).version == 1
    assert requote_stale(by=book.head, on=ON).count == 0


def test_requote_without_a_quote_is_refused(book: Book) -> None:
    renewal = book.due("C-1")
    with pytest.raises(QuoteNotPossible, match="no quote yet"):
        requote(renewal_id=renewal.pk, by=book.head, on=ON)


def test_lines_never_change(book: Book) -> None:
    book.due("C-1")
    make_quotes(by=book.head, on=ON)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        QuoteLine.objects.update(proposed_minor=1)


@pytest.mark.parametrize(
    ("case", "end", "months", "last"),
    [
        ("month's end to month's end", date(2027, 2, 28), 12, date(2028, 2, 29)),
        ("plain day", date(2027, 3, 15), 12, date(2028, 3, 15)),
        ("three years", date(2027, 3, 31), 36, date(2030, 3, 31)),
    ],
)
def test_the_next_term(book: Book, case: str, end: date, months: int, last: date) -> None:
    renewal = book.due("C-1", end=end, renewal_term_months=months)
    quote = make_quote(renewal_id=renewal.pk, by=book.head, on=ON)
    assert quote.end_on == last
    assert quote.expiring_minor == 100_000 * months // 12
