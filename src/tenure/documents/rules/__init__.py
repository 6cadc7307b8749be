"""Pure decisions about documents: their characters, languages, kinds and totals."""

from tenure.documents.rules.locales import Language, LocalForm
from tenure.documents.rules.saying import Saying
from tenure.documents.rules.texts import (
    FORMULA_STARTS,
    REPLACEMENT,
    content_hash,
    mapped,
    place_of,
    printable,
    rare_characters,
    replaced,
)

__all__ = [
    "FORMULA_STARTS",
    "REPLACEMENT",
    "Language",
    "LocalForm",
    "Saying",
    "content_hash",
    "mapped",
    "place_of",
    "printable",
    "rare_characters",
    "replaced",
]
