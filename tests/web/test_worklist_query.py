"""The worklist's order, scope, filters and paging."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tenure.desk.models import Request, Task
from tenure.desk.queries.worklist import Position, WorklistFilter, worklist_page, worklist_rows
from tenure.renewals.models import Renewal
from tests.world import World, build

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 15)


@pytest.fixture
def world() -> World:
    return build(TODAY)


def keys(world: World, name: str, **asked: object) -> list[str]:
    page = worklist_page(world.user(name), WorklistFilter(**asked))  # type: ignore[arg-type]
    return [row.contract for row in page.rows]


def test_it_is_sorted_by_the_day_to_act_and_scoped(world: World) -> None:
    # Nobody here is cleared, so the export-controlled customer (C-1005) is seen by no one.
    assert keys(world, "hana") == ["C-1006", "C-1001", "C-1002", "C-1004", "C-1003"]
    assert keys(world, "alice") == ["C-1001", "C-1002", "C-1003"]
    assert keys(world, "bob") == ["C-1004"]
    assert keys(world, "charlie") == ["C-1003"]


def test_clearance_shows_export_controlled_customers(world: World) -> None:
    hana = world.users["hana"]
    hana.cleared = True
    hana.save()
    assert "C-1005" in keys(world, "hana")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"whose": "mine"}, []),
        ({"currency": "GBP"}, ["C-1003"]),
        ({"nobody": True}, ["C-1006"]),
        ({"segment": "mid_market"}, ["C-1004"]),
        ({"renewal_type": "auto"}, ["C-1004"]),
        ({"action": "assign_owner"}, ["C-1006"]),
        ({"due_to": TODAY}, ["C-1006"]),
        ({"text": "birch"}, ["C-1003"]),
        ({"text": "c-1004"}, ["C-1004"]),
        ({"text": "%"}, []),
        ({"sort": "renewal", "descending": True, "currency": "EUR"}, ["C-1002", "C-1001"]),
    ],
)
def test_filters(world: World, asked: dict[str, object], expected: list[str]) -> None:
    assert keys(world, "hana", **asked) == expected


def test_pages_go_forwards_and_back_without_losing_a_row(world: World) -> None:
    hana = world.user("hana")
    asked = WorklistFilter()
    first = worklist_page(hana, asked, size=2)
    second = worklist_page(hana, asked, at=first.after, size=2)
    third = worklist_page(hana, asked, at=second.after, size=2)
    assert [len(page.rows) for page in (first, second, third)] == [2, 2, 1]
    assert first.before is None
    assert third.after is None
    assert worklist_page(hana, asked, at=third.before, size=2).rows == second.rows
    back = worklist_page(hana, asked, at=second.before, size=2)
    assert back.rows == first.rows
    assert back.before is None
    assert list(worklist_rows(hana, asked, chunk=2)) == first.rows + second.rows + third.rows


def test_a_page_beyond_the_end_is_empty(world: World) -> None:
    page = worklist_page(world.user("hana"), WorklistFilter(), at=Position(date(2099, 1, 1), 1))
    assert page.rows == []
    assert page.after is None


def test_quote_state_and_findings_are_on_the_row(world: World) -> None:
    world.contracts["C-1001"].revision = 2
    world.contracts["C-1001"].save()
    rows = {row.contract: row for row in worklist_page(world.user("hana"), WorklistFilter()).rows}
    assert rows["C-1001"].quote_is_stale
    assert not rows["C-1002"].quote_is_stale
    assert rows["C-1006"].findings == 1
    assert rows["C-1003"].quote == ""


def test_a_row_says_what_is_promised_first_and_when_notice_ends(world: World) -> None:
    hana, renewal = world.user("hana"), world.renewals["C-1004"]
    at = datetime(2027, 1, 18, 14, tzinfo=UTC)
    first, second = Task.objects.filter(renewal=world.renewals["C-1001"])[:2]
    for task, hours in ((first, 5), (second, 2)):
        Task.objects.filter(pk=task.pk).update(
            renewal=renewal, opened_on=TODAY, sla_due_at=at + timedelta(hours=hours)
        )

    def why() -> str:
        page = worklist_page(hana, WorklistFilter(text="C-1004"))
        return page.rows[0].why(TODAY)

    assert f"task {second.title}: promised by 18 Jan 2027, 16:00 UTC" in why()
    assert "to the notice date" not in why(), "it is more than 30 days away"
    Renewal.objects.filter(pk=renewal.pk).update(notice_on=TODAY + timedelta(days=3))
    assert "3 days to the notice date" in why()
    Request.objects.create(
        number="R-7", came_by="form", kind="tax_form", subject="x", asked_by="x",
        customer=renewal.customer, renewal=renewal, queue="deal_desk", state="received", zone="UTC",
        answer_due_at=at, due_at=at + timedelta(days=9), opened_on=TODAY, opened_at=at,
        opened_by=hana,
    )  # fmt: skip
    assert "request R-7: promised by 18 Jan 2027, 14:00 UTC" in why()
    Request.objects.update(answered_at=at)
    assert "request R-7" not in why(), "answered: the task comes first"
