"""What the document of a quote says: every text formatted, ready for the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tenure.kernel.money import format_unit_price
from tenure.kernel.period import Period, format_day
from tenure.pricing.rules import short_reason
from tenure.quotes.rules.asked import length_in_words
from tenure.quotes.rules.beside import is_new, true_up_of
from tenure.quotes.rules.print_words import (
    breakable,
    change_percent,
    days_apart,
    letterhead,
    paper_of,
    plain,
    price_period,
    proration_words,
    quantity_text,
    short_name,
    signed,
)

TEMPLATE = "quote"
TEMPLATE_VERSION = "quote-1"


@dataclass(frozen=True, slots=True)
class Party:
    """Hold a party to the deal: its role, name, and the lines beneath."""

    role: str
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinePrinted:
    """Hold one line of a quote as it is stored; `replaces` names the product that it renews.

    `period` is the piece of the term that it is for; none: all of it.
    """

    product: str
    charge: str
    quantity: Decimal
    price_months: int
    expiring_price_e4: int
    proposed_price_e4: int
    expiring_minor: int
    proposed_minor: int
    trace: Sequence[Mapping[str, Any]]
    replaces: str | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class PrintedQuote:
    """Hold a quote with all that its document shows; its term is whole months and `term_days`."""

    number: str
    version: int
    contract: str
    currency: str
    country: str
    start_on: date
    end_on: date
    term_months: int
    priced_on: date
    valid_until: date
    renewal_type: str
    notice_on: date | None
    terms_version: str
    expiring_minor: int
    proposed_minor: int
    parties: tuple[Party, ...]
    lines: tuple[LinePrinted, ...]
    programs: tuple[str, ...] = ()
    proration: str = ""
    term_days: int = 0
    note: str = ""

    @property
    def term(self) -> Period:
        """Return the new term."""
        return Period(self.start_on, self.end_on)

    def piece_of(self, line: LinePrinted) -> Period | None:
        """Return the days of a line that is for a part of the term only."""
        return None if line.period == self.term else line.period


def document_content(
    quote: PrintedQuote, *, seller: Mapping[str, str], logo: str
) -> dict[str, Any]:
    """Return the content of the template "quote": plain JSON of texts."""
    customer = quote.parties[0].name
    return {
        "document-name": "Renewal quote",
        "title": f"Renewal quote {quote.number}",
        "description": f"Renewal quote {quote.number} for {customer}",
        "subtitle": f"for {breakable(customer)}",
        "language": "en",
        "paper": paper_of(quote.country),
        "number": quote.number,
        "contract": quote.contract,
        "customer-short": short_name(customer),
        **letterhead(seller, logo),
        "facts": _facts(quote),
        "parties": [
            {
                "role": party.role,
                "name": breakable(party.name),
                "lines": [breakable(text) for text in party.lines],
            }
            for party in quote.parties
        ],
        "summary": _summary(quote),
        "lines-heading": _heading(len(quote.lines)),
        "columns": [
            "No.", "Product", "Quantity", "Unit price",
            f"Expiring ({quote.currency})", f"Proposed ({quote.currency})", "Change",
        ],
        "lines": [
            _line(place, line, quote) for place, line in enumerate(quote.lines, start=1)
        ],
        "total": _total(quote),
        "once": _once(quote),
        "terms": _terms(quote),
        "acceptance": (
            f"By signing, the customer orders the subscription described in quote {quote.number}"
            " for the term and at the prices stated above."
        ),
        "signatures": [
            {"party": breakable(name), "blanks": ["Signature", "Name and title", "Date", last]}
            for name, last in (
                (customer, "Purchase order number (if any)"), (seller["name"], "Place"),
            )
        ],
        "note": breakable(quote.note),
    }  # fmt: skip


def _facts(quote: PrintedQuote) -> list[dict[str, str]]:
    pairs = [
        ("Quote", quote.number),
        ("Version", str(quote.version)),
        ("Date", format_day(quote.priced_on)),
        ("Valid until", format_day(quote.valid_until)),
        ("Contract", quote.contract),
        ("Currency", quote.currency),
    ]
    return [{"name": name, "value": value} for name, value in pairs]


def _summary(quote: PrintedQuote) -> list[dict[str, str]]:
    code, before, after = quote.currency, quote.expiring_minor, quote.proposed_minor
    length = f"{length_in_words(quote.term_months, quote.term_days)}, both days included"
    items = [
        ("New term", days_apart(quote.term), length),
        (f"Today's prices, {code}", plain(before, code), "same term"),
        (f"Proposed, {code}", plain(after, code), "without taxes"),
        (
            "Change",
            change_percent(before, after) or "none",
            f"{signed(after - before, code)} {code}",
        ),
    ]
    return [{"name": name, "value": value, "note": note} for name, value, note in items]


def _line(place: int, line: LinePrinted, quote: PrintedQuote) -> dict[str, str]:
    currency = quote.currency
    as_used = line.charge == "usage"
    was = format_unit_price(line.expiring_price_e4, currency).removesuffix(f" {currency}")
    note = f"per {price_period(line.price_months)}"
    if line.proposed_price_e4 != line.expiring_price_e4 and not is_new(line.trace):
        note += f", was {was}"
    change = line.proposed_minor - line.expiring_minor
    reason = short_reason(line.trace)
    if line.replaces:
        reason = f"Takes the place of {breakable(line.replaces)}. {reason}"
    if piece := quote.piece_of(line):
        reason = f"{days_apart(piece)}. {reason}"
    return {
        "position": str(place),
        "product": breakable(line.product),
        "reason": reason,
        "quantity": "as used" if as_used else quantity_text(line.quantity),
        "price": format_unit_price(line.proposed_price_e4, currency).removesuffix(f" {currency}"),
        "price-note": note,
        "expiring": "as used" if as_used else plain(line.expiring_minor, currency),
        "proposed": "as used" if as_used else plain(line.proposed_minor, currency),
        "change": "" if as_used else signed(change, currency),
        "change-percent": change_percent(line.expiring_minor, line.proposed_minor),
    }


def _total(quote: PrintedQuote) -> dict[str, str]:
    length = length_in_words(quote.term_months, quote.term_days)
    change = quote.proposed_minor - quote.expiring_minor
    return {
        "name": f"Total for {length}, {quote.currency}, without taxes",
        "expiring": plain(quote.expiring_minor, quote.currency),
        "proposed": plain(quote.proposed_minor, quote.currency),
        "change": signed(change, quote.currency),
        "change-percent": change_percent(quote.expiring_minor, quote.proposed_minor),
    }


def _once(quote: PrintedQuote) -> list[dict[str, str]]:
    """Return what is owed once, beside the total of the term."""
    owed = sum(true_up_of(line.trace) for line in quote.lines)
    if not owed:
        return []
    name = f"True-up for use above the contract, once, {quote.currency}, not in the total"
    return [{"name": name, "amount": plain(owed, quote.currency)}]


def _terms(quote: PrintedQuote) -> list[str]:
    last_day = format_day(quote.start_on - timedelta(days=1))
    pieces = ", or the days that a line names," if any(map(quote.piece_of, quote.lines)) else ""
    terms = [
        f"This offer can be accepted until {format_day(quote.valid_until)}, inclusive.",
        f"All amounts are in {quote.currency} for the whole new term{pieces} and exclude taxes.",
    ]
    if quote.proration:
        terms.append(f"Prices are prorated by {proration_words(quote.proration)}.")
    terms.append(_at_term_end(quote, last_day))
    if any(line.charge == "usage" for line in quote.lines):
        terms.append(
            "Products marked \N{LEFT DOUBLE QUOTATION MARK}as used\N{RIGHT DOUBLE QUOTATION MARK}"
            " are billed by consumption at the unit price and are not part of the total."
        )
    terms += quote.programs
    if quote.terms_version:
        terms.append(f"The terms of the contract apply, version {quote.terms_version}.")
    else:
        terms.append("The terms of the existing contract continue to apply.")
    return terms


def _at_term_end(quote: PrintedQuote, last_day: str) -> str:
    if quote.renewal_type not in {"auto", "once"}:
        return f"The current term ends on {last_day}. Without acceptance it does not renew."
    notice = f" unless notice is given by {format_day(quote.notice_on)}" if quote.notice_on else ""
    return f"The current term ends on {last_day}; the contract renews by itself{notice}."


def _heading(count: int) -> str:
    return "What renews: 1 line" if count == 1 else f"What renews: {count} lines"
