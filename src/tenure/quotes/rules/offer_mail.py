"""What the mails about an offer say, in the language of who reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tenure.kernel.period import format_day
from tenure.quotes.rules.offer_texts import ANSWER, NEWS, OFFER, RECEIPT
from tenure.quotes.rules.sendings import MailKind

LANGUAGES: Mapping[str, str] = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "ja": "日本語",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMailFacts:
    """Hold what a mail says; `question` and `note` are those of an answer or of news."""

    kind: MailKind
    language: str
    company: str
    name: str
    customer: str
    number: str
    amount: str
    start_on: date
    last_day: date
    valid_until: date
    sender: str
    link: str
    question: str = ""
    note: str = ""


_TEXTS: Mapping[MailKind, Mapping[str, str]] = {
    MailKind.OFFER: OFFER,
    MailKind.ANSWER: ANSWER,
    MailKind.RECEIPT: RECEIPT,
    MailKind.NEWS: NEWS,
}


def offer_subject(facts: OfferMailFacts) -> str:
    """Return the subject line; a name with a line break does not become a header."""
    return " ".join(_filled(facts, 0).split())


def offer_body(facts: OfferMailFacts) -> str:
    """Return the mail's text. What people wrote is put in as it is, never read as a pattern."""
    return _filled(facts, 1)


def _filled(facts: OfferMailFacts, part: int) -> str:
    texts = _TEXTS[facts.kind]
    text = texts.get(facts.language, texts["en"]).split("\n\n", 1)[part]
    return text.format(
        company=facts.company, name=facts.name, customer=facts.customer, number=facts.number,
        amount=facts.amount, start=_day(facts.start_on, facts.language),
        end=_day(facts.last_day, facts.language), valid=_day(facts.valid_until, facts.language),
        sender=facts.sender, link=facts.link, question=facts.question, note=facts.note,
    )  # fmt: skip


def _day(day: date, language: str) -> str:
    """Return a day as the language writes it in numbers; English names the month."""
    patterns = {"de": "%d.%m.%Y", "fr": "%d/%m/%Y", "es": "%d/%m/%Y", "ja": "%Y年%m月%d日"}
    return day.strftime(patterns[language]) if language in patterns else format_day(day)


def offer_mail_id(mail_id: int) -> str:
    """Return a Message-ID that is the same whenever this mail is sent again."""
    return f"<offer.{mail_id}@tenure>"
