"""The forecast of a period: as the metric tells it, by category and person, with calls."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tenure.closing.rules.periods import read_period
from tenure.forecast.commands.calling import ReasonMissing, call_forecast
from tenure.forecast.commands.judging import judge_renewal
from tenure.forecast.models import Call, Judgement
from tenure.forecast.queries.outlook import Forecast, due_renewals, forecasts
from tenure.forecast.rules.categories import category_of
from tenure.forecast.rules.judging import Said
from tenure.forecast.rules.outlook import Outlook, outlook
from tenure.foundation.models import AuditEvent, User
from tenure.insight.queries.reports import report
from tenure.insight.rules.asking import ask
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.renewals.commands.decisions import close_renewal, set_forecast
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.commands.settling import settle_moved
from tenure.renewals.models import Renewal
from tests.renewals.builders import ON, Book

Q1 = read_period("2027-Q1").days


def euros(user: User) -> Forecast:
    return next(one for one in forecasts(user, Q1) if one.currency == "EUR")


def filled(book: Book) -> dict[str, Renewal]:
    """Six renewals due in the quarter: open ones of all kinds, a won, a lost, a merged; one not."""
    alice = book.manager("alice")
    book.manager("bob", manager=alice)
    ends = {"A": "alice", "B": "bob", "C": "bob", "WON": "alice", "LOST": "bob", "MERGED": "alice"}
    for day, (key, owner) in enumerate(ends.items()):
        book.contract(key, end=date(2027, 3, 1) + timedelta(days=day), owner=owner)
    book.contract("LATER", end=date(2027, 4, 2))
    book.contract("LAST", end=date(2027, 4, 1), currency="USD")
    open_renewals(on=ON, by=book.system)
    found = {one.contract.key: one for one in Renewal.objects.select_related("contract")}
    set_forecast(renewal_id=found["B"].pk, amount_minor=750_00, reason="x", by=book.head, on=ON)
    set_forecast(renewal_id=found["C"].pk, amount_minor=2_000_00, reason="x", by=book.head, on=ON)
    book.renew(found["WON"].contract, booked_on=ON, price=800)
    settle_moved(contract_ids=[found["WON"].contract_id], by=book.system, on=ON)
    for key, kind in (("LOST", "churned"), ("MERGED", "merged")):
        close_renewal(renewal_id=found[key].pk, kind=kind, reason="x", by=book.head, on=ON)
    Renewal.objects.filter(pk=found["A"].pk).update(risk="will_renew")
    return found


@pytest.fixture(autouse=True)
def files_of_its_own(settings: pytest.FixtureRequest, tmp_path: object) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


def test_as_the_metric_and_the_rule_tell_it_and_swing_by_what_is_said(book: Book) -> None:
    found = filled(book)
    told = euros(book.head)
    [row] = [
        row for row in report(book.head, ask("outlook", period="2027-Q1")).rows
        if row.currency == "EUR"
    ]  # fmt: skip
    assert row.figures == {
        "due": told.whole.atr_minor, "worst": told.whole.worst_minor,
        "likely": told.whole.likely_minor, "best": told.whole.best_minor,
    }  # fmt: skip
    assert told.whole == Outlook(5, 5_000_00, 800_00, 3_550_00, 3_800_00)
    judge_renewal(
        renewal_id=found["B"].pk, said=Said("best_case", found["B"].due_on, 100_00), reason="x",
        by=book.head, on=ON,
    )  # fmt: skip
    assert euros(book.head).whole.best_minor == 3_650_00
    for one in due_renewals(book.head, Q1, currency="EUR"):
        renewal = Renewal.objects.get(pk=one.id)
        said = Judgement.objects.filter(renewal=renewal).last()
        state = "open" if renewal.closed_on is None else "lost" if one.contract == "LOST" else "won"
        assert one.adds == outlook(
            state, atr_minor=renewal.atr_minor, forecast_minor=renewal.forecast_minor,
            final_minor=renewal.final_minor, swing_minor=said.swing_minor if said else None,
        )  # fmt: skip
        if renewal.closed_on is None:
            assert one.category == category_of(said.category if said else "", renewal.risk)
        else:
            assert one.category == "closed"
    assert sum(
        (sums for _, sums in euros(book.head).categories), Outlook()
    ) == told.whole + Outlook(best_minor=-150_00)
    behind = due_renewals(book.head, Q1, currency="EUR", category="best_case")
    assert [one.contract for one in behind] == ["B"]


def test_calls_roll_up_and_are_overridden_with_a_reason(book: Book) -> None:
    filled(book)
    alice, bob = book.manager("alice"), book.manager("bob")
    assert alice.user
    assert bob.user

    def call(
        person: int, amount: int | None, by: User, reason: str = "", on: date = ON,
        currency: str = "EUR",
    ) -> Call:  # fmt: skip
        return call_forecast(
            person_id=person, period=Q1, currency=currency, amount_minor=amount, reason=reason,
            by=by, on=on,
        )  # fmt: skip

    def lines() -> dict[str, tuple[int, int, bool]]:
        return {
            one.rolled.person.name: (one.rolled.rolled_minor, one.rolled.up_minor, one.is_override)
            for one in euros(book.head).lines
        }

    assert lines() == {"Alice": (3_550_00, 3_550_00, False), "Bob": (1_750_00, 1_750_00, False)}
    call(bob.pk, 1_750_00, bob.user)
    with pytest.raises(ReasonMissing):
        call(bob.pk, 1_500_00, bob.user)
    call(bob.pk, 1_500_00, bob.user, "One slips")
    assert lines()["Alice"] == (3_300_00, 3_300_00, False)
    with pytest.raises(ReasonMissing):
        call(bob.pk, 1_000_00, alice.user)
    made = call(bob.pk, 1_000_00, alice.user, "Both slip")
    assert call(bob.pk, 1_000_00, alice.user, "Both slip") == made
    assert lines() == {"Alice": (2_800_00, 2_800_00, False), "Bob": (1_750_00, 1_000_00, True)}
    assert euros(book.head).called_minor == 2_800_00
    call(bob.pk, None, book.head, "As it rolls up")
    assert lines()["Bob"] == (1_750_00, 1_750_00, True)
    assert AuditEvent.objects.filter(verb="forecast.call").count() == 4
    with pytest.raises(NotAllowed):
        call(alice.pk, 1, bob.user, "Not mine")
    for wrong in (
        {"amount": -1, "by": bob.user, "reason": "x"},
        {"amount": 1, "by": bob.user, "reason": "x", "currency": "JPY"},
        {"amount": 1, "by": bob.user, "reason": "x", "on": date(2027, 4, 1)},
    ):
        with pytest.raises(InvalidInput):
            call(bob.pk, **wrong)  # type: ignore[arg-type]
