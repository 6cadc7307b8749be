"""Tasks and the playbook on pages: who sees and does what, and that text cannot do anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenure.desk.commands.playbook import publish_playbook
from tenure.desk.models import PlayStart, Task, TaskAfter, TaskResult
from tenure.desk.queries.playbook import shipped_playbook
from tenure.web.prose import prose_html
from tests.desk.test_plays_rule import RIGHT
from tests.world import World

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]


def test_a_task_is_finished_where_it_stands(as_: As, world: World) -> None:
    renewal = world.renewals["C-1001"]
    task = Task.objects.filter(renewal=renewal, play_task__code="decide").get()
    assert b"Close it, won or lost" in as_("alice").get("/tasks/?which=all").content
    page = f"/renewals/{renewal.pk}/"
    given = {"result": "Signed.", "kind": "done", "renewal": renewal.pk}
    answer = as_("alice").post(f"/tasks/{task.pk}/result/", given)
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert b"Signed." in as_("alice").get(page).content
    again = as_("alice").post(f"/tasks/{task.pk}/result/", {"result": "x", "kind": "not_needed"})
    assert again.status_code == 409
    assert as_("bob").post(f"/tasks/{task.pk}/result/", given).status_code == 409


def test_many_tasks_are_finished_as_a_preview_showed_it(as_: As, world: World) -> None:
    alice = as_("alice")
    first, second = Task.objects.filter(renewal=world.renewals["C-1001"]).order_by("pk")[:2]
    Task.objects.filter(pk__in=[first.pk, second.pk]).update(opened_on=world.today, checklist=[])
    TaskAfter.objects.filter(task__in=[first.pk, second.pk]).delete()
    Task.objects.filter(pk=second.pk).update(checklist=["Dates agree"])
    chosen = f"whose=team&which=all&task={first.pk}&task={second.pk}"
    assert b"2 tasks selected" in alice.get(f"/tasks/bulk/?{chosen}").content
    assert alice.get(f"/tasks/bulk/?{chosen}&result=+").status_code == 400
    assert alice.get("/tasks/bulk/").status_code == 400
    address = f"/tasks/bulk/?{chosen}&result=Sent.&kind=done"
    page = alice.get(address)
    body = page.content.decode()
    assert "1 would be finished, 0 are so already, 1 refused." in body
    assert "Tick these first" in body
    seen = [f"{row.task.task_id}:{row.seen}" for row in page.context["page"].rows]
    sent = {"seen": seen, "result": "Sent.", "kind": "done", "whose": "team", "which": "all"}
    Task.objects.filter(pk=second.pk).update(checklist=[])
    stale = alice.post("/tasks/bulk/", sent, follow=True).content.decode()
    assert f"since the preview something changed about {second.title}" in stale
    assert "2 would be finished" in stale, "the preview is shown anew"
    assert not Task.objects.filter(pk=first.pk, done_on__isnull=False).exists()
    Task.objects.filter(pk=second.pk).update(checklist=["Dates agree"])
    for told in ("1 task finished.", "1 refused: Tick these first"):
        answer = alice.post("/tasks/bulk/", sent, follow=True)
        assert told in answer.content.decode()
        assert answer.redirect_chain == [("/tasks/?whose=team&which=all", 302)]
    assert TaskResult.objects.filter(task=first).count() == 1
    assert as_("ada").get(address).status_code == 403
    assert b"not in your book" in as_("bob").get(address).content
    of = world.staff["alice"].pk
    given = {"result": "x", "kind": "not_needed", "of": of, "which": "all"}
    answer = alice.post(f"/tasks/{second.pk}/result/", given)
    assert answer["Location"] == f"/tasks/?of={of}&which=all"


def test_what_was_done_lately_is_read_from_its_index(as_: As, world: World) -> None:
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        as_("hana").get("/tasks/?whose=all&which=done")
        [page] = [
            one["sql"] for one in asked if "ORDER BY" in one["sql"] and "done_on" in one["sql"]
        ]
        cursor.execute("SET LOCAL enable_seqscan = off")  # the table is small here
        cursor.execute(f"EXPLAIN {page}")
        assert "task_done" in "\n".join(row[0] for row in cursor.fetchall())


def test_a_play_is_started_on_a_renewal(as_: As, world: World) -> None:
    renewal = world.renewals["C-1004"]
    for expected in (302, 409):
        given = {"play": "at-risk", "why": "A feeling."}
        answer = as_("bob").post(f"/renewals/{renewal.pk}/plays/", given)
        assert answer.status_code == expected
    assert PlayStart.objects.get(renewal=renewal).why == "A feeling."


def test_a_task_by_hand_from_opening_to_evidence(as_: As, world: World) -> None:
    alice, renewal = as_("alice"), world.renewals["C-1001"]
    asked = {
        "renewal": renewal.pk, "title": "Call <b>Dana</b>", "owner": "deal_desk",
        "due": world.today.isoformat(), "checklist": "Dates agree\nLogo (optional)",
    }  # fmt: skip
    assert alice.post("/tasks/new/", asked | {"owner": "nobody"}).status_code == 422
    page = alice.post("/tasks/new/", asked)["Location"]
    assert b"Call &lt;b&gt;Dana&lt;/b&gt;" in alice.get(page).content
    assert b"Call &lt;b&gt;Dana" in alice.get(f"/renewals/{renewal.pk}/").content
    assert alice.post(f"{page}result/", {"result": "x", "kind": "done"}).status_code == 409
    assert alice.post(f"{page}items/1/", {"to": "ticked"}).status_code == 302
    given = {"due": (world.today + timedelta(days=3)).isoformat(), "why": "She is away."}
    assert alice.post(f"{page}due/", given).status_code == 302
    file = SimpleUploadedFile("po.pdf", b"%PDF-1.7 x")
    assert alice.post(f"{page}evidence/", {"file": file, "note": "PO"}).status_code == 302
    shown = alice.get(page).content.decode()
    assert "She is away." in shown
    found = re.search(r"/tasks/\d+/evidence/\d+/file/", shown)
    assert found is not None
    assert alice.get(found[0])["Content-Disposition"].startswith("attachment")
    assert alice.post(f"{page}owner/", {"owner": "renewals_manager"}).status_code == 302
    answer = alice.post(f"{page}result/", {"result": "Called.", "kind": "done", "task": "1"})
    assert (answer.status_code, answer["Location"]) == (302, page)
    for which in ("waiting", "done", "overdue"):
        assert alice.get(f"/tasks/?whose=team&which={which}").status_code == 200
    assert as_("charlie").get(page).status_code == 403


def test_reminders_and_the_calendar(as_: As, world: World) -> None:
    alice = as_("alice")
    where = "/tasks/reminders/"
    given = {"does": "set", "kind": "webhook", "address": "https://evil.example/x", "days": "1, 3"}
    assert alice.post(where, given).status_code == 422
    given["address"] = "https://hooks.slack.com/services/T0/B0/secret"
    shown = alice.post(where, given | {"quiet_from": "22:00", "quiet_until": "07:00"}).content
    assert b"at hooks.slack.com: on the day" in shown
    assert b"secret</" not in shown
    made = re.search(
        r"/calendar/[\w-]+\.ics", alice.post(where, {"does": "calendar"}).content.decode()
    )
    assert made is not None
    assert b".ics" not in alice.get(where).content
    nobody = Client()
    feed = nobody.get(made[0])
    assert feed["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"BEGIN:VEVENT" in feed.content
    assert nobody.get(made[0], headers={"If-None-Match": feed["ETag"]}).status_code == 304
    alice.post(where, {"does": "end"})
    assert nobody.get(made[0]).status_code == nobody.get("/calendar/x.ics").status_code == 404


def test_partners_see_neither_playbook_nor_tasks(as_: As, world: World) -> None:
    for address in ("/playbook/", "/playbook/direct/", "/tasks/"):
        assert as_("charlie").get(address).status_code == 403
    shown = as_("charlie").get(f"/renewals/{world.renewals['C-1003'].pk}/").content
    assert b"Check readiness: dates" not in shown
    assert as_("ada").post("/playbook/shipped/publication/").status_code == 403


def test_versions_stay_to_be_read(as_: As, world: World) -> None:
    changed = shipped_playbook()["direct"].replace("Direct renewal", "Sold directly")
    publish_playbook(
        sources={"direct": changed}, why="A better name.", by=world.users["hana"], on=world.today
    )
    assert b"A better name." in as_("alice").get("/playbook/direct/").content
    old = as_("alice").get("/playbook/direct/?version=1").content
    assert b"Direct renewal" in old
    assert b"does not hold any more" in old
    assert as_("alice").get("/playbook/direct/?version=9").status_code == 404
    assert as_("alice").get("/playbook/nothing/").status_code == 404


def test_the_shipped_playbook_is_published_on_the_page(as_: As, world: World) -> None:
    assert as_("hana").post("/playbook/shipped/publication/").status_code == 302
    assert b"Termination" in as_("alice").get("/playbook/").content


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("a <img src=x onerror=alert(1)> b", "<img"),
        ("![x](https://elsewhere.example/x.png)", "<img"),
        ("[x](javascript:alert(1))", "<a"),
        ("[x](data:text/html;base64,x)", "<a"),
        ("|a|\n|-:|\n|1|", "style="),
        ("# x", "<h1"),
    ],
)
def test_text_can_only_be_read(as_: As, world: World, text: str, never: str) -> None:
    assert never not in prose_html(text)
    source = RIGHT.replace("# What to do", text)
    publish_playbook(sources={"x": source}, why="x", by=world.users["hana"], on=world.today)
    assert prose_html(text) in as_("alice").get("/playbook/x/").content.decode()
