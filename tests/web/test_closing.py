"""The pages of closing: what waits, notices, the checklist, acceptance on paper."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tenure.book.models import Contract
from tenure.closing.models import NoticeEnd, TerminationNotice
from tenure.quotes.models import Acceptance
from tests.world import World

As = Callable[[str], Client]


def notice_of(world: World, rest: str = "") -> str:
    assert world.notice is not None
    return f"/terminations/{world.notice.pk}/{rest}"


def test_closing_shows_what_waits_as_far_as_one_may_see(as_: As, world: World) -> None:
    body = as_("alice").get("/closing/").content.decode()
    assert "Nora North" in body
    assert "Loss of budget" in body
    nobody = as_("bob").get("/closing/").content.decode()
    assert "Nora North" not in nobody
    assert "Nothing waits to be closed" in nobody
    assert as_("charlie").get("/closing/").status_code == 403


def test_a_notice_is_checked_before_it_is_kept(as_: As, world: World) -> None:
    contract = world.contracts["C-1001"]
    path = f"/contracts/{contract.pk}/termination/"
    given = {
        "received_on": str(world.today), "channel": "phone", "given_by": "Dana", "reason": "other",
        "timing": "at_end", "cause": "convenience",
    }  # fmt: skip
    alice = as_("alice")

    refused = alice.post(path, given)
    assert refused.status_code == 422
    assert "needs a proof" in refused.content.decode()
    given["proof"] = "Alice heard it"
    checked = alice.post(path, given).content.decode()
    assert "No service from" in checked
    assert not TerminationNotice.objects.filter(contract=contract).exists()
    kept = alice.post(path, given | {"keep": "1"}, follow=True).content.decode()
    assert "The save play comes first" in kept
    made = TerminationNotice.objects.get(contract=contract)
    assert alice.get(path).headers["Location"] == f"/terminations/{made.pk}/"
    assert as_("bob").get(f"/terminations/{made.pk}/").status_code == 404
    empty = alice.post(f"/contracts/{world.contracts['C-1002'].pk}/termination/", {})
    assert empty.status_code == 422


def test_the_notice_itself_is_kept_with_it(as_: As, world: World) -> None:
    path = f"/contracts/{world.contracts['C-1001'].pk}/termination/"
    given = {
        "received_on": str(world.today), "channel": "letter", "given_by": "Dana",
        "reason": "other", "timing": "at_end", "cause": "convenience", "keep": "1",
    }  # fmt: skip
    alice = as_("alice")

    wrong = alice.post(path, given | {"file": SimpleUploadedFile("n.pdf", b"MZ program")})
    assert wrong.status_code == 422
    assert "not a PDF, PNG or JPEG" in wrong.content.decode()
    alice.post(path, given | {"file": SimpleUploadedFile("n.pdf", b"%PDF-1.7 notice")})

    made = TerminationNotice.objects.get(contract=world.contracts["C-1001"])
    answer = alice.get(f"/terminations/{made.pk}/file/")
    assert answer.content == b"%PDF-1.7 notice"
    assert answer["Content-Disposition"] == f'attachment; filename="notice-{made.pk}.pdf"'
    assert as_("bob").get(f"/terminations/{made.pk}/file/").status_code == 404
    assert alice.get(notice_of(world, "file/")).status_code == 404, "it has none"


def test_the_end_is_booked_after_something_was_tried(as_: As, world: World) -> None:
    alice = as_("alice")
    assert world.notice is not None

    early = alice.post(notice_of(world, "end/"), {"settlement": "none"})
    assert early.status_code == 409
    assert "save play" in early.content.decode()
    alice.post(notice_of(world, "attempt/"), {"tactic": "workshop", "note": "We <showed> it."})
    assert "&lt;showed&gt;" in alice.get(notice_of(world)).content.decode()
    assert alice.post(notice_of(world, "end/"), {"settlement": "gold"}).status_code == 404
    assert (
        alice.post(notice_of(world, "end/"), {"settlement": "none", "ends_on": "soon"}).status_code
        == 404
    )
    body = alice.post(notice_of(world, "end/"), {"settlement": "none"}, follow=True)
    assert "The end of the contract is booked." in body.content.decode()
    assert "Data return" in body.content.decode()
    assert Contract.objects.get(pk=world.notice.contract_id).ended_on == world.notice.ends_on
    done = alice.post(notice_of(world, "return/"), {"step": "offered"}, follow=True)
    assert "Alice Archer" in done.content.decode()
    assert alice.post(notice_of(world, "return/"), {"step": "x"}).status_code == 409


def test_a_customer_that_stays(as_: As, world: World) -> None:
    body = as_("alice").post(
        notice_of(world, "withdrawal/"), {"reason": "A better price"}, follow=True
    )

    assert "The customer stays" in body.content.decode()
    assert NoticeEnd.objects.get().kind == "withdrawn"
    assert as_("ada").get(notice_of(world)).status_code == 200
    assert as_("ada").post(notice_of(world, "attempt/"), {}).status_code == 403


def test_the_checklist_and_a_step_that_people_say(as_: As, world: World) -> None:
    renewal = world.renewals["C-1001"]
    alice = as_("alice")
    path = f"/renewals/{renewal.pk}/"

    body = alice.get(f"{path}closing/").content.decode()
    assert "0 of 9 done" in body
    assert "It was accepted on paper" in body
    alice.post(f"{path}step/", {"step": "invoiced", "note": "INV-7"})
    assert "INV-7" in alice.get(f"{path}closing/").content.decode()
    assert alice.post(f"{path}step/", {"step": "booked"}).status_code == 409
    assert as_("bob").get(f"{path}closing/").status_code == 404


def test_an_acceptance_that_cannot_be_had_is_refused_with_the_reason(as_: As, world: World) -> None:
    quote = world.quotes["C-1001"]
    given = {
        "quote": quote.pk, "manner": "signed_form", "name": "Dana", "title": "CFO",
        "email": "dana@example.com",
    }  # fmt: skip
    path = f"/renewals/{quote.renewal_id}/acceptance/"
    alice = as_("alice")

    answer = alice.post(path, given)
    assert answer.status_code == 409
    assert "not approved" in answer.content.decode()
    assert alice.post(path, given | {"manner": "online"}).status_code == 404
    assert alice.post(path, given | {"email": "dana"}).status_code == 409
    assert not Acceptance.objects.exists()


def test_only_leadership_decides_on_exceptions(as_: As, world: World) -> None:
    renewal = world.renewals["C-1001"]
    alice = as_("alice")

    early = alice.post(f"/renewals/{renewal.pk}/exception/", {"reason": "migration", "note": "x"})
    assert early.status_code == 409
    assert alice.post("/exceptions/1/decision/", {"kind": "grant"}).status_code == 403
    assert as_("hana").post("/exceptions/1/decision/", {"kind": "grant"}).status_code == 409
    unknown = alice.post("/acceptances/1/booking/", follow=True).content.decode()
    assert "There is no such acceptance" in unknown
    assert alice.post("/acceptances/1/release/", {"reason": "x"}).status_code == 409


def test_a_paper_is_compared_on_the_page(as_: As, world: World) -> None:
    quote = world.quotes["C-1001"]
    acceptance = Acceptance.objects.create(
        renewal_id=quote.renewal_id, quote=quote, manner="purchase_order", name="Dana",
        title="CFO", email="dana@example.com", accepted_on=world.today,
        taken_by=world.users["alice"],
    )  # fmt: skip
    alice = as_("alice")
    page = f"/renewals/{quote.renewal_id}/closing/"
    assert "Nobody has compared it" in alice.get(page).content.decode()
    said = {
        "entity": "Nobody", "quote_number": quote.number, "payment_days": "30", "lines": "x",
        "total": "1", "currency": "EUR", "renewal": quote.renewal_id,
    }  # fmt: skip

    body = alice.post(f"/acceptances/{acceptance.pk}/paper/", said, follow=True).content.decode()

    assert "Waits for finance and legal" in body
    assert alice.post("/papers/0/waiver/", {"role": "finance"}).status_code == 409
    assert alice.post(f"/acceptances/{acceptance.pk}/paper/", {}).status_code == 409
    booked = alice.post(f"/acceptances/{acceptance.pk}/booking/", follow=True).content.decode()
    assert "differs from the quote" in booked or "changed after" in booked
