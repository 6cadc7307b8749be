"""Ask for an electronic signature, and take in what the service says of it, once.

A service is whatever has `Signatures`. The first is `OwnPage`, built in: the signer gets the offer
with a link, reads it and accepts it there with name and authority. `DocuSign` speaks to a service
with DocuSign's interface, and takes its place where one is set up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from django.conf import settings
from django.db import IntegrityError, transaction

from tenure.closing.commands.booking import NotBooked, book_acceptance
from tenure.closing.models import Envelope, EnvelopeNews
from tenure.closing.rules.esignature import (
    COMPLETED,
    DECLINED,
    News,
    Request,
    envelope_id_of,
    envelope_of,
)
from tenure.documents.queries import open_document
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput, TenureError
from tenure.quotes.commands import accept_quote, decline_quote, render_document
from tenure.quotes.commands.sending import send_quote
from tenure.quotes.models import Quote
from tenure.quotes.queries.standing import why_not_open
from tenure.quotes.rules.acceptance import DeclineReason, Manner, Signer

_SECONDS = 20
_LARGEST_ANSWER = 1 << 20
_HERE = {"127.0.0.1", "localhost"}


class SignatureRefused(Conflict):
    """Refuse to ask for a signature, or to take in news, with the reason."""


class Signatures(Protocol):
    """A service that has documents signed."""

    def ask(self, request: Request) -> str:
        """Send a document to be signed; return the service's id of it. Raise SignatureRefused."""


@dataclass(frozen=True, slots=True)
class DocuSign:
    """A service with DocuSign's interface: where it is, the account, the token."""

    url: str
    account: str
    token: str

    def ask(self, request: Request) -> str:
        """Create an envelope and return its id. Raise SignatureRefused when that fails."""
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in _HERE:
            raise SignatureRefused("The signature service must be spoken to by https.")
        call = HttpRequest(
            f"{self.url.rstrip('/')}/restapi/v2.1/accounts/{self.account}/envelopes",
            data=json.dumps(envelope_of(request)).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urlopen(call, timeout=_SECONDS) as answer:
                return envelope_id_of(answer.read(_LARGEST_ANSWER))
        except (URLError, OSError, InvalidInput) as error:
            raise SignatureRefused(f"The signature service did not take it: {error}") from error


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The built-in service: the offer's own page, where a person accepts with name and authority.

    What becomes of it is not told as news: the page accepts and books by itself.
    """

    quote: Quote
    by: User
    on: date

    def ask(self, request: Request) -> str:
        """Send the offer to its signer; return an id for the sending. Raise SignatureRefused."""
        try:
            sent = send_quote(quote_id=self.quote.pk, to=request.email, by=self.by, on=self.on)
        except TenureError as error:
            raise SignatureRefused(str(error)) from error
        return f"page-{sent.pk}"


def _set_up(quote: Quote, by: User, on: date) -> Signatures:
    if not settings.ESIGN_URL:
        return OwnPage(quote, by, on)
    return DocuSign(settings.ESIGN_URL, settings.ESIGN_ACCOUNT, settings.ESIGN_TOKEN)


def ask_for_signature(
    *,
    quote_id: int,
    signer: Signer,
    by: User,
    on: date,
    service: Signatures | None = None,
) -> Envelope:
    """Ask a person to sign a quote's document electronically; again it returns the first.

    By the service that is set up, else on the offer's own page, unless another is given. Raise
    SignatureRefused for a quote that cannot be accepted, or when the service refuses it.
    """
    with transaction.atomic():
        seen = Quote.objects.visible_to(by).filter(pk=quote_id)
        quote = seen.select_for_update(of=("self",)).first()
        if quote is None:
            raise SignatureRefused("There is no such quote, or it is not yours to work on.")
        email = signer.email.strip().lower()
        found = Envelope.objects.filter(quote=quote, email=email).first()
        if found is not None:
            return found
        if reason := why_not_open(quote, on=on):
            raise SignatureRefused(reason)
        service_id = (service or _set_up(quote, by, on)).ask(
            Request(
                subject=f"{settings.COMPANY['name']}: {quote.number}",
                file_name=f"{quote.number}.pdf",
                document=open_document(render_document(quote_id=quote.pk, by=by, on=on)),
                name=signer.name,
                email=email,
                reference=quote.number,
            )
        )
        made = Envelope.objects.create(
            quote=quote, service_id=service_id, name=signer.name.strip(),
            title=signer.title.strip(), email=email, asked_on=on, asked_by=by,
        )  # fmt: skip
        detail = {"envelope": service_id, "name": made.name}
        record_event(by=by, on=on, verb="closing.ask_for_signature", subject=quote, detail=detail)
    return made


def take_news(*, news: News, by: User, on: date) -> EnvelopeNews | None:
    """Take in what the service says: accept and book, or keep that it was declined.

    The same event of an envelope is taken in once, however often it is said. None for an envelope
    that is not ours: services tell every listener everything.
    """
    envelope = Envelope.objects.filter(service_id=news.envelope_id).first()
    if envelope is None:
        return None
    known = EnvelopeNews.objects.filter(envelope=envelope, event=news.event).first()
    if known is not None:
        return known
    outcome = _outcome(envelope, news, by, on)
    try:
        with transaction.atomic():
            made = EnvelopeNews.objects.create(
                envelope=envelope, event=news.event, said_at=news.at, outcome=outcome, taken_on=on
            )
            detail = {"event": news.event, "outcome": outcome}
            record_event(
                by=by, on=on, verb="closing.take_signature_news", subject=envelope.quote,
                detail=detail,
            )  # fmt: skip
    except IntegrityError:  # said twice at once
        return EnvelopeNews.objects.get(envelope=envelope, event=news.event)
    return made


def _outcome(envelope: Envelope, news: News, by: User, on: date) -> str:
    try:
        if news.event == COMPLETED:
            return _signed(envelope, news, by, on)
        if news.event == DECLINED:
            return _declined(envelope, news, by, on)
    except TenureError as error:
        return str(error)
    return "The envelope was voided."


def _signed(envelope: Envelope, news: News, by: User, on: date) -> str:
    signer = Signer(
        name=news.name or envelope.name,
        title=news.title or envelope.title,
        email=envelope.email,
        note=f"Envelope {envelope.service_id}",
    )
    acceptance = accept_quote(
        quote_id=envelope.quote_id, signer=signer, manner=Manner.ESIGNATURE, by=by, on=on
    )
    try:
        return str(book_acceptance(acceptance_id=acceptance.pk, by=by, on=on))
    except NotBooked as error:  # it stays accepted, and closing shows why it waits
        return f"Accepted; not booked: {error}"


def _declined(envelope: Envelope, news: News, by: User, on: date) -> str:
    return str(
        decline_quote(
            quote_id=envelope.quote_id, reason=DeclineReason.OTHER,
            note=news.note or "Declined in the signature service", name=news.name or envelope.name,
            email=envelope.email, by=by, on=on,
        )
    )  # fmt: skip
