"""Signed messages of a signature service are taken in once; what is not genuine is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
from django.test import Client

from tenure.closing.commands.esignature import (
    DocuSign,
    SignatureRefused,
    ask_for_signature,
)
from tenure.closing.models import Booking, Envelope, EnvelopeNews
from tenure.closing.rules.esignature import News, Request, is_genuine, read_news
from tenure.kernel.errors import InvalidInput
from tenure.quotes.models import Acceptance, Decline, Quote, Sending
from tests.closing.offers import DANA, ON, due_soon, offered
from tests.renewals.builders import Book

KEY = "a shared secret"


def message(event: str = "envelope-completed", envelope: str = "E-1", **signer: object) -> bytes:
    said = {
        "event": event,
        "generatedDateTime": "2027-01-15T09:30:00.0000000Z",
        "data": {
            "envelopeId": envelope,
            "envelopeSummary": {"recipients": {"signers": [{
                "name": "Dana D. Doe", "email": "dana@example.com",
                "tabs": {"titleTabs": [{"value": "CFO"}]}, **signer,
            }]}},
        },
    }  # fmt: skip
    return json.dumps(said).encode()


def signed(body: bytes, key: str = KEY) -> str:
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def tell(client: Client, body: bytes, signature: str | None = None) -> int:
    answer = client.post(
        "/signatures/news/", body, content_type="application/json",
        headers={"X-DocuSign-Signature-1": signed(body) if signature is None else signature},
    )  # fmt: skip
    return answer.status_code


class Service:
    """A service that notes what it is asked and answers with an id."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def ask(self, request: Request) -> str:
        self.asked.append(request)
        return f"E-{len(self.asked)}"


@pytest.fixture(autouse=True)
def key(settings: Any) -> None:
    settings.ESIGN_KEY = KEY


def out_for_signature(book: Book, service: Service) -> tuple[Quote, Envelope]:
    quote = offered(book, due_soon(book, "E1"))
    envelope = ask_for_signature(
        quote_id=quote.pk, signer=DANA, service=service, by=book.head, on=ON
    )
    return quote, envelope


def test_asking_again_asks_once(book: Book) -> None:
    service = Service()
    quote, envelope = out_for_signature(book, service)

    again = ask_for_signature(quote_id=quote.pk, signer=DANA, service=service, by=book.head, on=ON)

    assert again == envelope
    [asked] = service.asked
    assert (asked.email, asked.reference) == ("dana@example.com", quote.number)


def test_a_stale_quote_is_not_sent_out(book: Book) -> None:
    contract = due_soon(book, "E1")
    quote = offered(book, contract)
    book.add(contract, lot=9, start=ON, price=50)
    service = Service()

    with pytest.raises(SignatureRefused, match="changed after"):
        ask_for_signature(quote_id=quote.pk, signer=DANA, service=service, by=book.head, on=ON)
    assert not service.asked


