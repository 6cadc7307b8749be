"""Support tiers in words, and what the next one adds."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tenure.quotes.rules.support import TIERS, adds, compared, says

OFFERED = [("Mission", "critical"), ("Plain", "standard"), ("Top", "premium"), ("Odd", "house")]


@pytest.mark.parametrize(
    ("have", "names", "first_adds"),
    [
        ([], ["Standard", "Premium", "Mission critical", "House"], ""),
        ([("Adv", "advanced")], ["Advanced", "Premium", "Mission critical", "House"],
         ("Over Advanced: a first answer within 1 hour instead of 8 hours, help day and night "
          "instead of on working days, by tickets, chat and telephone, a review of the setup "
          "every quarter.")),
        ([("Top", "PREMIUM")], ["Premium", "Mission critical", "House"],
         ("Over Premium: a first answer within 15 minutes instead of 1 hour, a named engineer "
          "who knows the setup.")),
        ([("M", "critical")], ["Mission critical", "House"], ""),
    ],
)  # fmt: skip
def test_what_a_customer_has_and_could_move_up_to(
    have: list[tuple[str, str]], names: list[str], first_adds: str
) -> None:
    rows = compared(have, OFFERED)
    assert [row.name for row in rows] == names
    assert [row.is_theirs for row in rows] == [n < len(have) for n in range(len(rows))]
    assert rows[len(have)].adds == first_adds
    assert rows[-1].says == "", "nothing is promised for a tier we do not know"


def test_each_tier_says_what_it_means() -> None:
    assert says(TIERS[0]) == "Help on working days by tickets; a first answer within 24 hours."
    assert all(adds(lower, upper) for lower, upper in pairwise(TIERS))
