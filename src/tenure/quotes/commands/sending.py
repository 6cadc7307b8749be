"""Send quotes to people by mail with a link of their own, withdraw links, answer questions."""

from __future__ import annotations

import secrets
from datetime import date

from django.conf import settings
from django.db import transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.tokens import digest_of
from tenure.kernel.errors import Conflict, InvalidInput
from tenure.quotes.models import OfferEvent, OfferMail, Quote, Sending
from tenure.quotes.queries.sendings import Recipient, recipients_of
from tenure.quotes.queries.standing import why_not_sendable
from tenure.quotes.rules.offer_mail import LANGUAGES
from tenure.quotes.rules.sendings import (
    Happened,
    MailKind,
    checked_note,
    link_expires,
    offer_token,
)
from tenure.renewals.models import Renewal


class NotSent(Conflict):
    """Refuse to send a quote, with the reason; or to work on what was sent."""


@transaction.atomic
def send_quote(*, quote_id: int, to: str, language: str = "", by: User, on: date) -> Sending:
    """Send a quote to an address of the customer or of a partner of the deal; its mail is queued.

    The same quote to the same address again returns the first sending. Raise NotSent with why the
    quote cannot go out, InvalidInput for an address that nobody of the deal has.
    """
    quote = Quote.objects.visible_to(by).filter(pk=quote_id).first()
    if quote is None:
        raise NotSent("There is no such quote, or it is not yours to work on.")
    Renewal.objects.select_for_update().get(pk=quote.renewal_id)
    quote = Quote.objects.select_related("renewal__contract").get(pk=quote_id)
    if reason := why_not_sendable(quote, on=on):
        raise NotSent(reason)
    person = _recipient(quote, to, by)
    sent = Sending.objects.filter(quote=quote, email=person.email, withdrawn_because="").first()
    if sent is not None:
        return sent
    nonce = secrets.token_urlsafe(32)
    made = Sending.objects.create(
        quote=quote, partner=person.partner, name=person.name, email=person.email,
        language=_language(language or person.language), nonce=nonce,
        token_hash=digest_of(offer_token(nonce, settings.SECRET_KEY)), sent_by=by, sent_on=on,
        expires_on=link_expires(quote.valid_until),
    )  # fmt: skip
    event = OfferEvent.objects.create(sending=made, kind=Happened.SENT, on=on, by=by)
    OfferMail.objects.create(event=event, kind=MailKind.OFFER, recipient=made.email)
    detail = {"sending": made.pk, "to": made.email, "language": made.language}
    record_event(by=by, on=on, verb="quotes.send", subject=quote, detail=detail)
    return made


@transaction.atomic
def withdraw_sending(*, sending_id: int, reason: str, by: User, on: date) -> Sending:
    """Let the link of a sending work no more, with the reason; again it changes nothing."""
    sending = Sending.objects.visible_to(by).filter(pk=sending_id).first()
    if sending is None:
        raise NotSent("There is no such sending, or it is not yours to work on.")
    sending = Sending.objects.select_for_update().get(pk=sending_id)
    if sending.withdrawn_because:
        return sending
    sending.withdrawn_because = checked_note(reason, "Why the link is withdrawn")
    sending.save(update_fields=["withdrawn_because"])
    OfferEvent.objects.create(
        sending=sending, kind=Happened.WITHDRAWN, note=sending.withdrawn_because, on=on, by=by
    )
    detail = {"sending": sending.pk, "reason": sending.withdrawn_because}
    record_event(by=by, on=on, verb="quotes.withdraw_sending", subject=sending.quote, detail=detail)
    return sending


@transaction.atomic
def answer_question(*, event_id: int, answer: str, by: User, on: date) -> OfferEvent:
    """Answer a question: the answer is on the offer's page and goes out by mail.

    The same answer again returns the first. Raise NotSent for what is no question of theirs, or
    was answered otherwise.
    """
    words = checked_note(answer, "The answer")
    question = OfferEvent.objects.visible_to(by).filter(pk=event_id, kind="question").first()
    if question is None:
        raise NotSent("There is no such question, or it is not yours to answer.")
    sending = Sending.objects.select_for_update().get(pk=question.sending_id)
    known = OfferEvent.objects.filter(question=question).first()
    if known is not None:
        if known.note == words:
            return known
        raise NotSent(f"{known.by} has answered it already.")
    made = OfferEvent.objects.create(
        sending=sending, kind=Happened.ANSWERED, note=words, question=question, on=on, by=by
    )
    OfferMail.objects.create(event=made, kind=MailKind.ANSWER, recipient=sending.email)
    detail = {"sending": sending.pk, "question": question.pk, "answer": words}
    record_event(by=by, on=on, verb="quotes.answer", subject=sending.quote, detail=detail)
    return made


def _recipient(quote: Quote, to: str, by: User) -> Recipient:
    address = to.strip().lower()
    for person in recipients_of(quote, user=by):
        if person.email.lower() == address:
            return person
    raise InvalidInput(
        f"{to.strip() or 'An empty text'} is no address of a contact of the customer or of a"
        " partner of the deal: add the contact first."
    )


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise InvalidInput(f"Mails are not written in {code}; one of: {', '.join(LANGUAGES)}.")
    return code
