"""The pages of periods: what stands against a close, closing with words, reopening, who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from tenure.book.models import PeriodReopening
from tenure.closing.models import PeriodClose
from tests.world import World

As = Callable[[str], Client]


def last_month(world: World) -> str:
    return f"{world.today.replace(day=1) - timedelta(days=1):%Y-%m}"


def words(text: str = "Known, and agreed with finance.") -> dict[str, str]:
    return {f"except-{code}": text for code in ("compared", "owned", "booked", "decided", "ended")}


def test_what_stands_against_a_close_is_said_and_needs_words(as_: As, world: World) -> None:
    name = last_month(world)
    hana = as_("hana")
    assert name in hana.get("/periods/").content.decode()
    body = hana.get(f"/periods/{name}/").content.decode()
    assert "What has to be true" in body
    world.discrepancy and type(world.discrepancy).objects.update(owner=None)
    refused = hana.post(f"/periods/{name}/close/", {"over": "0"})
    assert refused.status_code == 409
    assert "It was not closed." in refused.content.decode()
    assert "Every open difference above the amount has an owner" in refused.content.decode()
    assert not PeriodClose.objects.exists()
    assert hana.post(f"/periods/{name}/close/", words())["Location"] == f"/periods/{name}/"
    closed = hana.get(f"/periods/{name}/").content.decode()
    assert "closed by Hana Hashimoto" in closed
    assert "The figures are as they were." in closed


def test_reopened_with_a_reason_by_who_may(as_: As, world: World) -> None:
    name = last_month(world)
    as_("sam").post(f"/periods/{name}/close/", words())
    address = f"/periods/{name}/reopening/"
    assert as_("sam").post(address, {"reason": "x"}).status_code == 403
    assert as_("hana").post(address, {"reason": ""}).status_code == 409
    as_("hana").post(address, {"reason": "A <late> order."})
    assert PeriodReopening.objects.get().reopened_by == world.users["hana"]
    body = as_("ada").get(f"/periods/{name}/").content.decode()
    assert "A &lt;late&gt; order." in body
    assert f"Close {name}" not in body, "an auditor only reads"


def test_who_sees_periods_and_what_is_none(as_: As, world: World) -> None:
    for name in ("alice", "charlie"):
        assert as_(name).get("/periods/").status_code == 403
    for address in ("/periods/soon/", "/periods/2027-13/"):
        assert as_("hana").get(address).status_code == 404
    assert as_("ada").post("/periods/2020-01/close/", words()).status_code == 403
