"""The difference between two sides of an offer, line by line: nothing is left unsaid.

| before | after | kind |
|---|---|---|
| lot 1, 10 at 100.00 | lot 1, 10 at 100.00 | same |
| lot 1, 10 at 100.00 | lot 1, 12 at 105.00 | changed: quantity, price |
| lot 1, EDGE | lot 1, EDGE PLUS | changed: product |
| lot 2 | nothing, or none of it | removed |
| nothing | lot 3 | added |
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOffered:
    """Hold one line of a side: a lot for a piece of the term.

    The price (1/10,000) pays for `price_months`; the amount is in minor units, for the piece.
    """

    lot: int
    product: str
    quantity: Decimal
    unit_price_e4: int
    price_months: int
    amount_minor: int
    currency: str
    start_on: date
    end_on: date


@dataclass(frozen=True, slots=True)
class LineDifference:
    """Hold one lot (or one piece of the term of it) on both sides; a side may lack it."""

    lot: int
    before: LineOffered | None
    after: LineOffered | None

    @property
    def kind(self) -> str:
        """Return 'same', 'changed', 'added' or 'removed'."""
        if self.before is None or not _is_there(self.before):
            return "added" if self.after is not None and _is_there(self.after) else "same"
        if self.after is None or not _is_there(self.after):
            return "removed"
        return "changed" if self.what else "same"

    @property
    def what(self) -> list[str]:
        """Return what differs: product, quantity, price, term, amount."""
        old, new = self.before, self.after
        if old is None or new is None:
            return []
        found = {
            "product": old.product != new.product,
            "quantity": old.quantity != new.quantity,
            "price": (old.unit_price_e4, old.price_months) != (new.unit_price_e4, new.price_months),
            "term": (old.start_on, old.end_on) != (new.start_on, new.end_on),
            "amount": old.amount_minor != new.amount_minor,
        }
        return [name for name, differs in found.items() if differs]

    @property
    def product(self) -> str:
        """Return the product's name, as it is afterwards where it still is."""
        present = self.after or self.before
        return present.product if present else ""

    @property
    def currency(self) -> str:
        """Return the currency of the amounts."""
        present = self.after or self.before
        return present.currency if present else ""

    @property
    def before_minor(self) -> int:
        """Return the amount before, 0 where there is none."""
        return self.before.amount_minor if self.before else 0

    @property
    def after_minor(self) -> int:
        """Return the amount afterwards, 0 where there is none."""
        return self.after.amount_minor if self.after else 0


def differences(
    before: Iterable[LineOffered], after: Iterable[LineOffered]
) -> list[LineDifference]:
    """Return every line of the two sides beside its fellow, by lot.

    Of a lot that is priced in several pieces of the term, the first pieces stand beside each
    other, then the second ones.
    """
    old, new = _by_place(before), _by_place(after)
    return [
        LineDifference(place[0], old.get(place), new.get(place))
        for place in sorted(old.keys() | new.keys())
    ]


def _by_place(lines: Iterable[LineOffered]) -> dict[tuple[int, int], LineOffered]:
    return dict(_placed(sorted(lines, key=lambda line: (line.lot, line.start_on))))


def _placed(lines: Iterable[LineOffered]) -> Iterator[tuple[tuple[int, int], LineOffered]]:
    seen: dict[int, int] = defaultdict(int)
    for line in lines:
        yield (line.lot, seen[line.lot]), line
        seen[line.lot] += 1


def _is_there(line: LineOffered) -> bool:
    """Tell whether a line is offered: one that is left out has no quantity and costs nothing."""
    return bool(line.quantity or (line.unit_price_e4 and line.amount_minor))
