"""Amounts in one reporting currency: the tables that pieces read, converted by dated rates.

Each row is converted by itself and rounded half up, away from nothing, to the minor unit. So what
is added up afterwards still adds up: begin and movements are the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import duckdb

from tenure.insight.rules.rates import Reporting
from tenure.kernel.errors import InvalidInput

_DAY = timedelta(days=1)
# Table -> the day by which a row's rate is chosen, and its amounts.
_AMOUNTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ledger": ("effective_on", ("amount",)),
    "renewals": (
        "due_on",
        ("atr", "forecast", "won", "carried", "entitled", "charged", "save_atr", "save_kept"),
    ),
}


def converted(
    duck: duckdb.DuckDBPyConnection,
    tables: Mapping[str, str],
    to: Reporting,
    *,
    ends: Sequence[date],
) -> dict[str, str]:
    """Return the tables with their amounts converted; make the rates known to DuckDB.

    `ends` are the day before the period and the last day of each part, for closing rates. Raise
    InvalidInput where a row has no rate for its day.
    """
    duck.execute(
        "CREATE TEMP TABLE rates (currency VARCHAR, start DATE, numerator HUGEINT, below HUGEINT)"
    )
    duck.executemany(
        "INSERT INTO rates VALUES (?, ?, ?, ?)",
        [(one.currency, one.start, one.numerator, one.denominator) for one in to.rates],
    )
    found = dict(tables)
    for name in _AMOUNTS.keys() & found.keys():
        day = _AMOUNTS[name][0] if to.on is None else f"DATE '{to.on}'"
        if to.at == "closing" and name == "ledger":
            rows, of_fx = _revalued(found[name], ends), True
        else:
            rows, of_fx = f"SELECT *, {day} AS rated_on FROM ({found[name]})", False
        needed = _in_period(ends) if name == "renewals" else ""
        found[name] = _converted(duck, name, rows, to, needed, of_fx=of_fx)
    return found


def _in_period(ends: Sequence[date]) -> str:
    """Return the condition that a renewal may count in the period: others need no rate."""
    first, last = (day.year * 12 + day.month - 1 for day in (ends[0] + _DAY, ends[-1]))
    months = ("due_month", "closed_month", "save_month")
    found = " OR ".join(f"{month} BETWEEN {first:d} AND {last:d}" for month in months)
    return f" AND ({found})"


def _revalued(ledger: str, ends: Sequence[date]) -> str:
    """Return the movements, and each again as FX on every last day that finds it in the book.

    What was there before the period counts at the rate of the day before it: older rates are not
    asked for. An FX row (`is_fx`) is worth its amount at `rated_on` less the same at `was_on`.
    """
    days = ", ".join(f"(DATE '{before}', DATE '{day}')" for before, day in pairwise(ends))
    return f"""
        WITH given AS (
            SELECT *, greatest(effective_on, DATE '{ends[0]}') AS rated_on FROM ({ledger}))
        SELECT *, false AS is_fx, rated_on AS was_on FROM given
        UNION ALL BY NAME
        SELECT g.* REPLACE ('fx' AS kind, e.day AS effective_on, e.day AS rated_on,
            extract(year FROM e.day) * 12 + extract(month FROM e.day) - 1 AS month),
            true AS is_fx, greatest(g.rated_on, e.before) AS was_on
        FROM given g JOIN (VALUES {days}) e (before, day) ON g.rated_on < e.day"""


def _converted(
    duck: duckdb.DuckDBPyConnection, name: str, rows: str, to: Reporting, needed: str, *,
    of_fx: bool,
) -> str:  # fmt: skip
    """Return the rows converted; of those that are `needed` (SQL) each has to have a rate."""
    rated = f"""
        SELECT t.*, r.numerator, r.below
        FROM ({rows}) t ASOF LEFT JOIN rates r
            ON t.currency = r.currency AND t.rated_on >= r.start"""
    missing = duck.execute(
        f"SELECT currency, min(rated_on) FROM ({rated}) WHERE numerator IS NULL{needed}"
        " GROUP BY 1 ORDER BY 1 LIMIT 1"
    ).fetchall()
    for currency, first in missing:
        raise InvalidInput(f"There is no rate of {currency} to {to.currency} on {first}.")
    worth = {each: _worth(each, "numerator", "below") for each in _AMOUNTS[name][1]}
    extra = "rated_on, numerator, below"
    if of_fx:
        # Every row has such a day: without one, DuckDB gives many rows the last rate, few none.
        rated = f"""
            SELECT t.*, w.numerator AS was_numerator, w.below AS was_below
            FROM ({rated}) t ASOF LEFT JOIN rates w
                ON t.currency = w.currency AND t.was_on >= w.start"""
        for each in worth:
            was = _worth(each, "was_numerator", "was_below")
            worth[each] = f"({worth[each]} - CASE WHEN is_fx THEN {was} ELSE 0 END)"
        extra += ", is_fx, was_on, was_numerator, was_below"
    told = ", ".join(f"{sql}::BIGINT AS {each}" for each, sql in worth.items())
    return f"""SELECT * EXCLUDE ({extra})
        REPLACE ({told}, '{to.currency}' AS currency) FROM ({rated})"""


def _worth(amount: str, numerator: str, below: str) -> str:
    """Return the SQL of an amount at a rate, rounded half up, away from nothing."""
    return (
        f"(sign({amount}) * ((2 * abs({amount}::HUGEINT) * {numerator} + {below})"
        f" // (2 * {below})))"
    )
