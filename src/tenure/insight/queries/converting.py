"""Amounts in one reporting currency: the tables that pieces read, converted by dated rates.

Each row is converted by itself and rounded half up, away from nothing, to the minor unit. So what
is added up afterwards still adds up: begin and movements are the end.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from tenure.insight.rules.rates import Reporting
from tenure.kernel.errors import InvalidInput

# Table -> the day by which a row's rate is chosen, and its amounts.
_AMOUNTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ledger": ("effective_on", ("amount",)),
    "renewals": (
        "due_on",
        ("atr", "forecast", "won", "carried", "entitled", "charged", "save_atr", "save_kept"),
    ),
}


def converted(
    duck: duckdb.DuckDBPyConnection, tables: Mapping[str, str], to: Reporting
) -> dict[str, str]:
    """Return the tables with their amounts converted; make the rates known to DuckDB.

    Raise InvalidInput where a row has no rate for its day.
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
        found[name] = _converted(duck, name, found[name], to)
    return found


def _converted(duck: duckdb.DuckDBPyConnection, name: str, rows: str, to: Reporting) -> str:
    day, amounts = _AMOUNTS[name]
    on = day if to.on is None else f"DATE '{to.on}'"
    rated = f"""
        SELECT t.*, r.numerator, r.below
        FROM (SELECT *, {on} AS rated_on FROM ({rows})) t ASOF LEFT JOIN rates r
            ON t.currency = r.currency AND t.rated_on >= r.start"""
    missing = duck.execute(
        f"SELECT currency, min(rated_on) FROM ({rated}) WHERE numerator IS NULL"
        " GROUP BY 1 ORDER BY 1 LIMIT 1"
    ).fetchall()
    for currency, first in missing:
        raise InvalidInput(f"There is no rate of {currency} to {to.currency} on {first}.")
    told = ", ".join(
        f"(sign({each}) * ((2 * abs({each}::HUGEINT) * numerator + below) // (2 * below)))::BIGINT"
        f" AS {each}"
        for each in amounts
    )
    return f"""SELECT * EXCLUDE (rated_on, numerator, below)
        REPLACE ({told}, '{to.currency}' AS currency) FROM ({rated})"""
