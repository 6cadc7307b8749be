"""The price trace: which steps were taken, with the figures of each, and one sentence about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenure.kernel.money import format_unit_price
from tenure.pricing.rules.facts import PricedLine
from tenure.pricing.rules.steps import WATERFALL, Waterfall
from tenure.pricing.rules.words import first_that_holds, put

Trace = Sequence[Mapping[str, Any]]


def trace_of(line: PricedLine, waterfall: Waterfall = WATERFALL) -> list[dict[str, Any]]:
    """Return the trace as it is stored: one object per step, dates as ISO text, no nulls."""
    steps = []
    for step in waterfall.steps:
        if not step.trace or (step.when and line.columns[step.when] is None):
            continue
        shown = {name: _plain(line.columns[name]) for name in step.trace}
        steps.append({"step": step.name} | {k: v for k, v in shown.items() if v is not None})
    return steps


def explain(trace: Trace, currency: str, waterfall: Waterfall = WATERFALL) -> str:
    """Return one sentence that says how the proposed unit price came about."""
    facts = _facts(trace, waterfall)
    said = (first_that_holds(step.sentence, facts) for step in waterfall.steps)
    pieces = [put(one.say, facts, waterfall.words, currency) for one in said if one]
    return f"{'; '.join(pieces)}: {_prices(facts, currency)}."


@dataclass(frozen=True, slots=True)
class ToldStep:
    """Hold one step as people read it: its name, what was decided, and the unit price after it."""

    step: str
    note: str
    unit_price_e4: int | None = None


def told_steps(trace: Trace, currency: str, waterfall: Waterfall = WATERFALL) -> list[ToldStep]:
    """Return the steps of a trace as people read them, in order; what did not apply is left out."""
    facts = _facts(trace, waterfall)
    told = (first_that_holds(step.told, facts) for step in waterfall.steps)
    return [
        ToldStep(one.label, put(one.say, facts, waterfall.words, currency), facts.get(one.price))
        for one in told
        if one
    ]


def short_reason(trace: Trace, waterfall: Waterfall = WATERFALL) -> str:
    """Return in a few words, fit for the customer, why the price is what it is.

    The last step that has a reason to give decides. Reasons name rates and days, not amounts.
    """
    facts = _facts(trace, waterfall)
    reasons = (first_that_holds(step.reason, facts) for step in reversed(waterfall.steps))
    return next(put(one.say, facts, waterfall.words, currency="") for one in reasons if one)


def _facts(trace: Trace, waterfall: Waterfall) -> dict[str, Any]:
    """Return the figures of a trace; a step that is not in it left the price as it was."""
    facts = {key: value for step in trace for key, value in step.items()}
    # In older traces the hold was the last step that could change the price.
    facts.setdefault("held_price_e4", facts["proposed_price_e4"])
    price = facts["expiring_price_e4"]
    for step in waterfall.steps:
        price = facts.setdefault(step.price, price)
    return facts


def _prices(facts: Mapping[str, Any], currency: str) -> str:
    before, after = facts["expiring_price_e4"], facts["proposed_price_e4"]
    if facts.get("method_source") == "added":
        return format_unit_price(after, currency)
    if before == after:
        return f"{format_unit_price(after, currency)}, unchanged"
    return f"{format_unit_price(before, currency)} becomes {format_unit_price(after, currency)}"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
