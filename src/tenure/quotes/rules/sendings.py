"""An offer on its way to a customer: what happens to it, the token of its link, uploads."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import date, timedelta
from enum import StrEnum

from tenure.kernel.errors import InvalidInput

_PURPOSE = b"tenure.quotes.offer-link:"
LONGEST_NOTE = 2_000
MOST_UPLOADS = 20
RECEIPT_DAYS = 30


class Happened(StrEnum):
    """What happens to an offer that was sent."""

    SENT = "sent"
    OPENED = "opened"
    DOWNLOADED = "downloaded"
    QUESTION = "question"
    ANSWERED = "answered"
    UPLOADED = "uploaded"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return each with its words."""
        return [(one.value, words) for one, words in HAPPENED_WORDS.items()]


HAPPENED_WORDS = {
    Happened.SENT: "Sent",
    Happened.OPENED: "Opened",
    Happened.DOWNLOADED: "PDF downloaded",
    Happened.QUESTION: "Question",
    Happened.ANSWERED: "Answer",
    Happened.UPLOADED: "Document uploaded",
    Happened.ACCEPTED: "Accepted",
    Happened.DECLINED: "Declined",
    Happened.WITHDRAWN: "Link withdrawn",
}

# Of these one a day is kept for each link: that somebody looked, not how often.
ONCE_A_DAY = (Happened.OPENED, Happened.DOWNLOADED)


class MailKind(StrEnum):
    """The mails about an offer: the offer and answers to its reader, news to the owner."""

    OFFER = "offer"
    ANSWER = "answer"
    RECEIPT = "receipt"
    NEWS = "news"


def offer_token(nonce: str, secret: str) -> str:
    """Return the token of a link, 32 bytes in 43 characters: nobody without the secret makes one.

    It follows from the nonce, so that a mail that is sent twice carries the same link.
    """
    told = hmac.new(secret.encode(), _PURPOSE + nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def link_expires(valid_until: date) -> date:
    """Return the first day on which a link works no more: the day after the offer's last."""
    return valid_until + timedelta(days=1)


def checked_note(text: str, what: str) -> str:
    """Return a text that somebody has to write; raise InvalidInput without one or for too much."""
    words = text.strip()
    if not words:
        raise InvalidInput(f"{what} is missing.")
    if len(words) > LONGEST_NOTE:
        raise InvalidInput(f"{what} has at most {LONGEST_NOTE:,} characters.")
    return words
