"""What the holder of an offer's link does: looks, asks, uploads, accepts, declines.

`by` is the program itself: nobody is signed in. Whatever is wrong with a link, the refusal is the
same and says nothing of any quote.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.documents.commands import store
from tenure.documents.rules import media_type_of
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.tokens import digest_of
from tenure.kernel.errors import Conflict, InvalidInput
from tenure.quotes.commands.acceptance import accept_quote, decline_quote
from tenure.quotes.models import Acceptance, Decline, OfferEvent, OfferMail, Sending
from tenure.quotes.queries.sendings import OpenedOffer, open_offer
from tenure.quotes.queries.standing import offered_with
from tenure.quotes.rules.acceptance import DECLINE_WORDS, DeclineReason, Manner, Signer
from tenure.quotes.rules.sendings import (
    LONGEST_NOTE,
    MOST_UPLOADS,
    ONCE_A_DAY,
    Happened,
    MailKind,
    checked_note,
)


class OfferGone(Conflict):
    """Refuse a link that does not work, or not any more."""

    def __init__(self) -> None:
        super().__init__("This link does not work, or not any more.")


@transaction.atomic
def note_event(*, token: str, kind: Happened, by: User, on: date) -> bool:
    """Keep that an offer was opened or downloaded, once a day; return whether it is new."""
    opened = open_offer(token, on=on)
    if opened is None or kind not in ONCE_A_DAY:
        raise OfferGone
    sending = opened.sending
    _, is_new = OfferEvent.objects.get_or_create(
        sending=sending, kind=kind, on=on, defaults={"by": by}
    )
    if is_new:
        _record(sending, f"quotes.offer_{kind}", {}, by, on)
    return is_new


@transaction.atomic
def ask_question(*, token: str, question: str, by: User, on: date) -> OfferEvent:
    """Keep a question about an offer and tell the owner; the same again returns the first."""
    sending = _still_open(token, on)
    words = checked_note(question, "The question")
    same = OfferEvent.objects.filter(
        sending=sending, kind=Happened.QUESTION, note=words, answer=None
    )
    found = same.first()
    if found is not None:
        return found
    made = _happened(sending, Happened.QUESTION, words, by, on)
    _record(sending, "quotes.ask", {"question": words}, by, on)
    return made


@transaction.atomic
def upload_signed(
    *, token: str, name: str, content: bytes, manner: Manner, by: User, on: date
) -> OfferEvent:
    """Keep a signed form or a purchase order that was uploaded; it accepts nothing by itself.

    People check it against the quote first. The same file again returns the first event. Raise
    InvalidInput for what is no PDF, PNG or JPEG of at most 10 MB, or too many.
    """
    sending = _still_open(token, on)
    media_type = media_type_of(content)
    if manner not in {Manner.SIGNED_FORM, Manner.PURCHASE_ORDER}:
        raise InvalidInput("Say whether it is a signed form or a purchase order.")
    document = store(content=content, media_type=media_type, template="upload", by=by, on=on)
    mine = OfferEvent.objects.filter(sending=sending, kind=Happened.UPLOADED)
    found = mine.filter(document=document).first()
    if found is not None:
        return found
    if mine.count() >= MOST_UPLOADS:
        raise InvalidInput(f"More than {MOST_UPLOADS} files are not taken in here.")
    what = "Purchase order" if manner is Manner.PURCHASE_ORDER else "Signed form"
    note = f"{what}: {' '.join(name.split())[:120]}"
    made = _happened(sending, Happened.UPLOADED, note, by, on, document_id=document.pk)
    detail = {"manner": str(manner), "document": document.sha256}
    _record(sending, "quotes.upload", detail, by, on)
    return made


@transaction.atomic
def accept_by_link(*, token: str, quote_id: int, signer: Signer, by: User, on: date) -> Acceptance:
    """Accept the offer, or one of its options; again it returns the acceptance.

    Raise OfferGone for a link that does not work, InvalidInput for a choice that is not offered.
    """
    opened = _locked(token, on)
    if opened.receipt is not None:
        return opened.receipt
    offered = {opened.quote.pk, *(one.quote_id for one in offered_with(opened.quote, on=on))}
    if quote_id not in offered:
        raise InvalidInput("Choose one of the offers on the page.")
    made = accept_quote(quote_id=quote_id, signer=signer, manner=Manner.ONLINE, by=by, on=on)
    note = f"{made.quote.number} by {made.name}, {made.title}, {made.email}"
    note += f"; PO {made.po_number}" if made.po_number else ""
    event = _happened(opened.sending, Happened.ACCEPTED, note, by, on, acceptance_id=made.pk)
    OfferMail.objects.create(event=event, kind=MailKind.RECEIPT, recipient=made.email)
    return made


@transaction.atomic
def decline_offer(*, token: str, reason: str, note: str, name: str, by: User, on: date) -> Decline:
    """Decline the offer with a reason; the owner hears of it, and the link goes on working."""
    sending = _still_open(token, on)
    if reason not in {one.value for one in DeclineReason}:
        raise InvalidInput("Say why the offer is declined.")
    why = DeclineReason(reason)
    if not name.strip():
        raise InvalidInput("Who declines is missing.")
    if len(note) > LONGEST_NOTE or len(name) > 120:
        raise InvalidInput("What was written is too long.")
    made = decline_quote(
        quote_id=sending.quote_id, reason=why, note=note.strip(), name=name, email=sending.email,
        by=by, on=on,
    )  # fmt: skip
    if not OfferEvent.objects.filter(decline=made).exists():
        said = f"{DECLINE_WORDS[why]} ({made.name})" + (f": {made.note}" if made.note else "")
        _happened(sending, Happened.DECLINED, said, by, on, decline_id=made.pk)
    return made


def _locked(token: str, on: date) -> OpenedOffer:
    """Return what the link leads to, with its sending locked until the transaction ends."""
    Sending.objects.select_for_update().filter(token_hash=digest_of(token)).first()
    opened = open_offer(token, on=on)
    if opened is None:
        raise OfferGone
    return opened


def _still_open(token: str, on: date) -> Sending:
    """Return the sending of a link as `_locked` does; after acceptance the link takes no more."""
    opened = _locked(token, on)
    if opened.receipt is not None:
        raise OfferGone
    return opened.sending


def _happened(
    sending: Sending, kind: Happened, note: str, by: User, on: date, **about: int
) -> OfferEvent:
    """Keep what the holder of the link did, and write a mail to the owner of the renewal."""
    made = OfferEvent.objects.create(sending=sending, kind=kind, note=note, on=on, by=by, **about)
    owner = sending.quote.renewal.owner
    address = (owner.email if owner else "") or sending.sent_by.email
    if address:
        OfferMail.objects.create(event=made, kind=MailKind.NEWS, recipient=address)
    return made


def _record(sending: Sending, verb: str, detail: dict[str, str], by: User, on: date) -> None:
    told = {"sending": sending.pk, **detail}
    record_event(by=by, on=on, verb=verb, subject=sending.quote, detail=told)
