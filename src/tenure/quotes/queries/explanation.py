"""How the prices of a quote came about, for people inside: its lines and the policies they name."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from tenure.documents.queries import company_logo, typeset
from tenure.kernel.period import Period
from tenure.pricing import queries as pricing
from tenure.pricing.rules import AnyPolicy, kind_of
from tenure.pricing.rules.policy_kinds import CODE_OF
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.rules.asked import Asked, asked_in_words
from tenure.quotes.rules.explanation import (
    TEMPLATE,
    ExplainedLine,
    ExplainedQuote,
    explanation_content,
)


def codes_of(line: QuoteLine) -> dict[str, str]:
    """Return the codes of the policies that a line names, by kind."""
    figures = {name: value for step in line.trace for name, value in step.items()}
    return {kind: figures[column] for kind, column in CODE_OF.items() if column in figures}


def codes_by_kind(lines: Iterable[QuoteLine]) -> dict[str, set[str]]:
    """Return the codes of the policies that some lines name, by kind."""
    named: dict[str, set[str]] = {kind: set() for kind in CODE_OF}
    for line in lines:
        for kind, code in codes_of(line).items():
            named[kind].add(code)
    return named


def explained(quote: Quote) -> ExplainedQuote:
    """Return the quote with all that explains its prices (a set number of queries).

    Policies are those named, whatever became of them since; one that is not found is left out.
    """
    lines = list(quote.lines.select_related("product", "expiring_product").order_by("position"))
    found = {
        (kind_of(policy).name, policy.code): policy
        for policy in pricing.policies_named(codes_by_kind(lines))
    }
    contract = quote.renewal.contract
    return ExplainedQuote(
        number=quote.number,
        version=quote.version,
        contract=contract.key,
        customer=contract.customer.legal_name or contract.customer.name,
        country=contract.customer.country,
        currency=quote.currency,
        term=Period(quote.start_on, quote.end_on),
        term_months=quote.term_months,
        priced_on=quote.priced_on,
        proration=quote.proration,
        expiring_minor=quote.expiring_minor,
        proposed_minor=quote.proposed_minor,
        lines=tuple(
            _line(line, tuple(found[one] for one in codes_of(line).items() if one in found))
            for line in lines
        ),
        asked=tuple(asked_in_words(Asked.from_json(quote.asked))),
    )


def explanation_pdf(quote: Quote) -> bytes:
    """Return the explanation as a document; the same bytes whenever it is made.

    It is for people inside the company, who see why less was asked for than could have been.
    """
    content = explanation_content(explained(quote), seller=settings.COMPANY, logo=company_logo())
    return typeset(template=TEMPLATE, content=content, on=quote.priced_on)


def _line(line: QuoteLine, policies: tuple[AnyPolicy, ...]) -> ExplainedLine:
    before = line.expiring_product
    return ExplainedLine(
        position=line.position,
        lot=line.lot,
        product=line.product.name,
        expiring_product=before.name if before else "",
        quantity=line.quantity,
        price_months=line.price_months,
        period=Period(line.start_on, line.end_on),
        expiring_minor=line.expiring_minor,
        proposed_minor=line.proposed_minor,
        entitled_minor=line.entitled_minor,
        leakage_minor=line.leakage_minor,
        leakage_reason=line.leakage_reason,
        trace=line.trace,
        inputs=line.inputs,
        policies=policies,
    )
