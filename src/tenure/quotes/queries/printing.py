"""Read what the documents of quotes show, for many quotes in a set number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import Q

from tenure.book.models import Contract
from tenure.book.rules.dates import anchor_for
from tenure.directory.models import Contact, Customer, Partner
from tenure.documents.queries import company_logo, typeset
from tenure.kernel.period import Period
from tenure.pricing.rules import TermLength
from tenure.programs.queries import sentences
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.queries.notes import with_notes
from tenure.quotes.rules import LinePrinted, Party, PrintedQuote, document_content, programs_of
from tenure.quotes.rules.document import TEMPLATE


def printed_quotes(quote_ids: Sequence[int]) -> list[PrintedQuote]:
    """Return the quotes as their documents show them, in order of id (five queries at most)."""
    quotes = list(
        with_notes(Quote.objects.filter(pk__in=quote_ids))
        .select_related("renewal__contract__customer", "renewal__contract__bill_to")
        .select_related("renewal__contract__reseller", "renewal__contract__distributor")
        .order_by("pk")
    )
    lines = _lines(quote_ids)
    contacts = _contacts([quote.renewal.contract.customer_id for quote in quotes])
    programs = _sentences(lines)
    return [
        _printed(
            quote, lines[quote.pk], contacts.get(quote.renewal.contract.customer_id),
            programs[quote.pk],
        )
        for quote in quotes
    ]  # fmt: skip


def pdf_of(quote: PrintedQuote) -> bytes:
    """Return the quote's document; the same bytes whenever it is made."""
    return typeset(template=TEMPLATE, content=content_of(quote), on=quote.priced_on)


def content_of(quote: PrintedQuote) -> dict[str, Any]:
    """Return what the template is filled with."""
    return document_content(quote, seller=settings.COMPANY, logo=company_logo())


def pending_documents(*, limit: int) -> list[int]:
    """Return the ids of primary quotes that have no document yet, oldest first."""
    waiting = Quote.objects.filter(Q(document=None), is_primary=True).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:limit])


def _lines(quote_ids: Sequence[int]) -> dict[int, list[LinePrinted]]:
    found: dict[int, list[LinePrinted]] = defaultdict(list)
    rows = (
        QuoteLine.objects.filter(quote_id__in=quote_ids)
        .order_by("quote_id", "position")
        .values_list(
            "quote_id", "product__name", "product__charge", "quantity", "price_months",
            "expiring_price_e4", "proposed_price_e4", "expiring_minor", "proposed_minor", "trace",
            "expiring_product__name", "start_on", "end_on",
        )
    )  # fmt: skip
    for quote_id, *facts, start_on, end_on in rows:
        found[quote_id].append(replace(LinePrinted(*facts), period=Period(start_on, end_on)))
    return found


def _contacts(customer_ids: Sequence[int]) -> dict[int, Contact]:
    """Return the contact for renewals of each customer, the first by key."""
    rows = Contact.objects.filter(customer_id__in=customer_ids, role=Contact.Role.RENEWAL)
    return {row.customer_id: row for row in rows.order_by("-key")}


def _sentences(lines: dict[int, list[LinePrinted]]) -> dict[int, tuple[str, ...]]:
    """Return by quote what customers read of the programs that made its prices."""
    codes = {quote: programs_of(line.trace for line in found) for quote, found in lines.items()}
    wanted = {code for found in codes.values() for code in found}
    said = sentences(wanted) if wanted else {}
    told = {quote: tuple(said[code] for code in found) for quote, found in codes.items()}
    return defaultdict(tuple, told)


def _printed(
    quote: Quote, lines: list[LinePrinted], contact: Contact | None, programs: tuple[str, ...]
) -> PrintedQuote:
    contract = quote.renewal.contract
    return PrintedQuote(
        number=quote.number,
        version=quote.version,
        contract=contract.key,
        currency=quote.currency,
        country=contract.customer.country,
        start_on=quote.start_on,
        end_on=quote.end_on,
        term_months=quote.term_months,
        term_days=_days_over(quote, contract),
        priced_on=quote.priced_on,
        valid_until=quote.valid_until,
        renewal_type=quote.renewal.renewal_type,
        notice_on=quote.renewal.notice_on,
        terms_version=contract.terms_version,
        expiring_minor=quote.expiring_minor,
        proposed_minor=quote.proposed_minor,
        parties=tuple(_parties(contract, contact)),
        lines=tuple(lines),
        programs=programs,
        proration=quote.proration,
        note=getattr(quote, "note_text", None) or "",
    )


def _days_over(quote: Quote, contract: Contract) -> int:
    """Return the days of the term over its whole months, counted as the contract's months are."""
    anchor = anchor_for(quote.start_on, contract.first_start_on)
    return TermLength.of(quote.start_on, quote.end_on, anchor_day=anchor).days


def _parties(contract: Contract, contact: Contact | None) -> list[Party]:
    parties = [_customer("Customer", contract.customer, contact)]
    if contract.bill_to and contract.bill_to != contract.customer:
        parties.append(_customer("Bill to", contract.bill_to, None))
    partners: list[tuple[str, Partner | None]] = [
        ("Reseller", contract.reseller),
        ("Distributor", contract.distributor),
    ]
    for role, partner in partners:
        if partner is not None:
            lines = tuple(filter(None, (partner.email, partner.country)))
            parties.append(Party(role, partner.name, lines))
    return parties


def parties_of(contract: Contract) -> list[Party]:
    """Return the parties to a contract as documents name them."""
    return _parties(contract, _contacts([contract.customer_id]).get(contract.customer_id))


def _customer(role: str, customer: Customer, contact: Contact | None) -> Party:
    lines = [*customer.address.splitlines(), customer.country]
    if contact is not None:
        lines += [f"Attention: {contact.name}", contact.email]
    return Party(role, customer.legal_name or customer.name, tuple(filter(None, lines)))
