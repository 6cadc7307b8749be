"""What the explanation of a quote's prices says: a document for people inside the company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tenure.kernel.money import format_unit_price
from tenure.kernel.period import Period, format_day
from tenure.pricing.rules import (
    WATERFALL,
    AnyPolicy,
    explain,
    kind_of,
    slice_words,
    terms_words,
    told_steps,
)
from tenure.pricing.rules.words import named_figures
from tenure.quotes.rules.print_words import (
    breakable,
    change_percent,
    days_apart,
    letterhead,
    months_text,
    paper_of,
    plain,
    price_period,
    proration_words,
    quantity_text,
    short_name,
)

TEMPLATE = "explanation"
NOT_STORED = "not stored: the line was made before the facts that it is priced from were kept"
_TOLD_BELOW = "leakage"  # in the line's last sentence, which also says when there is none
_NO_POLICY = "none was chosen"


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """Hold one line of a quote as it is stored, with the policies that it names."""

    position: int
    lot: int
    product: str
    expiring_product: str
    quantity: Decimal
    price_months: int
    period: Period
    expiring_minor: int
    proposed_minor: int
    entitled_minor: int
    leakage_minor: int
    leakage_reason: str
    trace: Sequence[Mapping[str, Any]]
    inputs: Mapping[str, Any] | None
    policies: tuple[AnyPolicy, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedQuote:
    """Hold a quote with all that the explanation of its prices shows."""

    number: str
    version: int
    contract: str
    customer: str
    country: str
    currency: str
    term: Period
    term_months: int
    priced_on: date
    proration: str
    expiring_minor: int
    proposed_minor: int
    lines: tuple[ExplainedLine, ...]
    asked: tuple[str, ...] = ()

    @property
    def entitled_minor(self) -> int:
        """Return what the clauses and policies allow to ask for, in all."""
        return sum(line.entitled_minor for line in self.lines)


def reason_words(reason: str) -> str:
    """Return why less is asked for than one is entitled to, in words; empty for no reason."""
    return WATERFALL.words["leakage_reason"].get(reason, reason)


def outcome_words(entitled_minor: int, leakage_minor: int, reason: str, currency: str) -> str:
    """Return what is proposed of what one is entitled to, and why not all of it."""
    entitled = f"Entitled to {plain(entitled_minor, currency)} {currency}"
    proposed = f"{plain(entitled_minor - leakage_minor, currency)} {currency}"
    if not leakage_minor:
        return f"{entitled}, and that is proposed."
    amount = f"{plain(abs(leakage_minor), currency)} {currency}"
    if leakage_minor < 0:
        return f"{entitled}; {proposed} is proposed, {amount} more."
    why = reason_words(reason)
    return f"{entitled}; {proposed} is proposed, {amount} less{': ' if why else ''}{why}."


def policy_words(policy: AnyPolicy) -> str:
    """Return a policy as one finds it again: its kind, code, first day, and what it says."""
    since, says, whom = format_day(policy.start_on), terms_words(policy), slice_words(policy)
    return f"{kind_of(policy).title} {policy.code} from {since}: {says}, for {whom}"


def explanation_content(
    quote: ExplainedQuote, *, seller: Mapping[str, str], logo: str
) -> dict[str, Any]:
    """Return the content of the template "explanation": plain JSON of texts."""
    return {
        "document-name": "Price explanation, internal,",
        "title": f"Price explanation {quote.number}",
        "description": f"How the prices of quote {quote.number} for {quote.customer} came about",
        "subtitle": f"for {breakable(quote.customer)}",
        "badge": "Internal: not for the customer or a partner",
        "language": "en",
        "paper": paper_of(quote.country),
        "number": quote.number,
        "contract": quote.contract,
        "customer-short": short_name(quote.customer),
        **letterhead(seller, logo),
        "facts": _facts(quote),
        "summary": _summary(quote),
        "asked": [breakable(phrase) for phrase in quote.asked],
        "columns": ["No.", "Product", "Entitled", "Proposed", "Not asked for", "Why"],
        "overview": [_overview(line, quote.currency) for line in quote.lines],
        "total": _total(quote),
        "step-columns": ["Step", "What was decided", f"Unit price ({quote.currency})"],
        "lines": [_line(line, quote) for line in quote.lines],
        "proration": f"Proration: {proration_words(quote.proration)}.",
        "note": "",
    }


def _facts(quote: ExplainedQuote) -> list[dict[str, str]]:
    pairs = [
        ("Quote", quote.number),
        ("Version", str(quote.version)),
        ("Priced", format_day(quote.priced_on)),
        ("Contract", quote.contract),
        ("New term", days_apart(quote.term)),
        ("Length", months_text(quote.term_months)),
    ]
    return [{"name": name, "value": value} for name, value in pairs]


def _summary(quote: ExplainedQuote) -> list[dict[str, str]]:
    code, entitled, proposed = quote.currency, quote.entitled_minor, quote.proposed_minor
    items = [
        (f"Expiring, {code}", plain(quote.expiring_minor, code), "same term"),
        (f"Entitled, {code}", plain(entitled, code), _compared(quote.expiring_minor, entitled)),
        (f"Proposed, {code}", plain(proposed, code), _compared(quote.expiring_minor, proposed)),
        (f"Not asked for, {code}", plain(entitled - proposed, code), _share(entitled, proposed)),
    ]
    return [{"name": name, "value": value, "note": note} for name, value, note in items]


def _compared(before: int, after: int) -> str:
    return change_percent(before, after) or ("unchanged" if before == after else "")


def _share(entitled: int, proposed: int) -> str:
    """Return what part of what one is entitled to is not asked for."""
    told = change_percent(entitled, proposed)
    return f"{told} of entitled" if told else ""


def _overview(line: ExplainedLine, currency: str) -> list[str]:
    return [
        str(line.position),
        breakable(line.product),
        plain(line.entitled_minor, currency),
        plain(line.proposed_minor, currency),
        plain(line.leakage_minor, currency) if line.leakage_minor else "",
        reason_words(line.leakage_reason),
    ]


def _total(quote: ExplainedQuote) -> list[str]:
    leakage = quote.entitled_minor - quote.proposed_minor
    return [
        f"Total, {quote.currency}",
        plain(quote.entitled_minor, quote.currency),
        plain(quote.proposed_minor, quote.currency),
        plain(leakage, quote.currency) if leakage else "",
        "",
    ]


def _line(line: ExplainedLine, quote: ExplainedQuote) -> dict[str, Any]:
    currency = quote.currency
    return {
        "heading": f"{line.position}. {breakable(line.product)}",
        "note": " · ".join(_about(line, quote)),
        "sentence": explain(line.trace, currency),
        "steps": [
            [step.step.capitalize(), breakable(step.note), _price(step.unit_price_e4, currency)]
            for step in told_steps(line.trace, currency)
            if step.step != _TOLD_BELOW
        ],
        "outcome": outcome_words(
            line.entitled_minor, line.leakage_minor, line.leakage_reason, currency
        ),
        "inputs": _inputs(line, currency),
        "policies": [breakable(policy_words(policy)) for policy in line.policies] or [_NO_POLICY],
    }


def _about(line: ExplainedLine, quote: ExplainedQuote) -> list[str]:
    as_used = (line.inputs or {}).get("charge") == "usage"
    quantity = "billed as used" if as_used else f"{quantity_text(line.quantity)} pieces"
    found = [f"lot {line.lot}", quantity]
    if line.expiring_product:
        found.append(f"in place of {breakable(line.expiring_product)}")
    found.append(f"priced per {price_period(line.price_months)}")
    if line.period != quote.term:
        found.append(days_apart(line.period))
    return found


def _price(unit_price_e4: int | None, currency: str) -> str:
    if unit_price_e4 is None:
        return ""
    return format_unit_price(unit_price_e4, currency).removesuffix(f" {currency}")


def _inputs(line: ExplainedLine, currency: str) -> str:
    if line.inputs is None:
        return NOT_STORED
    ordered = {name: line.inputs.get(name) for name in [*WATERFALL.facts, *line.inputs]}
    figures = named_figures(ordered, (), currency)
    return " · ".join(f"{name} {breakable(text)}" for name, text in figures)
