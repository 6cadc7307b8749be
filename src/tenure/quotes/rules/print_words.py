"""How documents write amounts, quantities, terms and long names, and whose paper they are on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tenure.book.rules.day_counts import Mode
from tenure.kernel.exact import divide_half_up, fixed_point
from tenure.kernel.money import Money
from tenure.kernel.percent import Percent
from tenure.kernel.period import Period, format_day
from tenure.pricing.rules.times_paid import MODE_WORDS

_LETTER_PAPER = frozenset({"US", "CA", "MX", "CL", "CO", "PH"})
_WORD = 24
_LONG_WORD = re.compile(rf"\S{{{_WORD + 1},}}")
_ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
_MINUS = "\N{MINUS SIGN}"
_TOO_MANY = 1_000_000  # basis points; a change beyond 10,000 % says nothing


def letterhead(seller: Mapping[str, str], logo: str) -> dict[str, Any]:
    """Return the seller's part of a document's content."""
    return {
        "seller": {
            "name": seller["name"],
            "email": seller["email"],
            "address": seller["address"].splitlines(),
        },
        "logo": logo,
        "logo-alt": f"{seller['name']} logo",
    }


def paper_of(country: str) -> str:
    """Return the paper that is used in a country."""
    return "us-letter" if country in _LETTER_PAPER else "a4"


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


def days_apart(term: Period) -> str:
    """Return a term as its first and its last day."""
    assert term.last_day is not None  # a quoted term always ends
    return f"{format_day(term.start)} \N{EN DASH} {format_day(term.last_day)}"


def short_name(name: str) -> str:
    """Return a name that fits beside another on one line."""
    return name if len(name) <= 50 else name[:49] + "\N{HORIZONTAL ELLIPSIS}"


def price_period(months: int) -> str:
    """Return what a price pays for: "month", "year", "2 years"."""
    if months in {1, 12}:
        return "month" if months == 1 else "year"
    return f"{months // 12} years" if months % 12 == 0 else f"{months} months"


def months_text(count: int) -> str:
    """Return a number of months in words."""
    return "1 month" if count == 1 else f"{count} months"


def proration_words(mode: str) -> str:
    """Return what a mode of proration is called where it is printed."""
    return MODE_WORDS[Mode(mode)] if mode else "not stored"
