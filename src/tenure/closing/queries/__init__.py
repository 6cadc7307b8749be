"""Reads of closing."""

from tenure.closing.queries.discrepancies import (
    PAGE_SIZE,
    AgeCount,
    Chosen,
    KindCount,
    age_counts,
    current_statements,
    discrepancies,
    find_discrepancy,
    kind_counts,
    latest_reconciliation,
    orders_of,
)

__all__ = [
    "PAGE_SIZE",
    "AgeCount",
    "Chosen",
    "KindCount",
    "age_counts",
    "current_statements",
    "discrepancies",
    "find_discrepancy",
    "kind_counts",
    "latest_reconciliation",
    "orders_of",
]
