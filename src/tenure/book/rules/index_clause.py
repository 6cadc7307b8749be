"""The index clause of a contract: which price index its price follows, and within which limits.

For each term the index of two months is compared: that which lies `index_lag_months` before the
month in which the term starts, and the same of the term before.

| lag | term starts | month of the index |
|---|---|---|
| 6 | 2027-04-01 | October 2026, published by the middle of November: known at T-120 |
| 3 | 2027-04-01 | January 2027, published by the middle of February: not known before T-45 |
| 6 | 2027-04-30 | October 2026: the day of the month does not matter |
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tenure.kernel.percent import Percent

# What an index clause consists of, as facts of a contract; the first names the index.
INDEX_FACTS = (
    "index_code", "index_lag_months", "index_plus_bp", "index_floor_bp", "index_ceiling_bp",
)  # fmt: skip
# A month's index is published after it: for the month in which a term starts always too late.
LEAST_LAG, MOST_LAG = 1, 36
# The least and the most that a clause may say of a change, in basis points.
RATES = (-10_000, 100_000)


def index_month(term_start_on: date, lag_months: int) -> date:
    """Return the first day of the month whose index counts for a term."""
    months = term_start_on.year * 12 + term_start_on.month - 1 - lag_months
    return date(months // 12, months % 12 + 1, 1)


def fault_of_index_clause(terms: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the fact that does not fit the others and why; None for a clause that is whole.

    A contract without an index has none of the clause's facts.
    """
    if not terms.get("index_code"):
        stray = [name for name in INDEX_FACTS[1:] if terms.get(name) is not None]
        return (stray[0], "it belongs to a price index, and there is none") if stray else None
    lag = terms.get("index_lag_months")
    if not isinstance(lag, int) or not LEAST_LAG <= lag <= MOST_LAG:
        return (
            "index_lag_months",
            f"say how many months before the term the index is read, {LEAST_LAG} to {MOST_LAG}",
        )
    for name in INDEX_FACTS[2:]:
        rate = terms.get(name)
        if rate is not None and not (isinstance(rate, int) and RATES[0] <= rate <= RATES[1]):
            least, most = (Percent(bound).format() for bound in RATES)
            return name, f"it is from {least} to {most}"
    floor, ceiling = terms.get("index_floor_bp"), terms.get("index_ceiling_bp")
    if floor is not None and ceiling is not None and floor > ceiling:
        return "index_floor_bp", "it is above the ceiling"
    return None
