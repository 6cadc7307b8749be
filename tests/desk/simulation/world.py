"""The company that lives through the quarter: a sample book, its people and their rules.

The book comes from the sample generator and is imported as its files, like a user would. Everybody
on the list of staff signs in; three regions work in shifts; approvers sit on their seats. On top of
the playbook that Tenure brings come two plays that count working days and hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tenure.desk.commands.escalation_rules import publish_default_escalation_rules
from tenure.desk.commands.playbook import publish_playbook
from tenure.desk.commands.reminder_settings import set_channel
from tenure.desk.commands.rota import plan_rota, repeat_shift
from tenure.desk.commands.routing import set_capacity
from tenure.desk.queries.playbook import shipped_playbook
from tenure.directory.models import StaffMember
from tenure.foundation.commands import system_actor
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.pricing.commands import publish_default_policies
from tenure.programs.commands import publish_default_programs
from tenure.quotes.commands.approvers import (
    fill_empty_seats,
    publish_default_rules,
    seat_approver,
)
from tenure.quotes.rules.approvals import Approver
from tenure.sync.files.commands import import_files
from tenure.sync.sample.commands import write_sample
from tests.desk.simulation.reminding import AHEAD, QUIET

CALLS = """+++
title = "Calls within hours"
owner = "head_of_renewals"
review_on = 2029-12-31

[trigger]
from = "T-110"
until = "T-20"
renewal_types = ["manual"]

[[task]]
code = "call"
title = "Call whoever decides"
due = "S+2w"
owner = "renewals_manager"
sla_hours = 16

[[task]]
code = "report"
title = "Report what was said"
due = "S+4w"
owner = "customer_success"
after = ["call"]
sla_hours = 8

[[task]]
code = "paper"
title = "Have the paper ready"
due = "T-10w"
owner = "deal_desk"
late = "at_once"
+++
Counted in the working days and hours of whose task it is.
"""
# Published in the middle of the quarter: it starts on what is there already.
LATER = CALLS.replace("Calls within hours", "A second look").replace('"T-110"', '"T-75"').replace(
    '"T-20"', '"T-5"'
).replace("sla_hours = 16", "sla_hours = 24")  # fmt: skip


@dataclass(slots=True)
class Company:
    """Who and what there is: the program itself, the Head of Renewals, and when plays came out."""

    system: User
    head: User
    managers: list[StaffMember]
    plays: list[tuple[datetime, str, str]] = field(default_factory=list)


def make_company(*, accounts: int, seed: int, on: date, days: int) -> Company:
    """Make the company as it is on the evening before the first day."""
    system, eve = system_actor(), on - timedelta(days=1)
    with TemporaryDirectory() as folder:
        write_sample(accounts=accounts, seed=seed, out=Path(folder) / "book", on=on)
        import_files(paths=[Path(folder) / "book"], profile="plain", by=system, on=eve)
    _let_sign_in()
    head = User.objects.filter(role=Role.HEAD_OF_RENEWALS).order_by("pk")[0]
    publish_default_policies(by=system, on=eve)
    publish_default_rules(by=system, on=eve)
    publish_default_programs(by=system, on=eve)
    publish_default_escalation_rules(by=system, on=eve)
    _seat_approvers(head, system, eve)
    managers = list(
        StaffMember.objects.filter(role=Role.RENEWALS_MANAGER)
        .select_related("user")
        .order_by("code")
    )
    _plan(managers, system, on, days)
    company = Company(system, head, managers)
    publish(company, {**shipped_playbook(), "calls": CALLS}, at=start_of(eve))
    return company


def publish(company: Company, sources: dict[str, str], *, at: datetime) -> None:
    """Publish plays at an instant, and note that they are."""
    why = "As it is done from now on."
    publish_playbook(sources=sources, why=why, by=company.system, on=at.date())
    company.plays += [(at, code, source) for code, source in sources.items()]


def start_of(day: date) -> datetime:
    """Return the first instant of a day in UTC."""
    return datetime.combine(day, time(), UTC)


def _let_sign_in() -> None:
    """Give everybody on the list of staff an account; of each team one manager is cleared."""
    cleared: set[str] = set()
    for staff in StaffMember.objects.order_by("code"):
        is_first = staff.region not in cleared and staff.role == Role.RENEWALS_MANAGER
        if is_first:
            cleared.add(staff.region)
        first, _, last = staff.name.partition(" ")
        staff.user = User.objects.create(
            username=staff.code, email=staff.email, role=staff.role, first_name=first,
            last_name=last, cleared=is_first or staff.role != Role.RENEWALS_MANAGER,
        )  # fmt: skip
        staff.save(update_fields=["user"])


def _seat_approvers(head: User, system: User, on: date) -> None:
    for role, kind in (
        (Approver.DIRECTOR, Role.DEAL_DESK), (Approver.FINANCE, Role.SALES_OPERATIONS),
    ):  # fmt: skip
        user = User.objects.filter(role=kind).order_by("pk")[0]
        seat_approver(role=role, user=user, start_on=on, by=system, on=on)
    fill_empty_seats(user=head, by=system, on=on)


def _plan(managers: list[StaffMember], system: User, on: date, days: int) -> None:
    eve = on - timedelta(days=1)
    for staff in managers:
        set_channel(kind="mail", days_before=(AHEAD,), quiet=QUIET, by=staff.user, on=eve)
        set_capacity(staff_id=staff.pk, renewals=400, start_on=eve, by=system, on=eve)
        repeat_shift(
            staff_id=staff.pk, region=staff.region, weekdays=range(5), start_on=on, by=system,
            on=eve,
        )  # fmt: skip
    plan_rota(since=on, until=on + timedelta(days=days), by=system, on=eve)
