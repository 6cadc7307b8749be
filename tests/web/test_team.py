"""The team page: each number is that of the list behind it, in the person's own day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tenure.desk.commands.routing import set_capacity
from tenure.desk.commands.worklist import mark_waiting, snooze_renewal
from tenure.desk.models import Absence, Task
from tenure.desk.queries.team import team_page
from tenure.desk.queries.worklist import WorklistFilter, worklist_page
from tenure.desk.rules.team import Carried
from tenure.directory.models import StaffMember
from tenure.renewals.models import Renewal
from tests.world import World

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]
DAY = timedelta(days=1)


def numbers(body: str) -> list[tuple[str, int]]:
    """Return each linked number of the page with its address."""
    found = re.findall(r'<a class="desk-target[^"]*" href="([^"]+)">([\d,]+)</a>', body)
    return [(path.replace("&amp;", "&"), int(count)) for path, count in found]


def shown(client: Client, address: str) -> int:
    response = client.get(address)
    assert response.status_code == 200
    return int(response.context["page"].count)


def test_every_number_is_that_of_its_list(as_: As, world: World) -> None:
    hana, on = world.users["hana"], world.today
    alice = world.staff["alice"]
    given = {"by": hana, "on": on}
    set_capacity(staff_id=alice.pk, renewals=2, start_on=on, **given)
    mark_waiting(
        renewal_id=world.renewals["C-1002"].pk, on_whom="legal", until=on + 3 * DAY, **given
    )
    snooze_renewal(
        renewal_id=world.renewals["C-1003"].pk, until=on + 5 * DAY, reason="Budget.", **given
    )
    Renewal.objects.filter(pk=world.renewals["C-1001"].pk).update(step_on=on - DAY)
    Absence.objects.create(
        staff=alice, start_on=on, end_on=on + 3 * DAY, recorded_on=on, recorded_by=hana,
        kind="holiday",
    )  # fmt: skip
    first, second = Task.objects.filter(renewal=world.renewals["C-1001"])[:2]
    Task.objects.filter(pk=first.pk).update(due_on=on, opened_on=on)
    Task.objects.filter(pk=second.pk).update(due_on=on - 9 * DAY, opened_on=on)
    body = as_("hana").get("/team/").content.decode()
    counted = numbers(body)
    assert len(counted) == 16
    for address, count in counted:
        assert shown(as_("hana"), address) == count, address
    told = dict(counted)
    whose = f"/?whose=all&owner={alice.pk}"
    assert [told[f"{whose}{more}"] for more in ("", "&waiting=others", "&waiting=snoozed")] == [
        3, 1, 1,
    ]  # fmt: skip
    assert told[f"/tasks/?of={alice.pk}&which=overdue"] >= 1
    assert told[f"/tasks/?of={alice.pk}&which=today"] >= 1
    assert "3 of 2" in body
    assert "nobody stands in" in body
    alarms = team_page(hana, on=on, at=datetime.combine(on, datetime.min.time(), UTC)).alarms
    assert alarms.ownerless == shown(as_("hana"), "/?whose=all&owner=nobody") == 1
    assert alarms.untouched == shown(as_("hana"), "/?whose=all&alarm=untouched") > 0
    assert alarms.step_passed == shown(as_("hana"), "/?whose=all&alarm=step_passed") == 1
    assert alarms.no_step == shown(as_("hana"), "/?whose=all&alarm=no_step") > 0
    narrowed = as_("hana").get("/team/?team=amer").content.decode()
    assert "Bob Barnes" in narrowed
    assert "Alice Archer" not in narrowed
    assert b"Nobody is here" in as_("hana").get("/team/?team=x").content


def test_people_see_their_own_team_and_partners_none(as_: As, world: World) -> None:
    body = as_("alice").get("/team/").content.decode()
    assert "Alice Archer" in body
    assert "Bob Barnes" not in body
    assert as_("charlie").get("/team/").status_code == 403
    # Delta Defence is under export control: Bob carries it, Hana may not see it.
    bob = next(
        one for one in team_page(world.users["hana"], on=world.today, at=_noon(world)).people
        if one.staff_id == world.staff["bob"].pk
    )  # fmt: skip
    assert (bob.load, bob.counts["open"], bob.unseen) == (2, 1, 1)
    # A partner cannot ask for what colleagues judge, by any of the filters.
    for asked in ("waiting=others", "when=late", "alarm=untouched"):
        assert as_("charlie").get(f"/?{asked}").context["page"].count == 1


def _noon(world: World) -> datetime:
    return datetime.combine(world.today, datetime.min.time(), UTC) + timedelta(hours=12)


def test_a_day_is_that_of_the_person(as_: As, world: World) -> None:
    hana, bob = world.users["hana"], world.staff["bob"]
    StaffMember.objects.filter(pk=bob.pk).update(time_zone="Asia/Tokyo")
    on = world.today
    evening = datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=20)
    Task.objects.filter(renewal__owner=bob).update(done_on=on)
    Task.objects.create(
        title="Call Cedar", owner=bob, due_on=on, opened_on=on, made_by=hana, place=""
    )

    def dues(at: datetime) -> tuple[int, int]:
        people: list[Carried] = team_page(hana, on=on, at=at).people
        row = next(one for one in people if one.staff_id == bob.pk)
        return row.tasks_late, row.tasks_today

    assert dues(_noon(world)) == (0, 1)
    assert dues(evening) == (1, 0), "it is tomorrow already in Tokyo"


def test_worklist_narrowed_to_days(world: World) -> None:
    hana, on = world.users["hana"], world.today

    def found(**asked: object) -> set[str]:
        page = worklist_page(hana, WorklistFilter(**asked))  # type: ignore[arg-type]
        return {row.contract for row in page.rows}

    late = found(work_to=on - DAY)
    assert late == {"C-1001", "C-1002", "C-1006"}
    assert found() - late == found(work_from=on)
