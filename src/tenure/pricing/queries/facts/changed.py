"""The book as a person asks it to be: lines with other quantities, fewer or more of them.

The query for facts reads `book_line`. Put in front of it, this gives that name to the lines as
they are asked for, so that every source of facts, a tier that follows from the quantity as much as
what a support line covers, sees the same lines; the table itself is not touched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tenure.kernel.exact import fixed_point

MOST_ADDED = 64  # to one contract
CHANGED_SQL = """
WITH book_line AS (
    SELECT changed.* FROM book_line held
    LEFT JOIN unnest(%s::int[], %s::numeric[]) AS asked (lot, quantity)
        ON asked.lot = held.lot AND held.end_on = %s
    CROSS JOIN LATERAL jsonb_populate_record(
        held, jsonb_strip_nulls(jsonb_build_object('quantity', asked.quantity))
    ) AS changed
    WHERE held.contract_id = %s
    UNION ALL
    SELECT added.* FROM jsonb_populate_recordset(NULL::book_line, %s::jsonb) AS added
), book_overage AS (
    -- It is owed as ever; but the quantity that is asked for is all that renews.
    SELECT told.* FROM book_overage used
    CROSS JOIN LATERAL jsonb_populate_record(
        used,
        CASE WHEN used.lot = ANY(%s::int[]) THEN '{"true_forward": false}' ELSE '{}' END::jsonb
    ) AS told
    WHERE used.contract_id = %s
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedLine:
    """Hold a line that the contract does not have: its lot's number, product and quantity.

    The quantity is in 1/10,000. Nothing expires, so its price before is zero; and no line of the
    book stands behind it, so the `line_id` of its facts is below zero.
    """

    lot: int
    product_id: int
    quantity_e4: int
    currency: str
    price_months: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLines:
    """Hold how the lines of one contract that expire on a day are asked to be.

    `quantities` are new ones by lot, in 1/10,000; a lot at zero is not renewed and has no facts.
    """

    contract_id: int
    expires_on: date
    quantities: Mapping[int, int] = field(default_factory=dict)
    added: tuple[AddedLine, ...] = ()

    @property
    def price_months(self) -> tuple[int, ...]:
        """Return what the prices of the added lines pay for."""
        return tuple({line.price_months for line in self.added})

    def parameters(self) -> list[Any]:
        """Return the parameters of `CHANGED_SQL`."""
        return [
            list(self.quantities),
            [fixed_point(e4, 4).replace(",", "") for e4 in self.quantities.values()],
            self.expires_on,
            self.contract_id,
            json.dumps([self._row(*placed) for placed in enumerate(self.added)]),
            list(self.quantities),
            self.contract_id,
        ]

    def _row(self, place: int, line: AddedLine) -> dict[str, object]:
        return {
            "id": -(self.contract_id * MOST_ADDED + place),
            "contract_id": self.contract_id,
            "lot": line.lot,
            "lot_key": "",
            "product_id": line.product_id,
            "quantity": fixed_point(line.quantity_e4, 4).replace(",", ""),
            "unit_price_e4": 0,
            "price_months": line.price_months,
            "currency": line.currency,
            "start_on": self.expires_on.isoformat(),
            "end_on": self.expires_on.isoformat(),
            "suspended": False,
            "arr_minor": 0,
        }
