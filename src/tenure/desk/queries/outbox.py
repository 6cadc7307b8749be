"""The outbox as the readers of this package see it: what happened to renewals since a cursor."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

# Events of running transactions may still come before committed ones, so the cursor stays behind
# the oldest of them. One's own are told as well, and again the next time: readers are repeatable.
_TOLD = """
    SELECT id, verb, subject_id,
        txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    FROM foundation_auditevent
    WHERE id > %s AND verb = ANY(%s)
        AND (txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
             OR txid = pg_current_xact_id()::text::bigint)
    ORDER BY id"""

_LATEST = """
    SELECT coalesce(max(id), 0) FROM foundation_auditevent
    WHERE id > (SELECT coalesce(max(id), 0) - 10000 FROM foundation_auditevent)
        AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"""


def told_since(cursor: int, verbs: Sequence[str]) -> tuple[dict[str, set[int]], int]:
    """Return by verb what events of these verbs are about, and the cursor to go on from."""
    found: dict[str, set[int]] = {verb: set() for verb in verbs}
    with connection.cursor() as database:
        database.execute(_TOLD, [cursor, list(verbs)])
        for event_id, verb, subject_id, is_settled in database.fetchall():
            found[verb].add(subject_id)
            if is_settled:
                cursor = max(cursor, event_id)
    return found, cursor


def latest_event() -> int:
    """Return the last event behind which none can appear any more."""
    with connection.cursor() as database:
        database.execute(_LATEST)
        return int(database.fetchone()[0])
