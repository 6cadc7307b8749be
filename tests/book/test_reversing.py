"""A counter-order goes back to what a contract has where no order said anything."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tenure.book.rules.changes import ChangeRefused, SetFacts, TakeOver, plan_reversal
from tenure.book.rules.effect import planned
from tenure.book.rules.facts import Action, BookedOrder
from tenure.book.rules.fold import fold
from tests.book.builders import day, segment

FIRST = BookedOrder(
    1, "new", day("2026-01-01"), day("2026-01-01"),
    (Action("add", segment("2026-01-01", "2027-01-01")),),
    {"start_on": "2026-01-01", "end_on": "2027-01-01", "currency": "EUR"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "before"),
    [
        (TakeOver(day("2026-03-01"), {"channel": "reseller"}), {"channel": "direct"}),
        (SetFacts(day("2026-03-01"), {"notice_days": 90}), {"notice_days": 30}),
        (SetFacts(day("2026-03-01"), {"renewal_type": "auto"}), {"renewal_type": "manual"}),
        (SetFacts(day("2026-03-01"), {"terms_version": "2"}), {"terms_version": ""}),
        (SetFacts(day("2026-03-01"), {"uplift_bp": 500}), {"uplift_bp": None}),
    ],
)
def test_a_fact_that_no_order_had_said_comes_back_as_contracts_have_it(
    change: TakeOver | SetFacts, before: dict[str, Any]
) -> None:
    second = planned(fold([FIRST]), [change], booked_on=date(2026, 2, 1))
    assert plan_reversal([FIRST, second], 2).terms == before


def test_an_imported_contracts_last_order_has_nothing_to_go_back_to() -> None:
    """An import says a contract's facts with its last order: those before it carry none."""
    bare = BookedOrder(1, "new", FIRST.effective_on, FIRST.booked_on, FIRST.actions)
    renewal = BookedOrder(
        2, "renewal", day("2027-01-01"), day("2026-12-01"),
        (Action("renew", segment("2027-01-01", "2028-01-01")),),
        {"start_on": "2027-01-01", "end_on": "2028-01-01", "currency": "EUR"},
    )  # fmt: skip
    with pytest.raises(ChangeRefused, match="nothing to go back to"):
        plan_reversal([bare, renewal], 2)
