"""What the fold of a whole book reads from PostgreSQL: orders, actions, movements, as text.

Rows are sent in blocks, each a text of many lines: a row sent by itself costs both sides more than
its values do. No value holds a comma.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tenure.book.rules.facts import TAKING_AWAY

FACTS = ("start_on", "end_on", "ended_on", "renewal_type")
GONE = ", ".join(f"'{kind}'" for kind in sorted(TAKING_AWAY))
BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a query, and the DuckDB table of that name that they go to.

    `cells` gives each column its SQL and its kind; `source` begins with FROM and ends with a
    condition. `blocks_of` names a table and its alias there: a block is the rows of so many of its
    ids. None: they are few, or not worth more than one reading of the table.
    """

    name: str
    cells: Mapping[str, tuple[str, str]]
    source: str
    blocks_of: tuple[str, str] | None = None

    @property
    def columns(self) -> str:
        """Return the columns of the DuckDB table."""
        return ", ".join(f'"{name}" {kind}' for name, (_, kind) in self.cells.items())

    @property
    def blocks(self) -> str:
        """Return the query of the blocks."""
        # concat_ws leaves out what is null, with its comma.
        line = f"concat_ws(',', {', '.join(value for value, _ in self.cells.values())})"
        if self.blocks_of is None:
            return f"SELECT {line} {self.source}"
        table, alias = self.blocks_of
        ids = f"{alias}.id >= block AND {alias}.id < block + {BLOCK}"
        return (
            f"SELECT (SELECT string_agg({line}, E'\\n') {self.source} AND {ids}) "
            f"FROM generate_series((SELECT min(id) FROM {table}), (SELECT max(id) FROM {table}), "
            f"{BLOCK}) AS block"
        )

    def lines(self, path: str) -> str:
        """Return what a file of blocks holds, as DuckDB reads it."""
        kinds = ", ".join(f"'{name}': '{kind}'" for name, (_, kind) in self.cells.items())
        return (
            f"read_csv('{path}', columns={{{kinds}}}, auto_detect=false, header=false, "
            "delim=',', quote='\"', escape='\"', nullstr='')"
        )


PRODUCTS = Part(
    name="products",
    cells={"id": ("id", "BIGINT"), "recurring": ("charge = 'recurring'", "BOOLEAN")},
    source="FROM book_product",
)


def orders(known_on: date | None, contract_ids: Sequence[int] | None) -> Part:
    """Return the orders known on a day (none: all), with the facts that they set.

    An order is known with all before it: the first that was booked later ends what is known. A
    fact is JSON's text: `null` where the order took it away, nothing where it said nothing.
    """
    tests, join = [among(contract_ids)], ""
    if known_on is not None:
        join = (
            "LEFT JOIN (SELECT contract_id AS c, min(number) AS n FROM book_order "
            f"WHERE booked_on > '{known_on}' GROUP BY 1) later ON later.c = o.contract_id "
        )
        tests.append("(later.n IS NULL OR o.number < later.n)")
    return Part(
        name="orders",
        cells={
            "o": ("o.id", "BIGINT"),
            "c": ("o.contract_id", "BIGINT"),
            "n": ("o.number", "INTEGER"),
            "kind": ("o.kind", "VARCHAR"),
            **{name: (_perhaps(f"o.terms->'{name}'"), "VARCHAR") for name in FACTS},
        },
        source=f"FROM book_order o {join}WHERE {' AND '.join(tests)}",
        blocks_of=_all("book_order", "o", contract_ids) if known_on is None else None,
    )


def actions(contract_ids: Sequence[int] | None) -> Part:
    """Return the contracts' actions: what the ledger needs of them, no more.

    A kind is sent where it says something that the segment does not.
    """
    telling = f"a.kind IN ({GONE}, 'move_in', 'restore') OR a.replaces_lot IS NOT NULL"
    join = "" if contract_ids is None else "JOIN book_order o ON o.id = a.order_id "
    return Part(
        name="actions",
        cells={
            "o": ("a.order_id", "BIGINT"),
            "id": ("a.id", "BIGINT"),
            "lot": ("a.lot", "INTEGER"),
            "kind": (f"CASE WHEN {telling} THEN a.kind ELSE '' END", "VARCHAR"),
            "replaces": (
                _perhaps("CASE WHEN a.from_contract_id IS NULL THEN a.replaces_lot END"),
                "INTEGER",
            ),
            "product_id": ("a.product_id", "BIGINT"),
            "quantity": ("a.quantity", "DECIMAL(18,4)"),
            "unit_price": ("a.unit_price_e4", "BIGINT"),
            "price_months": ("a.price_months", "INTEGER"),
            "currency": ("a.currency", "VARCHAR"),
            "start": ("a.start_on", "DATE"),
            "end": (_perhaps("a.end_on"), "DATE"),
            "suspended": ("a.suspended", "BOOLEAN"),
        },
        source=f"FROM book_orderaction a {join}WHERE {among(contract_ids)}",
        blocks_of=_all("book_orderaction", "a", contract_ids),
    )


def posted(contract_ids: Sequence[int] | None) -> Part:
    """Return the ledger's movements."""
    return Part(
        name="posted",
        cells={
            "c": ("o.contract_id", "BIGINT"),
            "lot": ("o.lot", "INTEGER"),
            "day": ("o.effective_on", "DATE"),
            "kind": ("o.kind", "VARCHAR"),
            "amount": ("o.amount_minor", "BIGINT"),
        },
        source=f"FROM book_arrmovement o WHERE {among(contract_ids)}",
        blocks_of=_all("book_arrmovement", "o", contract_ids),
    )


def among(contract_ids: Sequence[int] | None) -> str:
    """Return the condition that a row `o` belongs to one of the contracts (none: true)."""
    if contract_ids is None:
        return "true"
    return f"o.contract_id = ANY('{{{','.join(map(str, contract_ids))}}}'::bigint[])"


def _perhaps(value: str) -> str:
    return f"coalesce(({value})::text, '')"


def _all(table: str, alias: str, contract_ids: Sequence[int] | None) -> tuple[str, str] | None:
    return (table, alias) if contract_ids is None else None
