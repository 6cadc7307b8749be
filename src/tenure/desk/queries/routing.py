"""What routing starts from: work that nobody owns, and what colleagues know and carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from tenure.desk.models import Absence, StaffCapacity, StaffSkill
from tenure.desk.queries.rota_gaps import spoken
from tenure.desk.rules.routing import Person, Skill, WorkClass
from tenure.desk.rules.routing_plan import Load, OpenWork, Routed, RoutingPlan, plan_routing
from tenure.directory.models import StaffMember
from tenure.foundation.models import User
from tenure.renewals.models import Renewal

SHOWN = 200

# An MSP in the chain makes the deal one of an MSP, as in the playbook.
_OPEN = """
    SELECT r.id, u.region, lower(u.language), u.segment,
           CASE WHEN 'msp' IN (p.kind, q.kind) THEN 'msp'
                WHEN c.distributor_id IS NOT NULL OR c.channel = 'distributor' THEN 'distributor'
                WHEN c.reseller_id IS NOT NULL OR c.channel = 'reseller' THEN 'reseller'
                ELSE 'direct' END,
           coalesce(p.key, q.key, ''), u.export_controlled, c.owner_id
    FROM renewals_renewal r
    JOIN book_contract c ON c.id = r.contract_id
    JOIN directory_customer u ON u.id = r.customer_id
    LEFT JOIN directory_partner p ON p.id = c.reseller_id
    LEFT JOIN directory_partner q ON q.id = c.distributor_id
    WHERE r.owner_id IS NULL AND r.closed_on IS NULL
    ORDER BY r.currency, r.atr_minor DESC, r.id"""


@dataclass(frozen=True, slots=True)
class RoutedRow:
    """A renewal of the preview as people read it."""

    renewal_id: int
    contract: str
    customer: str
    owner: str
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What routing would do now: the first rows, the loads, and how many in all.

    Customers that the person may not see are counted, not shown.
    """

    rows: list[RoutedRow]
    loads: tuple[Load, ...]
    routed: int
    left: int
    classes: int
    points: int
    is_set_up: bool


def is_set_up(on: date) -> bool:
    """Tell whether anybody's capacity is known on a day; without, work is dealt by turn."""
    return StaffCapacity.objects.filter(start_on__lte=on).exists()


def open_work(*, lock: bool = False) -> list[OpenWork]:
    """Return the open renewals that nobody owns, by falling value in their currency."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN + (" FOR UPDATE OF r" if lock else ""))
        return [
            OpenWork(pk, WorkClass(region, language, segment, channel, partner, controlled), owner)
            for pk, region, language, segment, channel, partner, controlled, owner
            in cursor.fetchall()
        ]  # fmt: skip


def people_on(on: date) -> list[Person]:
    """Return the active renewals managers who have a capacity and are not away on a day."""
    capacities = capacities_on(on)
    away = Absence.objects.filter(start_on__lte=on, end_on__gt=on).values("staff_id")
    load = Count("renewals", filter=Q(renewals__closed_on=None))
    found = (
        StaffMember.objects.filter(active=True, pk__in=list(capacities))
        .exclude(pk__in=away)
        .select_related("user")
        .annotate(load=load)
        .order_by("code")
    )
    skills = _skills(on)
    return [_person(one, one.load, capacities[one.pk], skills[one.pk]) for one in found]


def _person(staff: StaffMember, load: int, capacity: int, skills: dict[str, set[str]]) -> Person:
    return Person(
        staff_id=staff.pk, code=staff.code, name=staff.name, region=staff.region,
        capacity=capacity, load=load, cleared=bool(staff.user and staff.user.cleared),
        languages=frozenset(skills[Skill.LANGUAGE] | set(spoken(staff.languages))),
        segments=frozenset(skills[Skill.SEGMENT]), channels=frozenset(skills[Skill.CHANNEL]),
        partners=frozenset(skills[Skill.PARTNER]),
    )  # fmt: skip


def capacities_on(on: date) -> dict[int, int]:
    """Return how many open renewals colleagues can own on a day; who is left out has no number."""
    rows = StaffCapacity.objects.filter(start_on__lte=on).order_by("staff", "-start_on", "-pk")
    return dict(rows.distinct("staff").values_list("staff_id", "renewals"))


def _skills(on: date) -> dict[int, dict[str, set[str]]]:
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    held = StaffSkill.objects.filter(Q(end_on=None) | Q(end_on__gt=on), start_on__lte=on)
    for staff_id, kind, code in held.values_list("staff_id", "kind", "code"):
        found[staff_id][kind].add(code)
    return found


def routing_preview(user: User, *, on: date) -> Preview:
    """Return what routing would do on a day; it changes nothing."""
    plan = plan_routing(open_work(), people_on(on))
    return Preview(
        rows=_rows(plan.routed[:SHOWN], user), loads=plan.loads, routed=len(plan.routed),
        left=len(plan.left), classes=plan.classes, points=plan.points, is_set_up=is_set_up(on),
    )  # fmt: skip


def _rows(routed: Sequence[Routed], user: User) -> list[RoutedRow]:
    ids = [one.renewal_id for one in routed]
    seen = (
        Renewal.objects.visible_to(user).filter(pk__in=ids).select_related("contract", "customer")
    )
    renewals = {renewal.pk: renewal for renewal in seen}
    names = dict(
        StaffMember.objects.filter(pk__in={one.staff_id for one in routed})
        .values_list("pk", "name")
    )  # fmt: skip
    return [
        RoutedRow(
            one.renewal_id, renewals[one.renewal_id].contract.key,
            renewals[one.renewal_id].customer.name, names.get(one.staff_id, ""), one.why,
        )
        for one in routed
        if one.renewal_id in renewals
    ]  # fmt: skip


def skills_of(user: User, *, on: date) -> list[tuple[Person, StaffMember]]:
    """Return what each colleague with a capacity knows and carries, by name."""
    people = {person.staff_id: person for person in people_on(on)}
    staff = StaffMember.objects.visible_to(user).filter(pk__in=list(people)).order_by("name", "pk")
    return [(people[one.pk], one) for one in staff]


__all__ = [
    "Preview",
    "RoutedRow",
    "RoutingPlan",
    "capacities_on",
    "is_set_up",
    "open_work",
    "people_on",
    "routing_preview",
    "skills_of",
]
