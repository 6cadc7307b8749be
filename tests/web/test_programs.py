"""The customer page tells which programs the customer is in, to people inside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tenure.programs.commands import (
    end_enrolment,
    enrol,
    publish_default_programs,
    publish_program,
)
from tenure.programs.models import Enrolment, Evidence
from tenure.programs.rules import Effect
from tests.world import World

As = Callable[[str], Client]


def enrolled(world: World, code: str, *, customer: str, days: int) -> Enrolment:
    """Enrol a customer, to be verified again so many days from today (before: it has lapsed)."""
    hana, start = world.users["hana"], world.today - timedelta(days=100)
    publish_program(
        code=code, name=f"Program {code}", sentence="x", terms=Effect(start_on=start), by=hana,
        on=start,
    )  # fmt: skip
    return enrol(
        program=code, customer_id=world.customers[customer].pk, evidence=f"letter {code}",
        start_on=start, reverify_on=world.today + timedelta(days=days), by=hana, on=start,
    )  # fmt: skip


def test_each_with_its_state_and_evidence(as_: As, world: World) -> None:
    address = f"/customers/{world.customers['Aurora Shipping'].pk}/"
    assert "It is in no program." in as_("alice").get(address).content.decode()
    enrolled(world, "edu", customer="Aurora Shipping", days=30)
    enrolled(world, "ngo", customer="Aurora Shipping", days=0)
    over = enrolled(world, "old", customer="Aurora Shipping", days=30)
    end_enrolment(
        enrolment_id=over.pk, ended_on=world.today, reason="x", by=world.users["hana"],
        on=world.today,
    )  # fmt: skip
    body = as_("alice").get(address).content.decode().split('id="programs"')[1]
    shown = body.split("</section>")[0].split("<li>")[1:]
    assert [("Program " + code in row, state in row) for code, state, row in zip(
        ("old", "ngo", "edu"), (">ended<", ">lapsed<", ">in force<"), shown, strict=True
    )] == [(True, True)] * 3  # fmt: skip
    assert "verify it again" in shown[1]
    assert "letter edu" in shown[2]


def test_a_partner_learns_nothing_of_it(as_: As, world: World) -> None:
    enrolled(world, "edu", customer="Birch & Sons", days=30)
    body = as_("charlie").get(f"/customers/{world.customers['Birch & Sons'].pk}/").content.decode()
    assert "Birch &amp; Sons" in body
    assert "Program edu" not in body
    assert "letter" not in body


def test_from_a_fact_to_an_enrolment(as_: As, world: World, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    publish_default_programs(by=world.users["hana"], on=world.today)
    customer = world.customers["Aurora Shipping"].pk
    page, alice = f"/customers/{customer}/", as_("alice")
    given = {"fact": "organisation", "value": "education", "source": "register"}
    assert alice.post(f"{page}facts/", given | {"value": "circus"}).status_code == 409
    assert alice.post(f"{page}facts/", given).status_code == 302
    assert "could have it" in alice.get(page).content.decode()
    renewal = alice.get(f"/renewals/{world.renewals['C-1001'].pk}/").content.decode()
    assert "Eligible: kind of organisation is School, university or research." in renewal
    assert "Schools and universities" in alice.get("/programs/").content.decode()
    made = alice.post(f"{page}applications/", {"program": "education"})["Location"]
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.7")
    brought = {"kind": "official_letter", "file": file}
    assert alice.post(f"{made}evidence/", brought).status_code == 302
    number = Evidence.objects.get().pk
    assert alice.get(f"/program-evidence/{number}/file/")["Content-Type"] == "application/pdf"
    assert as_("bob").get(f"/program-evidence/{number}/file/").status_code == 404
    check = {"outcome": "enrol", "note": "seen"}
    assert alice.post(f"{made}check/", check).status_code == 409
    assert as_("hana").post(f"{made}check/", check).status_code == 302
    assert ">in force<" in alice.get(page).content.decode()
    assert as_("charlie").get("/programs/").status_code == 403
    assert as_("ada").post(f"{page}facts/", given).status_code == 403


def test_guides_are_for_their_readers(as_: As, world: World) -> None:
    assert "Enrol a customer" in as_("alice").get("/guides/").content.decode()
    assert "<table>" in as_("alice").get("/guides/support-levels/").content.decode()
    assert as_("alice").get("/guides/nothing/").status_code == 404
    assert as_("charlie").get("/guides/").status_code == 403
