"""What the papers of an offer are written from, and the papers that were issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from tenure.documents.queries import clauses_of, company_logo
from tenure.documents.rules import Language
from tenure.foundation.models import User
from tenure.quotes.models import IssuedPaper, Quote
from tenure.quotes.queries.approvals import offer_terms
from tenure.quotes.queries.printing import printed_quotes
from tenure.quotes.rules.paper import (
    ClauseText,
    OfferPaper,
    PaperKind,
    PartnerPaid,
    PrintedClauses,
    Sender,
    offer_paper,
    saying,
)
from tenure.quotes.rules.partner_prices import Reader, partner_prices_of

TYPST_TEMPLATE = "paper-1"


@dataclass(frozen=True, slots=True)
class Written:
    """Hold what a paper says, ready to be set, and which terms version it prints."""

    kind: PaperKind
    language: Language
    content: dict[str, Any]
    terms_version: str


def sender() -> Sender:
    """Return who sends papers, and where they are checked."""
    return Sender(settings.COMPANY, company_logo(), f"{settings.DESK_URL}/verify/")


def written_paper(quote: Quote, kind: PaperKind, language: Language | None = None) -> Written:
    """Return a paper of a quote in a language, that of the customer when none is said.

    Raise PaperNotPossible with the reason, or TotalsDiffer.
    """
    customer = quote.renewal.contract.customer
    language = language or Language.or_english(customer.language)
    facts = offer_facts(quote, language)
    content = offer_paper(kind, facts, say=saying(language, customer.country), sender=sender())
    return Written(kind, language, content, facts.quote.terms_version)


def offer_facts(quote: Quote, language: Language) -> OfferPaper:
    """Return what the papers of a quote are written from."""
    [printed] = printed_quotes([quote.pk])
    contract = quote.renewal.contract
    return OfferPaper(
        quote=printed,
        terms=offer_terms(quote.renewal_id),
        # What renews once has done so with this term.
        renews_by_itself=contract.renewal_type == "auto",
        renewal_months=contract.renewal_term_months,
        notice_days=contract.notice_days,
        clauses=printed_clauses(printed.terms_version, language),
        partner=_partner(quote),
    )


def printed_clauses(version: str, language: Language) -> PrintedClauses:
    """Return the clauses of a terms version as papers print them."""
    if not version:
        return PrintedClauses()
    found = clauses_of(version, language)
    texts = tuple(ClauseText(row.title, row.text) for row in found.clauses)
    return PrintedClauses(version, texts, found.is_translated)


def _partner(quote: Quote) -> PartnerPaid | None:
    """Return the partner that we invoice, and what it is told that it pays."""
    contract = quote.renewal.contract
    reader = Reader.DISTRIBUTOR if contract.distributor else Reader.RESELLER
    partner = contract.distributor or contract.reseller
    if partner is None:
        return None
    traces = quote.lines.order_by("position").values_list("trace", flat=True)
    told = [partner_prices_of(trace).told_to(reader) for trace in traces]
    return PartnerPaid(partner.name, reader.value, told)


def papers_of(quote: Quote, *, user: User) -> QuerySet[IssuedPaper]:
    """Return the papers of a renewal's quotes that were issued, latest first."""
    return _shown(user).filter(quote__renewal=quote.renewal_id)


def papers_of_contract(contract_id: int, *, user: User) -> QuerySet[IssuedPaper]:
    """Return what was issued of a contract itself: letters, amendments, new terms; latest first."""
    return _shown(user).filter(contract=contract_id, quote=None)


def find_paper(paper_id: int, *, user: User) -> IssuedPaper | None:
    """Return a paper; None when the person may not see it."""
    return _shown(user).filter(pk=paper_id).first()


def _shown(user: User) -> QuerySet[IssuedPaper]:
    rows = IssuedPaper.objects.visible_to(user)
    return rows.select_related("document", "quote", "contract", "issued_by").order_by("-pk")
