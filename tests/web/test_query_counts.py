"""A page costs a fixed number of queries, whatever the book holds.

`TENURE_RECORD=1 pytest tests/web/test_query_counts.py` writes the counts anew; look at the diff.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenure.book.models import Contract, IndexValue, Line, PriceIndex
from tenure.closing.models import (
    Discrepancy,
    DiscrepancyNote,
    SaveAttempt,
    TerminationNotice,
)
from tenure.desk.commands.playbook import publish_playbook
from tenure.desk.commands.playbook_comments import propose_play
from tenure.desk.commands.playbook_drafts import save_draft
from tenure.desk.commands.plays import start_plays
from tenure.desk.models import (
    Escalation,
    EscalationEvent,
    Handover,
    HandoverNote,
    Mention,
    Note,
    Request,
    RequestMail,
    RequestStep,
    RiskMark,
    SavePlay,
    SaveTactic,
    Shift,
    Stakeholder,
)
from tenure.desk.queries.playbook import shipped_playbook
from tenure.directory.models import Contact, Customer
from tenure.pricing.models import PolicySimulation, PricePolicy
from tenure.programs.models import (
    Application,
    ApplicationStep,
    Enrolment,
    Program,
    Verification,
)
from tenure.quotes.models import ApprovalRequest, ApprovalStep, LeakageRow, Quote, Sending
from tenure.renewals.models import Finding, Renewal
from tests.web.addresses import ADDRESSES
from tests.world import World

As = Callable[[str], Client]
PATH = Path(__file__).with_name("query_counts.json")
MORE = 60  # past one page of the worklist
FEW = 6  # past what the renewal page shows of each


def grow(world: World) -> None:
    """Add as many again of everything that pages list, around one customer."""
    customer, contract = world.customers["Aurora Shipping"], world.contracts["C-1001"]
    line = Line.objects.filter(contract=contract).first()
    assert line is not None
    for number in range(MORE):
        other = Customer.objects.create(key=f"X{number}", name=f"Aurora {number}", parent=customer)
        Contact.objects.create(key=f"X{number}", customer=customer, name=f"Person {number}")
        added = Contract.objects.create(
            key=f"C-1001-{number}", customer=customer, currency="EUR", owner=contract.owner,
            start_on=contract.start_on, end_on=contract.end_on, revision=1,
            first_start_on=contract.start_on, reseller=world.partner,
        )  # fmt: skip
        renewal = Renewal.objects.create(
            contract=added, customer=customer if number % 2 else other, owner=contract.owner,
            renewal_on=contract.end_on, due_on=contract.end_on - timedelta(days=1),
            renewal_type="manual", currency="EUR", atr_minor=1, forecast_minor=1,
            contract_revision=1, opened_on=world.today, act_on=world.today,
        )  # fmt: skip
        Finding.objects.create(
            check_code="no_contact", contract=added, renewal=renewal, reason="x",
            found_on=world.today,
        )  # fmt: skip
        PricePolicy.objects.create(
            code=f"apac-{number}", name="x", method="same", region="APAC",
            start_on=world.today + timedelta(days=100 + number),
        )  # fmt: skip
        PolicySimulation.objects.create(
            on=world.today, asked_by=world.users["hana"],
            proposed=world.simulations["done"].proposed,
        )  # fmt: skip
        IndexValue.objects.create(
            index=PriceIndex.objects.create(code=f"X-{number}", name="x"),
            month=date(2026, 1, 1), value_e3=100_000, published_on=date(2026, 2, 20),
        )  # fmt: skip
        line.pk, line.lot, line.lot_key = None, 10 + number, f"X{number}"
        line.save(force_insert=True)
        _disagree(world, added)
        _give_notice(world, added)
        LeakageRow.objects.create(
            slot=0, contract=added, quote=world.quotes["C-1001"] if number % 2 else None,
            reason="volume", family=f"family {number}", currency="EUR", lines=1, carried_minor=1,
            entitled_minor=2, realised_minor=1, leakage_minor=1,
        )  # fmt: skip
        _wait(world, renewal)
        _hand_over(world, renewal, number)
        _ask(world, renewal)
        _escalate(world, renewal, number)
        _apply(world, other)
        if number < FEW:
            _talk(world, number)
    start_plays(renewal_ids=None, by=world.users["hana"], on=world.today)
    _write_plays(world)


def _talk(world: World, number: int) -> None:
    """Let more be said about a renewal."""
    renewal, alice = world.renewals["C-1001"], world.users["alice"]
    said: Any = {"renewal": renewal, "on": world.today, "by": alice}
    RiskMark.objects.create(category="will_churn", reason=f"{number}", **said)
    note = Note.objects.create(text=f"Note {number}", **said)
    Mention.objects.create(note=note, staff=world.staff["alice"])
    sponsor = Contact.objects.create(key=f"Y{number}", customer=renewal.customer, name="Sponsor")
    Stakeholder.objects.create(contact=sponsor, part="sponsor", **said)


def _write_plays(world: World) -> None:
    """Let a play be published again, and be spoken of; let others be written."""
    alice, hana, on = world.users["alice"], world.users["hana"], world.today
    source = shipped_playbook()["direct"]
    for number in range(3):
        for by in (alice, hana):
            save_draft(code=f"x{number}", source=source, by=by, on=on)
        propose_play(code="direct", text=f"{number}", source=source, by=alice, on=on)
        later = source.replace("review_on = 2027-06-30", f"review_on = {on}").replace(
            "Direct renewal", f"Renewal {number}"
        )
        publish_playbook(sources={"direct": later, f"y{number}": later}, why="x", by=hana, on=on)


def _ask(world: World, renewal: Renewal) -> None:
    """Let the desk be asked once more for something, and go on with what it was asked first."""
    made = Request.objects.create(
        number=f"R-{renewal.pk}", came_by="form", kind="tax_form", values={"form": "W-9"},
        subject="x", asked_by="x", customer=renewal.customer, renewal=world.renewals["C-1001"],
        owner=renewal.owner, queue="deal_desk", state="received", zone="UTC",
        answer_due_at=timezone.now(), due_at=timezone.now(), opened_on=world.today,
        opened_at=timezone.now(), opened_by=world.users["alice"],
    )  # fmt: skip
    first = Request.objects.order_by("pk")[0]
    for request in (made, first):
        RequestStep.objects.create(
            request=request, state="taken", on=world.today, at=timezone.now(),
            by=world.users["alice"],
        )  # fmt: skip
    RequestMail.objects.create(
        request=first, is_answer=True, message_id=f"<{made.pk}@x>", sender="a@x.example",
        recipient="b@x.example", subject="x", on=world.today, at=timezone.now(),
        by=world.users["alice"],
    )  # fmt: skip


def _apply(world: World, customer: Customer) -> None:
    """Let one more customer be enrolled, and one more step be taken on the way in."""
    for program in Program.objects.filter(code="education"):
        enrolment = Enrolment.objects.create(
            program=program, customer=customer, start_on=world.today, evidence="x",
            enrolled_by=world.users["hana"],
        )  # fmt: skip
        Verification.objects.create(
            enrolment=enrolment, verified_on=world.today, note="x",
            reverify_on=world.today + timedelta(days=9), recorded_by=world.users["hana"],
        )  # fmt: skip
    for application in Application.objects.all():
        ApplicationStep.objects.create(
            application=application, stage="evidence", on=world.today, by=world.users["hana"]
        )


def _wait(world: World, renewal: Renewal) -> None:
    """Let one more quote wait for Sam."""
    quote = Quote.objects.get(pk=world.quotes["C-1001"].pk)
    quote.pk, quote.number, quote.renewal = None, f"X-{renewal.pk}", renewal
    quote.save(force_insert=True)
    Sending.objects.create(
        quote=quote, name="Nora North", email="nora@example.com", language="en",
        nonce=f"n{renewal.pk}", token_hash=f"{renewal.pk:064}", sent_by=world.users["alice"],
        sent_on=world.today, expires_on=world.today + timedelta(days=9),
    ).events.create(kind="sent", on=world.today, by=world.users["alice"])  # fmt: skip
    request = ApprovalRequest.objects.create(
        renewal=renewal, quote=quote, facts={}, requested_by=world.users["alice"],
        requested_on=world.today, requested_at=timezone.now(),
    )  # fmt: skip
    ApprovalStep.objects.create(
        request=request, stage=1, role="director", approver=world.users["sam"], why=[]
    )


def _escalate(world: World, renewal: Renewal, number: int) -> None:
    """Escalate one more renewal, let more happen to the first, and try to save both."""
    assert world.escalation is not None
    happened = {"severity": 3, "rung": 1, "on": world.today, "by": world.users["hana"]}
    more = Escalation.objects.get(pk=world.escalation.pk)
    more.pk, more.renewal, more.contract, more.subject = (
        None,
        renewal,
        renewal.contract,
        str(number),
    )
    more.save(force_insert=True)
    for one in (world.escalation, more):
        EscalationEvent.objects.create(
            escalation=one, kind="climbed", at=timezone.now(), **happened
        )
    tactic = SaveTactic.objects.create(
        code=f"x{number}", name=f"Try {number}", added_on=world.today, added_by=world.users["hana"]
    )
    for one in (world.renewals["C-1001"], renewal):
        SavePlay.objects.create(
            renewal=one, tactic=tactic, note="x", currency=one.currency, cost_minor=1, atr_minor=2,
            started_on=world.today, started_by=world.users["alice"],
        )  # fmt: skip


def _hand_over(world: World, renewal: Renewal, number: int) -> None:
    """Plan one more shift, and hand one more renewal over, in one handover and in another."""
    alice, bob = world.staff["alice"], world.staff["bob"]
    at = timezone.now() + timedelta(hours=12 + 3 * number)
    Shift.objects.create(
        staff=alice if number % 2 else bob, region="EMEA", day=at.date(), from_at=at,
        until_at=at + timedelta(hours=1),
    )  # fmt: skip
    other = Handover.objects.create(
        giver=alice, receiver=bob, why="x", prepared_at=at, prepared_by=world.users["alice"]
    )
    for handover, is_open in ((world.handover, True), (other, False)):
        HandoverNote.objects.create(
            handover=handover, renewal=renewal, state="x", next_step="x", is_open=is_open,
            deadline_on=world.today,
        )  # fmt: skip


def _give_notice(world: World, contract: Contract) -> None:
    """Let notice be given on one more contract, and try one more thing to keep the first."""
    assert world.notice is not None
    SaveAttempt.objects.create(
        notice=world.notice, tactic="workshop", note="x", tried_on=world.today,
        by=world.users["alice"],
    )  # fmt: skip
    more = TerminationNotice.objects.get(pk=world.notice.pk)
    more.pk, more.contract = None, contract
    more.save(force_insert=True)


def _disagree(world: World, contract: Contract) -> None:
    """Let one more contract not agree, and say something about the one that did not before."""
    assert world.discrepancy is not None
    DiscrepancyNote.objects.create(
        discrepancy=world.discrepancy, text="x", on=world.today, by=world.users["hana"]
    )
    more = Discrepancy.objects.get(pk=world.discrepancy.pk)
    more.pk, more.key, more.contract = None, contract.key, contract
    more.save(force_insert=True)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_queries_are_as_recorded_and_do_not_grow(as_: As, world: World, name: str) -> None:
    persona, address = ADDRESSES[name]
    path = address(world)
    before = queries_of(as_(persona), path)
    recorded = json.loads(PATH.read_text()) if PATH.exists() else {}
    if os.environ.get("TENURE_RECORD"):
        recorded[name] = before
        PATH.write_text(json.dumps(dict(sorted(recorded.items())), indent=2) + "\n")
    assert before == recorded[name]
    grow(world)
    assert queries_of(as_(persona), path) == before
