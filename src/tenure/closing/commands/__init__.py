"""The writers of closing."""

from tenure.closing.commands.automatic import (
    Automatic,
    renew_automatically,
    send_reminders,
    write_reminders,
)
from tenure.closing.commands.booking import (
    Booked,
    NotBooked,
    accept_and_book,
    book_acceptance,
    book_accepted,
    let_acceptance_go,
)
from tenure.closing.commands.closings import (
    ClosingRefused,
    ask_churn_exception,
    decide_churn_exception,
    tick_closing,
)
from tenure.closing.commands.discrepancies import (
    DiscrepancyNotOpen,
    note_discrepancy,
    own_discrepancies,
    settle_discrepancies,
)
from tenure.closing.commands.paper import PaperRefused, check_paper, waive_mismatches
from tenure.closing.commands.reconcile import reconcile
from tenure.closing.commands.statements import StatementRefused, load_statement, match_key
from tenure.closing.commands.terminations import (
    NoticeNotOpen,
    book_notice,
    log_save,
    record_notice,
    tick_data_return,
    withdraw_notice,
)

__all__ = [
    "Automatic",
    "Booked",
    "ClosingRefused",
    "DiscrepancyNotOpen",
    "NotBooked",
    "NoticeNotOpen",
    "PaperRefused",
    "StatementRefused",
    "accept_and_book",
    "ask_churn_exception",
    "book_acceptance",
    "book_accepted",
    "book_notice",
    "check_paper",
    "decide_churn_exception",
    "let_acceptance_go",
    "load_statement",
    "log_save",
    "match_key",
    "note_discrepancy",
    "own_discrepancies",
    "reconcile",
    "record_notice",
    "renew_automatically",
    "send_reminders",
    "settle_discrepancies",
    "tick_closing",
    "tick_data_return",
    "waive_mismatches",
    "withdraw_notice",
    "write_reminders",
]
