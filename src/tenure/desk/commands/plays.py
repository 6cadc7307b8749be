"""Start plays on renewals and open their tasks: by the daily run for many, by hand for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tenure.desk.commands.task_opening import open_of_plays
from tenure.desk.models import PlayStart
from tenure.desk.queries.playbook import CHANNEL_SQL, current_versions
from tenure.foundation.commands import record_event, write_audited
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.renewals.models import Renewal

START_VERB = "desk.start_play"

# Each renewal is read once with its contract and customer, whatever plays there are: looked up for
# every play anew, a million renewals are some ten million look-ups. In order, so that all that
# start are known before the first is written: else each is looked for among those just written.
_STARTED = f"""
    WITH v AS MATERIALIZED (
        SELECT DISTINCT ON (play_id) id, play_id, retired, event, from_days, until_days, channels,
            segments, renewal_types
        FROM desk_playversion ORDER BY play_id, version DESC),
    r AS MATERIALIZED (
        SELECT r.id, r.renewal_on, r.renewal_type, r.forecast_minor < r.atr_minor AS fell,
            r.contract_id, r.customer_id, u.segment, {CHANNEL_SQL} AS channel
        FROM renewals_renewal r
        JOIN book_contract c ON c.id = r.contract_id
        JOIN directory_customer u ON u.id = r.customer_id
        LEFT JOIN directory_partner p ON p.id = c.reseller_id
        LEFT JOIN directory_partner q ON q.id = c.distributor_id
        WHERE r.closed_on IS NULL AND r.renewal_on >= %(first)s AND r.renewal_on <= %(last)s
            AND (%(ids)s::bigint[] IS NULL OR r.id = ANY(%(ids)s::bigint[])))
    INSERT INTO desk_playstart (renewal_id, play_id, version_id, started_on, started_by_id, why)
    SELECT r.id, v.play_id, v.id, %(on)s, %(by)s, %(why)s
    FROM r
    JOIN v ON r.renewal_on <= %(on)s - v.from_days AND r.renewal_on >= %(on)s - v.until_days
    WHERE NOT v.retired
        AND (v.channels = '{{}}' OR r.channel = ANY(v.channels))
        AND (v.segments = '{{}}' OR r.segment = ANY(v.segments))
        AND (v.renewal_types = '{{}}' OR r.renewal_type = ANY(v.renewal_types))
        AND CASE v.event
            WHEN 'date' THEN true
            WHEN 'risk' THEN r.fell
            WHEN 'notice' THEN EXISTS (
                SELECT FROM closing_terminationnotice n
                WHERE n.contract_id = r.contract_id AND n.closed_on IS NULL)
            WHEN 'program' THEN EXISTS (
                SELECT FROM programs_enrolment e
                LEFT JOIN programs_enrolmentend x ON x.enrolment_id = e.id
                WHERE e.customer_id = r.customer_id
                    AND coalesce(e.contract_id, r.contract_id) = r.contract_id
                    AND e.start_on <= r.renewal_on
                    AND coalesce(least(e.end_on, x.ended_on), 'infinity') > r.renewal_on)
            ELSE false END
        AND NOT EXISTS (SELECT FROM desk_playstart s
                        WHERE s.renewal_id = r.id AND s.play_id = v.play_id)
    ORDER BY r.id, v.play_id
    ON CONFLICT (renewal_id, play_id) DO NOTHING
    RETURNING renewal_id,
        (SELECT c.key || ' ' || r.renewal_on FROM renewals_renewal r
         JOIN book_contract c ON c.id = r.contract_id WHERE r.id = renewal_id),
        (SELECT jsonb_build_object('play', y.code, 'version', v.version)
         FROM desk_playversion v JOIN desk_play y ON y.id = v.play_id WHERE v.id = version_id)"""


@dataclass(frozen=True, slots=True)
class PlaysStarted:
    """How many plays were started, and how many tasks they opened."""

    plays: int
    tasks: int


@transaction.atomic
def start_plays(
    *, renewal_ids: Sequence[int] | None, by: User, on: date, at: datetime | None = None
) -> PlaysStarted:
    """Start what the playbook says on these open renewals (None: on all) and open the tasks.

    A play starts on a renewal once, in the version that holds then: later ones do not change what
    runs. Doing it again starts nothing. `at` is the instant from which hours count.
    """
    if renewal_ids is not None and not renewal_ids:
        return PlaysStarted(0, 0)
    ids = None if renewal_ids is None else list(renewal_ids)
    kept = [version for version in current_versions() if not version.retired]
    if not kept:
        return PlaysStarted(0, 0)
    started = write_audited(
        by=by, on=on, verb=START_VERB, model=Renewal, sql=_STARTED,
        params={
            "on": on, "by": by.pk, "ids": ids, "why": "As its trigger says.",
            "first": on - timedelta(days=max(version.until_days for version in kept)),
            "last": on - timedelta(days=min(version.from_days for version in kept)),
        },
    )  # fmt: skip
    return PlaysStarted(len(started), open_of_plays(renewal_ids=started, by=by, on=on, at=at))


@transaction.atomic
def start_play(
    *, renewal_id: int, code: str, why: str, by: User, on: date, at: datetime | None = None
) -> PlayStart:
    """Start a play on one open renewal by hand, whatever its trigger says. Once: then Conflict."""
    if not may(by.role, Permission.DO_TASKS):
        raise NotAllowed("Your role may read plays but not start them.")
    why = " ".join(why.split())
    if not 0 < len(why) <= 300:
        raise InvalidInput("Say in at most 300 characters why the play starts.")
    visible = Renewal.objects.visible_to(by).select_for_update(of=("self",))
    renewal = visible.filter(pk=renewal_id).first()
    if renewal is None:
        raise InvalidInput("There is no such renewal in your book.")
    if renewal.closed_on is not None:
        raise Conflict("The renewal is closed: no play starts on it any more.")
    version = next((one for one in current_versions() if one.play.code == code), None)
    if version is None or version.retired:
        raise InvalidInput(f"There is no play '{code[:40]}' in the playbook.")
    start, made = PlayStart.objects.get_or_create(
        renewal=renewal, play=version.play,
        defaults={"version": version, "started_on": on, "started_by": by, "why": why},
    )  # fmt: skip
    if not made:
        raise Conflict(f"{version.title} has been started on this renewal already.")
    open_of_plays(renewal_ids=[renewal.pk], by=by, on=on, at=at)
    detail = {"play": code, "version": version.version, "why": why}
    record_event(by=by, on=on, verb=START_VERB, subject=renewal, detail=detail)
    return start
