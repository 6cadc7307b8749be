"""Where the owners of tasks work, and their calendars, as rows that SQL can join.

`PERSON` says in SQL whose a task is: alias `t` is the task, `r` its renewal, `u` the renewal's
customer. Nobody (NULL): everybody in the role.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from tenure.desk.rules.task_dates import NOWHERE, place_key, sla_due, working_days
from tenure.directory.models import StaffMember

PERSON = """
    coalesce(t.owner_id, CASE t.owner_role
        WHEN 'renewals_manager' THEN r.owner_id
        WHEN 'account_executive' THEN coalesce(u.account_executive_id, r.owner_id)
        WHEN 'customer_success' THEN coalesce(u.success_manager_id, r.owner_id) END)"""

# Rows of what `place_rows` returns: who works where, the working days and SLA ends of each place.
PLACES = """
    worker (staff_id, place) AS (
        SELECT * FROM unnest(%(workers)s::bigint[], %(worker_places)s::text[])),
    calendar (place, days) AS MATERIALIZED (
        SELECT place, days::date[]
        FROM unnest(%(places)s::text[], %(days)s::text[]) AS c (place, days)),
    sla (place, hours, due_at) AS (
        SELECT * FROM unnest(
            %(sla_places)s::text[], %(sla_hours)s::smallint[], %(sla_dues)s::timestamptz[]))"""

# The working day that is `days` after (before) `base`; `c.days` are those of the calendar, sorted.
WORKING_DAY = """
    CASE WHEN {days} > 0 THEN c.days[width_bucket({base}, c.days) + {days}]
         WHEN {days} < 0 THEN c.days[width_bucket({base} - 1, c.days) + {days} + 1]
         ELSE {base} END"""


def worker_places() -> dict[int, str]:
    """Return where each colleague works."""
    rows = StaffMember.objects.order_by("pk").values_list("pk", "time_zone", "region")
    return {pk: place_key(zone, region) for pk, zone, region in rows}


def place_rows(
    *, years: tuple[int, int] | None, hours: Collection[int], opened: datetime
) -> dict[str, Any]:
    """Return the parameters of PLACES: calendars of some years, and the ends of SLAs of `hours`.

    Without years and hours nobody's place is needed and nothing is read.
    """
    workers = worker_places() if years or hours else {}
    places = sorted({*workers.values(), NOWHERE}) if years or hours else []
    ends = [(place, one, sla_due(opened, one, place)) for place in places for one in hours]
    return {
        "workers": list(workers),
        "worker_places": list(workers.values()),
        "places": places,
        "days": [_array(working_days(place, *years)) if years else "{}" for place in places],
        "sla_places": [place for place, _, _ in ends],
        "sla_hours": [one for _, one, _ in ends],
        "sla_dues": [due for _, _, due in ends],
    }


def _array(days: tuple[date, ...]) -> str:
    return "{" + ",".join(day.isoformat() for day in days) + "}"
