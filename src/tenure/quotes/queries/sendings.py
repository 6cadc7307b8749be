"""What a link to an offer leads to, whom a quote can be sent to, what became of what was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from tenure.directory.models import Contact, Partner
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.foundation.tokens import digest_of
from tenure.kernel.money import Money
from tenure.quotes.models import Acceptance, OfferEvent, OfferMail, Quote, Sending
from tenure.quotes.queries.standing import why_not_open, why_not_sendable
from tenure.quotes.rules.offer_mail import LANGUAGES, OfferMailFacts, offer_body, offer_subject
from tenure.quotes.rules.sendings import (
    HAPPENED_WORDS,
    RECEIPT_DAYS,
    Happened,
    MailKind,
    offer_token,
)

MOST_OFFERS = 1_000


@dataclass(frozen=True, slots=True)
class OpenedOffer:
    """Hold what a link leads to; with a `receipt` it was accepted, and nothing else is shown."""

    sending: Sending
    receipt: Acceptance | None = None

    @property
    def quote(self) -> Quote:
        """Return the renewal's primary quote, whose options go with it."""
        return self.sending.quote


@dataclass(frozen=True, slots=True)
class Recipient:
    """Hold somebody whom a quote can be sent to; `partner` for the address of a partner."""

    name: str
    email: str
    language: str
    partner: Partner | None = None


@dataclass(frozen=True, slots=True)
class OpenSending:
    """Hold a sending whose link works, what happened last, and how many questions wait."""

    sending: Sending
    last: Happened
    last_at: datetime
    unanswered: int

    @property
    def last_words(self) -> str:
        """Return what happened last in words."""
        return HAPPENED_WORDS[self.last]


@dataclass(frozen=True, slots=True)
class SendCard:
    """Hold what the desk sees of sending a quote; `why_not` says why it cannot be sent now."""

    why_not: str
    recipients: Sequence[Recipient]
    sendings: Sequence[Sending]
    subject: str
    preview: str

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Return the languages that mails are written in."""
        return list(LANGUAGES.items())

    @property
    def language(self) -> str:
        """Return the language that is offered first: the customer's."""
        return self.recipients[0].language if self.recipients else "en"

    @property
    def unanswered(self) -> int:
        """Return how many questions wait for an answer."""
        return sum(is_unanswered(event) for one in self.sendings for event in one.events.all())


def open_offer(token: str, *, on: date) -> OpenedOffer | None:
    """Return what a link leads to on a day, or None unless it works.

    Not when it was altered, has expired or was withdrawn; not when the quote has ended, another
    version has taken its place, or the renewal was accepted by another way.
    """
    sending = (
        Sending.objects.filter(token_hash=digest_of(token), withdrawn_because="")
        .select_related("partner", "quote__renewal__contract", "quote__renewal__owner", "sent_by")
        .first()
    )
    if sending is None:
        return None
    counts = Acceptance.objects.filter(renewal_id=sending.quote.renewal_id, void_because="")
    accepted = counts.select_related("quote", "offer_event").first()
    if accepted is not None:
        return _receipt(sending, accepted, on)
    if on >= sending.expires_on or not _still_theirs(sending) or why_not_open(sending.quote, on=on):
        return None
    return OpenedOffer(sending)


def sending_of(token: str) -> int | None:
    """Return which sending a token is of, whether its link still works or not; None for none."""
    found = Sending.objects.filter(token_hash=digest_of(token))
    return found.values_list("pk", flat=True).first()


def _receipt(sending: Sending, accepted: Acceptance, on: date) -> OpenedOffer | None:
    """Return the receipt to the link by which it was accepted; others show nothing any more."""
    event = getattr(accepted, "offer_event", None)
    mine = event is not None and event.sending_id == sending.pk
    last = sending.expires_on + timedelta(days=RECEIPT_DAYS)
    return OpenedOffer(sending, accepted) if mine and on < last else None


def _still_theirs(sending: Sending) -> bool:
    """Tell whether a partner's person still is one of a partner of the deal."""
    contract = sending.quote.renewal.contract
    partners = {contract.reseller_id, contract.distributor_id}
    return sending.partner_id is None or sending.partner_id in partners


def recipients_of(quote: Quote, *, user: User) -> list[Recipient]:
    """Return whom a quote can be sent to: contacts of the customer and of who pays, partners."""
    contract = quote.renewal.contract
    wanted = Q(customer_id=contract.customer_id)
    if contract.bill_to_id:
        wanted |= Q(customer_id=contract.bill_to_id)
    rows = Contact.objects.visible_to(user).filter(wanted).exclude(email="")
    rows = rows.select_related("customer")
    contacts = sorted(
        rows, key=lambda row: (row.customer_id != contract.customer_id, row.role != "renewal",
                               row.name, row.pk)
    )  # fmt: skip
    found = [Recipient(one.name, one.email, _language(one.customer.language)) for one in contacts]
    partners = Partner.objects.visible_to(user).exclude(email="").filter(
        pk__in=[pk for pk in (contract.reseller_id, contract.distributor_id) if pk]
    )  # fmt: skip
    found += [Recipient(one.name, one.email, "en", one) for one in partners.order_by("name")]
    return list({one.email.lower(): one for one in reversed(found)}.values())[::-1]


