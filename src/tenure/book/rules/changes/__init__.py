"""What can be done to a contract, each planned into order actions by a pure rule."""

from tenure.book.rules.changes.base import Change, ChangeRefused, Plan
from tenure.book.rules.changes.ending import (
    Cause,
    Resume,
    Settlement,
    Suspend,
    Terminate,
    Timing,
    termination_date,
)
from tenure.book.rules.changes.lines import (
    AddLine,
    ChangeQuantity,
    Offer,
    RampStep,
    RemoveLine,
    Reprice,
    SwapProduct,
)
from tenure.book.rules.changes.moving import MoveIn, MoveOut, co_terminated, moved_pieces
from tenure.book.rules.changes.renewing import (
    Renew,
    RenewedLot,
    Reset,
    renewable_lots,
    renewal_as_agreed,
)
from tenure.book.rules.changes.reversing import plan_reversal
from tenure.book.rules.changes.signed import RenewAsSigned
from tenure.book.rules.changes.terms import (
    Bridge,
    CoTerminate,
    ExtendTerm,
    SetFacts,
    TakeOver,
)

__all__ = [
    "AddLine",
    "Bridge",
    "Cause",
    "Change",
    "ChangeQuantity",
    "ChangeRefused",
    "CoTerminate",
    "ExtendTerm",
    "MoveIn",
    "MoveOut",
    "Offer",
    "Plan",
    "RampStep",
    "RemoveLine",
    "Renew",
    "RenewAsSigned",
    "RenewedLot",
    "Reprice",
    "Reset",
    "Resume",
    "SetFacts",
    "Settlement",
    "Suspend",
    "SwapProduct",
    "TakeOver",
    "Terminate",
    "Timing",
    "co_terminated",
    "moved_pieces",
    "plan_reversal",
    "renewable_lots",
    "renewal_as_agreed",
    "termination_date",
]
