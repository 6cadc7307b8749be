"""Short words for the book's tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tenure.book.rules.facts import Action, BookedOrder, Segment
from tenure.kernel.period import Period


def day(text: str) -> date:
    """Read 2026-01-31."""
    return date.fromisoformat(text)


def raised_by(rate_bp: int) -> Callable[[int], int]:
    """Return what raises a price by a rate; how it is rounded is pricing's, and no matter here."""
    return lambda price: price * (10_000 + rate_bp) // 10_000


def segment(
    start: str,
    end: str | None,
    *,
    lot: int = 1,
    quantity: int = 10,
    price: int = 100,
    **more: object,
) -> Segment:
    """Make a segment; quantity in pieces and price in major units a year."""
    facts = {"product": "PLAT", "price_months": 12, "currency": "EUR", **more}
    return Segment(
        lot=lot,
        lot_key=str(lot),
        quantity_e4=quantity * 10_000,
        unit_price_e4=price * 10_000,
        period=Period(day(start), day(end) if end else None),
        **facts,  # type: ignore[arg-type]
    )


def order(number: int, kind: str, *actions: Action, **terms: str | None) -> BookedOrder:
    """Make an order booked on the day its first action starts."""
    start = actions[0].segment.period.start if actions else day("2026-01-01")
    return BookedOrder(number, kind, start, start, actions, terms)
