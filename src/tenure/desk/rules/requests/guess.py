"""Guess what a mail asks for, by plain words, and say why. A person confirms it.

| subject | text | guess |
|---|---|---|
| New PO number for Q-2027-000042 | | po_number |
| Renewal | Maria left the company, please write to Tom | contact |
| Quote expired, please reissue; our PO is 4500 | | quote |
| Hello | How are you? | none |

A phrase in the subject counts three times, one in the text once; of two kinds with the same count
the one that was named first in the mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenure.desk.rules.requests.kinds import KINDS, RequestKind

_QUOTE = re.compile(r"\bQ-\d{4}-\d{4,8}(?:-v\d{1,3})?(?:-o\d{1,2})?\b", re.IGNORECASE)
_PO = re.compile(
    r"\b(?:PO|purchase order)(?:\s+(?:number|no\.?|is|now))*\s*[#:]?\s*"
    r"([A-Z0-9][A-Z0-9/-]{2,39})\b",
    re.IGNORECASE,
)
_SUBJECT_COUNTS = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """Hold which kind a mail seems to be, why, and what of its fields could be read."""

    kind: str
    because: str
    values: dict[str, str]


def guess_kind(subject: str, text: str) -> Guess | None:
    """Return what a mail seems to ask for; None when no words of any kind are in it."""
    about, body = _plain(subject), _plain(text)
    scored = [(_score(kind, about, body), kind) for kind in KINDS if kind.words]
    found = [(score, kind) for score, kind in scored if score[0]]
    if not found:
        return None
    _, kind = min(found, key=lambda one: (-one[0][0], one[0][1]))
    said = [word for word in kind.words if _places(word, about) or _places(word, body)]
    because = "It says " + ", ".join(f"'{word}'" for word in said[:3]) + "."
    return Guess(kind.code, because, _values(kind, f"{subject}\n{text}"))


def quote_numbers(text: str) -> list[str]:
    """Return the quote numbers that a text names, each once, in their order."""
    return list(dict.fromkeys(one.upper() for one in _QUOTE.findall(text)))[:10]


def _score(kind: RequestKind, about: str, body: str) -> tuple[int, int]:
    """Return how much a mail says of a kind, and where it says so first."""
    score, first = 0, len(about) + len(body)
    for word in kind.words:
        in_subject, in_text = _places(word, about), _places(word, body)
        score += _SUBJECT_COUNTS * bool(in_subject) + bool(in_text)
        if in_subject:
            first = min(first, in_subject[0])
        elif in_text:
            first = min(first, len(about) + in_text[0])
    return score, first


def _places(word: str, text: str) -> list[int]:
    """Return where a phrase stands as words of its own."""
    return [one.start() for one in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)]


def _plain(text: str) -> str:
    return " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").lower().split())


def _values(kind: RequestKind, text: str) -> dict[str, str]:
    if kind.code != "po_number":
        return {}
    for found in _PO.findall(text):
        if any(one.isdigit() for one in found):
            return {"po_number": found}
    return {}
