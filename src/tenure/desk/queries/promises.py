"""What was promised about renewals by an hour: the service levels of tasks and requests."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from tenure.renewals.rules.priority import Promise

# The first for each renewal. A request that nobody has answered is promised an answer first.
_FIRST = """
    SELECT DISTINCT ON (renewal_id) renewal_id, what, due_at FROM (
        SELECT renewal_id, 'task ' || title AS what, sla_due_at AS due_at FROM desk_task
        WHERE renewal_id = ANY(%(ids)s) AND done_on IS NULL AND opened_on IS NOT NULL
              AND sla_due_at IS NOT NULL
        UNION ALL
        SELECT renewal_id, 'request ' || number,
               CASE WHEN answered_at IS NULL THEN least(answer_due_at, due_at) ELSE due_at END
        FROM desk_request WHERE renewal_id = ANY(%(ids)s) AND closed_on IS NULL) AS promised
    ORDER BY renewal_id, due_at, what"""


def promises_of(renewal_ids: Sequence[int]) -> dict[int, Promise]:
    """Return what was promised first about each of these renewals, by id (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, {"ids": list(renewal_ids)})
        return {pk: Promise(what, due_at) for pk, what, due_at in cursor.fetchall()}
