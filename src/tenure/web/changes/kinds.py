"""The kinds of change that people choose from, each with the form it takes."""

from __future__ import annotations

from dataclasses import dataclass

from tenure.web.changes.base import ChangeForm
from tenure.web.changes.ending import ResumeForm, SuspendForm, TerminateForm
from tenure.web.changes.lines import AddLineForm, QuantityForm, RemoveForm, RepriceForm, SwapForm
from tenure.web.changes.moving import MergeForm, MoveForm, SplitForm, TransferForm
from tenure.web.changes.renewing import RenewForm, ResetForm
from tenure.web.changes.terms import BridgeForm, CoTermForm, ExtendForm, FactsForm, PartnerForm


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change: its code in addresses, its name, one sentence, its icon, its form."""

    code: str
    title: str
    sentence: str
    icon: str
    form: type[ChangeForm]


# Amendments: several of them may go into one order.
AMENDMENTS = (
    Kind("add-line", "Add a line", "A product from a day on, with a ramp if wanted.", "upload",
         AddLineForm),
    Kind("quantity", "Change a quantity", "More or less of a line; its price stays.", "up",
         QuantityForm),
    Kind("price", "Reprice a line", "Another unit price; the quantity stays.", "repeat",
         RepriceForm),
    Kind("remove", "Remove a line", "One line goes, the others are not touched.", "close",
         RemoveForm),
    Kind("swap", "Swap a product", "Another product takes a line's place.", "refresh", SwapForm),
    Kind("extend", "Extend the term", "A later end; what ends with the term goes on.", "right",
         ExtendForm),
    Kind("co-terminate", "Co-terminate", "One end for all lines.", "link", CoTermForm),
    Kind("facts", "Change facts", "Billing, bill-to, terms version, notice, price clauses.",
         "list", FactsForm),
)  # fmt: skip
TERM = (
    Kind("renewal", "Renew", "Book the next term, as agreed or changed.", "check", RenewForm),
    Kind("reset", "Contract reset", "Start a new term early; the rest of this one is credited.",
         "repeat", ResetForm),
    Kind("bridge", "Bridge", "A few more weeks at the same price while people negotiate.",
         "clock", BridgeForm),
)  # fmt: skip
ENDS = (
    Kind("termination", "Terminate", "End the contract, or some lines of it.", "close",
         TerminateForm),
    Kind("suspension", "Suspend", "A pause: lines keep place and price.", "lock", SuspendForm),
    Kind("resumption", "Resume", "Take up what is suspended.", "play", ResumeForm),
)  # fmt: skip
PARTNER = Kind(
    "partner", "Partner takeover", "Another partner sells it; lines go on.", "handshake",
    PartnerForm,
)  # fmt: skip
SINGLE = (*TERM, *ENDS, PARTNER)
MOVES: dict[str, tuple[Kind, type[MoveForm]]] = {
    kind.code: (kind, form)
    for kind, form in (
        (Kind("transfer", "Transfer", "To another customer, in a contract of its own.", "send",
              TransferForm), TransferForm),
        (Kind("split", "Split", "Some lines into a contract of their own.", "users", SplitForm),
         SplitForm),
        (Kind("merge", "Merge", "Other contracts of the customer come into this one.", "download",
              MergeForm), MergeForm),
    )
}  # fmt: skip
CHANGES = {kind.code: kind for kind in (*AMENDMENTS, *SINGLE)}
AMENDING = {kind.code for kind in AMENDMENTS}
GROUPS = (
    ("Amend", "contract_change", AMENDMENTS),
    ("Next term", "contract_change", TERM),
    ("End or pause", "contract_change", ENDS),
    ("Move", "contract_move", tuple(kind for kind, _ in MOVES.values())),
    ("Partner", "contract_change", (PARTNER,)),
)
