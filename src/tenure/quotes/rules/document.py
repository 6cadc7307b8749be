"""What the document of a quote says: every text formatted, ready for the template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tenure.kernel.exact import divide_half_up, fixed_point
from tenure.kernel.money import Money, format_unit_price
from tenure.kernel.percent import Percent
from tenure.kernel.period import Period, format_day
from tenure.pricing.rules import short_reason

TEMPLATE = "quote"
TEMPLATE_VERSION = "quote-1"
_LETTER_PAPER = frozenset({"US", "CA", "MX", "CL", "CO", "PH"})
_WORD = 24
_LONG_WORD = re.compile(rf"\S{{{_WORD + 1},}}")
_ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
_MINUS = "\N{MINUS SIGN}"
_TOO_MANY = 1_000_000  # basis points; a change beyond 10,000 % says nothing


@dataclass(frozen=True, slots=True)
class Party:
    """Hold a party to the deal: its role, name, and the lines beneath."""

    role: str
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinePrinted:
    """Hold one line of a quote as it is stored; `replaces` names the product that it renews."""

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


@dataclass(frozen=True, slots=True)
class PrintedQuote:
    """Hold a quote with all that its document shows."""

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
        "paper": "us-letter" if quote.country in _LETTER_PAPER else "a4",
        "number": quote.number,
        "contract": quote.contract,
        "customer-short": _short(customer),
        "seller": {
            "name": seller["name"],
            "email": seller["email"],
            "address": seller["address"].splitlines(),
        },
        "logo": logo,
        "logo-alt": f"{seller['name']} logo",
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
            _line(place, line, quote.currency) for place, line in enumerate(quote.lines, start=1)
        ],
        "total": _total(quote),
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
        "note": "",
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
    term = Period(quote.start_on, quote.end_on)
    length = f"{_months(quote.term_months)}, both days included"
    items = [
        ("New term", _days_apart(term), length),
        (f"Today's prices, {code}", plain(before, code), "same term"),
        (f"Proposed, {code}", plain(after, code), "without taxes"),
        (
            "Change",
            change_percent(before, after) or "none",
            f"{signed(after - before, code)} {code}",
        ),
    ]
    return [{"name": name, "value": value, "note": note} for name, value, note in items]


def _line(place: int, line: LinePrinted, currency: str) -> dict[str, str]:
    as_used = line.charge == "usage"
    was = format_unit_price(line.expiring_price_e4, currency).removesuffix(f" {currency}")
    note = f"per {_period(line.price_months)}"
    if line.proposed_price_e4 != line.expiring_price_e4:
        note += f", was {was}"
    change = line.proposed_minor - line.expiring_minor
    reason = short_reason(line.trace)
    if line.replaces:
        reason = f"Takes the place of {breakable(line.replaces)}. {reason}"
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
    change = quote.proposed_minor - quote.expiring_minor
    return {
        "name": f"Total for {_months(quote.term_months)}, {quote.currency}, without taxes",
        "expiring": plain(quote.expiring_minor, quote.currency),
        "proposed": plain(quote.proposed_minor, quote.currency),
        "change": signed(change, quote.currency),
        "change-percent": change_percent(quote.expiring_minor, quote.proposed_minor),
    }


def _terms(quote: PrintedQuote) -> list[str]:
    last_day = format_day(quote.start_on - timedelta(days=1))
    terms = [
        f"This offer can be accepted until {format_day(quote.valid_until)}, inclusive.",
        f"All amounts are in {quote.currency} for the whole new term and exclude taxes.",
        _at_term_end(quote, last_day),
    ]
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


def breakable(text: str) -> str:
    """Return text whose long words may break: after punctuation, else every 24 characters."""
    return _LONG_WORD.sub(lambda word: _ZERO_WIDTH_SPACE.join(_parts(word.group())), text)


def _parts(word: str) -> list[str]:
    pieces = re.findall(r"[^.@/_-]*[.@/_-]+|[^.@/_-]+", word)
    return [piece[at : at + _WORD] for piece in pieces for at in range(0, len(piece), _WORD)]


def plain(minor: int, currency: str) -> str:
    """Return an amount without its code: "1,234.50", with a true minus sign."""
    return Money(minor, currency).format().removesuffix(f" {currency}").replace("-", _MINUS)


def signed(minor: int, currency: str) -> str:
    """Return a difference with its sign: "+12.50", "0.00"."""
    return ("+" if minor > 0 else "") + plain(minor, currency)


def change_percent(before: int, after: int) -> str:
    """Return the change in percent to one decimal: "+5.2 %"; empty when it says nothing."""
    if before <= 0 or before == after:
        return ""
    basis_points = divide_half_up((after - before) * 1000, before) * 10
    if abs(basis_points) > _TOO_MANY:
        return ""
    if basis_points == 0:
        return "under 0.1 %"
    text = Percent(basis_points).format().replace("-", _MINUS)
    return f"+{text}" if basis_points > 0 else text


def quantity_text(quantity: Decimal) -> str:
    """Return a quantity without trailing zeros: "1,250", "2.5"."""
    text = fixed_point(int(quantity * 10_000), 4).rstrip("0").rstrip(".")
    return text or "0"


def _days_apart(term: Period) -> str:
    assert term.last_day is not None  # a quoted term always ends
    return f"{format_day(term.start)} \N{EN DASH} {format_day(term.last_day)}"


def _short(name: str) -> str:
    return name if len(name) <= 50 else name[:49] + "\N{HORIZONTAL ELLIPSIS}"


def _heading(count: int) -> str:
    return "What renews: 1 line" if count == 1 else f"What renews: {count} lines"


def _period(months: int) -> str:
    if months in {1, 12}:
        return "month" if months == 1 else "year"
    return f"{months // 12} years" if months % 12 == 0 else f"{months} months"


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"
