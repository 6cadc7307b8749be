"""What plays brought: three statements over the renewals and tasks of a period."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from tenure.desk.queries.playbook import CHANNEL_SQL, playbook
from tenure.desk.rules.playbook_outcomes import MoneyShare, PlayOutcome, Share, Side
from tenure.desk.rules.plays import Event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.kernel.months import add_months
from tenure.kernel.period import Period
from tenure.renewals.models import Renewal

_BY_EVENT = {Event.NOTICE, Event.RISK, Event.PROGRAM, Event.BY_HAND}

# A renewal stands once per play: with it where it was started, else without it where it matches.
_RENEWALS = """
    WITH seen AS (
        SELECT r.id, r.currency, r.atr_minor, r.final_minor, r.closed_on, r.due_on,
               r.renewal_type, o.kind, u.segment, {channel} AS channel
        FROM renewals_renewal r
        JOIN book_contract c ON c.id = r.contract_id
        JOIN directory_customer u ON u.id = r.customer_id
        LEFT JOIN directory_partner p ON p.id = c.reseller_id
        LEFT JOIN directory_partner q ON q.id = c.distributor_id
        LEFT JOIN renewals_outcome o ON o.renewal_id = r.id
        WHERE r.renewal_on >= %s AND r.renewal_on < %s AND r.id IN ({visible})
    ), held AS (
        SELECT DISTINCT ON (play_id) play_id, channels, segments, renewal_types
        FROM desk_playversion ORDER BY play_id, version DESC
    ), cell AS (
        SELECT v.play_id, s.id IS NOT NULL AS ran, e.*, e.closed_on - s.started_on AS days,
               e.kind IN ('renewed', 'renewed_late', 'partially_renewed') AS won
        FROM seen e
        CROSS JOIN held v
        LEFT JOIN desk_playstart s ON s.renewal_id = e.id AND s.play_id = v.play_id
        WHERE s.id IS NOT NULL OR (
            (v.channels = '{{}}' OR e.channel = ANY(v.channels))
            AND (v.segments = '{{}}' OR e.segment = ANY(v.segments))
            AND (v.renewal_types = '{{}}' OR e.renewal_type = ANY(v.renewal_types)))
    )
    SELECT play_id, ran, currency,
        count(*) FILTER (WHERE kind IS DISTINCT FROM 'merged') AS due,
        count(*) FILTER (WHERE won AND closed_on <= due_on) AS on_time,
        count(*) FILTER (WHERE kind <> 'merged') AS decided,
        count(*) FILTER (WHERE won) AS won,
        coalesce(sum(atr_minor) FILTER (WHERE kind <> 'merged'), 0) AS atr_minor,
        coalesce(sum(least(final_minor, atr_minor)) FILTER (WHERE won), 0) AS kept_minor,
        count(days) AS closed,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS days
    FROM cell
    GROUP BY GROUPING SETS ((play_id, ran), (play_id, ran, currency))
    ORDER BY play_id, ran, currency NULLS FIRST"""

_TASKS = """
    SELECT s.play_id,
        count(*) FILTER (WHERE {needed}) AS due,
        count(*) FILTER (WHERE x.kind = 'done') AS done,
        count(*) FILTER (WHERE x.kind = 'done' AND x.done_on <= t.due_on) AS in_time,
        count(*) FILTER (WHERE x.kind = 'not_needed') AS not_needed
    FROM desk_task t
    JOIN desk_playstart s ON s.id = t.start_id
    JOIN renewals_renewal r ON r.id = s.renewal_id
    LEFT JOIN desk_taskresult x ON x.task_id = t.id
    WHERE t.due_on >= %s AND t.due_on < %s AND r.id IN ({visible})
    GROUP BY s.play_id"""

# Not needed, or its renewal was closed before its day: nobody owed it.
_NEEDED = """
    x.kind IS DISTINCT FROM 'not_needed' AND NOT (
        x.id IS NULL AND NOT t.after_close AND r.closed_on IS NOT NULL
        AND r.closed_on < t.due_on)"""


@dataclass(frozen=True, slots=True)
class PlaybookOutcomes:
    """What each play brought, by title, and the period it is told for."""

    period: Period
    plays: list[PlayOutcome]


def usual_period(on: date) -> Period:
    """Return the twelve months that end with a day, that day in it."""
    return Period.from_last_day(add_months(on, -12), on)


def playbook_outcomes(user: User, *, period: Period, on: date) -> PlaybookOutcomes:
    """Return what each play brought on the renewals that the person may see.

    `period` holds the renewal dates, and the due days of tasks; what lies after `on` is not judged
    yet and left out. Raises InvalidInput for a period that only begins then.
    """
    if period.start > on:
        raise InvalidInput("What plays brought is told of days that have come.")
    last = min(period.last_day or on, on)
    period = Period.from_last_day(period.start, last)
    held = playbook(user)
    visible = Renewal.objects.visible_to(user).order_by().values("pk")
    try:
        sql, params = visible.query.sql_with_params()
    except EmptyResultSet:
        return PlaybookOutcomes(period, [])
    given = [period.start, period.end, *params]
    sides: dict[tuple[int, bool], dict[str, Any]] = {}
    money: dict[tuple[int, bool], list[MoneyShare]] = defaultdict(list)
    for row in _rows(_RENEWALS.format(channel=CHANNEL_SQL, visible=sql), given):
        key = (row["play_id"], row["ran"])
        if row["currency"] is None:
            sides[key] = row
        elif row["atr_minor"]:
            money[key].append(
                MoneyShare(row["currency"], int(row["kept_minor"]), int(row["atr_minor"]))
            )
    tasks = {
        row["play_id"]: row for row in _rows(_TASKS.format(needed=_NEEDED, visible=sql), given)
    }
    plays = []
    for version in held:
        ran, without = (version.play_id, True), (version.play_id, False)
        told, closed = tasks.get(version.play_id, {}), sides.get(ran, {})
        plays.append(
            PlayOutcome(
                code=version.play.code,
                title=version.title,
                by_event=version.event in _BY_EVENT,
                completion=Share(told.get("done", 0), told.get("due", 0)),
                in_time=Share(told.get("in_time", 0), told.get("due", 0)),
                not_needed=told.get("not_needed", 0),
                cycle_days=closed.get("days"),
                cycle_of=closed.get("closed", 0),
                ran=_side(closed, money[ran]),
                without=_side(sides.get(without, {}), money[without]),
            )
        )
    return PlaybookOutcomes(period, plays)


def _side(row: dict[str, Any], money: list[MoneyShare]) -> Side:
    return Side(
        on_time=Share(row.get("on_time", 0), row.get("due", 0)),
        won=Share(row.get("won", 0), row.get("decided", 0)),
        money=tuple(money),
    )


def _rows(sql: str, params: list[Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
