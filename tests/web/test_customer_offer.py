"""The page of an offer that a link in a mail leads to: no sign-in, and nothing else to see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tenure.book.models import Product
from tenure.foundation.models import User
from tenure.programs.commands import publish_default_programs
from tenure.programs.commands.facts import record_fact
from tenure.quotes.commands.sending import answer_question, send_quote, withdraw_sending
from tenure.quotes.models import Acceptance, Decline, OfferEvent, Quote, Sending
from tenure.quotes.queries.sendings import link_of
from tenure.web.views import customer_offer as view
from tests.closing.offers import offered
from tests.renewals.builders import Book

TODAY = timezone.localdate()
SIGNER = {
    "name": "Dana Doe", "title": "Head of Procurement", "email": "dana@example.com",
    "po_number": "PO-77", "authority": "1",
}  # fmt: skip
PDF = b"%PDF-1.7 a purchase order"


@pytest.fixture
def book(db: None, tmp_path: object, settings: Any) -> Book:
    settings.DATA_DIR = tmp_path
    return Book(on=TODAY)


@pytest.fixture
def quote(book: Book) -> Quote:
    contract = book.contract(
        "C-1", end=TODAY + timedelta(days=100), customer="AURORA", price=1200, lots=2
    )
    return offered(book, contract, on=TODAY)


@pytest.fixture
def sending(book: Book, quote: Quote) -> Sending:
    return send_quote(quote_id=quote.pk, to="dana@example.com", by=book.head, on=TODAY)


def path_of(sending: Sending) -> str:
    return "/offer/" + link_of(sending).split("/offer/")[1]


@pytest.fixture
def address(sending: Sending) -> str:
    return path_of(sending)


def accepted(address: str, offer: Quote, **given: str) -> Any:
    return Client().post(f"{address}acceptance/", {**SIGNER, "quote": str(offer.pk), **given})


def nothing(answer: Any) -> bool:
    """Whether an answer is the neutral page: 404, and no word of the customer or the quote."""
    body = answer.content.decode()
    return (
        answer.status_code == 404
        and "This link does not work" in body
        and "Aurora" not in body
        and "Q-" not in body
        and answer["Cache-Control"] == "no-store"
        and answer["Referrer-Policy"] == "no-referrer"
    )


def test_it_shows_the_offer_and_nothing_of_the_desk(address: str, quote: Quote) -> None:
    client = Client()
    page = client.get(address)
    body = page.content.decode()
    assert page.status_code == 200
    for text in (quote.number, "Aurora", "Dana", "2,400.00", "Accept the offer"):
        assert text in body, text
    for hidden in ("/quotes/", "/renewals/", "leakage", "margin", "policy", "Worklist"):
        assert hidden not in body, hidden
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin", "a form from no origin would be refused"
    assert "sessionid" not in client.cookies, "it signs in nobody"
    assert client.get("/").status_code == 302


def test_looking_accepts_nothing(address: str, sending: Sending) -> None:
    client = Client()
    client.head(address)
    assert list(sending.events.values_list("kind", flat=True)) == ["sent"], "programs only look"
    client.get(address)
    client.get(address)
    assert sending.events.filter(kind="opened").count() == 1
    for part in ("acceptance", "decline", "question", "signed"):
        assert client.get(f"{address}{part}/").status_code == 405
        assert client.head(f"{address}{part}/").status_code == 405
    assert not Acceptance.objects.exists()
    assert not Decline.objects.exists()


def test_altered_links_show_nothing(address: str) -> None:
    client = Client()
    for other in (f"{address[:-2]}/", "/offer/x/", f"/offer/{'a' * 4000}/", address.swapcase()):
        if other.startswith("/offer/"):
            assert nothing(client.get(other)), other
            assert nothing(client.get(f"{other}document/")), other
            assert nothing(client.post(f"{other}acceptance/", SIGNER)), other
    assert not OfferEvent.objects.exclude(kind="sent").exists()


def test_expired_links_show_nothing(
    address: str, quote: Quote, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = quote.valid_until + timedelta(days=1)
    monkeypatch.setattr("tenure.web.clock.today", lambda: later)
    assert nothing(Client().get(address))
    assert nothing(accepted(address, quote))


def test_withdrawn_links_show_nothing(
    address: str, quote: Quote, sending: Sending, book: Book
) -> None:
    withdraw_sending(sending_id=sending.pk, reason="Wrong person", by=book.head, on=TODAY)
    assert nothing(Client().get(address))
    assert Client().head(address).status_code == 404
    assert nothing(accepted(address, quote))


def test_superseded_offers_show_nothing(address: str, quote: Quote, book: Book) -> None:
    book.add(quote.renewal.contract, lot=9, start=TODAY, price=100)
    assert nothing(Client().get(address))
    assert nothing(Client().get(f"{address}document/"))
    assert nothing(accepted(address, quote))
    assert not Acceptance.objects.exists()


def test_another_customers_link_shows_theirs_alone(address: str, quote: Quote, book: Book) -> None:
    theirs = offered(
        book, book.contract("C-2", end=TODAY + timedelta(days=90), customer="BOREAL"), on=TODAY
    )
    other = path_of(send_quote(quote_id=theirs.pk, to="dana@example.com", by=book.head, on=TODAY))
    body = Client().get(other).content.decode()
    assert "Boreal" in body
    assert "Aurora" not in body
    assert nothing(Client().get(f"{other}document/?quote={quote.pk}"))
    assert accepted(other, quote).status_code == 400, "their link accepts nothing of another's"
    assert not Acceptance.objects.exists()


def test_a_used_link_shows_the_receipt_alone(address: str, quote: Quote) -> None:
    answer = accepted(address, quote)
    assert answer.status_code == 302
    assert answer["Location"] == address
    body = Client().get(address).content.decode()
    assert "is accepted" in body
    assert "<form" not in body
    assert "PO-77" in body
    assert accepted(address, quote, name="Eve Else").status_code == 302
    assert Acceptance.objects.get().name == "Dana Doe"
    document = Client().get(f"{address}document/")
    assert document["Content-Type"] == "application/pdf"
    for part, given in (
        ("question", {"question": "And now?"}), ("decline", {"reason": "budget", "name": "Dana"}),
    ):  # fmt: skip
        assert nothing(Client().post(f"{address}{part}/", given)), part


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("name", "Who accepts is missing"), ("title", "office"), ("email", "not an e-mail"),
        ("authority", "you may order"), ("quote", "Choose one"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_the_rest_is_kept(
    address: str, quote: Quote, missing: str, reason: str
) -> None:
    answer = accepted(address, quote, **{missing: ""}) if missing != "authority" else None
    if answer is None:
        given = {key: value for key, value in SIGNER.items() if key != "authority"}
        answer = Client().post(f"{address}acceptance/", {**given, "quote": str(quote.pk)})
    assert answer.status_code == 400
    assert reason in answer.content.decode()
    assert "PO-77" in answer.content.decode()
    assert not Acceptance.objects.exists()


def test_forms_ask_for_their_token(address: str, quote: Quote) -> None:
    client = Client(enforce_csrf_checks=True)
    given = {**SIGNER, "quote": str(quote.pk)}
    answer = client.post(f"{address}acceptance/", given)
    assert answer.status_code == 403
    assert "Aurora" not in answer.content.decode()
    client.get(address)
    given["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
    assert client.post(f"{address}acceptance/", given).status_code == 302


def test_questions_answers_and_choices(address: str, sending: Sending, book: Book) -> None:
    client = Client()
    answer = client.post(f"{address}question/", {"question": "Is it <b>24/7</b>?"})
    body = client.get(answer["Location"]).content.decode()
    assert "Your question is with us" in body
    assert "Is it &lt;b&gt;24/7" in body
    question = OfferEvent.objects.get(kind="question")
    answer_question(event_id=question.pk, answer="It is.", by=book.head, on=TODAY)
    assert "It is." in client.get(address).content.decode()
    assert client.post(f"{address}question/", {"question": " "}).status_code == 400


def test_support_programs_and_guides_are_told(address: str, sending: Sending, book: Book) -> None:
    client, quote = Client(), sending.quote
    publish_default_programs(by=book.head, on=TODAY)
    Product.objects.filter(pk__in=quote.lines.values("product")).update(support_tier="advanced")
    record_fact(
        customer_id=quote.renewal.customer_id, fact="organisation", value="education",
        source="x", by=book.head, on=TODAY,
    )  # fmt: skip
    body = client.get(address).content.decode()
    assert "Support, level by level" in body
    assert "yours now" in body
    assert "a first answer within 8 hours" in body
    assert "Schools and universities" in body
    assert "What shows it: accreditation of the ministry or letter on official paper." in body
    assert "Election offices" not in body, "it is known not to be one"
    guide = client.get(f"{address}guide/support-levels/")
    assert (guide.status_code, guide["Cache-Control"]) == (200, "no-store")
    assert client.get(f"{address}guide/enrolling-a-customer/").status_code == 404
    assert client.get("/offer/nothing/guide/support-levels/").status_code == 404


def test_declining_is_possible_once_and_says_so(address: str) -> None:
    client = Client()
    given = {"reason": "budget", "note": "Too much.", "name": "Dana"}
    assert client.post(f"{address}decline/", {**given, "reason": "no"}).status_code == 400
    assert client.post(f"{address}decline/", given).status_code == 302
    assert client.post(f"{address}decline/", given).status_code == 302
    assert Decline.objects.count() == 1
    assert "declined through this link" in client.get(address).content.decode()


def test_uploads_come_in_as_what_they_are(address: str, book: Book) -> None:
    client = Client()

    def upload(content: bytes, name: str = "po.pdf") -> Any:
        file = SimpleUploadedFile(name, content, content_type="application/pdf")
        return client.post(f"{address}signed/", {"manner": "purchase_order", "file": file})

    assert upload(b"<script>alert(1)</script>").status_code == 400
    assert upload(b"").status_code == 400
    assert upload(PDF + b"x" * (10 * 1024 * 1024)).status_code == 400
    assert client.post(f"{address}signed/", {"manner": "purchase_order"}).status_code == 400
    assert upload(PDF, "../../po<b>.pdf").status_code == 302
    event = OfferEvent.objects.get(kind="uploaded")
    desk = Client()
    desk.force_login(book.head)
    got = desk.get(f"/offer-uploads/{event.pk}/file/")
    assert got.content == PDF
    assert got["Content-Disposition"] == f'attachment; filename="upload-{event.pk}.pdf"'
    bob = book.manager("bob", region="AMER").user
    assert bob
    desk.force_login(bob)
    assert desk.get(f"/offer-uploads/{event.pk}/file/").status_code == 404


def test_the_pdf_is_downloaded_and_noted(address: str, sending: Sending) -> None:
    answer = Client().get(f"{address}document/")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Cache-Control"] == "no-store"
    assert sending.events.filter(kind="downloaded").count() == 1


def test_a_link_is_used_so_many_times_a_minute(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2030, 1, 1, tzinfo=UTC)
    monkeypatch.setattr("tenure.web.clock.now", lambda: now)
    monkeypatch.setattr(view, "PER_MINUTE", 2)
    client = Client()
    codes = [client.get(address).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_the_desk_sends_answers_and_withdraws(quote: Quote, book: Book) -> None:
    desk = Client()
    desk.force_login(book.head)
    page = desk.get(f"/quotes/{quote.pk}/").content.decode()
    assert "Nothing was sent yet" in page
    assert "Your renewal offer" in page
    given = {"to": "dana@example.com", "language": "de"}
    assert desk.post(f"/quotes/{quote.pk}/sending/", given).status_code == 302
    assert desk.post(f"/quotes/{quote.pk}/sending/", {"to": "x@y.example"}).status_code == 409
    sending = Sending.objects.get()
    assert sending.language == "de"
    Client().post(f"{path_of(sending)}question/", {"question": "Why?"})
    page = desk.get(f"/quotes/{quote.pk}/").content.decode()
    assert "1 to answer" in page
    question = OfferEvent.objects.get(kind="question")
    assert (
        desk.post(f"/offer-questions/{question.pk}/answer/", {"answer": "So."}).status_code == 302
    )
    assert desk.post(f"/sendings/{sending.pk}/withdrawal/", {"reason": "x"}).status_code == 302
    assert nothing(Client().get(path_of(sending)))
    reader = User.objects.create(username="ada", role="auditor", cleared=True)
    desk.force_login(reader)
    assert desk.post(f"/quotes/{quote.pk}/sending/", given).status_code == 403
    assert "Send the offer" not in desk.get(f"/quotes/{quote.pk}/").content.decode()
