"""How a step's figures are put into words: conditions and sentences with names in braces."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
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


def _written(name: str, value: Any, currency: str) -> str:
    """Return a value as the end of its column's name says it is written."""
    if value is None:
        return ""
    if name.endswith("_quantity_e4") or name == "quantity_e4":
        return fixed_point(value, 4).rstrip("0").rstrip(".")
    if name.endswith("_e4"):
        return format_unit_price(value, currency)
    if name.endswith("_bp"):
        return Percent(value).format()
    if name.endswith("_minor"):
        return Money(value, currency).format()
    if name in {"index_before", "index_now"}:
        return fixed_point(value, 3).rstrip("0").rstrip(".")
    if name.endswith("_month"):
        return format_day(_day(value)).partition(" ")[2]
    if name.endswith("_months"):
        return "1 month" if value == 1 else f"{value} months"
    if name.endswith(("_until", "_on")):
        return format_day(_day(value))
    return str(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
