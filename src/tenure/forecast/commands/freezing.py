"""Freeze the open renewals of a day: one statement, and only rows that differ from the last."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from tenure.forecast.models import Frost
from tenure.forecast.rules.categories import CATEGORY_SQL
from tenure.foundation.commands import record_event
from tenure.foundation.models import User

# A renewal as it is now.
_NOW = f"""
    SELECT r.id AS renewal_id,
        CASE WHEN r.closed_on IS NULL THEN 'open' WHEN o.kind = 'churned' THEN 'lost'
             WHEN o.kind = 'merged' OR (o.kind IS NULL AND r.final_minor IS NULL) THEN 'merged'
             ELSE 'won' END AS state,
        {CATEGORY_SQL} AS category,
        r.risk, r.owner_id, coalesce(r.closed_on, j.close_on, r.due_on) AS close_on, r.currency,
        r.atr_minor, r.forecast_minor, j.swing_minor, r.final_minor
    FROM {{renewals}}
    LEFT JOIN renewals_outcome o ON o.renewal_id = r.id AND r.closed_on IS NOT NULL
    LEFT JOIN LATERAL (SELECT category, close_on, swing_minor FROM forecast_judgement
        WHERE renewal_id = r.id ORDER BY id DESC LIMIT 1) j ON true
    WHERE r.renewal_type <> 'evergreen'"""
# The first time all that are open; later those of which the audit log tells since then. Each is
# looked up by its key, so that a planner who takes few for many does not read them all.
_OPEN = "renewals_renewal r"
# Events get their ids before they are committed: those of transactions that ran at the last time
# come after it, whatever their ids.
_TOLD = """(SELECT DISTINCT subject_id FROM foundation_auditevent
        WHERE id > %(after)s - 20000 AND txid >= %(settled)s
            AND subject_type = 'renewals.renewal') told
    CROSS JOIN LATERAL (SELECT * FROM renewals_renewal WHERE id = told.subject_id OFFSET 0) r"""
_COLUMNS = (
    "state, category, risk, owner_id, close_on, currency, atr_minor, forecast_minor, swing_minor, "
    "final_minor"
)
# A row is inserted only joined with the end of the one before, so never ahead of it.
_FROZEN = f"""
    WITH standing AS ({{now}}), held AS (
        SELECT s.*, h.id AS held_id FROM standing s
        LEFT JOIN LATERAL (SELECT * FROM forecast_snapshot
            WHERE renewal_id = s.renewal_id AND until_on IS NULL OFFSET 0) h ON true
        WHERE h.id IS NULL
            OR ({", ".join(f"s.{name.strip()}" for name in _COLUMNS.split(","))}) IS DISTINCT FROM
               ({", ".join(f"h.{name.strip()}" for name in _COLUMNS.split(","))})
    ), ended AS (
        UPDATE forecast_snapshot h SET until_on = %(on)s FROM held
        WHERE h.id = held.held_id RETURNING h.id)
    INSERT INTO forecast_snapshot (renewal_id, from_on, {_COLUMNS})
    SELECT renewal_id, %(on)s, {_COLUMNS} FROM held LEFT JOIN ended ON ended.id = held.held_id"""
_LOG = """
    SELECT (SELECT coalesce(max(id), 0) FROM foundation_auditevent),
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint"""


@transaction.atomic
def freeze_renewals(*, by: User, on: date) -> int:
    """Freeze the renewals as they are, as the snapshot of the day; return how many rows it took.

    A day has one snapshot and days only come: for a day that has one, or lies before the latest,
    nothing is done. What changes after it is in the next.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE forecast_frost IN SHARE ROW EXCLUSIVE MODE")
        last = Frost.objects.order_by("-on").first()
        if last is not None and last.on >= on:
            return 0
        # How far the log goes is asked first: what comes in between is looked at again next time.
        cursor.execute(_LOG)
        seen, settled = cursor.fetchone()
        now = _NOW.format(renewals=_TOLD if last else _OPEN)
        if last is None:
            now += " AND r.closed_on IS NULL"
        since = {"after": last.seen, "settled": last.settled} if last else {}
        cursor.execute(_FROZEN.format(now=now), {"on": on, **since})
        rows = int(cursor.rowcount)
    frost = Frost.objects.create(on=on, by=by, rows=rows, seen=seen, settled=settled)
    record_event(by=by, on=on, verb="forecast.freeze", subject=frost, detail={"rows": rows})
    return rows
