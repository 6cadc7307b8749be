"""Read a file of clauses: the text of one terms version, in one or several languages.

terms_version = "2026-1"

[[clause]]
code = "fees"
[clause.en]
title = "Fees"
text = "..."
[clause.de]
title = "Vergütung"
text = "..."
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenure.documents.rules.locales import Language
from tenure.kernel.errors import InvalidInput

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LONGEST = {"title": 120, "text": 20_000}
_MOST = 200


@dataclass(frozen=True, slots=True)
class WrittenClause:
    """Hold a clause of a file; `position` counts from 1."""

    code: str
    position: int
    language: Language
    title: str
    text: str


def read_clauses(source: str) -> tuple[str, list[WrittenClause]]:
    """Return the terms version of a file and its clauses; raise InvalidInput with the place."""
    try:
        told = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"The file of clauses cannot be read: {error}.") from error
    version = told.get("terms_version")
    if not isinstance(version, str) or not 0 < len(version.strip()) <= 40:
        raise InvalidInput("The file of clauses needs a terms_version of at most 40 characters.")
    listed = told.get("clause")
    if not isinstance(listed, list) or not 0 < len(listed) <= _MOST:
        raise InvalidInput(f"The file of clauses needs 1 to {_MOST} entries [[clause]].")
    found = [one for place, entry in enumerate(listed, start=1) for one in _read(entry, place)]
    codes = [(one.code, one.language) for one in found]
    if len(set(codes)) != len(codes):
        raise InvalidInput("A clause stands twice in the file of clauses.")
    return version.strip(), found


def _read(entry: Any, place: int) -> list[WrittenClause]:
    here = f"Clause {place}"
    code = entry.get("code") if isinstance(entry, Mapping) else None
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise InvalidInput(f"{here}: its code is made of small letters, digits and hyphens.")
    texts = {key: value for key, value in entry.items() if key != "code"}
    if not texts:
        raise InvalidInput(f"{here} ({code}) has no text in any language.")
    return [
        WrittenClause(
            code, place, Language.of(language),
            _text(value, "title", f"{here} ({code}, {language})"),
            _text(value, "text", f"{here} ({code}, {language})"),
        )
        for language, value in texts.items()
    ]  # fmt: skip


def _text(value: Any, name: str, here: str) -> str:
    text = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(text, str) or not 0 < len(text.strip()) <= _LONGEST[name]:
        raise InvalidInput(f"{here}: its {name} has 1 to {_LONGEST[name]} characters.")
    return text.strip()
