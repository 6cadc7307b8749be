"""The papers of offers: their kinds, and what each says, as a pure rule from facts to JSON."""

from tenure.quotes.rules.paper.facts import (
    ClauseText,
    OfferPaper,
    PaperNotPossible,
    PartnerPaid,
    PrintedClauses,
)
from tenure.quotes.rules.paper.frame import (
    Sender,
    code_of,
    fingerprint_of,
    framed,
    grouped,
    read_code,
)
from tenure.quotes.rules.paper.kinds import (
    OF_NOTICES,
    OF_QUOTES,
    REDLINED,
    PaperForm,
    PaperKind,
)
from tenure.quotes.rules.paper.offers import offer_paper
from tenure.quotes.rules.paper.words import WORDS, saying

__all__ = [
    "OF_NOTICES",
    "OF_QUOTES",
    "REDLINED",
    "WORDS",
    "ClauseText",
    "OfferPaper",
    "PaperForm",
    "PaperKind",
    "PaperNotPossible",
    "PartnerPaid",
    "PrintedClauses",
    "Sender",
    "code_of",
    "fingerprint_of",
    "framed",
    "grouped",
    "offer_paper",
    "read_code",
    "saying",
]
