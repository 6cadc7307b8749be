"""Shifts, routing and handovers on pages: who may do what, and what they then show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tenure.desk.models import Absence, Handover, Shift, ShiftPattern, StaffCapacity
from tenure.renewals.models import Renewal
from tests.world import World

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]


def test_a_handover_is_prepared_edited_given_and_acknowledged(as_: As, world: World) -> None:
    assert world.handover is not None
    page = f"/handovers/{world.handover.pk}/"
    note = world.handover.notes.get()
    text = {"state": "Sent.", "next_step": "Call on Friday.", "promise": "<b>5 %</b>"}
    assert as_("alice").post(f"{page}notes/{note.pk}/text/", text).status_code == 302
    assert as_("bob").post(f"{page}giving/").status_code == 409
    assert as_("alice").post(f"{page}giving/").status_code == 302
    seen = as_("bob").get(page).content
    assert b"Acknowledge: I own them now" in seen
    assert b"&lt;b&gt;5 %&lt;/b&gt;" in seen
    assert b"waits for you" in as_("bob").get("/handovers/").content
    renewal = Renewal.objects.get(pk=note.renewal_id)
    assert renewal.owner == world.staff["alice"]
    assert as_("alice").post(f"{page}acknowledgement/").status_code == 409
    assert as_("bob").post(f"{page}acknowledgement/").status_code == 302
    renewal.refresh_from_db()
    assert renewal.owner == world.staff["bob"]
    assert as_("charlie").get(page).status_code == 403
    given = {
        "receiver": world.staff["bob"].pk, "why": "Holiday",
        "renewal": [world.renewals["C-1001"].pk],
    }  # fmt: skip
    assert as_("alice").post("/handovers/", given).status_code == 302
    made = Handover.objects.latest("pk")
    assert as_("alice").post(f"/handovers/{made.pk}/return/").status_code == 302
    assert b"Taken back" in as_("alice").get(f"/handovers/{made.pk}/").content


def test_shifts_are_planned_and_absences_recorded(as_: As, world: World) -> None:
    alice, today = world.staff["alice"], world.today
    assert "Alice Archer" in as_("bob").get("/shifts/").content.decode()
    monday = today + timedelta(days=7 - today.weekday())
    repeated = {
        "staff": alice.pk, "region": "EMEA", "weekday": ["0", "1"], "start_on": str(monday),
    }  # fmt: skip
    assert as_("alice").post("/shifts/patterns/", repeated).status_code == 403
    assert as_("hana").post("/shifts/patterns/", repeated).status_code == 302
    assert ShiftPattern.objects.get().weekdays == [0, 1]
    assert as_("hana").post("/shifts/plan/", {"from": str(monday)}).status_code == 302
    assert Shift.objects.filter(staff=alice).count() > 2
    away = {"start_on": str(today), "last_on": str(today), "kind": "training"}
    assert as_("alice").post("/shifts/absences/", away).status_code == 302
    made = Absence.objects.get(staff=alice)
    assert made.end_on == today + timedelta(days=1)
    assert b"nobody stands in" in as_("alice").get("/shifts/").content
    assert as_("bob").post(f"/shifts/absences/{made.pk}/end/").status_code == 409
    assert as_("alice").post(f"/shifts/absences/{made.pk}/end/").status_code == 302
    assert as_("alice").post("/shifts/absences/", {"start_on": "x"}).status_code == 409
    assert as_("alice").get("/shifts/?at=never").status_code == 400
    hours = {f"{name}_{day}": text for day in range(5) for name, text in
             (("opens", "08:00"), ("closes", "16:30"))}  # fmt: skip
    hours |= {"region": "EMEA", "zone": "Europe/Berlin", "country": "de", "cutoff": "15:00",
              "start_on": str(world.today + timedelta(days=7))}  # fmt: skip
    hana = as_("hana")
    for wrong, said in (
        ({"zone": "Mars"}, "no time zone"), ({"opens_0": ""}, "both times"),
        ({"opens_0": "8"}, "no time like"), ({"start_on": "2020-01-01"}, "today or later"),
        ({"region": "EU"}, "no region"), ({"country": "zz"}, "no country"),
        ({"country": "Germany"}, "no country"), ({"opens_0": "08:00+01:00"}, "without an offset"),
    ):  # fmt: skip
        refused = hana.post("/shifts/hours/", {**hours, **wrong})
        assert refused.status_code == 409, wrong
        assert said in refused.content.decode()
    assert as_("alice").post("/shifts/hours/", hours).status_code == 409, "she plans no shifts"
    assert hana.post("/shifts/hours/", hours).status_code == 302
    assert b"Monday to Friday 08:00 to 16:30" in as_("alice").get("/shifts/hours/").content
    assert b"nobody on duty" in as_("alice").get("/shifts/gaps/").content.lower()
    assert as_("ada").get("/shifts/").status_code == 200


def test_work_is_routed_from_the_page(as_: As, world: World) -> None:
    assert as_("alice").get("/routing/").status_code == 403
    assert as_("hana").post("/routing/").status_code == 409, "nobody has a capacity"
    bob = {"staff": world.staff["bob"].pk}
    assert as_("hana").post("/routing/staff/", bob | {"capacity": "20"}).status_code == 302
    assert StaffCapacity.objects.get().renewals == 20
    wrong = bob | {"kind": "language", "codes": "???"}
    assert as_("hana").post("/routing/staff/", wrong).status_code == 409
    right = bob | {"kind": "language", "codes": "en"}
    assert as_("hana").post("/routing/staff/", right).status_code == 302
    assert "speaks en, works in AMER" in as_("hana").get("/routing/").content.decode()
    assert as_("hana").post("/routing/").status_code == 302
    renewal = world.renewals["C-1006"]
    renewal.refresh_from_db()
    assert renewal.owner == world.staff["bob"]
