"""A quarter of a small book with everything that reviews tell: renewals of each outcome, moves."""

from __future__ import annotations

from datetime import date, timedelta

from tenure.closing.rules.periods import read_period
from tenure.desk.commands.engagement import set_next_step, set_risk
from tenure.forecast.commands.calling import call_forecast
from tenure.forecast.commands.freezing import freeze_renewals
from tenure.forecast.commands.judging import judge_renewal
from tenure.forecast.rules.judging import Said
from tenure.renewals.commands.decisions import close_renewal, set_forecast
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.commands.settling import settle_moved
from tenure.renewals.models import Renewal
from tests.renewals.builders import ON, Book

DAY = timedelta(days=1)
LATER = ON + 7 * DAY


def filled() -> Book:
    """Return a book in which, in a week, one renewal is won, one lost, one pushed, one lowered.

    ONE to SIX end in March 2027, a day apart, alternately of Alice and Bob; DOLLAR is in USD.
    """
    book = Book()
    alice = book.manager("alice")
    book.manager("bob", region="AMER")
    for place, key in enumerate(("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX")):
        owner = "bob" if place % 2 else "alice"
        customer = "=HYPERLINK(1)" if key == "SIX" else f"CU-{key}"
        book.contract(
            key, end=date(2027, 3, 2) + place * DAY, owner=owner, customer=customer,
            price=1000 * (place + 1),
        )  # fmt: skip
    book.contract("DOLLAR", end=date(2027, 3, 20), currency="USD")
    open_renewals(on=ON, by=book.system)
    freeze_renewals(by=book.system, on=ON)
    found = {one.contract.key: one for one in Renewal.objects.select_related("contract")}
    book.renew(found["ONE"].contract, booked_on=LATER, price=1100)
    settle_moved(contract_ids=[found["ONE"].contract_id], by=book.system, on=LATER)
    close_renewal(
        renewal_id=found["TWO"].pk, kind="churned", reason="Loss of budget", by=book.head, on=LATER
    )
    judge_renewal(
        renewal_id=found["THREE"].pk, said=Said("commit", date(2027, 4, 20)),
        reason="Their board meets.", by=book.head, on=LATER,
    )  # fmt: skip
    set_forecast(
        renewal_id=found["FOUR"].pk, amount_minor=3_000_00, reason="Drops two sites.",
        by=book.head, on=LATER,
    )  # fmt: skip
    set_risk(
        renewal_id=found["FOUR"].pk, category="will_contract", reason="x", by=book.head, on=LATER
    )
    set_next_step(
        renewal_id=found["FIVE"].pk, text="Send the order form", due_on=LATER, by=book.head,
        on=LATER,
    )  # fmt: skip
    freeze_renewals(by=book.system, on=LATER)
    call_forecast(
        person_id=alice.pk, period=read_period("2027-Q1").days, currency="EUR",
        amount_minor=8_000_00, reason="One slips.", by=book.head, on=LATER,
    )  # fmt: skip
    return book
