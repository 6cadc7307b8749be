"""The kinds of paper, the version of each one's template, and the forms that each is set in."""

from __future__ import annotations

from enum import StrEnum


class PaperKind(StrEnum):
    """What a paper is."""

    QUOTE = "quote"
    ORDER_FORM = "order_form"
    INSERTION_ORDER = "insertion_order"
    RENEWAL_NOTICE = "renewal_notice"
    PARTNER_PACK = "partner_pack"
    AMENDMENT = "amendment"
    NEW_TERMS = "new_terms"
    TERMINATION = "termination"
    TERMINATION_ACKNOWLEDGEMENT = "termination_acknowledgement"
    NON_RENEWAL = "non_renewal"

    @property
    def label(self) -> str:
        """Return what it is called on the desk."""
        return LABELS[self]

    @property
    def template(self) -> str:
        """Return the name and version of its template."""
        return f"{self.value}-{VERSIONS[self]}"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return each with its label."""
        return [(one.value, one.label) for one in cls]


class PaperForm(StrEnum):
    """The file that a paper is set as: PDF to be kept, DOCX to be redlined."""

    PDF = "pdf"
    DOCX = "docx"


LABELS = {
    PaperKind.QUOTE: "Quote",
    PaperKind.ORDER_FORM: "Order form",
    PaperKind.INSERTION_ORDER: "Insertion order",
    PaperKind.RENEWAL_NOTICE: "Renewal and uplift notice",
    PaperKind.PARTNER_PACK: "Partner quote pack",
    PaperKind.AMENDMENT: "Amendment",
    PaperKind.NEW_TERMS: "New terms",
    PaperKind.TERMINATION: "Termination letter",
    PaperKind.TERMINATION_ACKNOWLEDGEMENT: "Acknowledgement of termination",
    PaperKind.NON_RENEWAL: "Acknowledgement of non-renewal",
}
# Raised when what the paper says or how it is laid out changes; issued paper keeps its own.
# The first form of a quote is the one in English alone (`templates/quote.typ`).
VERSIONS = dict.fromkeys(PaperKind, 1) | {PaperKind.QUOTE: 2}
# What is written from a quote; the rest is written from what happens to a contract.
OF_QUOTES = (
    PaperKind.QUOTE, PaperKind.ORDER_FORM, PaperKind.INSERTION_ORDER, PaperKind.RENEWAL_NOTICE,
    PaperKind.PARTNER_PACK,
)  # fmt: skip
OF_NOTICES = (
    PaperKind.TERMINATION_ACKNOWLEDGEMENT, PaperKind.NON_RENEWAL, PaperKind.TERMINATION,
)  # fmt: skip
REDLINED = frozenset({PaperKind.ORDER_FORM, PaperKind.AMENDMENT, PaperKind.NEW_TERMS})
