"""Whether a file or a code is ours: answered to anyone, with nothing of the customer in it.

What somebody uploads is hashed and never opened: no reader of ours parses a stranger's file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q

from tenure.documents.models import Document
from tenure.quotes.models import IssuedPaper, QuoteDocument
from tenure.quotes.rules.paper import read_code

_END_OF_FILE = b"%%EOF"
_MOST_ENDS = 8


class Verdict(StrEnum):
    """What is found of a file or a code."""

    UNALTERED = "unaltered"
    ADDED_TO = "added_to"
    ISSUED = "issued"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verified:
    """Hold what anyone may know: is it ours, which paper, of which day, in which language, sealed.

    `ADDED_TO` is a file that begins with ours and goes on, as one does that somebody signed.
    """

    verdict: Verdict
    paper: str = ""
    language: str = ""
    issued_on: date | None = None
    is_sealed: bool = False


def verify_file(content: bytes) -> Verified:
    """Return what is found of a file."""
    hashes = _hashes(content)
    found = list(Document.objects.filter(sha256__in=hashes))
    if not found:
        return Verified(Verdict.UNKNOWN)
    longest = max(found, key=lambda document: document.size)
    verdict = Verdict.UNALTERED if longest.sha256 == hashes[0] else Verdict.ADDED_TO
    return _of_document(longest, verdict)


def verify_code(text: str) -> Verified:
    """Return what is found of a code as printed, or of a file's hash; raise InvalidInput."""
    digits = read_code(text)
    known = Document.objects.filter(sha256=digits).first()
    if known is not None:
        return _of_document(known, Verdict.ISSUED)
    paper = (
        IssuedPaper.objects.filter(Q(code=digits) | Q(plain_sha256=digits) | Q(fingerprint=digits))
        .order_by("pk")
        .first()
    )
    return _of_paper(paper, Verdict.ISSUED) if paper else Verified(Verdict.UNKNOWN)


def _of_document(document: Document, verdict: Verdict) -> Verified:
    paper = IssuedPaper.objects.filter(document=document).order_by("pk").first()
    if paper is not None:
        return _of_paper(paper, verdict)
    quoted = QuoteDocument.objects.filter(document=document).select_related("quote").first()
    if quoted is not None:
        return Verified(verdict, "Renewal quote", "English", quoted.quote.priced_on)
    return Verified(Verdict.UNKNOWN)  # kept for another purpose: a notice that a customer sent


def _of_paper(paper: IssuedPaper, verdict: Verdict) -> Verified:
    return Verified(
        verdict, paper.get_kind_display(), paper.get_language_display(), paper.issued_on,
        bool(paper.sealed_by),
    )  # fmt: skip


def _hashes(content: bytes) -> list[str]:
    """Return the SHA-256 of a file, then those of its beginnings that are whole PDFs themselves.

    Whoever adds to a PDF (a signature, a form's fields) appends to it and leaves what was there.
    """
    running, cuts, at = hashlib.sha256(), [], 0
    for _ in range(_MOST_ENDS):
        end = content.find(_END_OF_FILE, at)
        if end < 0:
            break
        at = end + len(_END_OF_FILE)
        cuts.extend([at, at + 1, at + 2])  # a line's end belongs to it, or does not
    found, done = [], 0
    for cut in sorted(set(cuts)):
        if done <= cut < len(content):
            running.update(content[done:cut])
            done = cut
            found.append(running.copy().hexdigest())
    running.update(content[done:])
    return [running.hexdigest(), *found]
