"""The playbook on pages: editing, publishing, comparing, proposing, reviewing, searching."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tenure.desk.commands.playbook import publish_playbook
from tenure.desk.models import PlayComment, PlayDraft, PlayVersion
from tenure.desk.queries.playbook import shipped_playbook
from tests.world import World

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]
DIRECT = shipped_playbook()["direct"]
KINDER = DIRECT.replace("Send the quote and agree", "Bring the quote and agree")
WRONG = DIRECT.replace('due = "T-90"', 'due = "soon"')
DRAFT = "/playbook/direct/draft/"


def versions() -> int:
    return PlayVersion.objects.filter(play__code="direct").count()


def test_a_play_is_edited_and_published(as_: As, world: World) -> None:
    hana = as_("hana")
    assert b"Version 1 holds" in hana.get(DRAFT).content
    seen = hana.post(f"{DRAFT}preview/", {"source": WRONG}).content.decode()
    line = WRONG.split("\n").index('due = "soon"') + 1
    assert f"Line {line} is not right" in seen
    assert not PlayDraft.objects.exists(), "a preview keeps nothing"
    refused = hana.post(DRAFT, {"source": WRONG, "why": "x", "do": "publish"})
    assert refused.status_code == 409
    assert f"Line {line}: " in refused.content.decode()
    assert "what you wrote is kept" in refused.content.decode()
    assert "due = &quot;soon&quot;" in hana.get(DRAFT).content.decode()
    seen = hana.post(f"{DRAFT}preview/", {"source": KINDER, "example": "2027-12-31"}).content
    assert b"2 Oct 2027" in seen, "T-90 of the example"
    assert hana.post(DRAFT, {"source": KINDER}).status_code == 302
    done = hana.post(DRAFT, {"source": KINDER, "why": "Kinder.", "do": "publish"}, follow=True)
    assert b"version 2 is published" in done.content
    shown = hana.get("/playbook/direct/difference/").content
    assert b"Bring the quote and agree" in shown
    assert b"1 line added, 1 removed" in shown
    assert hana.get("/playbook/direct/difference/?before=7&after=8").status_code == 404
    assert hana.get("/playbook/nothing/draft/").status_code == 404


def test_nothing_is_published_over_what_others_published(as_: As, world: World) -> None:
    sam = as_("sam")
    sam.post(DRAFT, {"source": KINDER})
    publish_playbook(
        sources={"direct": DIRECT.replace("Direct renewal", "Sold directly")},
        why="A better name.", by=world.users["hana"], on=world.today,
    )  # fmt: skip
    refused = sam.post(DRAFT, {"source": KINDER, "why": "x", "do": "publish"})
    assert refused.status_code == 409
    assert b"Version 2 was published meanwhile" in refused.content
    assert b"A better name." in refused.content
    assert versions() == 2
    both = KINDER.replace("Direct renewal", "Sold directly")
    moved = sam.post(DRAFT, {"source": both, "do": "move", "version": 2}, follow=True)
    assert b"on version 2" in moved.content
    sam.post(DRAFT, {"source": both, "why": "Both.", "do": "publish"})
    assert PlayVersion.objects.get(play__code="direct", version=3).source == both


def test_a_colleague_proposes_and_the_head_answers(as_: As, world: World) -> None:
    alice, hana = as_("alice"), as_("hana")
    assert b'value="publish"' not in alice.get(DRAFT).content
    assert alice.post(DRAFT, {"source": KINDER, "why": "x", "do": "publish"}).status_code == 409
    wrong = alice.post(DRAFT, {"source": WRONG, "why": "x", "do": "propose"})
    assert b"is not right" in wrong.content
    proposed = {"source": KINDER, "why": "Nobody sends any more.", "do": "propose"}
    assert alice.post(DRAFT, proposed).status_code == 302
    proposal = PlayComment.objects.get()
    alice.post("/playbook/direct/comments/", {"text": "Helped me <b>a lot</b>."})
    page = hana.get("/playbook/direct/").content
    assert b"Helped me &lt;b&gt;a lot&lt;/b&gt;." in page
    assert b"Nobody sends any more." in hana.get("/playbook/").content
    seen = hana.get(f"/playbook/direct/difference/?proposal={proposal.pk}").content
    assert b"Bring the quote and agree" in seen
    answer = f"/playbook/direct/proposals/{proposal.pk}/"
    assert hana.post(f"{answer}draft/").status_code == 302
    assert PlayDraft.objects.get().source == KINDER
    for expected in (302, 409):
        given = {"kind": "accepted", "reason": f"Right you are, {expected}."}
        assert hana.post(f"{answer}decision/", given).status_code == expected
    assert as_("alice").post(f"{answer}decision/", {"kind": "accepted"}).status_code == 403
    assert b"Right you are" in as_("alice").get("/playbook/direct/").content
    assert as_("ada").get(DRAFT).status_code == 403
    assert as_("charlie").get("/playbook/direct/difference/").status_code == 403


def test_a_play_is_reviewed_restored_and_retired(as_: As, world: World) -> None:
    hana = as_("hana")
    soon = DIRECT.replace("review_on = 2027-06-30", f"review_on = {world.today}")
    publish_playbook(
        sources={"direct": soon}, why="Look soon.", by=world.users["hana"], on=world.today
    )
    assert b"To be looked at again" in hana.get("/playbook/").content
    later = world.today + timedelta(days=100)
    assert hana.post("/playbook/direct/review/", {"review_on": "soon"}).status_code == 409
    assert hana.post("/playbook/direct/review/", {"review_on": later}).status_code == 302
    shown = hana.get("/playbook/direct/").content.decode()
    assert "Reviewed, still right." in shown
    assert "runs on 1 open renewal<" in shown
    assert as_("alice").post("/playbook/direct/review/", {"review_on": later}).status_code == 409
    hana.post("/playbook/direct/restoration/", {"version": 1})
    assert PlayDraft.objects.get().source == DIRECT
    hana.post(f"{DRAFT}removal/")
    assert not PlayDraft.objects.exists()
    hana.post("/playbook/direct/retirement/", {"why": "No longer."})
    assert b"This play is retired" in hana.get("/playbook/direct/").content


def test_a_new_play_begins_as_a_draft(as_: As, world: World) -> None:
    hana = as_("hana")
    refused = hana.post("/playbook/all/new/", {"code": "Not a name!"})
    assert refused.status_code == 400
    assert b"a-z, 0-9 and dashes" in refused.content
    assert hana.post("/playbook/all/new/", {"code": "direct"})["Location"] == DRAFT
    begun = hana.post("/playbook/all/new/", {"code": "quarter-end"}, follow=True)
    assert b"New play: quarter-end" in begun.content
    assert b"a new play" in hana.get("/playbook/").content
    removed = hana.post("/playbook/quarter-end/draft/removal/")
    assert removed["Location"] == "/playbook/"


def test_words_are_found_and_marked(as_: As, world: World) -> None:
    found = as_("alice").get("/playbook/?q=discount").content
    assert b"<mark>discount</mark>" in found
    none = as_("alice").get("/playbook/?q=<zebra>").content
    assert b"No play holds these words" in none
    assert b"<zebra>" not in none


def test_what_plays_bring_says_of_how_many(as_: As, world: World) -> None:
    shown = as_("hana").get("/playbook/all/outcomes/").content
    assert b"fewer than 20 decided: no comparison" in shown
    assert b"What was kept, at most the ATR" in shown
    for wrong in ("from=soon", "from=2030-01-01&to=2029-01-01", "from=2999-01-01&to=2999-02-01"):
        shown = as_("hana").get(f"/playbook/all/outcomes/?{wrong}").content
        assert b"The usual period is shown." in shown
