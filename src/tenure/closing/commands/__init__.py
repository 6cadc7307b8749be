"""The writers of closing."""

from tenure.closing.commands.booking import Booked, NotBooked, book_acceptance, book_accepted
from tenure.closing.commands.discrepancies import (
    DiscrepancyNotOpen,
    note_discrepancy,
    own_discrepancies,
    settle_discrepancies,
)
from tenure.closing.commands.reconcile import reconcile
from tenure.closing.commands.statements import StatementRefused, load_statement, match_key

__all__ = [
    "Booked",
    "DiscrepancyNotOpen",
    "NotBooked",
    "StatementRefused",
    "book_acceptance",
    "book_accepted",
    "load_statement",
    "match_key",
    "note_discrepancy",
    "own_discrepancies",
    "reconcile",
    "settle_discrepancies",
]
