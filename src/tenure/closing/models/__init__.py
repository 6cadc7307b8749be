"""Models of closing."""

from tenure.closing.models.booking import Booking, BookingRefusal
from tenure.closing.models.discrepancies import (
    Discrepancy,
    DiscrepancyNote,
    Reconciliation,
    Settlement,
)
from tenure.closing.models.statements import KeyMatch, Statement, StatementContract, StatementLine
from tenure.closing.models.terminations import (
    DataReturnStep,
    NoticeEnd,
    SaveAttempt,
    TerminationNotice,
)

__all__ = [
    "Booking",
    "BookingRefusal",
    "DataReturnStep",
    "Discrepancy",
    "DiscrepancyNote",
    "KeyMatch",
    "NoticeEnd",
    "Reconciliation",
    "SaveAttempt",
    "Settlement",
    "Statement",
    "StatementContract",
    "StatementLine",
    "TerminationNotice",
]
