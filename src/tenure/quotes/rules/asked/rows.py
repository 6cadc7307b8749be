"""Put what is asked for into the facts that lines are priced from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tenure.quotes.rules.asked.facts import AddedProduct, Asked, AskedLine

Row = Mapping[str, Any]
# What a contract says of the price before has no meaning for a line that is new on it.
_NEW = {
    "added": True,
    "expiring_price_e4": 0,
    "line_uplift_bp": None,
    "contract_uplift_bp": None,
    "cap_bp": None,
    "hold_until": None,
}


def asked_rows(
    asked: Asked,
    rows: Iterable[Row],
    *,
    expiring: Mapping[int, int],
    added: Mapping[int, AddedProduct],
) -> Iterator[dict[str, Any]]:
    """Yield the rows of facts with what is asked for in them.

    `rows` are those of the book as it is asked to be, and those of the lots that are taken out as
    the book has them; a row names its `lot`. `expiring` are the quantities (1/10,000) that expire,
    by lot; `added` the products that are new, by the lot that each would be.
    """
    of_lot = asked.by_lot
    for row in rows:
        lot = row["lot"]
        line = of_lot.get(lot, AskedLine(lot=lot))
        wanted: dict[str, Any] = {"one_time_discount_bp": asked.one_time_discount_bp}
        if lot in added:
            wanted |= _NEW | {"asked_quantity_e4": row["quantity_e4"], "quantity_e4": 0}
            discount = added[lot].discount_bp
        else:
            uplift = line.uplift_bp if line.uplift_bp is not None else asked.uplift_bp
            wanted |= {"asked_uplift_bp": uplift} | _quantity(line, row, expiring)
            discount = line.discount_bp
        # Support that is a share of what it covers has the discount of all lines already.
        if discount is None and row.get("covers") is None:
            discount = asked.discount_bp
        yield {**row, **wanted, "deal_discount_bp": discount or 0}


def _quantity(line: AskedLine, row: Row, expiring: Mapping[int, int]) -> dict[str, int]:
    """Return the quantity that expires and the one that is asked for, where they differ."""
    if line.removed:
        return {"asked_quantity_e4": 0}
    if line.quantity_e4 is None:
        return {}
    return {"asked_quantity_e4": row["quantity_e4"], "quantity_e4": expiring[line.lot]}
