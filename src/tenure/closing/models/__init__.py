"""Models of closing."""

from tenure.closing.models.booking import Booking, BookingRefusal
from tenure.closing.models.closings import ChurnDecision, ChurnException, ClosingTick
from tenure.closing.models.discrepancies import (
    Discrepancy,
    DiscrepancyNote,
    Reconciliation,
    Settlement,
)
from tenure.closing.models.envelopes import Envelope, EnvelopeNews
from tenure.closing.models.paper import PaperCheck, PaperMismatch, PaperWaiver
from tenure.closing.models.periods import PeriodClose
from tenure.closing.models.reminders import AutomaticRenewal, RenewalReminder
from tenure.closing.models.statements import KeyMatch, Statement, StatementContract, StatementLine
from tenure.closing.models.terminations import (
    DataReturnStep,
    NoticeEnd,
    SaveAttempt,
    TerminationNotice,
)

__all__ = [
    "AutomaticRenewal",
    "Booking",
    "BookingRefusal",
    "ChurnDecision",
    "ChurnException",
    "ClosingTick",
    "DataReturnStep",
    "Discrepancy",
    "DiscrepancyNote",
    "Envelope",
    "EnvelopeNews",
    "KeyMatch",
    "NoticeEnd",
    "PaperCheck",
    "PaperMismatch",
    "PaperWaiver",
    "PeriodClose",
    "Reconciliation",
    "RenewalReminder",
    "SaveAttempt",
    "Settlement",
    "Statement",
    "StatementContract",
    "StatementLine",
    "TerminationNotice",
]
