"""The worklist's order: the rule and PostgreSQL agree, it follows what happens, and it sleeps."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from tenure.desk.commands import worklist as following
from tenure.desk.commands.worklist import (
    follow_events,
    mark_waiting,
    refresh_waiting,
    snooze_renewal,
    wake_due,
    wake_renewal,
)
from tenure.desk.models import Snooze, WaitingMark
from tenure.desk.queries.bulk import bulk_preview
from tenure.desk.queries.entering import alarms
from tenure.desk.queries.worklist import (
    WorklistFilter,
    priority_facts,
    worklist_page,
)
from tenure.desk.rules.bulk import Asked
from tenure.foundation.models import AuditEvent
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.quotes.commands import withdraw_quote
from tenure.quotes.commands.offer_events import ask_question
from tenure.quotes.commands.sending import answer_question, send_quote
from tenure.quotes.models import Quote
from tenure.quotes.queries.sendings import link_of
from tenure.renewals.models import Renewal
from tenure.renewals.rules.priority import RISKS, work_on
from tests.closing.offers import ON, due_soon, offered
from tests.renewals.builders import Book

DAY = timedelta(days=1)


@pytest.mark.django_db
def test_the_rule_and_postgresql_put_renewals_in_one_order() -> None:
    book = Book()
    contract = book.contract("C-1", end=date(2028, 3, 31))
    drawn = random.Random(20270115)

    def day(chance: float = 0.5) -> date | None:
        return ON + drawn.randrange(-200, 200) * DAY if drawn.random() < chance else None

    made = Renewal.objects.bulk_create(
        Renewal(
            contract=contract, customer=contract.customer, renewal_on=ON + number * DAY,
            due_on=ON + (number - 1) * DAY, renewal_type="manual", currency="EUR", atr_minor=1,
            forecast_minor=1, contract_revision=1, opened_on=ON, act_on=day(1), step_on=day(),
            risk=drawn.choice(["", *RISKS]), waiting_until=day(), snoozed_until=day(),
        )
        for number in range(400)
    )  # fmt: skip
    kept = {one.pk: one for one in Renewal.objects.filter(pk__in=[one.pk for one in made])}
    ruled = {pk: work_on(priority_facts(one)) for pk, one in kept.items()}
    assert {pk: one.work_on for pk, one in kept.items()} == ruled
    page = worklist_page(book.head, WorklistFilter(), size=500)
    assert [row.id for row in page.rows] == sorted(ruled, key=lambda pk: (ruled[pk], pk))


@pytest.fixture
def book(
    transactional_db: None, tmp_path: object, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Book:
    """Return an empty book; nothing runs beside the test, though other databases are busy."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(following, "settled_upto", everything_upto)
    return Book()


def everything_upto(after: int, *, limit: int) -> int:
    """Return the last event. A transaction of another test's database would hold up the cursor."""
    latest = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    return max(after, latest or 0)


def follow(book: Book, on: date = ON) -> dict[str, int]:
    return follow_events(by=book.system, on=on)


def row_of(book: Book, renewal: Renewal, **asked: Any) -> tuple[str, str, str]:
    [row] = [
        row for row in worklist_page(book.head, WorklistFilter(**asked)).rows
        if row.id == renewal.pk
    ]  # fmt: skip
    return row.next_action, row.priority.waits_on, row.why(ON)


def test_it_follows_an_offer_from_sending_to_answer(book: Book) -> None:
    quote = offered(book, due_soon(book, "S1", price=1200))
    renewal: Renewal = quote.renewal
    follow(book)
    assert row_of(book, renewal)[0] == "send_quote"
    sending = send_quote(
        quote_id=quote.pk, to="dana@example.com", language="en", by=book.head, on=ON
    )
    follow(book)
    action, waits_on, why = row_of(book, renewal, waiting="customer")
    assert (action, waits_on) == ("follow_up", "the customer")
    assert why.startswith("The offer is out since")
    assert row_of(book, renewal)[2].count("waits on the customer, ask again") == 1
    renewal.refresh_from_db()
    assert renewal.touched_on == ON

    until = ON + 5 * DAY
    snooze_renewal(renewal_id=renewal.pk, until=until, reason="On holiday.", by=book.head, on=ON)
    again = snooze_renewal(
        renewal_id=renewal.pk, until=until, reason="On holiday.", by=book.head, on=ON
    )
    assert Snooze.objects.get() == again
    assert follow(book)["woken"] == 0  # what was there before does not wake it
    assert "snoozed until" in row_of(book, renewal, waiting="snoozed")[2]
    token = link_of(sending).split("/offer/")[1].strip("/")
    question = ask_question(token=token, question="Why 1,200?", by=book.system, on=ON)
    assert follow(book)["woken"] == 1
    assert Snooze.objects.latest("pk").reason == "the customer asked something"
    assert row_of(book, renewal)[0] == "answer"
    on_legal = {"renewal_id": renewal.pk, "on_whom": "legal", "by": book.head, "on": ON}
    first = mark_waiting(**on_legal)
    assert mark_waiting(**on_legal) == first
    Renewal.objects.filter(pk=renewal.pk).update(waiting_why="question")  # asked again since
    page = bulk_preview(book.head, Asked("waiting", code="legal"), renewal_ids=[renewal.pk], on=ON)
    assert page.changing == 1
    assert mark_waiting(**on_legal) != first, "it counts anew"
    mark_waiting(renewal_id=renewal.pk, on_whom="", by=book.head, on=ON)
    assert follow(book) == {"followed": 0, "woken": 0} or follow(book)["followed"] == 0
    answer_question(event_id=question.pk, answer="It is the price.", by=book.head, on=ON)
    follow(book)
    assert row_of(book, renewal)[0] == "follow_up"

    withdraw_quote(quote_id=quote.pk, reason="A mistake.", by=book.head, on=ON)
    follow(book)
    action, waits_on, why = row_of(book, renewal)
    assert (action, waits_on) == ("remake_quote", "")
    assert "was withdrawn" in why


