"""Contracts and orders for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from tenure.book.queries.changing import Preview
from tenure.book.rules.effect import Effect
from tenure.book.rules.facts import Segment
from tenure.book.rules.ledger import Step
from tenure.kernel.exact import fixed_point
from tenure.kernel.money import Money, format_unit_price


def last_day(end: date | None) -> date | None:
    """Return the last day before an end (none: open)."""
    return None if end is None else end - timedelta(days=1)


def segment_json(segment: Segment) -> dict[str, Any]:
    """Return a segment; its last day is inside."""
    return {
        "lot": segment.lot,
        "lot_key": segment.lot_key,
        "product": segment.product,
        "quantity_e4": segment.quantity_e4,
        "unit_price_e4": segment.unit_price_e4,
        "price_months": segment.price_months,
        "currency": segment.currency,
        "start_on": segment.period.start,
        "last_day": last_day(segment.period.end),
        "suspended": segment.suspended,
        "arr_minor": segment.arr_minor,
    }


def segment_line(segment: Segment) -> str:
    """Return a segment on one line."""
    quantity = fixed_point(segment.quantity_e4, 4).rstrip("0").rstrip(".")
    price = format_unit_price(segment.unit_price_e4, segment.currency)
    end = last_day(segment.period.end)
    paused = "  suspended" if segment.suspended else ""
    return (
        f"lot {segment.lot:<4}{segment.product:<14.14}{quantity:>12} x {price:>16} / "
        f"{segment.price_months} mo  {segment.period.start} to {end or 'open'!s:<10}{paused}"
    )


def movements_json(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return movements of ARR."""
    return [
        {
            "lot": step.lot,
            "effective_on": step.effective_on,
            "kind": step.kind,
            "amount_minor": step.amount_minor,
        }
        for step in steps
    ]


def movement_line(step: Step, currency: str) -> str:
    """Return a movement on one line."""
    amount = signed(Money(step.amount_minor, currency))
    kind = step.kind.replace("_", " ")
    return f"{step.effective_on}  lot {step.lot:<4}{kind:<15}{amount:>20}"


def signed(money: Money) -> str:
    """Return an amount with its sign."""
    return f"+{money.format()}" if money.minor > 0 else money.format()


def preview_json(preview: Preview) -> dict[str, Any]:
    """Return what an order would do."""
    effect, currency = preview.effect, preview.contract.currency
    money = effect.money(currency)
    names = ("credit_minor", "charge_minor", "net_minor")
    return {
        "contract": preview.contract.key,
        "new_contract": preview.is_new,
        "kind": effect.order.kind,
        "effective_on": effect.order.effective_on,
        "booked_on": effect.order.booked_on,
        "currency": currency,
        "refusal": preview.refusal,
        "lines": [_change_json(effect, place) for place in range(len(effect.lines))],
        "money": None if money is None else dict(zip(names, (m.minor for m in money), strict=True)),
        "movements": movements_json(effect.movements),
        "net_arr_minor": effect.net_arr_minor,
        "arr_minor": dict(zip(("before", "after"), effect.arr_minor, strict=True)),
        "atr_minor": dict(zip(("before", "after"), effect.atr_minor, strict=True)),
        "facts": dict(effect.order.terms),
    }


def _change_json(effect: Effect, place: int) -> dict[str, Any]:
    line = effect.lines[place]
    return {
        "comes": line.comes,
        **segment_json(line.segment),
        "value_minor": None if line.value is None else line.value.minor,
        "explanation": line.explanation,
    }


def print_preview(preview: Preview) -> None:
    """Print what an order would do."""
    effect, currency = preview.effect, preview.contract.currency
    order = effect.order
    opened = " (new)" if preview.is_new else ""
    print(
        f"{preview.contract.key}{opened}: {order.kind}, effective {order.effective_on}, "
        f"booked {order.booked_on}"
    )
    for line in effect.lines:
        worth = line.explanation if line.value is None else f"{line.value} ({line.explanation})"
        print(f"  {'+' if line.comes else '-'} {segment_line(line.segment)}  {worth}")
    for name, value in order.terms.items():
        print(f"  {name} = {'none' if value in (None, '') else value}")
    money = effect.money(currency)
    if money is None:
        print("  credit and charge: open, a piece has no end")
    else:
        print("  credit {}, charge {}, net {}".format(*money))
    for step in effect.movements:
        print(f"  {movement_line(step, currency)}")
    pairs = (("ARR", effect.arr_minor), ("ATR", effect.atr_minor))
    print("  " + ", ".join(f"{name} {_from_to(pair, currency)}" for name, pair in pairs))
    net = signed(Money(effect.net_arr_minor, currency))
    print(f"  net ARR {net} once all of it holds")


def _from_to(pair: Sequence[int], currency: str) -> str:
    before, after = (Money(minor, currency) for minor in pair)
    return f"{before} -> {after}" if before != after else f"{after}"
