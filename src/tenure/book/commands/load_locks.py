"""Locked periods hold for imports as for people: what would change one refuses the whole import.

PostgreSQL would refuse it as well; this says which contracts and what to do.
"""

from __future__ import annotations

from datetime import date

from tenure.book.rules.backdating import PeriodLocked
from tenure.foundation.bulk import Bulk
from tenure.kernel.period import format_day

_NAMED = 3
_BOOKED = "SELECT c, booked_on AS day FROM new_orders WHERE booked_on < DATE '{}'"
_CHANGED = (
    "SELECT c, day FROM new_movements WHERE day < DATE '{0}' UNION ALL "
    "SELECT c, \"start\" FROM w WHERE state <> 'kept' AND NOT recurring AND \"start\" < DATE '{0}'"
)


def require_bookings_open(bulk: Bulk, open_from: date | None) -> None:
    """Refuse orders booked in a locked period. Raises PeriodLocked; needs `new_orders`."""
    _require(bulk, _BOOKED, "book orders in it", open_from)


def require_effects_open(bulk: Bulk, open_from: date | None) -> None:
    """Refuse lines and ARR movements in a locked period. Needs `w` and `new_movements`."""
    _require(bulk, _CHANGED, "change what it holds", open_from)


def _require(bulk: Bulk, query: str, what: str, open_from: date | None) -> None:
    if open_from is None:
        return
    row = bulk.duck.execute(
        f"WITH found AS ({query.format(open_from)}) SELECT min(f.day), count(DISTINCT e.key), "
        f"list(DISTINCT e.key ORDER BY e.key)[:{_NAMED}] FROM found f "
        "JOIN e_contracts e ON e.id = f.c"
    ).fetchone()
    if row is None or not row[1]:
        return
    first, number, keys = row
    more = f" and {number - len(keys):,} more" if number > len(keys) else ""
    raise PeriodLocked(
        f"The periods before {format_day(open_from)} are locked, and these files would {what}: "
        f"contract {', '.join(keys)}{more}, from {format_day(first)}. Nothing was imported. Leave "
        "those rows out, or give them dates in an open period."
    )
