"""Read what is asked for from texts, as a form or the command line has them.

A text is known by its place: `term` (months, or "until"), `until` (the last day, inclusive),
`uplift`, `discount`, `one_time` (percent), `note`; `lines.3.quantity`, `.uplift`, `.discount`,
`.removed` of lot 3; `added.1.product`, `.quantity`, `.discount`, `.removed` of the first line that
is new. Empty is nothing asked for. Where a text makes no sense, a problem says so at its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from tenure.kernel.errors import InvalidInput, TenureError
from tenure.kernel.money import quantity_e4
from tenure.kernel.percent import Percent
from tenure.quotes.rules.asked.facts import AddedProduct, Asked, AskedLine

T = TypeVar("T")
UNTIL = "until"
_LINE = re.compile(r"lines\.(\d{1,9})\.(quantity|uplift|discount|removed)")
_ADDED = re.compile(r"added\.(\d{1,3})\.(product|quantity|discount|removed)")
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d{1,2}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold why something cannot be asked for, and at which place it stands."""

    place: str
    reason: str


def read_asked(texts: Mapping[str, str]) -> tuple[Asked, list[Problem]]:
    """Return what the texts ask for, and what is wrong with those that make no sense."""
    reader = _Reader({place: text.strip() for place, text in texts.items()})
    months, end_on = reader.term()
    asked = Asked(
        months=months,
        end_on=end_on,
        uplift_bp=reader.read("uplift", percent),
        discount_bp=reader.read("discount", percent),
        one_time_discount_bp=reader.read("one_time", percent),
        lines=tuple(line for line in reader.lines() if not line.is_nothing),
        added=tuple(reader.added()),
        note=" ".join(reader.texts.get("note", "").split()),
    )
    return asked, reader.problems


def percent(text: str) -> int:
    """Return a rate in basis points: "3.5", "3,5", "3.5 %". Raise InvalidInput."""
    plain = _SPACES.sub("", text).removesuffix("%")
    if _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    if "," in plain:
        raise InvalidInput(f"{text!r} is not a percentage: write it as 3.5.")
    return Percent.parse(plain).basis_points


def quantity(text: str) -> int:
    """Return a quantity in 1/10,000: "1200", "1,200", "2.5". Raise InvalidInput."""
    plain = _SPACES.sub("", text)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if "," in plain:
        raise InvalidInput(f"{text!r} is not a quantity: write 2.5 with a point, 1,200 in threes.")
    return quantity_e4(plain)


def whole_months(text: str) -> int:
    """Return a number of months. Raise InvalidInput."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise InvalidInput(f"{text!r} is not a number of months.")
    return int(text)


def last_day(text: str) -> date:
    """Return the first day after an inclusive last day in ISO form. Raise InvalidInput."""
    try:
        return date.fromisoformat(text) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise InvalidInput(f"{text!r} is not a day: write it as 2027-01-31.") from None


@dataclass
class _Reader:
    texts: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, place: str, reading: Callable[[str], T]) -> T | None:
        """Return what stands at a place; None where nothing or no sense does."""
        text = self.texts.get(place, "")
        try:
            return reading(text) if text else None
        except TenureError as error:
            self.problems.append(Problem(place, str(error)))
            return None

    def term(self) -> tuple[int | None, date | None]:
        if self.texts.get("term") != UNTIL:
            return self.read("term", whole_months), None
        if not self.texts.get("until"):
            self.problems.append(Problem("until", "Say the last day of the term."))
        return None, self.read("until", last_day)

    def lines(self) -> list[AskedLine]:
        return [
            AskedLine(
                lot=lot,
                quantity_e4=self.read(f"lines.{lot}.quantity", quantity),
                uplift_bp=self.read(f"lines.{lot}.uplift", percent),
                discount_bp=self.read(f"lines.{lot}.discount", percent),
                removed=bool(self.texts.get(f"lines.{lot}.removed")),
            )
            for lot in self._numbers(_LINE)
        ]

    def added(self) -> list[AddedProduct]:
        places = [f"added.{place}." for place in self._numbers(_ADDED)]
        found = (self._added(place) for place in places if not self.texts.get(f"{place}removed"))
        return [one for one in found if one is not None]

    def _added(self, place: str) -> AddedProduct | None:
        code, wanted = self.texts.get(f"{place}product"), self.texts.get(f"{place}quantity")
        if not code and not wanted:
            return None
        if not code or not wanted:
            missing = ("quantity", "Say how many.") if code else ("product", "Say which product.")
            self.problems.append(Problem(f"{place}{missing[0]}", missing[1]))
        number = self.read(f"{place}quantity", quantity)
        discount = self.read(f"{place}discount", percent)
        return AddedProduct(product=code or "", quantity_e4=number or 0, discount_bp=discount)

    def _numbers(self, pattern: re.Pattern[str]) -> list[int]:
        found = (pattern.fullmatch(place) for place in self.texts)
        return sorted({int(match[1]) for match in found if match})
