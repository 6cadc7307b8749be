"""Units of a retention metric: what each had before a part of the period, and what moved in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Column of `units` -> the kinds of movements that it sums. What is in none of them (transfer and
# merge) moves ARR between units: it is in what they had before, and no gain or loss.
KINDS: Mapping[str, tuple[str, ...]] = {
    "core": ("new", "expansion", "contraction", "price_decrease", "churn"),
    "reactivation": ("reactivation",),
    "price_increase": ("price_increase",),
    "fx": ("fx",),
}
CLASSES = tuple(KINDS)


def units_sql(level: str, slices: Sequence[str]) -> str:
    """Return the SELECT of `units` over `ledger`: n, unit, unit_too, slices, before and classes.

    `level` gives the columns `unit` and `unit_too`; amounts are in minor units.
    """
    names = ", ".join(slices)
    summed = ", ".join(
        f"sum(amount) FILTER (WHERE kind IN ({', '.join(map(repr, kinds))})) AS {name}"
        for name, kinds in KINDS.items()
    )
    told = ", ".join(
        f"coalesce(sum({name}) FILTER (WHERE part = n), 0) AS {name}" for name in CLASSES
    )
    return f"""
WITH moved AS (
    SELECT {level}, {names}, sum(amount) AS amount,
        CASE WHEN month < $first THEN -1 ELSE (month - $first) // $step END AS part, {summed}
    FROM ledger WHERE month < $first + $step * $periods GROUP BY ALL)
SELECT n, unit, unit_too, {names},
    coalesce(sum(amount) FILTER (WHERE part < n), 0) AS before, {told}
FROM moved JOIN (SELECT range AS n FROM range($periods)) ON part <= n GROUP BY ALL"""
