"""What a line is, beside what it is priced from: what a priced line is kept with."""

from __future__ import annotations

from tenure.pricing.rules import WATERFALL

# What DuckDB calls a type, as PostgreSQL does.
_TYPES = {"VARCHAR": "text", "DATE": "date", "BIGINT": "bigint", "BOOLEAN": "boolean"}

# The product is the one that is offered; where it takes the place of another, that other is what
# expires. `start_on` is the first day of the piece of the term, `end_on` the first day after it,
# `term_end_on` that after the whole term.
DESCRIPTIONS = {
    "contract_id": "l.contract_id",
    "lot": "l.lot",
    "product_id": "rp.id",
    "expiring_product_id": "CASE WHEN sc.renewed_id IS NOT NULL THEN l.product_id END",
    "currency": "l.currency",
    "start_on": "w.start_on",
    "end_on": "w.end_on",
    "term_end_on": "w.term_end_on",
}
DESCRIPTION_TYPES = {
    "contract_id": "bigint",
    "lot": "int",
    "product_id": "bigint",
    "expiring_product_id": "bigint",
    "currency": "text",
    "start_on": "date",
    "end_on": "date",
    "term_end_on": "date",
}


def postgresql_type(kind: str) -> str:
    """Return what PostgreSQL calls a type of the engine's."""
    return _TYPES[kind]


def fact_types(names: tuple[str, ...]) -> dict[str, str]:
    """Return facts with their types in PostgreSQL."""
    return {name: _TYPES[WATERFALL.facts[name].type] for name in names}
