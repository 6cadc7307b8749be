"""How a step's figures are put into words: conditions and sentences with names in braces."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenure.kernel.exact import fixed_point
from tenure.kernel.money import Money, format_unit_price
from tenure.kernel.percent import Percent
from tenure.kernel.period import format_day

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, ">": operator.gt, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
_UNITS = ("_e4", "_bp", "_minor")
_NAMED = re.compile(r"\{(\w+)(\|size)?\}")


@dataclass(frozen=True, slots=True)
class Saying:
    """Hold words that are said when a condition holds: of a sentence, a told step, a reason."""

    say: str
    when: str = ""
    label: str = ""
    price: str = ""

    @classmethod
    def all_of(cls, tables: Iterable[Mapping[str, str]]) -> tuple[Saying, ...]:
        """Return the sayings of a step's file."""
        return tuple(
            cls(
                say=table.get("say") or table["note"],
                when=table.get("when", ""),
                label=table.get("label", ""),
                price=table.get("price", ""),
            )
            for table in tables
        )


def first_that_holds(sayings: Iterable[Saying], facts: Mapping[str, Any]) -> Saying | None:
    """Return the first saying whose condition holds."""
    return next((saying for saying in sayings if holds(saying.when, facts)), None)


def holds(when: str, facts: Mapping[str, Any]) -> bool:
    """Tell whether a condition holds: "a and b < c and d = 'word'"; what is unknown fails it."""
    return all(_holds(part.split(), facts) for part in when.split(" and ") if part)


def _holds(part: list[str], facts: Mapping[str, Any]) -> bool:
    left = facts.get(part[0])
    if len(part) == 1:
        return left is not None
    right = _operand(part[2], facts)
    return left is not None and right is not None and _COMPARISONS[part[1]](left, right)


def _operand(text: str, facts: Mapping[str, Any]) -> Any:
    if text.startswith("'"):
        return text.strip("'")
    return int(text) if text.lstrip("-").isdigit() else facts.get(text)


def put(
    text: str, facts: Mapping[str, Any], words: Mapping[str, Mapping[str, str]], currency: str
) -> str:
    """Return a text with the names in braces replaced by their values, as people write them."""

    def value(found: re.Match[str]) -> str:
        name, size = found.groups()
        known = facts.get(name)
        if called := words.get(name, {}).get(str(known)):
            return put(called, facts, words, currency)
        return _written(name, abs(known) if size and known else known, currency)

    return _NAMED.sub(value, text)


def named_figures(
    figures: Mapping[str, Any], words: Container[str], currency: str
) -> list[tuple[str, str]]:
    """Return figures as (name, text), both as people read them; what is not known is left out.

    `words` are the names of those that hold a word of pricing's own.
    """
    return [
        (
            _called(name),
            value.replace("_", " ") if name in words else _written(name, value, currency),
        )
        for name, value in figures.items()
        if value not in (None, "")
    ]


def _called(name: str) -> str:
    """Return the name of a figure without its unit: "cap_bp" is the cap."""
    for unit in _UNITS:
        name = name.removesuffix(unit)
    return name.replace("_", " ")


def _written(name: str, value: Any, currency: str) -> str:
    """Return a value as the end of its column's name says it is written."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    endings = (write for ending, write in _WRITERS if name.endswith(ending))
    write = next(endings, None)
    return write(value, currency) if write else str(value)


def _number(places: int) -> Callable[[int, str], str]:
    return lambda value, _: fixed_point(value, places).rstrip("0").rstrip(".")


def _months(count: int, _: str) -> str:
    return "1 month" if count == 1 else f"{count} months"


# By the end of a column's name; the first that fits.
_WRITERS: tuple[tuple[str, Callable[[Any, str], str]], ...] = (
    ("quantity_e4", _number(4)),
    ("_from_e4", _number(4)),
    ("_e4", format_unit_price),
    ("_bp", lambda value, _: Percent(value).format()),
    ("_minor", lambda value, currency: Money(value, currency).format()),
    ("index_before", _number(3)),
    ("index_now", _number(3)),
    ("_month", lambda value, _: format_day(_day(value)).partition(" ")[2]),
    ("_months", _months),
    ("_until", lambda value, _: format_day(_day(value))),
    ("_on", lambda value, _: format_day(_day(value))),
)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
