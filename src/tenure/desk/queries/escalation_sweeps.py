"""What can have changed since the last look for causes: by what happened, and by days gone by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tenure.desk.models import EscalationSweep
from tenure.desk.queries.causes import Cause
from tenure.desk.queries.entering import IMPORT_VERB
from tenure.desk.queries.following import RENEWALS_OF, meant_by
from tenure.desk.queries.missing import Missing

# What raising itself records says nothing new.
OWN_VERBS = tuple(
    f"desk.{verb}_escalation" for verb in ("raise", "reopen", "change", "end", "climb")
)
_KINDS = RENEWALS_OF | {
    "desk.task": """
        SELECT id, renewal_id FROM desk_task WHERE id = ANY(%(ids)s) AND renewal_id IS NOT NULL"""
}
# Above so many renewals a look at everything costs less.
MOST = 50_000
# However well changes are followed, everything is looked at again after so long.
_WHOLE_AGAIN = timedelta(days=7)
_SLACK = 20_000

# Events get their ids before they are committed, so some of before the last one may be new: those
# of transactions that ran then.
_EVENTS = """
    SELECT DISTINCT subject_type, subject_id FROM foundation_auditevent
    WHERE id > %(events)s - %(slack)s AND txid >= %(settled)s
        AND subject_type = ANY(%(kinds)s) AND verb <> ALL(%(own)s)
    LIMIT %(most)s"""
_IMPORTED = """
    SELECT EXISTS (
        SELECT FROM foundation_auditevent
        WHERE id > %(events)s - %(slack)s AND txid >= %(settled)s AND verb = %(import)s)"""
_NOW = """
    SELECT (SELECT coalesce(max(id), 0) FROM foundation_auditevent),
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint"""


@dataclass(frozen=True, slots=True)
class Look:
    """What to look at: the renewals on which something happened since a day and an instant.

    `moved` are the people (`moved_approvers`: users who approve) who went or came since.
    """

    since: date
    before: datetime
    renewal_ids: frozenset[int]
    moved: Sequence[int]
    moved_approvers: Sequence[int]

    def among(self, cause: Cause, params: Mapping[str, Any]) -> list[int] | None:
        """Return the renewals on which a cause can be otherwise than before; None: any (one query).

        `params` are those of the cause, `days` with them.
        """
        if cause.due is None:
            return None
        due: set[int] = set()
        if cause.due:
            with connection.cursor() as cursor:
                cursor.execute(cause.due, {**params, **self._params()})
                due = {pk for (pk,) in cursor.fetchall() if pk is not None}
        return sorted(self.renewal_ids | due)

    def _params(self) -> dict[str, Any]:
        return {
            "since": self.since, "before": self.before, "moved": list(self.moved),
            "moved_approvers": list(self.moved_approvers),
        }  # fmt: skip


def log_now() -> tuple[int, int]:
    """Return the last audit event, and the oldest transaction that runs."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        events, settled = cursor.fetchone()
    return int(events), int(settled)


def look_on(on: date, at: datetime, *, rules: Sequence[int], missing: Missing) -> Look | None:
    """Return what to look at since the look before; None: at everything.

    So it is for the first time, under other rules, after an import of files, after a pause of a
    week, when time went backwards, and when too much happened.
    """
    last = EscalationSweep.objects.order_by("-pk").first()
    if last is None or on < last.on or at < last.at or on >= last.whole_on + _WHOLE_AGAIN:
        return None
    if sorted(rules) != sorted(last.rules):
        return None
    touched = _touched(last)
    if touched is None:
        return None
    return Look(
        last.on, last.at, touched,
        _moved(last.absent["staff"], missing.staff),
        _moved(last.absent["approvers"], missing.approvers),
    )  # fmt: skip


def absent_as_json(missing: Missing) -> dict[str, dict[str, str | None]]:
    """Return who is not here as a sweep keeps it."""
    return {"staff": _as_json(missing.staff), "approvers": _as_json(missing.approvers)}


def _as_json(people: Mapping[int, date | None]) -> dict[str, str | None]:
    return {str(one): str(back) if back else None for one, back in people.items()}


def _moved(before: Mapping[str, str | None], now: Mapping[int, date | None]) -> list[int]:
    """Return whose standing is another than before: here or not, and until when."""
    changed = set(before.items()) ^ set(_as_json(now).items())
    return sorted({int(one) for one, _ in changed})


def _touched(last: EscalationSweep) -> frozenset[int] | None:
    """Return the renewals on which something happened since; None for too many, or an import."""
    params: dict[str, Any] = {
        "events": last.events, "settled": last.settled, "slack": _SLACK, "kinds": list(_KINDS),
        "own": list(OWN_VERBS), "most": MOST + 1, "import": IMPORT_VERB,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_IMPORTED, params)
        [(imported,)] = cursor.fetchall()
        cursor.execute(_EVENTS, params)
        subjects = set(cursor.fetchall())
    if imported or len(subjects) > MOST:
        return None
    meant = meant_by(subjects, _KINDS)
    return frozenset(pk for ids in meant.values() for pk in ids)
