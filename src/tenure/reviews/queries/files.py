"""A review as files, all set from the same structure."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tenure.documents.queries import company_logo, typeset
from tenure.kernel.errors import InvalidInput
from tenure.reviews.queries.pictures import printed
from tenure.reviews.queries.workbook import workbook
from tenure.reviews.rules.printing import TEMPLATE, review_content
from tenure.reviews.rules.reviews import Review

_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pdf": "application/pdf",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """A file with the name under which people keep it."""

    name: str
    media_type: str
    content: bytes


def review_file(review: Review, kind: str) -> ReviewFile:
    """Return a review as pdf, pptx or xlsx. Raise InvalidInput for another kind of file."""
    if kind not in FORMATS:
        raise InvalidInput(f"A review is a file of {', '.join(FORMATS)}.")
    made = {"pdf": _pdf, "pptx": _slides, "xlsx": workbook}[kind](review)
    name = "-".join(filter(None, (review.kind, "review", review.period, review.currency))).lower()
    return ReviewFile(f"{name}.{kind}", FORMATS[kind], made)


def _pdf(review: Review) -> bytes:
    """Return the tagged PDF; the same bytes for the same review."""
    svgs = [[printed(chart) for chart in section.charts] for section in review.sections]
    content = review_content(review, seller=settings.COMPANY, logo=company_logo(), svgs=svgs)
    return typeset(template=TEMPLATE, content=content, on=review.known_on)


def _slides(review: Review) -> bytes:
    # A quarter of a second of program: not loaded by who makes no slides.
    writer: Any = importlib.import_module("tenure.reviews.queries.slides")
    made: bytes = writer.slides(review, company=settings.COMPANY["name"])
    return made
