"""A stored price trace in people's words: steps with named, formatted facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenure.kernel.money import Money, format_unit_price
from tenure.kernel.percent import Percent
from tenure.kernel.period import format_day

STEPS = {
    "expiring": "Expiring price",
    "method": "Method",
    "base": "Base price",
    "uplift": "Uplift",
    "cap": "Cap",
    "hold": "Price hold",
    "proration": "Proration",
    "amount": "Amount",
}
UNITS = ("_e4", "_bp", "_minor")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a price: its name and its facts as (name, text)."""

    name: str
    facts: list[tuple[str, str]]


def steps_of(trace: Sequence[Mapping[str, Any]], currency: str) -> list[Step]:
    """Return the steps as the engine took them."""
    return [
        Step(
            STEPS.get(step["step"], step["step"].capitalize()),
            [
                (_name(name), _text(name, value, currency))
                for name, value in step.items()
                if name != "step" and value not in (None, "")
            ],
        )
        for step in trace
    ]


def _name(name: str) -> str:
    for unit in UNITS:
        name = name.removesuffix(unit)
    return name.replace("_", " ")


def _text(name: str, value: Any, currency: str) -> str:
    if name == "quantity_e4":
        return f"{value / 10_000:,.4f}".rstrip("0").rstrip(".")
    if name.endswith("_price_e4"):
        return format_unit_price(value, currency)
    if name.endswith("_bp"):
        return Percent(value).format()
    if name.endswith("_minor"):
        return Money(value, currency).format()
    if name.endswith(("_until", "_on")):
        return format_day(date.fromisoformat(value))
    return str(value).replace("_", " ")
