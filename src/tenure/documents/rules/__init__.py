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
from tenure.documents.rules.uploads import ENDING_OF, LARGEST_UPLOAD, MAIL_TYPE, media_type_of

__all__ = [
    "ENDING_OF",
    "FORMULA_STARTS",
    "LARGEST_UPLOAD",
    "MAIL_TYPE",
    "REPLACEMENT",
    "Language",
    "LocalForm",
    "Saying",
    "content_hash",
    "mapped",
    "media_type_of",
    "place_of",
    "printable",
    "rare_characters",
    "replaced",
]
