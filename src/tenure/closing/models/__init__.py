"""Models of closing."""

from tenure.closing.models.booking import Booking, BookingRefusal
from tenure.closing.models.discrepancies import (
    Discrepancy,
    DiscrepancyNote,
    Reconciliation,
    Settlement,
)
from tenure.closing.models.statements import KeyMatch, Statement, StatementContract, StatementLine

__all__ = [
    "Booking",
    "BookingRefusal",
    "Discrepancy",
    "DiscrepancyNote",
    "KeyMatch",
    "Reconciliation",
    "Settlement",
    "Statement",
    "StatementContract",
    "StatementLine",
]
