"""Who accepts or declines an offer and how, and what an acceptance must say to count."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tenure.kernel.errors import InvalidInput

_LONGEST = 120
LONGEST_PO = 60


class Manner(StrEnum):
    """How an offer was accepted."""

    ONLINE = "online"
    SIGNED_FORM = "signed_form"
    PURCHASE_ORDER = "purchase_order"
    ESIGNATURE = "esignature"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return each with its words."""
        return [(one.value, words) for one, words in MANNER_WORDS.items()]


MANNER_WORDS = {
    Manner.ONLINE: "On the offer's page",
    Manner.SIGNED_FORM: "By a signed order form",
    Manner.PURCHASE_ORDER: "By a purchase order",
    Manner.ESIGNATURE: "By electronic signature",
}


class DeclineReason(StrEnum):
    """Why an offer is declined: the trade's lost reasons."""

    ADOPTION = "adoption"
    PRODUCT = "product"
    QUALITY = "quality"
    ENGAGEMENT = "engagement"
    BUDGET = "budget"
    CORPORATE = "corporate"
    MERGED = "merged"
    OTHER = "other"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return each with its words."""
        return [(one.value, words) for one, words in DECLINE_WORDS.items()]


DECLINE_WORDS = {
    DeclineReason.ADOPTION: "Lack of adoption",
    DeclineReason.PRODUCT: "Product gaps",
    DeclineReason.QUALITY: "Quality",
    DeclineReason.ENGAGEMENT: "Lack of engagement or sponsor",
    DeclineReason.BUDGET: "Loss of budget",
    DeclineReason.CORPORATE: "Corporate decision",
    DeclineReason.MERGED: "Merged with another contract",
    DeclineReason.OTHER: "Other",
}


@dataclass(frozen=True, slots=True)
class Signer:
    """Hold who accepts: name, office (on whose authority), address; a PO number where there is one.

    Raise InvalidInput for what no acceptance can do without.
    """

    name: str
    title: str
    email: str
    po_number: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _require(self.name, "Who accepts", _LONGEST)
        _require(self.title, "The office of who accepts", _LONGEST)
        require_address(self.email)
        if len(self.po_number) > LONGEST_PO:
            raise InvalidInput(f"A PO number has at most {LONGEST_PO} characters.")


def require_address(email: str) -> None:
    """Refuse what is no e-mail address."""
    name, at, host = email.strip().partition("@")
    if not (name and at and "." in host) or any(part.isspace() for part in email.strip()):
        raise InvalidInput(f"{email or 'An empty text'} is not an e-mail address.")


def _require(text: str, what: str, longest: int) -> None:
    if not text.strip():
        raise InvalidInput(f"{what} is missing.")
    if len(text) > longest:
        raise InvalidInput(f"{what} has at most {longest} characters.")
