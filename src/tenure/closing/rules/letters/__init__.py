"""The papers of contracts: amendment, new terms, and those of an ending, as pure rules."""

from tenure.closing.rules.letters.amending import amended
from tenure.closing.rules.letters.facts import (
    AmendmentFacts,
    ChangedLine,
    ContractPaper,
    EndingFacts,
    NewTermsFacts,
)
from tenure.closing.rules.letters.words import WORDS
from tenure.closing.rules.letters.writing import (
    amendment,
    new_terms,
    non_renewal,
    termination_acknowledgement,
    termination_letter,
)

__all__ = [
    "WORDS",
    "AmendmentFacts",
    "ChangedLine",
    "ContractPaper",
    "EndingFacts",
    "NewTermsFacts",
    "amended",
    "amendment",
    "new_terms",
    "non_renewal",
    "termination_acknowledgement",
    "termination_letter",
]
