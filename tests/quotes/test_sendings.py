"""Offers that are sent: who may get one, what its link shows and does not, what the mails say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from tenure.cli import main
from tenure.closing.commands.offers import accept_offer
from tenure.closing.models import Booking
from tenure.closing.tasks import book_accepted_quotes
from tenure.directory.models import Contact, Partner
from tenure.documents.rules import LARGEST_UPLOAD, media_type_of
from tenure.foundation.models import AuditEvent
from tenure.foundation.tokens import digest_of
from tenure.kernel.errors import Conflict, InvalidInput
from tenure.quotes.commands import (
    add_options,
    make_quote,
    save_asked,
    withdraw_quote,
)
from tenure.quotes.commands.approvals import request_approval
from tenure.quotes.commands.approvers import publish_default_rules
from tenure.quotes.commands.offer_events import (
    OfferGone,
    ask_question,
    decline_offer,
    note_event,
    upload_signed,
)
from tenure.quotes.commands.offer_mails import deliver_mails
from tenure.quotes.commands.sending import (
    NotSent,
    answer_question,
    send_quote,
    withdraw_sending,
)
from tenure.quotes.models import Acceptance, Decline, OfferEvent, OfferMail, Quote, Sending
from tenure.quotes.queries.offer_page import offer_page
from tenure.quotes.queries.sendings import link_of, open_offer, open_sendings
from tenure.quotes.rules.acceptance import Manner, Signer
from tenure.quotes.rules.asked import Asked
from tenure.quotes.rules.offer_mail import (
    LANGUAGES,
    OfferMailFacts,
    offer_body,
    offer_mail_id,
    offer_subject,
)
from tenure.quotes.rules.options import OptionWanted
from tenure.quotes.rules.sendings import (
    Happened,
    MailKind,
    offer_token,
)
from tenure.renewals.commands.opening import open_renewals
from tests.closing.offers import AT, DANA, ON, due_soon, offered
from tests.renewals.builders import Book

PDF = b"%PDF-1.7 a purchase order"


@pytest.fixture
def book(db: None, tmp_path: object, settings: Any) -> Book:
    settings.DATA_DIR = tmp_path
    settings.EMAIL_HOST = "mail.example.com"
    settings.DESK_URL = "https://desk.example.com"
    return Book()


@pytest.fixture
def quote(book: Book) -> Quote:
    return offered(book, due_soon(book, "S1", price=1200, lots=2))


def send(book: Book, quote: Quote, to: str = "dana@example.com", language: str = "") -> Sending:
    return send_quote(quote_id=quote.pk, to=to, language=language, by=book.head, on=ON)


def token_of(sending: Sending) -> str:
    return link_of(sending).split("/offer/")[1].strip("/")


def deliver(book: Book, at: datetime = AT) -> dict[str, int]:
    return deliver_mails(by=book.system, on=ON, at=at)


def accept(book: Book, token: str, quote: Quote, signer: Signer = DANA) -> Acceptance:
    return accept_offer(token=token, quote_id=quote.pk, signer=signer, by=book.system, on=ON)


def kinds(sending: Sending) -> list[str]:
    return list(sending.events.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
    ],
)
def test_uploads_are_known_by_their_first_bytes(content: bytes, media_type: str) -> None:
    assert media_type_of(content) == media_type


@pytest.mark.parametrize(
    "content", [b"", b"MZ program", b" %PDF-1.7", b"<html>", b"%PDF-" + b"x" * LARGEST_UPLOAD]
)
def test_other_uploads_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        media_type_of(content)


def test_tokens_hold_256_bits_and_follow_from_the_secret() -> None:
    token = offer_token("nonce", "secret")
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert token == offer_token("nonce", "secret")
    assert token not in {offer_token("nonce", "other"), offer_token("other", "secret")}


def facts(**given: object) -> OfferMailFacts:
    usual: dict[str, Any] = {
        "kind": MailKind.OFFER, "language": "en", "company": "Example Cloud", "name": "Dana",
        "customer": "Acme {x}\r\nBcc: all@example.com", "number": "Q-1", "amount": "12.00 EUR",
        "start_on": date(2027, 4, 1), "last_day": date(2028, 3, 31),
        "valid_until": date(2027, 2, 14), "sender": "Alice", "link": "https://desk/offer/t/",
    }  # fmt: skip
    return OfferMailFacts(**(usual | given))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MailKind)
def test_mails_say_what_they_have_to_in_each_language(kind: MailKind, language: str) -> None:
    told = facts(kind=kind, language=language, question="Does {it} run?", note="It {does}.")
    assert "https://desk/offer/t/" in offer_body(told)
    assert "\n" not in offer_subject(told)
    if kind is MailKind.ANSWER:
        assert "Does {it} run?" in offer_body(told)
        assert "It {does}." in offer_body(told)
    else:
        assert "Acme {x}" in offer_body(told) or "12.00 EUR" in offer_body(told)


def test_days_are_written_as_the_language_writes_them() -> None:
    assert "14 Feb 2027" in offer_body(facts())
    assert "14.02.2027" in offer_body(facts(language="de"))
    assert "2027年02月14日" in offer_body(facts(language="ja"))


def test_a_quote_is_sent_once_with_a_link_that_is_kept_as_its_hash(
    book: Book, quote: Quote
) -> None:
    sending = send(book, quote)
    assert send(book, quote, "DANA@example.com ") == sending
    assert deliver(book) == {"sent": 1, "refused": 0, "waiting": 0}
    assert deliver(book) == {"sent": 0, "refused": 0, "waiting": 0}
    [message] = mail.outbox
    assert message.to == ["dana@example.com"]
    found = re.search(r"https://desk.example.com/offer/([^/]+)/", str(message.body))
    assert found
    assert sending.token_hash == digest_of(found[1])
    stored = {str(value) for value in Sending.objects.values_list().get()}
    assert not any(found[1] in value for value in stored), "the token itself is kept nowhere"
    assert sending.expires_on == quote.valid_until + timedelta(days=1)
    assert [one.sending.pk for one in open_sendings(user=book.head, on=ON)] == [sending.pk]
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"quotes.send", "quotes.deliver_mail"} <= verbs


def test_it_goes_to_nobody_else(book: Book, quote: Quote) -> None:
    other = book.customer("ELSE", contact=False)
    Contact.objects.create(key="E1", customer=other, name="Eve", email="eve@example.com")
    for address in ("eve@example.com", "", "nobody"):
        with pytest.raises(InvalidInput, match="no address of a contact"):
            send(book, quote, address)
    with pytest.raises(InvalidInput, match="not written in xx"):
        send(book, quote, language="xx")
    assert not Sending.objects.exists()


def test_what_may_not_go_out_does_not(book: Book) -> None:
    publish_default_rules(by=book.head, on=ON)
    contract = due_soon(book, "S2")
    open_renewals(on=ON, by=book.head, horizon_days=120)
    made = make_quote(renewal_id=contract.renewals.get().pk, by=book.head, on=ON)
    unapproved = save_asked(quote_id=made.pk, asked=Asked(discount_bp=3000), by=book.head, on=ON)
    with pytest.raises(NotSent, match="not approved"):
        send(book, unapproved)


def test_a_withdrawn_quote_stops_the_mail_that_waits(book: Book, quote: Quote) -> None:
    sending = send(book, quote)
    withdraw_quote(quote_id=quote.pk, reason="Wrong price", by=book.head, on=ON)
    assert deliver(book) == {"sent": 0, "refused": 1, "waiting": 0}
    assert "withdrawn" in OfferMail.objects.get().failure
    assert open_offer(token_of(sending), on=ON) is None


def failing(error: Exception) -> Callable[..., int]:
    def send_messages(self: object, messages: object) -> int:
        raise error

    return send_messages


def test_mails_are_tried_again_with_the_same_id(
    book: Book, quote: Quote, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(book, quote)
    backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"
    with monkeypatch.context() as patch:
        patch.setattr(backend, failing(SMTPServerDisconnected("away")))
        assert deliver(book)["waiting"] == 1
    assert deliver(book)["sent"] == 1
    [row] = OfferMail.objects.all()
    OfferMail.objects.update(delivered_at=None)  # the process died before it could note it
    assert deliver(book) == {"sent": 0, "refused": 0, "waiting": 0}, "somebody may be sending it"
    assert deliver(book, AT + timedelta(minutes=11))["sent"] == 1
    ids = {one.extra_headers["Message-ID"] for one in mail.outbox}
    assert ids == {offer_mail_id(row.pk)}
    assert len({one.body for one in mail.outbox}) == 1, "and the same link"


def test_an_address_that_the_server_refuses_is_noted(
    book: Book, quote: Quote, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(book, quote)
    refusal = SMTPRecipientsRefused({"dana@example.com": (550, b"No such user")})
    backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"
    monkeypatch.setattr(backend, failing(refusal))
    assert deliver(book)["refused"] == 1
    assert OfferMail.objects.get().failure == "550 No such user"


def test_links_that_show_nothing(book: Book, quote: Quote) -> None:
    token = token_of(send(book, quote))
    assert open_offer(token, on=ON) is not None
    for altered in (token[:-1] + ("A" if token[-1] != "A" else "B"), token.swapcase(), "", "x"):
        assert open_offer(altered, on=ON) is None
    assert open_offer(token, on=quote.valid_until) is not None
    assert open_offer(token, on=quote.valid_until + timedelta(days=1)) is None


def test_a_withdrawn_link_shows_nothing(book: Book, quote: Quote) -> None:
    sending = send(book, quote)
    with pytest.raises(InvalidInput, match="missing"):
        withdraw_sending(sending_id=sending.pk, reason=" ", by=book.head, on=ON)
    withdraw_sending(sending_id=sending.pk, reason="Wrong person", by=book.head, on=ON)
    again = withdraw_sending(sending_id=sending.pk, reason="Other", by=book.head, on=ON)
    assert again.withdrawn_because == "Wrong person"
    assert open_offer(token_of(sending), on=ON) is None
    assert deliver(book)["sent"] == 0
    assert send(book, quote).pk != sending.pk, "it can be sent again, with another link"


def test_a_superseded_offer_shows_nothing(book: Book, quote: Quote) -> None:
    token = token_of(send(book, quote))
    save_asked(quote_id=quote.pk, asked=Asked(months=24), by=book.head, on=ON)
    assert open_offer(token, on=ON) is None
    with pytest.raises(OfferGone):
        accept(book, token, quote)


def test_a_stale_offer_shows_nothing(book: Book, quote: Quote) -> None:
    token = token_of(send(book, quote))
    contract = quote.renewal.contract
    book.add(contract, lot=9, start=ON, price=100)
    assert open_offer(token, on=ON) is None
    with pytest.raises(OfferGone):
        accept(book, token, quote)


def test_opened_is_kept_once_a_day_and_nothing_changes_events(book: Book, quote: Quote) -> None:
    sending = send(book, quote)
    token = token_of(sending)
    for _ in range(3):
        note_event(token=token, kind=Happened.OPENED, by=book.system, on=ON)
    note_event(token=token, kind=Happened.OPENED, by=book.system, on=ON + timedelta(days=1))
    assert kinds(sending) == ["sent", "opened", "opened"]
    with pytest.raises(OfferGone):
        note_event(token=token, kind=Happened.ACCEPTED, by=book.system, on=ON)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        OfferEvent.objects.update(note="changed")


def test_questions_and_answers(book: Book, quote: Quote) -> None:
    sending = send(book, quote)
    token = token_of(sending)
    deliver(book)
    asked = ask_question(token=token, question="Is it 24/7?", by=book.system, on=ON)
    again = ask_question(token=token, question=" Is it 24/7? ", by=book.system, on=ON)
    assert again == asked
    deliver(book)
    assert mail.outbox[-1].to == ["alice@example.com"], "the owner of the renewal hears of it"
    assert "Is it 24/7?" in str(mail.outbox[-1].body)
    assert "/offer/" not in str(mail.outbox[-1].body), "the link is the customer's"
    [row] = open_sendings(user=book.head, on=ON)
    assert (row.last, row.unanswered) == (Happened.QUESTION, 1)
    answer_question(event_id=asked.pk, answer="Yes.", by=book.head, on=ON)
    answer_question(event_id=asked.pk, answer="Yes.", by=book.head, on=ON)
    with pytest.raises(NotSent, match="answered it already"):
        answer_question(event_id=asked.pk, answer="No.", by=book.head, on=ON)
    deliver(book)
    assert mail.outbox[-1].to == ["dana@example.com"]
    assert "Yes." in str(mail.outbox[-1].body)
    assert open_sendings(user=book.head, on=ON)[0].unanswered == 0
    with pytest.raises(InvalidInput, match="missing"):
        ask_question(token=token, question="", by=book.system, on=ON)


def test_it_is_accepted_booked_and_the_link_shows_the_receipt_alone(
    book: Book, quote: Quote
) -> None:
    sending = send(book, quote)
    Contact.objects.create(
        key="S1-2", customer=quote.renewal.contract.customer, name="Pat", email="pat@example.com"
    )
    other = token_of(send(book, quote, "pat@example.com"))
    token = token_of(sending)
    made = accept(book, token, quote)
    assert accept(book, token, quote) == made
    opened = open_offer(token, on=ON)
    assert opened is not None
    assert opened.receipt == made
    assert open_offer(other, on=ON) is None, "the receipt is for whoever accepted"
    with pytest.raises(OfferGone):
        accept(book, other, quote)
    with pytest.raises(OfferGone):
        decline_offer(token=token, reason="budget", note="", name="Dana", by=book.system, on=ON)
    deliver(book)
    receipts = [one for one in mail.outbox if one.subject.startswith("You accepted")]
    assert [one.to for one in receipts] == [["dana@example.com"]]
    assert kinds(sending) == ["sent", "accepted"]
    assert book_accepted_quotes() == 1
    assert Booking.objects.get().acceptance == made
    assert open_offer(token, on=ON + timedelta(days=30)) is not None
    assert open_offer(token, on=ON + timedelta(days=400)) is None


def test_what_is_not_offered_cannot_be_accepted(book: Book, quote: Quote) -> None:
    elsewhere = offered(book, due_soon(book, "S3"))
    token = token_of(send(book, quote))
    for choice in (elsewhere.pk, 0):
        with pytest.raises(InvalidInput, match="Choose one"):
            accept_offer(token=token, quote_id=choice, signer=DANA, by=book.system, on=ON)
    assert not Acceptance.objects.exists()


def test_an_option_is_accepted(book: Book, quote: Quote) -> None:
    wanted = OptionWanted(label="Two years", asked=Asked(months=24))
    [link] = add_options(quote_id=quote.pk, wanted=[wanted], by=book.head, on=ON)
    token = token_of(send(book, quote))
    assert list(offers(book, token)) == ["As proposed"], "an option is approved by itself"
    request_approval(quote_id=link.quote_id, by=book.head, on=ON, at=AT)
    assert list(offers(book, token)) == ["As proposed", "Two years"]
    assert accept(book, token, link.quote).quote == link.quote


def offers(book: Book, token: str) -> dict[str, Quote]:
    """Return what the page of a link offers, by what the customer reads."""
    opened = open_offer(token, on=ON)
    assert opened is not None
    page = offer_page(opened, user=book.system, on=ON)
    return {one.label: one.quote for one in page.offers}


def test_declining_tells_the_owner_and_leaves_the_offer_open(book: Book, quote: Quote) -> None:
    sending = send(book, quote)
    token = token_of(sending)
    given: dict[str, Any] = {
        "token": token, "note": "Too much.", "name": "Dana", "by": book.system, "on": ON,
    }  # fmt: skip
    with pytest.raises(InvalidInput):
        decline_offer(reason="because", **given)
    made = decline_offer(reason="budget", **given)
    assert decline_offer(reason="budget", **given) == made
    assert Decline.objects.count() == 1
    assert kinds(sending) == ["sent", "declined"]
    deliver(book)
    assert mail.outbox[-1].to == ["alice@example.com"]
    assert "Loss of budget" in str(mail.outbox[-1].body)
    assert open_offer(token, on=ON) is not None


def test_uploads_are_kept_once_and_accept_nothing(book: Book, quote: Quote) -> None:
    sending = send(book, quote)
    given: dict[str, Any] = {
        "token": token_of(sending), "name": "po.pdf", "manner": Manner.PURCHASE_ORDER,
        "by": book.system, "on": ON,
    }  # fmt: skip
    with pytest.raises(InvalidInput):
        upload_signed(content=b"MZ", **given)
    event = upload_signed(content=PDF, **given)
    assert upload_signed(content=PDF, **given) == event
    assert event.document is not None
    assert event.document.media_type == "application/pdf"
    assert kinds(sending) == ["sent", "uploaded"]
    assert not Acceptance.objects.exists()


def test_a_partner_gets_what_partners_see(book: Book) -> None:
    contract = due_soon(book, "S4")
    partner = Partner.objects.create(
        key="P1", name="Harbour", kind="reseller", email="sales@harbour.example"
    )
    type(contract).objects.filter(pk=contract.pk).update(reseller=partner)
    contract.refresh_from_db()
    quote = offered(book, contract)
    sending = send(book, quote, "sales@harbour.example")
    assert sending.partner == partner
    token = token_of(sending)
    assert open_offer(token, on=ON) is not None
    type(contract).objects.filter(pk=contract.pk).update(reseller=None)
    assert open_offer(token, on=ON) is None, "it is not their deal any more"


def test_people_who_do_not_see_the_quote_cannot_send_it(book: Book, quote: Quote) -> None:
    stranger = book.manager("bob", region="AMER").user
    assert stranger
    with pytest.raises(Conflict, match="not yours"):
        send_quote(quote_id=quote.pk, to="dana@example.com", by=stranger, on=ON)
    sending = send(book, quote)
    with pytest.raises(NotSent):
        withdraw_sending(sending_id=sending.pk, reason="x", by=stranger, on=ON)
    assert not open_sendings(user=stranger, on=ON)


def test_two_people_cannot_both_accept(book: Book, quote: Quote) -> None:
    """The race itself is in tests/closing/test_booked_once.py; here the second comes later."""
    token = token_of(send(book, quote))
    accept(book, token, quote)
    pat = Signer("Pat Poe", "CFO", "pat@example.com")
    assert accept(book, token, quote, pat).name == "Dana Doe", "the link shows who was first"
    assert Acceptance.objects.count() == 1


def test_the_terminal_sends_lists_answers_and_withdraws(
    book: Book, quote: Quote, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenure.cli.session.today", lambda: ON)
    assert main.main(["send", quote.number, "--to", "dana@example.com", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["to"], told["mails"]["sent"]) == ("dana@example.com", 1)
    sending = Sending.objects.get()
    asked = ask_question(token=token_of(sending), question="Why?", by=book.system, on=ON)
    assert main.main(["offers", "list", "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["last"], row["unanswered"]) == ("question", 1)
    assert main.main(["offers"]) == 0
    assert "1 to answer" in capsys.readouterr().out
    assert main.main(["offers", "answer", str(asked.pk), "--text", "So."]) == 0
    assert main.main(["offers", "show", quote.number]) == 0
    assert "So." in capsys.readouterr().out
    assert main.main(["offers", "withdraw", str(sending.pk), "--because", "Wrong"]) == 0
    assert open_offer(token_of(sending), on=ON) is None
    assert main.main(["send", quote.number, "--to", "eve@example.com"]) == 2
