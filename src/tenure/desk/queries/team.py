"""The team: what each person carries against what they can, and what nobody looks after.

Every number is one of the worklist or of the tasks: it counts what the list behind it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Case, Count, F, Q, Sum, When
from django.db.models.functions import Coalesce

from tenure.desk.models import Absence
from tenure.desk.queries.absences import absences_between, away_among, standing_in
from tenure.desk.queries.rota import on_duty
from tenure.desk.queries.routing import capacities_on
from tenure.desk.queries.tasks import PERSONAL, open_tasks
from tenure.desk.queries.worklist import no_step_q, others_q, untouched_q, untouched_since
from tenure.desk.rules.own_day import own_day
from tenure.desk.rules.team import COUNTED, Carried, CarriedByAll, carried_by_all
from tenure.directory.models import StaffMember, Team
from tenure.directory.queries import OWNER_ROLES, place_of
from tenure.foundation.models import User
from tenure.renewals.models import Renewal

WEEK = timedelta(days=6)  # today and six more days
MOST_PEOPLE = 500
_DAY = timedelta(days=1)

# Whose a task is (`tasks.mine_q` in one column); nobody: whoever holds its role.
_PERSON = Coalesce(
    F("owner_id"),
    Case(
        When(owner_role="renewals_manager", then=F("renewal__owner_id")),
        When(
            owner_role="account_executive",
            then=Coalesce(F("renewal__customer__account_executive_id"), F("renewal__owner_id")),
        ),
        When(
            owner_role="customer_success",
            then=Coalesce(F("renewal__customer__success_manager_id"), F("renewal__owner_id")),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Alarms:
    """What nobody looks after, among the open renewals that the reader may see."""

    ownerless: int
    untouched: int
    step_passed: int
    no_step: int
    untouched_days: int


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The people by team and name, the sums, the alarms, and the teams one can narrow it to."""

    people: list[Carried]
    total: CarriedByAll
    alarms: Alarms
    teams: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Owned:
    """What somebody owns that the reader sees: the counts and the money by currency."""

    counts: dict[str, int]
    amounts: dict[str, int]


def team_page(user: User, *, on: date, at: datetime, team: str = "") -> TeamPage:
    """Return what everybody carries whose renewals the person may see (a fixed number of queries).

    `team` narrows the people, not the alarms. Days of tasks are those of each person's own zone.
    """
    owned = _owned(user, on)
    staff = _people(user, owned, team)
    ids = [one.pk for one in staff]
    loads = dict(
        Renewal.objects.filter(closed_on=None, owner_id__in=ids)
        .order_by().values_list("owner_id").annotate(n=Count("pk"))
    )  # fmt: skip
    capacities = capacities_on(on)
    tasks, of_roles = _task_days(user, at.date())
    absences = absences_between(at.date() - _DAY, at.date() + 2 * _DAY)
    away = away_among(absences, at)
    covers = standing_in(away)
    names = dict(StaffMember.objects.filter(pk__in=covers.values()).values_list("pk", "name"))
    duty = {one.staff_id for one in on_duty(user, at=at)}
    people = []
    for one in staff:
        day = own_day(one.time_zone, one.region, at)
        dues = [*tasks.get(one.pk, []), *of_roles.get(one.role, [])]
        has = owned.get(one.pk) or _Owned({}, {})
        people.append(
            Carried(
                one.pk, one.code, one.name, one.team.name if one.team else "", one.region,
                load=loads.get(one.pk, 0), capacity=capacities.get(one.pk),
                counts={name: has.counts.get(name, 0) for name in COUNTED},
                amounts=has.amounts,
                tasks_late=sum(count for due, count in dues if due < day),
                tasks_today=sum(count for due, count in dues if due == day),
                away_until=_back(absences, one.pk) if one.pk in away else None,
                stands_in=names.get(covers.get(one.pk, 0), ""), is_on_duty=one.pk in duty,
            )
        )  # fmt: skip
    return TeamPage(people, carried_by_all(people), _alarms(user, owned, on), _teams(user))


