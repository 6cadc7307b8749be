"""The price trace: which steps were taken, with the figures of each, and one sentence about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenure.kernel.money import Money, format_unit_price
from tenure.kernel.percent import Percent
from tenure.kernel.period import format_day
from tenure.pricing.rules.facts import PricedLine

Trace = Sequence[Mapping[str, Any]]

# Step -> the columns it shows. The stored trace is a list of these, in this order, without nulls.
TRACE: dict[str, tuple[str, ...]] = {
    "expiring": ("expiring_price_e4", "price_months", "quantity_e4"),
    "method": ("method", "method_source", "policy_code"),
    "base": ("base", "base_price_e4"),
    "uplift": ("uplift_bp", "uplift_source", "uplifted_price_e4"),
    "cap": ("cap_bp", "cap_price_e4", "capped_price_e4"),
    "hold": ("hold_until", "proposed_price_e4"),
    "proration": ("term_months", "term_days", "term_month_days", "price_months"),
    "amount": ("expiring_minor", "proposed_minor"),
}

_METHOD = {
    "same": "The expiring price carries on",
    "list": "The list price applies",
    "uplift": "The expiring price is changed by {rate}",
}
_SOURCE = {
    "contract": "as the contract says",
    "agreed_uplift": "as agreed in the contract",
    "policy": "by the policy {policy}",
    "default": "as no policy applies",
}
_AMOUNTS = ("expiring_minor", "proposed_minor")
_UPLIFT_SOURCE = {
    "line": "the rate agreed for this line",
    "contract": "the contract's rate",
    "policy": "the rate of the policy {policy}",
    "none": "no rate was agreed",
}


def trace_of(line: PricedLine) -> list[dict[str, Any]]:
    """Return the trace as it is stored: one object per step, dates as ISO text, no nulls."""
    steps = []
    for step, columns in TRACE.items():
        shown = {name: _plain(getattr(line, name)) for name in columns}
        steps.append({"step": step} | {k: v for k, v in shown.items() if v is not None})
    return steps


def explain(trace: Trace, currency: str) -> str:
    """Return one sentence that says how the proposed unit price came about."""
    facts = {key: value for step in trace for key, value in step.items()}
    method = facts["method"]
    words = [_METHOD[method].format(rate=_rate(facts)) + ", " + _reason(facts)]
    if facts["base"] == "list_missing":
        words = ["No list price holds on the term's first day, so the expiring price stays"]
    if facts["capped_price_e4"] < facts["uplifted_price_e4"]:
        cap = Percent(facts["cap_bp"]).format()
        words.append(f"limited by the contract's cap of {cap}")
    if facts["proposed_price_e4"] < facts["capped_price_e4"]:
        held = format_day(date.fromisoformat(facts["hold_until"]))
        words.append(f"held at the expiring price until {held}")
    return f"{'; '.join(words)}: {_prices(facts, currency)}."


@dataclass(frozen=True, slots=True)
class ToldStep:
    """Hold one step as people read it: its name, what was decided, and the unit price after it."""

    step: str
    note: str
    unit_price_e4: int | None = None


def told_steps(trace: Trace, currency: str) -> list[ToldStep]:
    """Return the steps of a trace as people read them, in order; what did not apply is left out."""
    facts = {key: value for step in trace for key, value in step.items()}
    told = [
        ToldStep("expiring price", _paid_for(facts), facts["expiring_price_e4"]),
        ToldStep("method", f"{facts['method'].title()}, {_method_source(facts)}"),
    ]
    if facts["base"] == "list_missing":
        told.append(ToldStep("list price", "None holds on the term's first day: same price"))
    elif facts["base"] == "list":
        told.append(ToldStep("list price", "On the term's first day", facts["base_price_e4"]))
    if "uplift_bp" in facts:
        note = f"{_rate(facts)}, {_uplift_source(facts)}"
        told.append(ToldStep("uplift", note, facts["uplifted_price_e4"]))
    if "cap_bp" in facts:
        limits = facts["capped_price_e4"] < facts["uplifted_price_e4"]
        note = f"{Percent(facts['cap_bp']).format()}, {'limits the rise' if limits else 'is kept'}"
        told.append(ToldStep("cap", note, facts["capped_price_e4"]))
    if "hold_until" in facts:
        until = format_day(date.fromisoformat(facts["hold_until"]))
        holds = facts["proposed_price_e4"] < facts["capped_price_e4"]
        note = f"Until {until}, {'forbids the rise' if holds else 'forbids nothing here'}"
        told.append(ToldStep("price hold", note, facts["proposed_price_e4"]))
    told.append(ToldStep("proposed price", _paid_for(facts), facts["proposed_price_e4"]))
    amounts = (Money(facts[name], currency).format() for name in _AMOUNTS)
    told.append(ToldStep("amount", f"{' becomes '.join(amounts)} for {_length(facts)}"))
    return told


def short_reason(trace: Trace) -> str:
    """Return in a few words, fit for the customer, why the price is what it is."""
    facts = {key: value for step in trace for key, value in step.items()}
    before, after = facts["expiring_price_e4"], facts["proposed_price_e4"]
    if after < facts["capped_price_e4"]:
        until = format_day(date.fromisoformat(facts["hold_until"]))
        return f"Price held until {until}"
    if after == before:
        return "Price unchanged"
    if facts["capped_price_e4"] < facts["uplifted_price_e4"]:
        return f"Increase capped at {Percent(facts['cap_bp']).format()}"
    if facts["method"] == "uplift":
        return f"Price {'raised' if after > before else 'lowered'} by {_rate(facts, size=True)}"
    return "Current list price"


def _rate(facts: Mapping[str, Any], *, size: bool = False) -> str:
    rate = facts.get("uplift_bp", 0)
    return Percent(abs(rate) if size else rate).format()


def _reason(facts: Mapping[str, Any]) -> str:
    return _uplift_source(facts) if facts["method"] == "uplift" else _method_source(facts)


def _uplift_source(facts: Mapping[str, Any]) -> str:
    return _UPLIFT_SOURCE[facts["uplift_source"]].format(policy=facts.get("policy_code", ""))


def _method_source(facts: Mapping[str, Any]) -> str:
    return _SOURCE[facts["method_source"]].format(policy=facts.get("policy_code", ""))


def _paid_for(facts: Mapping[str, Any]) -> str:
    return f"For {_months(facts['price_months'])}"


def _length(facts: Mapping[str, Any]) -> str:
    if not facts["term_days"]:
        return _months(facts["term_months"])
    fraction = f"{facts['term_days']}/{facts['term_month_days']} of a month"
    return f"{_months(facts['term_months'])} and {fraction}" if facts["term_months"] else fraction


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def _prices(facts: Mapping[str, Any], currency: str) -> str:
    before, after = facts["expiring_price_e4"], facts["proposed_price_e4"]
    if before == after:
        return f"{format_unit_price(after, currency)}, unchanged"
    return f"{format_unit_price(before, currency)} becomes {format_unit_price(after, currency)}"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
