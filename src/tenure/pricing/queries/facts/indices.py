"""Facts of the index clause: the index of the month that counts for the next term, and before it.

The value of a month is the latest that was published by the first day of the next term; both
months are read alike, so that an index put on another base changes nothing. A revision that comes
later is for the next renewal. Quoted earlier, a term is priced from what is published by then.

The clause counts where nothing agreed comes before it: no rate of the contract or the line, and no
method other than uplift. A value that is not there is never taken for no change: the contract is
refused (`unpriceable`), and the fact is one that no line may have.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection

from tenure.kernel.period import format_day
from tenure.pricing.queries.facts.source import Source

_FOLLOWS = "(c.index_code <> '' AND c.uplift_bp IS NULL AND c.price_method IN ('', 'uplift'))"
MISSING = 0  # below the least that an index may be


def _month(day: str) -> str:
    """Return SQL for the month of the index for a term that starts on a day."""
    lag = "make_interval(months => c.index_lag_months::int)"
    return f"(date_trunc('month', {day}::timestamp) - {lag})::date"


def _value(day: str, start: str) -> str:
    """Return SQL for the index of a term that starts on a day, as published by another."""
    return f"""(
        SELECT v.value_e3 FROM book_indexvalue v JOIN book_priceindex i ON i.id = v.index_id
        WHERE i.code = c.index_code AND v.month = {_month(day)} AND v.published_on <= {start}
        ORDER BY v.published_on DESC LIMIT 1
    )"""


def _where_followed(sql: str) -> str:
    return f"CASE WHEN {_FOLLOWS} AND l.uplift_bp IS NULL THEN {sql} END"


INDEX = Source(
    columns={
        "index_before": _where_followed(
            f"coalesce({_value('c.start_on', 'w.term_start_on')}, {MISSING})"
        ),
        "index_now": _where_followed(
            f"coalesce({_value('w.term_start_on', 'w.term_start_on')}, {MISSING})"
        ),
        "index_plus_bp": "coalesce(c.index_plus_bp, 0)",
        "index_floor_bp": "c.index_floor_bp",
        "index_ceiling_bp": "c.index_ceiling_bp",
        "index_code": _where_followed("c.index_code"),
        "index_before_month": _where_followed(_month("c.start_on")),
        "index_now_month": _where_followed(_month("w.term_start_on")),
    }
)


def lacks_index_sql(start: str) -> str:
    """Return SQL that tells whether a contract `c` follows an index that is not known.

    `start` is the first day of its next term.
    """
    return (
        f"({_FOLLOWS} AND ({_value('c.start_on', start)} IS NULL"
        f" OR {_value(start, start)} IS NULL))"
    )


def unpriceable(starts: Mapping[int, date]) -> dict[int, str]:
    """Return the contracts whose next term cannot be priced, with the reason (one query).

    `starts` gives the first day of the next term by contract.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT c.id, c.index_code, w.start_on, {_month("c.start_on")}, {_month("w.start_on")},
                {_value("c.start_on", "w.start_on")} IS NULL,
                {_value("w.start_on", "w.start_on")} IS NULL
            FROM unnest(%s::bigint[], %s::date[]) AS w (contract_id, start_on)
            JOIN book_contract c ON c.id = w.contract_id
            WHERE {lacks_index_sql("w.start_on")} AND EXISTS (
                SELECT FROM book_line l WHERE l.contract_id = c.id AND l.end_on = w.start_on
                    AND l.uplift_bp IS NULL
            )
            """,
            [list(starts), list(starts.values())],
        )
        return {contract_id: _reason(*facts) for contract_id, *facts in cursor.fetchall()}


def _reason(
    code: str, start: date, month_before: date, month: date, lacks_before: bool, lacks_now: bool
) -> str:
    lacking = [one for one, lacks in ((month_before, lacks_before), (month, lacks_now)) if lacks]
    months = " and ".join(format_day(one).partition(" ")[2] for one in lacking)
    return (
        f"The contract follows the price index {code}, of which no value for {months}"
        f" has been published by {format_day(start)}, the first day of the term."
    )
