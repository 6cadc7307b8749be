"""A handover: notes from the facts, edited, given, told by mail; the owner changes when taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from tenure.desk.commands.engagement import set_next_step
from tenure.desk.commands.handovers import (
    HandoverOver,
    HandoverRefused,
    acknowledge_handover,
    edit_note,
    give_handover,
    prepare_handover,
    send_handover_mails,
    take_back_handover,
)
from tenure.desk.models import HandoverMail
from tenure.desk.queries.handovers import handover_page, handovers
from tenure.desk.rules.handovers import NoteDraft, NoteFacts, NoteIncomplete, checked, draft
from tenure.foundation.models import User
from tenure.kernel.errors import NotAllowed
from tenure.renewals.commands.decisions import set_forecast
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.commands.owners import assign_owner
from tenure.renewals.models import Ownership, Renewal
from tests.renewals.builders import ON, Book

GIVEN_AT = datetime(2027, 1, 15, 16, 30, tzinfo=UTC)
TAKEN_AT = datetime(2027, 1, 15, 17, 10, tzinfo=UTC)
FACTS = NoteFacts(
    currency="EUR", atr_minor=120_000, forecast_minor=120_000, due_on=date(2027, 3, 30),
    act_on=date(2027, 1, 20), action="Check readiness", act_reason="",
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "state", "blocker", "promise"),
    [
        ({}, "Not quoted; 1,200.00 EUR a year are up on 30 Mar 2027.", "", ""),
        (
            {"quote": "Q-1", "forecast_minor": 90_000},
            "Quote Q-1 is made and not sent; 1,200.00 EUR a year are up on 30 Mar 2027, "  # noqa: ISC004
            "900.00 EUR are expected.",
            "", "",
        ),
        (
            {"quote": "Q-1", "sent_on": date(2027, 1, 2), "valid_until": date(2027, 2, 1),
             "findings": ("No contact.",), "overdue": ("Call",)},
            "Quote Q-1 was sent on 2 Jan 2027; 1,200.00 EUR a year are up on 30 Mar 2027.",
            "No contact; overdue: Call", "Quote Q-1 holds until 1 Feb 2027.",
        ),
        (
            {"waits_on": "legal", "waiting_until": date(2027, 1, 18)},
            "Not quoted; 1,200.00 EUR a year are up on 30 Mar 2027; it waits on legal until "  # noqa: ISC004
            "18 Jan 2027.",
            "", "",
        ),
        (
            {"quote": "Q-1", "accepted_on": date(2027, 1, 2)},
            "Quote Q-1 was accepted on 2 Jan 2027; 1,200.00 EUR a year are up on 30 Mar 2027.",
            "", "",
        ),
    ],
)  # fmt: skip
def test_notes_are_drafted(facts: dict[str, Any], state: str, blocker: str, promise: str) -> None:
    note = draft(replace(FACTS, **facts))
    assert (note.state, note.blocker, note.promise) == (state, blocker, promise)
    assert checked(note) == note
    assert (note.next_step, note.deadline_on) == ("Check readiness", FACTS.act_on)
    own = draft(replace(FACTS, own_step="Call Dana.", step_on=date(2027, 1, 17)))
    assert (own.next_step, own.deadline_on) == (
        "Call Dana. Then: Check readiness", date(2027, 1, 17),
    )  # fmt: skip
    for wrong in ({"state": " "}, {"promise": "x" * 501}):
        with pytest.raises(NoteIncomplete):
            checked(replace(note, **wrong))


def user(book: Book, name: str) -> User:
    found = book.manager(name).user
    assert found is not None
    return User.objects.get(pk=found.pk)


@pytest.mark.django_db
def test_until_it_is_acknowledged_the_giver_owns_it(book: Book, settings: Any) -> None:
    alice, zoe = book.manager("alice"), book.manager("zoe", region="AMER")
    bob = book.manager("bob")
    for key in ("K1", "K2"):
        book.contract(key, end=ON + timedelta(days=100))
    open_renewals(on=ON, by=book.head)
    one, two = Renewal.objects.order_by("pk")
    set_next_step(renewal_id=one.pk, text="Call Dana", due_on=ON, by=book.head, on=ON)
    set_forecast(renewal_id=one.pk, amount_minor=90_000, reason="seats", by=book.head, on=ON)
    when = {"on": ON, "at": GIVEN_AT}
    asked: dict[str, Any] = {
        "giver_id": alice.pk, "receiver_id": zoe.pk, "why": "end of the day",
        "renewal_ids": [one.pk, two.pk],
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        prepare_handover(**asked, by=user(book, "zoe"), **when)
    made = prepare_handover(**asked, by=user(book, "alice"), **when)
    with pytest.raises(HandoverRefused, match="another handover"):
        prepare_handover(**asked, by=user(book, "alice"), **when)
    page = handover_page(made.pk, user=user(book, "alice"))
    assert page is not None
    assert (page.state, page.may_give, page.may_acknowledge) == ("prepared", True, False)
    note = next(note for note in page.notes if note.renewal_id == one.pk)
    assert "forecast set (seats)" in note.done
    assert note.next_step.startswith("Call Dana. Then: ")
    changed = NoteDraft(note.state, note.done, "Waits for a PO", note.next_step,
                        note.deadline_on, "5 % off if signed by Friday")  # fmt: skip
    edit_note(note_id=note.pk, note=changed, by=user(book, "alice"), on=ON)
    with pytest.raises(HandoverOver):
        acknowledge_handover(handover_id=made.pk, by=user(book, "zoe"), **when)
    for _ in range(2):
        give_handover(handover_id=made.pk, by=user(book, "alice"), **when)
    with pytest.raises(HandoverOver):
        edit_note(note_id=note.pk, note=changed, by=user(book, "alice"), on=ON)
    settings.EMAIL_HOST = "mail.example.com"
    for expected in (1, 0):
        assert send_handover_mails(by=book.head, on=ON, at=GIVEN_AT)["sent"] == expected
    assert mail.outbox[0].to == ["zoe@example.com"]
    assert "Promised: 5 % off if signed by Friday" in mail.outbox[0].body
    assert HandoverMail.objects.get().sent_at == GIVEN_AT
    assert set(Renewal.objects.values_list("owner", flat=True)) == {alice.pk}
    # Meanwhile the second goes to Bob: it stays with him.
    assign_owner(renewal_id=two.pk, staff_id=bob.pk, by=book.head, on=ON, at=GIVEN_AT)
    with pytest.raises(NotAllowed, match="Only Zoe"):
        acknowledge_handover(handover_id=made.pk, by=user(book, "alice"), **when)
    seen = handover_page(made.pk, user=user(book, "zoe"))
    assert seen is not None
    assert (seen.may_acknowledge, len(seen.notes)) == (True, 2)
    taken = {"handover_id": made.pk, "by": user(book, "zoe"), "on": ON, "at": TAKEN_AT}
    assert [acknowledge_handover(**taken) for _ in range(2)] == [[one.pk], []]
    chain = Ownership.objects.filter(renewal=one).order_by("from_at")
    assert [(row.owner, row.until_at) for row in chain] == [(alice, TAKEN_AT), (zoe, None)]
    assert chain[1].why == "handed over by Alice: end of the day"
    two.refresh_from_db()
    assert two.owner == bob
    assert [row.state for row in handovers(user(book, "zoe"))] == ["acknowledged"]
    with pytest.raises(HandoverOver):
        take_back_handover(handover_id=made.pk, by=user(book, "alice"), **when)


@pytest.mark.django_db
def test_what_is_taken_back_can_be_handed_over_anew(book: Book) -> None:
    alice, zoe = book.manager("alice"), book.manager("zoe", region="AMER")
    book.customer("SECRET", export_controlled=True)
    book.contract("K1", end=ON + timedelta(days=100))
    book.contract("K2", end=ON + timedelta(days=100), customer="SECRET")
    open_renewals(on=ON, by=book.head)
    plain = Renewal.objects.get(contract__key="K1")
    secret = Renewal.objects.get(contract__key="K2")
    asked: dict[str, Any] = {
        "giver_id": alice.pk, "receiver_id": zoe.pk, "why": "x", "on": ON, "at": GIVEN_AT,
        "by": book.head,
    }  # fmt: skip
    with pytest.raises(HandoverRefused, match="not cleared"):
        prepare_handover(**asked, renewal_ids=[secret.pk])
    for _ in range(2):
        made = prepare_handover(**asked, renewal_ids=[plain.pk])
        take_back_handover(handover_id=made.pk, by=book.head, on=ON, at=TAKEN_AT)
    plain.refresh_from_db()
    assert plain.owner == alice