def _language(code: str) -> str:
    short = code.split("-")[0].lower()
    return short if short in LANGUAGES else "en"


def send_card(quote: Quote, *, user: User, on: date) -> SendCard:
    """Return what the desk sees of sending a quote (a set number of queries)."""
    to = recipients_of(quote, user=user)
    first = to[0] if to else Recipient("", "", "en")
    facts = mail_facts(
        quote, kind=MailKind.OFFER, name=first.name, language=first.language, sender=str(user),
        link=f"{settings.DESK_URL}/offer/…/",
    )  # fmt: skip
    rows = with_events(Sending.objects.visible_to(user).filter(quote__renewal=quote.renewal_id))
    return SendCard(
        why_not_sendable(quote, on=on), to, list(rows), offer_subject(facts), offer_body(facts)
    )


def with_events(sendings: QuerySet[Sending]) -> QuerySet[Sending]:
    """Return sendings with all that happened to each and its mails, the latest sending first."""
    events = OfferEvent.objects.select_related("by", "document", "answer", "question")
    events = events.prefetch_related("mails").order_by("pk")
    return (
        sendings.select_related("quote", "partner", "sent_by")
        .prefetch_related(Prefetch("events", queryset=events))
        .order_by("-pk")
    )


def upload_of(event_id: int, *, user: User) -> Document | None:
    """Return what was uploaded to an offer, for people who may see it."""
    found = OfferEvent.objects.visible_to(user).filter(pk=event_id, kind=Happened.UPLOADED)
    event = found.select_related("document").first()
    return event.document if event else None


def uploads_of(renewal_id: int) -> list[OfferEvent]:
    """Return what was uploaded to the offers of a renewal, the latest first."""
    found = OfferEvent.objects.filter(sending__quote__renewal=renewal_id, kind=Happened.UPLOADED)
    return list(found.select_related("document").order_by("-pk"))


def is_unanswered(event: OfferEvent) -> bool:
    """Tell whether an event is a question without an answer."""
    return event.kind == Happened.QUESTION and getattr(event, "answer", None) is None


def open_sendings(*, user: User, on: date, limit: int = MOST_OFFERS) -> list[OpenSending]:
    """Return the sendings whose link works by its dates, with their last event.

    Those with questions to answer come first, then the latest.
    """
    latest = OfferEvent.objects.filter(sending=OuterRef("pk")).order_by("-pk")
    unanswered = Count("events", filter=Q(events__kind="question", events__answer__isnull=True))
    rows = (
        Sending.objects.visible_to(user)
        .filter(withdrawn_because="", expires_on__gt=on, quote__renewal__closed_on=None)
        .select_related("quote__renewal__contract__customer", "sent_by")
        .annotate(
            last_kind=Subquery(latest.values("kind")[:1]),
            last_at=Subquery(latest.values("at")[:1]),
            unanswered=unanswered,
        )
        .order_by("-unanswered", "-pk")
    )
    return [
        OpenSending(row, Happened(row.last_kind), row.last_at, row.unanswered)
        for row in rows[:limit]
    ]


def unsent_mails() -> QuerySet[OfferMail]:
    """Return the mails that the mail server has not taken yet, the oldest first."""
    rows = OfferMail.objects.filter(delivered_at=None, failure="")
    return rows.select_related(
        "event__question", "event__acceptance__quote", "event__decline",
        "event__sending__quote__renewal__contract__customer", "event__sending__sent_by",
    ).order_by("pk")  # fmt: skip


def facts_of(mail: OfferMail) -> OfferMailFacts:
    """Return what a mail says."""
    event, sending, kind = mail.event, mail.event.sending, MailKind(mail.kind)
    quote = event.acceptance.quote if event.acceptance else sending.quote
    quote.renewal = sending.quote.renewal
    if kind is MailKind.NEWS:
        return mail_facts(
            quote, kind=kind, name="", language="en", sender="",
            link=f"{settings.DESK_URL}/quotes/{sending.quote_id}/#offer",
            question=event.get_kind_display(), note=event.note,
        )  # fmt: skip
    signer = event.acceptance.name if event.acceptance else sending.name
    return mail_facts(
        quote, kind=kind, name=signer, language=sending.language, sender=str(sending.sent_by),
        link=link_of(sending), question=event.question.note if event.question else "",
        note=event.note if kind is MailKind.ANSWER else "",
    )  # fmt: skip


def link_of(sending: Sending) -> str:
    """Return the address that the mail carries; it lets whoever holds it read the offer."""
    return f"{settings.DESK_URL}/offer/{offer_token(sending.nonce, settings.SECRET_KEY)}/"


def mail_facts(
    quote: Quote, *, kind: MailKind, name: str, language: str, sender: str, link: str,
    question: str = "", note: str = "",
) -> OfferMailFacts:  # fmt: skip
    """Return the facts of a mail about a quote."""
    customer = quote.renewal.contract.customer
    company = str(settings.COMPANY["name"])
    return OfferMailFacts(
        kind=kind, language=language, company=company, name=name,
        customer=customer.legal_name or customer.name, number=quote.number,
        amount=Money(quote.proposed_minor, quote.currency).format(), start_on=quote.start_on,
        last_day=quote.end_on - timedelta(days=1), valid_until=quote.valid_until,
        sender="" if sender == "Tenure" else sender, link=link, question=question, note=note,
    )  # fmt: skip
