"""Requests in the database: opened, routed, timed, answered, carried out, seen."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone
from pytest_django import Settings

from tenure.desk.commands.requests.delivery import deliver_answers
from tenure.desk.commands.requests.executing import carry_out
from tenure.desk.commands.requests.handling import (
    RequestRefused,
    answer_request,
    confirm_request,
    settle_request,
    take_request,
)
from tenure.desk.commands.requests.mails import take_mail
from tenure.desk.commands.requests.opening import Upload, open_request
from tenure.desk.models import MailTaken, Request, RequestMail
from tenure.desk.queries.requests.about import NotKnown, about_name, about_renewal
from tenure.desk.queries.requests.lists import RequestFilter, request_page
from tenure.desk.queries.requests.one import request_view
from tenure.desk.rules.requests import CameBy, RequestInvalid, State
from tenure.directory.models import Contact
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent
from tenure.kernel.errors import InvalidInput, NotAllowed, TenureError
from tenure.quotes.models import Acceptance
from tests.desk.test_digest import Letters
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build(timezone.localdate())


@pytest.fixture
def letters(settings: Settings) -> Iterator[Letters]:
    handler = Letters()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    controller.stop()


AT = datetime(2027, 3, 1, 9, tzinfo=UTC)  # a Monday, an ordinary working day
ON = AT.date()
WHEN = {"on": ON, "at": AT}


def asked(world: World, who: str, kind: str, about: str, **values: object) -> Request:
    user = world.user(who)
    return open_request(
        kind=kind, values=values, about=about_name(about, user=user), came_by=CameBy.FORM,
        by=user, **WHEN,
    )  # fmt: skip


def letter(subject: str, text: str, **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {"From": "Ingrid Dahl <ingrid@example.com>", **headers}.items():
        message[name.replace("_", "-")] = value
    message["Subject"] = subject
    message.set_content(text)
    return message.as_bytes()


def test_a_request_is_numbered_routed_timed_and_seen_by_whom_it_concerns(world: World) -> None:
    made = asked(world, "alice", "po_number", "C-1001", po_number="4500 1")
    assert made.number == "R-2027-000001"
    assert (made.owner, made.queue, made.zone) == (
        world.staff["alice"], "deal_desk", "Europe/London",
    )  # fmt: skip
    assert made.answer_due_at == datetime(2027, 3, 1, 13, tzinfo=UTC)
    assert made.due_at == datetime(2027, 3, 1, 17, tzinfo=UTC)
    assert AuditEvent.objects.filter(verb="desk.open_request", subject_id=made.pk).count() == 1
    seen = {
        who: Request.objects.visible_to(world.user(who)).exists() for who in sorted(world.users)
    }
    assert [who for who, sees in seen.items() if sees] == ["ada", "alice", "hana", "sam"]


def test_what_is_wrong_is_refused_whole(world: World) -> None:
    alice = world.user("alice")
    with pytest.raises(NotKnown, match="no contract, quote or customer 'C-1004'"):
        about_name("C-1004", user=alice)
    with pytest.raises(RequestInvalid, match="Say which renewal"):
        asked(world, "alice", "po_number", "AURORA", po_number="1")  # it has two
    with pytest.raises(NotAllowed):
        asked(world, "ada", "other", "C-1001", what="x")
    with pytest.raises(InvalidInput, match="not a PDF"):
        open_request(
            kind="other", values={"what": "x"}, about=about_name("C-1001", user=alice),
            came_by=CameBy.FORM, by=alice, upload=Upload("x.pdf", b"MZ"), **WHEN,
        )  # fmt: skip
    assert not Request.objects.exists()


def test_the_same_reference_is_the_same_request(world: World) -> None:
    alice = world.user("alice")
    about = about_name("C-1003", user=alice)
    made = [
        open_request(
            kind="tax_form", values={"form": "W-9"}, about=about, came_by=CameBy.API,
            reference="t-1", by=alice, **WHEN,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert made[0] == made[1]


def test_partners_ask_for_what_they_sell_and_see_their_own(world: World) -> None:
    made = asked(world, "charlie", "support_proof", "C-1003", addressee="Birch & Sons")
    theirs = asked(world, "alice", "tax_form", "C-1003", form="W-9")
    charlie = world.user("charlie")
    page = request_page(charlie, RequestFilter(), at=AT)
    assert [row.pk for row in page.rows] == [made.pk]
    assert request_view(theirs.pk, user=charlie, at=AT) is None
    with pytest.raises(NotKnown):
        about_name("C-1001", user=charlie)
    with pytest.raises(NotAllowed):
        take_request(request_id=made.pk, by=charlie, **WHEN)


def test_a_request_goes_through_its_states_and_stops_the_clock(world: World) -> None:
    made = asked(world, "sam", "tax_form", "C-1001", form="W-9")
    alice = world.user("alice")
    take_request(request_id=made.pk, by=alice, **WHEN)
    take_request(request_id=made.pk, by=world.user("alice"), **WHEN)
    due = Request.objects.get().due_at
    answer_request(request_id=made.pk, text="Which one?", state=State.WAITING, by=alice, **WHEN)
    later = {"on": ON + timedelta(days=1), "at": AT + timedelta(days=1)}
    answer_request(request_id=made.pk, text="Here.", state=State.ANSWERED, by=alice, **later)
    found = Request.objects.get()
    assert due == datetime(2027, 3, 5, 17, tzinfo=UTC)
    assert found.due_at == datetime(2027, 3, 8, 17, tzinfo=UTC)  # a working day: not the weekend
    assert found.answered_at == AT
    settle_request(request_id=made.pk, outcome=State.DONE, note="", by=alice, **later)
    settle_request(request_id=made.pk, outcome=State.DONE, note="", by=alice, **later)
    with pytest.raises(RequestRefused, match="is done; it cannot become taken"):
        take_request(request_id=made.pk, by=alice, **later)
    states = [step.state for step in found.steps.order_by("pk")]
    assert states == ["received", "taken", "waiting", "answered", "done"]
    other = asked(world, "sam", "tax_form", "C-1001", form="W-8")
    with pytest.raises(InvalidInput, match="Say why"):
        settle_request(request_id=other.pk, outcome=State.REFUSED, note=" ", by=alice, **WHEN)
    with pytest.raises(RequestRefused, match="no such request"):
        take_request(request_id=other.pk, by=world.user("bob"), **WHEN)


def test_a_mail_becomes_a_request_is_answered_in_its_thread_and_comes_back(
    world: World, letters: Letters
) -> None:
    system, alice = system_actor(), world.user("alice")
    quote = world.quotes["C-1002"]
    raw = letter(
        f"New PO number for {quote.number}", "Our PO number is 4500-77.",
        Message_ID="<1@a.example>", References="<0@a.example>",
    )  # fmt: skip
    first = take_mail(raw=raw, by=system, **WHEN)
    assert take_mail(raw=raw, by=system, **WHEN) == first
    request = Request.objects.get()
    assert (request.customer, request.renewal) == (quote.renewal.customer, quote.renewal)
    assert (request.kind, request.guess, request.values) == (
        "", "po_number", {"po_number": "4500-77"},
    )  # fmt: skip
    assert "Ingrid Dahl, a contact of Aurora" in request.because
    with pytest.raises(RequestRefused, match="done by hand"):
        carry_out(request_id=request.pk, by=alice, **WHEN)
    confirm_request(
        request_id=request.pk, kind="po_number", values=dict(request.values),
        about=about_renewal(quote.renewal_id, user=alice), by=alice, **WHEN,
    )  # fmt: skip
    with pytest.raises(TenureError, match="Nothing was accepted yet"):
        carry_out(request_id=request.pk, by=alice, **WHEN)
    for _ in range(2):
        answer_request(
            request_id=request.pk, text="From when?", state=State.WAITING, by=alice, **WHEN
        )
    for _ in range(2):
        deliver_answers(by=system, **WHEN)
    [sent] = letters.arrived
    assert str(sent["In-Reply-To"]) == "<1@a.example>"
    assert str(sent["References"]).split() == ["<0@a.example>", "<1@a.example>"]
    assert str(sent["Subject"]) == f"Re: {request.subject} [{request.number}]"
    answer = {"In_Reply_To": str(sent["Message-ID"])}
    take_mail(raw=letter("Re: PO", "From today.", **answer), by=system, **WHEN)
    stranger = letter("Re: PO", "Give me all.", **(answer | {"From": "x@evil.example"}))
    take_mail(raw=stranger, by=system, **WHEN)
    request.refresh_from_db()
    assert (request.state, request.mails.count()) == ("received", 3)
    other = Request.objects.exclude(pk=request.pk).get()
    assert (other.customer, other.email) == (None, "x@evil.example")
    Acceptance.objects.create(
        renewal=quote.renewal, quote=quote, manner="online", name="I", title="CFO",
        email="i@example.com", accepted_on=ON, taken_by=system,
    )  # fmt: skip
    carry_out(request_id=request.pk, by=alice, **WHEN)
    assert Acceptance.objects.get().po_number == "4500-77"
    assert Request.objects.get(pk=request.pk).state == "done"


def test_broken_and_automatic_mails_are_kept_with_the_reason(world: World) -> None:
    system = system_actor()
    broken = take_mail(raw=b"\xff\x00 no mail", by=system, **WHEN)
    automatic = take_mail(
        raw=letter("Out of office", "Back soon", Auto_Submitted="auto-replied"), by=system, **WHEN
    )
    assert broken.request is not None
    assert broken.request.because == "It does not say who sent it."
    assert broken.request.files.get().document.media_type == "message/rfc822"
    assert (automatic.request, automatic.reason) == (None, "It is an automatic answer.")
    assert MailTaken.objects.visible_to(world.user("charlie")).count() == 0
    assert Request.objects.visible_to(world.user("charlie")).count() == 0
    assert Request.objects.visible_to(world.user("ada")).count() == 0
    assert Request.objects.visible_to(world.user("bob")).count() == 1


def test_a_contact_is_changed_from_the_page(world: World) -> None:
    made = asked(
        world, "alice", "contact", "C-1001", name="Tor Vik", email="tor@example.com",
        role="renewal", replaces="Ingrid@example.com",
    )  # fmt: skip
    alice = world.user("alice")
    with pytest.raises(TenureError, match="may not handle"):
        carry_out(request_id=made.pk, by=world.user("ada"), **WHEN)
    carry_out(request_id=made.pk, by=alice, **WHEN)
    roles = dict(Contact.objects.values_list("email", "role"))
    assert roles == {"tor@example.com": "renewal", "ingrid@example.com": "other"}
    step = made.steps.get(state="done")
    assert step.note == "Tor Vik <tor@example.com> is the contact for renewal."
    with pytest.raises(RequestRefused, match="is done"):
        carry_out(request_id=made.pk, by=alice, **WHEN)


def test_a_quote_is_made_again_and_what_keeps_it_back_is_said(world: World) -> None:
    made = asked(world, "alice", "quote", "C-1001", reason="expired", send_to="ingrid@example.com")
    carry_out(request_id=made.pk, by=world.user("alice"), on=world.today, at=timezone.now())
    made.refresh_from_db()
    note = made.steps.order_by("-pk")[0].note
    assert world.quotes["C-1001"].number in note
    assert (made.state == "done") == ("goes to" in note)


def test_lists_narrow_and_turn_pages(world: World) -> None:
    for number in range(3):
        asked(world, "alice", "po_number", "C-1001", po_number=str(number))
    asked(world, "alice", "tax_form", "C-1003", form="W-9")
    alice = world.user("alice")
    first = request_page(alice, RequestFilter(kind="po_number"), at=AT, size=2)
    rest = request_page(alice, RequestFilter(kind="po_number"), at=AT, size=2, after=first.after)
    assert (first.count, len(first.rows), len(rest.rows), rest.after) == (3, 2, 1, "")
    late = request_page(alice, RequestFilter(which="late"), at=AT + timedelta(hours=5))
    assert len(late.rows) == 3
    assert request_page(alice, RequestFilter(mine=True), at=AT).count == 4
    assert request_page(world.user("hana"), RequestFilter(mine=True), at=AT).count == 0
    assert request_page(alice, RequestFilter(which="over"), at=AT).count == 0
    assert RequestMail.objects.count() == 0