def test_a_completed_envelope_is_accepted_and_booked_once(
    book: Book, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenure.web.clock.today", lambda: ON)
    quote, _ = out_for_signature(book, Service())

    assert tell(client, message()) == 204
    assert tell(client, message()) == 204

    acceptance = Acceptance.objects.get()
    assert (acceptance.name, acceptance.title, acceptance.quote) == ("Dana D. Doe", "CFO", quote)
    assert acceptance.manner == "esignature"
    assert Booking.objects.count() == 1
    assert EnvelopeNews.objects.get().outcome.endswith("booked as order 2")


def test_a_declined_envelope_is_kept(
    book: Book, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenure.web.clock.today", lambda: ON)
    out_for_signature(book, Service())

    assert tell(client, message("envelope-declined", declinedReason="Too dear")) == 204

    assert Decline.objects.get().note == "Too dear"
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize(
    ("body", "signature", "status"),
    [
        (message(), "", 401),
        (message(), signed(message(), "another key"), 401),
        (message() + b" ", signed(message()), 401),
        (b"not json", None, 400),
        (b"[]", None, 400),
        (b'{"event": "envelope-completed"}', None, 400),
        (b'{"event": "envelope-sent"}', None, 204),
        (message(envelope="of somebody else"), None, 204),
    ],
)
def test_what_is_not_genuine_or_not_ours_changes_nothing(
    book: Book, client: Client, body: bytes, signature: str | None, status: int
) -> None:
    out_for_signature(book, Service())

    assert tell(client, body, signature) == status
    assert not EnvelopeNews.objects.exists()
    assert not Acceptance.objects.exists()


def test_without_a_key_nothing_is_genuine(client: Client, settings: Any) -> None:
    settings.ESIGN_KEY = ""

    assert not is_genuine(b"x", signed(b"x", ""), "")
    assert client.get("/signatures/news/").status_code == 405
    large = client.post(
        "/signatures/news/", b"x" * ((4 << 20) + 1), content_type="application/json"
    )
    assert large.status_code == 413


@pytest.mark.parametrize(
    "change",
    [{"generatedDateTime": "soon"}, {"generatedDateTime": "2027-01-15T09:30:00"}, {"data": 7}],
)
def test_a_message_that_is_none(change: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        read_news(json.dumps(json.loads(message()) | change).encode())


def test_a_message_is_read() -> None:
    news = read_news(message("envelope-declined", declinedReason="No"))

    assert isinstance(news, News)
    assert (news.envelope_id, news.name, news.title, news.note) == (
        "E-1", "Dana D. Doe", "CFO", "No",
    )  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Answers as the service does, and keeps what it was told."""

    told: ClassVar[dict[str, Any]] = {}

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        Handler.told = {
            "path": self.path, "token": self.headers["Authorization"],
            "body": json.loads(self.rfile.read(length)),
        }  # fmt: skip
        self.send_response(201 if "good" in self.path else 401)
        self.end_headers()
        self.wfile.write(b'{"envelopeId": "E-77", "status": "sent"}')

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def service_url(socket_enabled: None) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_service_is_spoken_to_as_it_wants(book: Book, service_url: str, settings: Any) -> None:
    settings.ESIGN_URL, settings.ESIGN_ACCOUNT, settings.ESIGN_TOKEN = service_url, "good", "T"
    quote = offered(book, due_soon(book, "E1"))

    made = ask_for_signature(quote_id=quote.pk, signer=DANA, by=book.head, on=ON)

    assert made.service_id == "E-77"

    assert Handler.told["path"] == "/restapi/v2.1/accounts/good/envelopes"
    assert Handler.told["token"] == "Bearer T"
    [document] = Handler.told["body"]["documents"]
    assert base64.b64decode(document["documentBase64"])[:5] == b"%PDF-"
    [signer] = Handler.told["body"]["recipients"]["signers"]
    assert signer["email"] == "dana@example.com"
    asked = Request("Sign", "Q-1.pdf", b"%PDF", "Dana", "dana@example.com", "Q-1")
    with pytest.raises(SignatureRefused, match="401"):
        DocuSign(service_url, "bad", "T").ask(asked)
    with pytest.raises(SignatureRefused, match="by https"):
        DocuSign("http://sign.example", "good", "T").ask(asked)


def test_without_a_service_the_offer_s_own_page_is_where_it_is_signed(
    book: Book, settings: Any
) -> None:
    settings.ESIGN_URL = ""
    quote = offered(book, due_soon(book, "E1"))
    with pytest.raises(SignatureRefused, match="no address of a contact"):
        ask_for_signature(
            quote_id=quote.pk, signer=replace(DANA, email="x@example.org"), by=book.head, on=ON
        )
    assert not Envelope.objects.exists()

    made = ask_for_signature(quote_id=quote.pk, signer=DANA, by=book.head, on=ON)
    sending = Sending.objects.get()
    assert made.service_id == f"page-{sending.pk}"
    assert (sending.email, sending.quote) == (DANA.email, quote)
    assert ask_for_signature(quote_id=quote.pk, signer=DANA, by=book.head, on=ON) == made