def test_sleep_and_waiting_by_hand(book: Book) -> None:
    quote = offered(book, due_soon(book, "S1", price=1200))
    renewal: Renewal = quote.renewal
    given: dict[str, Any] = {"renewal_id": renewal.pk, "by": book.head, "on": ON}
    with pytest.raises(InvalidInput, match="missing"):
        snooze_renewal(until=ON + DAY, reason=" ", **given)
    with pytest.raises(InvalidInput, match="at most"):
        snooze_renewal(until=renewal.due_on, reason="x", **given)
    snooze_renewal(until=ON + DAY, reason="x", **given)
    assert wake_due(by=book.system, on=ON) == 0
    assert wake_due(by=book.system, on=ON + DAY) == 1
    assert wake_due(by=book.system, on=ON + DAY) == 0
    snooze_renewal(until=ON + DAY, reason="x", **given)
    assert wake_renewal(**given)
    assert not wake_renewal(**given)
    assert [one.reason for one in Snooze.objects.order_by("pk")] == [
        "x", "the day has come", "x", "by hand",
    ]  # fmt: skip

    with pytest.raises(InvalidInput, match="one of"):
        mark_waiting(on_whom="the moon", **given)
    with pytest.raises(InvalidInput, match="to come"):
        mark_waiting(on_whom="legal", until=ON, **given)
    mark_waiting(on_whom="legal", until=ON + 3 * DAY, note="Redlines.", **given)
    mark_waiting(on_whom="legal", until=ON + 3 * DAY, note="Redlines.", **given)
    assert WaitingMark.objects.count() == 1
    renewal.refresh_from_db()
    assert (renewal.waiting_on, renewal.waiting_until) == ("legal", ON + 3 * DAY)
    assert renewal.work_on == max(renewal.act_on, ON + 3 * DAY)
    mark_waiting(on_whom="", **given)
    renewal.refresh_from_db()
    assert (renewal.waiting_on, renewal.waiting_until) == ("", None)
    partner = book.manager("eve", region="AMER").user
    assert partner is not None
    with pytest.raises(TenureError, match="no such renewal"):
        snooze_renewal(**given | {"by": partner, "until": ON + DAY, "reason": "x"})
    assert refresh_waiting(renewal_ids=[renewal.pk], by=book.system, on=ON) == 0


@pytest.mark.django_db
def test_alarms_are_told_in_the_run_in_which_they_begin() -> None:
    book = Book()
    renewal: Renewal = offered(book, due_soon(book, "S1", price=1200)).renewal

    def told(on: date, name: str = "untouched") -> int:
        return alarms(on - DAY, on)[name]

    begins = renewal.work_on + 14 * DAY
    assert [told(begins + days * DAY) for days in (-1, 0, 1)] == [0, 1, 0]
    Renewal.objects.filter(pk=renewal.pk).update(touched_on=begins)
    assert [told(begins + days * DAY) for days in (0, 13, 14, 15)] == [0, 0, 1, 0]
    Renewal.objects.filter(pk=renewal.pk).update(step_on=ON)
    assert [told(ON + days * DAY, "step_passed") for days in (0, 1, 2)] == [0, 1, 0]
    assert alarms(None, ON + 9 * DAY)["step_passed"] == 1
    assert Quote.objects.filter(is_primary=True).count() == 1
    assert not AuditEvent.objects.filter(verb="desk.wake").exists()
