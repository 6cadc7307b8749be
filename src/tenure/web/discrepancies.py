"""What both sides say of a discrepancy, as rows to be read side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tenure.kernel.money import Money
from tenure.kernel.period import format_day

if TYPE_CHECKING:
    from tenure.closing.models import Discrepancy

_LABELS = {
    "contract": "Contract", "customer": "Customer", "quantity_e4": "Quantity",
    "annual": "A year", "before": "A year at the price before", "currency": "Currency",
    "end_on": "Last day of the term", "ended_on": "Over since",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One fact as both sides have it; empty where one has none."""

    label: str
    ours: str
    theirs: str


def said_by_both(found: Discrepancy) -> list[SaidRow]:
    """Return the facts that either side has, in a set order."""
    return [
        SaidRow(label, _text(name, found.ours, found), _text(name, found.theirs, found))
        for name, label in _LABELS.items()
        if name in found.ours or name in found.theirs
    ]


def _text(name: str, said: Mapping[str, Any], found: Discrepancy) -> str:
    if name not in said:
        return ""
    value = said[name]
    if name in {"annual", "before"}:
        return Money(int(value), found.currency).format()
    if name == "quantity_e4":
        return f"{Decimal(int(value)).scaleb(-4).normalize():,f}"
    if name == "end_on":
        return "open" if value is None else format_day(_day(value) - timedelta(days=1))
    if name == "ended_on":
        return format_day(_day(value))
    return str(value)


def _day(text: str) -> date:
    return date.fromisoformat(text)
