"""Templates of papers filled with samples, so that people see them before anything is issued."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tenure.book.rules.changes import Settlement
from tenure.closing.rules.letters import (
    WORDS,
    AmendmentFacts,
    ChangedLine,
    ContractPaper,
    EndingFacts,
    NewTermsFacts,
    amendment,
    new_terms,
    non_renewal,
    termination_acknowledgement,
    termination_letter,
)
from tenure.documents.queries import typeset
from tenure.documents.queries.redline import set_docx
from tenure.documents.rules import Language, Saying
from tenure.quotes.queries import sender
from tenure.quotes.queries.paper import TYPST_TEMPLATE
from tenure.quotes.rules.paper import (
    OF_QUOTES,
    REDLINED,
    PaperForm,
    PaperKind,
    PaperNotPossible,
    Sender,
    offer_paper,
    saying,
)
from tenure.quotes.rules.paper.sample import CLAUSES, CUSTOMER, sample_offer

_DATED = date(2027, 1, 15)
_ABOUT = ContractPaper("C-SAMPLE", "EUR", "GB", _DATED, (CUSTOMER,))
_ENDING = EndingFacts(
    _ABOUT, date(2027, 3, 31), date(2027, 1, 14), "Sam Sample", settlement=Settlement.CREDIT,
    owed_minor=12_500,
)  # fmt: skip
_LINES = (
    ChangedLine("Edge Network", 12, Decimal(10), Decimal(15), 105_0000, 105_0000, 52_500),
    ChangedLine("Firewall", 1, Decimal(0), Decimal("2.5"), 0, 20_5000, 30_750),
)


def paper_preview(kind: PaperKind, language: Language, form: PaperForm) -> bytes:
    """Return a paper of nobody in a language; raise PaperNotPossible for DOCX of what has none."""
    say = saying(language, "GB" if language == Language.ENGLISH else "", WORDS[language])
    content = _content(kind, say, sender())
    if form is PaperForm.DOCX:
        if kind not in REDLINED:
            raise PaperNotPossible(f"{kind.label}: not set as DOCX.")
        return set_docx(content=content, on=_DATED)
    return typeset(template=TYPST_TEMPLATE, content=content, on=_DATED)


def _content(kind: PaperKind, say: Saying, by: Sender) -> dict[str, Any]:
    if kind in OF_QUOTES:
        return offer_paper(kind, sample_offer(), say=say, sender=by)
    if kind is PaperKind.AMENDMENT:
        facts = AmendmentFacts(_ABOUT, date(2027, 2, 1), date(2027, 7, 31), _LINES, 83_250)
        return amendment(facts, say=say, sender=by)
    if kind is PaperKind.NEW_TERMS:
        terms = NewTermsFacts(_ABOUT, date(2027, 4, 1), "2021-06", CLAUSES)
        return new_terms(terms, say=say, sender=by)
    write = {
        PaperKind.TERMINATION: termination_letter,
        PaperKind.TERMINATION_ACKNOWLEDGEMENT: termination_acknowledgement,
        PaperKind.NON_RENEWAL: non_renewal,
    }[kind]
    return write(_ENDING, say=say, sender=by)