def _owned(user: User, on: date) -> dict[int | None, _Owned]:
    """Return what each owner has (None: nobody), in one pass over the open renewals."""
    conditions = {
        "open": Q(), "late": Q(work_on__lt=on), "week": Q(work_on__range=(on, on + WEEK)),
        "others": others_q(), "snoozed": Q(snoozed_until__isnull=False),
        "untouched": untouched_q(untouched_since(on)), "step_passed": Q(step_on__lt=on),
    }  # fmt: skip
    counts = {f"n_{name}": Count("pk", filter=held) for name, held in conditions.items()}
    seen = Renewal.objects.visible_to(user).filter(closed_on=None).order_by()
    rows = seen.values_list("owner_id", "currency").annotate(minor=Sum("atr_minor"), **counts)
    found: dict[int | None, _Owned] = {}
    for owner_id, currency, minor, *numbers in rows:
        had = found.get(owner_id) or _Owned({}, {})
        counted = {
            name: had.counts.get(name, 0) + number
            for name, number in zip(conditions, numbers, strict=True)
        }
        found[owner_id] = _Owned(counted, dict(sorted({**had.amounts, currency: minor}.items())))
    return found


def _people(user: User, owned: dict[int | None, _Owned], team: str) -> list[StaffMember]:
    """Return who owns something the reader sees, and the reader's own team; for some, everybody."""
    place = place_of(user)
    wanted = Q(pk__in=[pk for pk in owned if pk is not None])
    if place.sees_everything:
        wanted |= Q(active=True, role__in=OWNER_ROLES)
    elif place.owns_renewals:
        wanted |= Q(active=True, pk__in=place.team_ids)
    found = StaffMember.objects.visible_to(user).filter(wanted).select_related("team")
    if team:
        found = found.filter(team__code=team)
    ordered = found.order_by(F("team__name").asc(nulls_last=True), "name", "pk")
    return list(ordered[:MOST_PEOPLE])


_Dues = dict[int, list[tuple[date, int]]]


def _task_days(user: User, today: date) -> tuple[_Dues, dict[str, list[tuple[date, int]]]]:
    """Return how many open tasks are due on which day, by person and by role; what is past is one.

    Three days are told apart, as it may be yesterday or tomorrow where somebody works.
    """
    late = today - 2 * _DAY
    due = open_tasks(user).filter(opened_on__isnull=False, due_on__lte=today + _DAY).order_by()
    days = due.annotate(
        person=_PERSON, day=Case(When(due_on__lt=late, then=late), default=F("due_on"))
    )
    people: _Dues = defaultdict(list)
    roles: dict[str, list[tuple[date, int]]] = defaultdict(list)
    counted = days.values_list("person", "owner_role", "day").annotate(n=Count("pk"))
    for person, role, day, count in counted:
        if person is not None:
            people[person].append((day, count))
        elif role not in PERSONAL:
            roles[role].append((day, count))
    return people, roles


def _back(absences: Collection[Absence], staff_id: int) -> date | None:
    """Return the day on which somebody who is away is back."""
    ends = [one.end_on for one in absences if one.staff_id == staff_id]
    return max(ends, default=None)


def _alarms(user: User, owned: dict[int | None, _Owned], on: date) -> Alarms:
    nobody = owned.get(None)
    return Alarms(
        ownerless=nobody.counts["open"] if nobody else 0,
        untouched=sum(one.counts["untouched"] for one in owned.values()),
        step_passed=sum(one.counts["step_passed"] for one in owned.values()),
        no_step=Renewal.objects.visible_to(user).filter(no_step_q(on), closed_on=None).count(),
        untouched_days=settings.TENURE_UNTOUCHED_DAYS,
    )


def _teams(user: User) -> list[tuple[str, str]]:
    found = Team.objects.visible_to(user).order_by("name", "pk")
    return list(found.values_list("code", "name")[:MOST_PEOPLE])
