"""What an amendment says comes from its order: line by line, and to the unit in all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenure.book.rules.changes import (
    AddLine,
    Change,
    ChangeQuantity,
    ExtendTerm,
    Offer,
    RampStep,
    RemoveLine,
    Renew,
    SetFacts,
)
from tenure.book.rules.effect import effect_of, planned
from tenure.book.rules.facts import Action, ContractState
from tenure.book.rules.fold import fold
from tenure.closing.rules.letters import AmendmentFacts, ContractPaper, amended
from tenure.quotes.rules import Party
from tenure.quotes.rules.paper import PaperNotPossible
from tests.book.builders import day, order, segment

A, B = "2026-01-01", "2027-01-01"
MAY, JULY = day("2026-05-01"), day("2026-07-01")
TERMS = {"start_on": A, "end_on": B, "first_start_on": A, "renewal_type": "auto"}
# Lot 1: 10 at 100.00 a year. Lot 3: a ramp, 10, then 20 from July.
STATE = fold([
    order(
        1, "new", Action("add", segment(A, B)),
        Action("add", segment(A, "2026-07-01", lot=3)),
        Action("add", segment("2026-07-01", B, lot=3, quantity=20)), **TERMS,
    )
])  # fmt: skip
OFFER = Offer("NEXT", 100_000, 1_200_000, "EUR")
ABOUT = ContractPaper("C-1", "EUR", "DE", day(A), (Party("Customer", "Aurora", ()),))
NAMES = {"PLAT": "Platform", "NEXT": "Next"}


def facts(*changes: Change, state: ContractState = STATE) -> AmendmentFacts:
    effect = effect_of(state, planned(state, changes, booked_on=day(A)))
    found = amended(effect, about=ABOUT, products=NAMES)
    net = effect.money("EUR")
    assert net is not None
    assert sum(line.difference_minor for line in found.lines) == found.total_minor == net[2].minor
    return found


def told(found: AmendmentFacts) -> list[tuple[str, date | None, int, int, int]]:
    return [
        (one.product, one.from_on, int(one.quantity_before), int(one.quantity_after),
         one.difference_minor)
        for one in found.lines
    ]  # fmt: skip


CASES: list[tuple[Change, list[tuple[str, date, int, int, int]]]] = [
    # Five more for the eight months that are left: 5 x 100.00 x 8/12.
    (ChangeQuantity(MAY, 1, to_e4=15_0000), [("Platform", MAY, 10, 15, 333_33)]),
    (RemoveLine(MAY, 1), [("Platform", MAY, 10, 0, -666_67)]),
    (
        AddLine(MAY, OFFER, ramp=(RampStep(JULY, 15_0000, 120_0000),)),
        [("Next", MAY, 0, 10, 200_00), ("Next", JULY, 0, 15, 900_00)],
    ),
    # Each step of a ramp against the step that it takes the place of; 166.67 go, 83.33 come.
    (
        ChangeQuantity(MAY, 3, by_e4=-5_0000),
        [("Platform", MAY, 10, 5, -83_34), ("Platform", JULY, 20, 15, -250_00)],
    ),
    (
        ChangeQuantity(MAY, 1, to_e4=15_0000, until=JULY),
        [("Platform", MAY, 10, 15, 83_33)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "lines"), CASES)
def test_lines(change: Change, lines: list[tuple[str, date, int, int, int]]) -> None:
    assert told(facts(change)) == lines


def test_an_extension_adds_days_and_moves_the_end() -> None:
    found = facts(ExtendTerm(day("2027-04-01")))
    assert found.last_day == day("2027-03-31")
    assert [(one.from_on, one.quantity_before, one.quantity_after) for one in found.lines] == [
        (day(B), Decimal(0), Decimal(10)), (day(B), Decimal(0), Decimal(20)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (SetFacts(MAY, {"notice_days": 60}), "changes no line"),
        (Renew(day(B), day("2028-01-01")), "is no amendment"),
    ],
)
def test_what_has_no_amendment(change: Change, reason: str) -> None:
    with pytest.raises(PaperNotPossible, match=reason):
        facts(change)


def test_an_evergreen_contract_has_no_rest_of_the_term() -> None:
    state = fold([
        order(1, "new", Action("add", segment(A, None)), start_on=A, end_on=None,
              first_start_on=A, renewal_type="evergreen")
    ])  # fmt: skip
    with pytest.raises(PaperNotPossible, match="no end"):
        facts(ChangeQuantity(MAY, 1, to_e4=15_0000), state=state)
