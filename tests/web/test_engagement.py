"""The engagement on the renewal page: what people say there, who may, and who may be named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tenure.desk.commands.notes import write_note
from tenure.desk.models import Mention, Note
from tests.world import World

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]


def test_a_renewal_is_talked_about_on_its_page(as_: As, world: World) -> None:
    alice, renewal = as_("alice"), world.renewals["C-1001"]
    page = f"/renewals/{renewal.pk}/"
    contact = renewal.customer.contacts.get()
    soon = world.today + timedelta(days=3)
    said = [
        ("risk", {"category": "will_churn", "reason": "The sponsor left."}),
        ("stakeholders", {"contact": contact.pk, "part": "champion", "sentiment": "good"}),
        ("contacts", {"side": "theirs", "channel": "call", "note": "They like it.",
                      "happened_on": world.today, "contact": contact.pk}),
        ("next-step", {"text": "Call the board", "due_on": soon}),
        ("waiting", {"on_whom": "legal", "until": soon, "note": "Redlines are with them."}),
        ("snooze", {"until": soon, "reason": "They are away."}),
        ("notes", {"text": "Ask @alice@example.com. <b>Bold</b>"}),
    ]  # fmt: skip
    for noun, given in said:
        answer = alice.post(f"{page}{noun}/", given)
        assert (answer.status_code, answer["Location"]) == (302, page), noun
    shown = alice.get(page).content.decode()
    for words in (
        "Will churn", "The sponsor left.", "It will churn, but the forecast is",
        "Champion", "They like it.", "Call the board", "They are away.", "snoozed until",
        "Alice Archer is being told", "&lt;b&gt;Bold",
    ):  # fmt: skip
        assert words in shown, words
    for noun, given in (
        ("risk", {"category": "x", "reason": "y"}), ("next-step", {"text": "x", "due_on": "soon"}),
        ("snooze", {"until": "", "reason": "x"}), ("waiting", {"on_whom": "x"}),
        ("contacts", {"side": "ours", "channel": "owl", "note": "x", "happened_on": soon}),
        ("notes", {"text": "@nobody"}), ("stakeholders", {"contact": "0", "part": "user"}),
    ):  # fmt: skip
        assert alice.post(f"{page}{noun}/", given).status_code == 409, noun
    assert alice.post(f"{page}snooze/", {"wake": "1"}).status_code == 302
    assert alice.post(f"{page}next-step/", {"because": "They agree."}).status_code == 302
    shown = alice.get(page).content.decode()
    assert "by rule" in shown
    assert "waits on legal" in shown
    for which, words in (("", "Risk judged"), ("notes", "Ask @alice"), ("contacts", "like it")):
        listed = alice.get(f"{page}activity/?which={which}").content.decode()
        assert words.lower() in listed.lower(), which
    listed = alice.get("/?whose=all&alarm=no_step").content.decode()
    assert "C-1002" in listed  # nothing is planned for it
    assert "C-1001" not in listed
    assert ">no next step" in listed
    assert as_("ada").post(f"{page}risk/").status_code == 403
    assert as_("bob").post(f"{page}notes/", {"text": "x"}).status_code == 404


def test_only_colleagues_who_see_a_renewal_are_named(as_: As, world: World) -> None:
    renewal = world.renewals["C-1001"]
    address = f"/renewals/{renewal.pk}/colleagues/"
    assert b"Alice Archer" in as_("alice").get(f"{address}?q=@ali").content
    assert b"Bob Barnes" not in as_("alice").get(f"{address}?q=bob").content
    refused = as_("alice").post(f"/renewals/{renewal.pk}/notes/", {"text": "@bob@example.com"})
    assert b"may not see" in refused.content
    assert not Note.objects.exists()
    write_note(renewal_id=renewal.pk, text="x @alice@example.com @ALICE@example.com",
               by=world.users["hana"], on=world.today)  # fmt: skip
    assert Mention.objects.count() == 1


def test_partners_see_none_of_it(as_: As, world: World) -> None:
    page = f"/renewals/{world.renewals['C-1003'].pk}/"
    shown = as_("charlie").get(page)
    assert shown.status_code == 200
    for words in (b"Stakeholders", b"Next step", b"Snooze"):
        assert words not in shown.content
    assert as_("charlie").get(f"{page}activity/").status_code == 404
    assert as_("charlie").post(f"{page}notes/", {"text": "x"}).status_code == 403
    assert as_("charlie").get("/?risk=will_churn").content.count(b"data-row") == 1


def test_activity_is_paged_without_losing_a_row(as_: As, world: World) -> None:
    renewal = world.renewals["C-1001"]
    for number in range(30):
        write_note(renewal_id=renewal.pk, text=f"Note {number}.", by=world.users["alice"],
                   on=world.today)  # fmt: skip
    page = f"/renewals/{renewal.pk}/activity/"
    first = as_("alice").get(f"{page}?which=notes").content.decode()
    link = first.split('rel="next" href="?')[1].split('"')[0].replace("&amp;", "&")
    second = as_("alice").get(f"{page}?{link}").content.decode()
    shown = [f"Note {number}." in first for number in range(30)]
    assert [f"Note {number}." in second for number in range(30)] == [not one for one in shown]
    assert as_("alice").get(f"{page}?after=nonsense").status_code == 200
