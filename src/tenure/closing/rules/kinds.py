"""The words of reconciliation: sides, kinds of discrepancy, and why one is settled."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Whom the contracts are compared with."""

    CRM = "crm"
    BILLING = "billing"

    @property
    def label(self) -> str:
        """Return what people call it."""
        return {"crm": "CRM", "billing": "billing"}[self.value]


class Kind(StrEnum):
    """What does not agree, the more serious first."""

    AFTER_TERMINATION = "after_termination"
    MISSING = "missing"
    UNKNOWN = "unknown"
    DUPLICATE = "duplicate"
    CURRENCY = "currency"
    UPLIFT = "uplift"
    QUANTITY = "quantity"
    PRICE = "price"
    AMOUNT = "amount"
    DATE = "date"


_WORDS = {
    Kind.AFTER_TERMINATION: "still {active} after the termination",
    Kind.MISSING: "missing in {side}",
    Kind.UNKNOWN: "in {side} only",
    Kind.DUPLICATE: "more than once in {side}",
    Kind.CURRENCY: "another currency",
    Kind.UPLIFT: "the uplift is not {in_force}",
    Kind.QUANTITY: "another quantity",
    Kind.PRICE: "another price",
    Kind.AMOUNT: "another amount",
    Kind.DATE: "another end of the term",
}
_VERBS = {
    Side.CRM: {"active": "open", "in_force": "recorded"},
    Side.BILLING: {"active": "billed", "in_force": "billed"},
}


def words(kind: str, side: str) -> str:
    """Return what a discrepancy is, in a few words: 'the uplift is not billed'."""
    verbs = _VERBS[Side(side)]
    return _WORDS[Kind(kind)].format(side=Side(side).label, **verbs)


class Settled(StrEnum):
    """Why a discrepancy is not open any more."""

    ORDER = "order"
    SOURCE = "source"
    ACCEPTED = "accepted"
    MATCHED = "matched"
    GONE = "gone"


SETTLED_WORDS = {
    Settled.ORDER: "An order corrected the contract",
    Settled.SOURCE: "Corrected in the other system",
    Settled.ACCEPTED: "It is right that they differ",
    Settled.MATCHED: "The keys were matched by hand",
    Settled.GONE: "They agree again",
}
# What a person may say; that they agree again only the comparison says.
BY_HAND = (Settled.ORDER, Settled.SOURCE, Settled.ACCEPTED, Settled.MATCHED)
