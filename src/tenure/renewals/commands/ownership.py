"""Keep the history of owners in step with the renewals, set-based, in the caller's transaction.

1. The open row of each renewal that has another owner now ends at the instant of the change.
2. A row of the new owner starts there.

Instants only go forward: a change that is recorded for an instant before the last one takes place
a microsecond after that one, so that nobody's ownership is taken back. Whoever gets a renewal on
the day it was opened, while nobody had it, has it from its opening.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import connection

from tenure.foundation.models import User

_ENDED = """
    UPDATE renewals_ownership o
    SET until_at = greatest(%(at)s, o.from_at + interval '1 microsecond')
    FROM renewals_renewal r
    WHERE r.id = ANY(%(ids)s) AND o.open_renewal_id = r.id AND o.owner_id <> r.owner_id"""

_BEGUN = """
    INSERT INTO renewals_ownership (renewal_id, owner_id, from_at, why, by_id)
    SELECT r.id, r.owner_id,
           coalesce((SELECT max(o.until_at) FROM renewals_ownership o WHERE o.renewal_id = r.id),
                    CASE WHEN r.opened_on >= %(on)s
                         THEN r.opened_on::timestamp AT TIME ZONE 'UTC' ELSE %(at)s END),
           left(a.why, 300), %(by)s
    FROM unnest(%(ids)s::bigint[], %(why)s::text[]) AS a (id, why)
    JOIN renewals_renewal r ON r.id = a.id
    WHERE r.owner_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM renewals_ownership o WHERE o.open_renewal_id = r.id)
    ORDER BY r.id"""


def start_of(day: date) -> datetime:
    """Return the first instant of a day, in UTC: when what is known by its day takes place."""
    return datetime.combine(day, time(), tzinfo=UTC)


def write_ownership(
    *, renewal_ids: Sequence[int], why: Sequence[str], by: User, on: date, at: datetime | None
) -> None:
    """Bring the history up to the owners that these renewals have now; each with its reason.

    `at` is the instant of the change, without one the start of the day `on`. The events of the
    change are the caller's.
    """
    told: dict[str, Any] = {
        "ids": list(renewal_ids), "why": list(why), "by": by.pk, "on": on,
        "at": at or start_of(on),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, told)
        cursor.execute(_BEGUN, told)
