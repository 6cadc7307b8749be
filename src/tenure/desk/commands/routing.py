"""Say what colleagues know and can carry; give work that nobody owns to whom it suits best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from tenure.desk.models import StaffCapacity, StaffSkill
from tenure.desk.queries.routing import is_set_up, open_work, people_on
from tenure.desk.rules.routing import Skill
from tenure.desk.rules.routing_plan import RoutingPlan, plan_routing
from tenure.directory.models import Partner, Segment, StaffMember
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.renewals.commands.owners import Transfer, assign_owners, transfer_owners

CHANNELS = ("direct", "reseller", "distributor", "msp")
MOST_RENEWALS = 1_000_000


@dataclass(frozen=True, slots=True)
class RoutingDone:
    """How many renewals got an owner by routing, and how many by the rule for the rest."""

    routed: int
    by_rule: int
    plan: RoutingPlan | None


@transaction.atomic
def set_skills(
    *, staff_id: int, kind: str, codes: Sequence[str], start_on: date, by: User, on: date
) -> list[str]:
    """Let a colleague know these languages, segments, channels or partners from a day on.

    What they knew before and is not named ends there. Return the codes. The same ones again
    change nothing. Raise InvalidInput for a code that nobody knows.
    """
    staff = _staff(staff_id, by)
    if kind not in set(Skill):
        raise InvalidInput(f"A skill is about one of {', '.join(Skill)}.")
    wanted = sorted({_code(Skill(kind), code) for code in codes if code.strip()})
    running = StaffSkill.objects.select_for_update().filter(
        Q(end_on=None) | Q(end_on__gt=start_on), staff=staff, kind=kind
    )
    held = {row.code: row for row in running}
    keeps = {code for code, row in held.items() if row.start_on <= start_on and row.end_on is None}
    if keeps == set(wanted) and len(held) == len(keeps):
        return wanted
    for code, row in held.items():
        if code not in wanted or code not in keeps:
            _end(row, start_on)
    StaffSkill.objects.bulk_create(
        StaffSkill(
            staff=staff, kind=kind, code=code, start_on=start_on, recorded_on=on, recorded_by=by
        )
        for code in wanted
        if code not in keeps
    )
    detail = {"kind": kind, "codes": wanted, "start_on": str(start_on)}
    record_event(by=by, on=on, verb="desk.set_skills", subject=staff, detail=detail)
    return wanted


@transaction.atomic
def set_capacity(
    *, staff_id: int, renewals: int, start_on: date, by: User, on: date
) -> StaffCapacity:
    """Let a colleague own so many open renewals at most, from a day on; 0: nothing new."""
    staff = _staff(staff_id, by)
    if not 0 <= renewals <= MOST_RENEWALS:
        raise InvalidInput(f"A capacity is between 0 and {MOST_RENEWALS:,} renewals.")
    rows = StaffCapacity.objects.filter(staff=staff, start_on__lte=start_on)
    latest = rows.order_by("-start_on", "-pk").first()
    later = StaffCapacity.objects.filter(staff=staff, start_on__gt=start_on).exists()
    if latest is not None and latest.renewals == renewals and not later:
        return latest
    made = StaffCapacity.objects.create(
        staff=staff, renewals=renewals, start_on=start_on, recorded_on=on, recorded_by=by
    )
    detail = {"renewals": renewals, "start_on": str(start_on)}
    record_event(by=by, on=on, verb="desk.set_capacity", subject=staff, detail=detail)
    return made


@transaction.atomic
def apply_routing(*, by: User, on: date, at: datetime | None = None) -> RoutingDone:
    """Give every open renewal that nobody owns to whom it suits best; the reason is kept with it.

    For people who plan shifts. Repeating it changes nothing: what has an owner is not looked at.
    """
    if not may(by.role, Permission.PLAN_SHIFTS):
        raise NotAllowed("Your role may look at the rota but not route work.")
    if not is_set_up(on):
        raise InvalidInput("Say first how many renewals somebody can own: nobody's capacity is.")
    return assign_new_work(by=by, on=on, at=at)


@transaction.atomic
def assign_new_work(*, by: User, on: date, at: datetime | None = None) -> RoutingDone:
    """Route what nobody owns where capacities are known; the rest, or all, by the rule of turns.

    For the daily run. So nothing stays without an owner because of who is away or not skilled.
    """
    plan = None
    routed = 0
    if is_set_up(on) and (work := open_work(lock=True)):
        plan = plan_routing(work, people_on(on))
        transfers = [Transfer(one.renewal_id, None, one.staff_id, one.why) for one in plan.routed]
        routed = len(transfer_owners(transfers=transfers, by=by, on=on, at=at))
    return RoutingDone(routed, assign_owners(by=by, on=on, at=at), plan)


def _end(row: StaffSkill, day: date) -> None:
    if row.start_on >= day:
        row.delete()
    else:
        row.end_on = day
        row.save(update_fields=["end_on"])


def _code(kind: Skill, text: str) -> str:
    """Return a skill's code as it is compared; raise InvalidInput for what is none."""
    code = text.strip()
    if kind is Skill.LANGUAGE:
        if not (2 <= len(code) <= 8 and code.replace("-", "").isalpha()):
            raise InvalidInput(f"{code[:20]!r} is no code of a language, such as fr.")
        return code.lower()
    known = {Skill.SEGMENT: Segment.values, Skill.CHANNEL: CHANNELS}.get(kind)
    if known is not None and code not in known:
        raise InvalidInput(f"{code[:20]!r} is none of {', '.join(known)}.")
    if known is None and not Partner.objects.filter(key=code).exists():
        raise InvalidInput(f"There is no partner {code[:120]}.")
    return code


def _staff(staff_id: int, by: User) -> StaffMember:
    if not may(by.role, Permission.PLAN_SHIFTS):
        raise NotAllowed("Your role may look at the rota but not plan it.")
    staff = StaffMember.objects.filter(pk=staff_id, active=True).first()
    if staff is None:
        raise InvalidInput("There is no such active colleague.")
    return staff
