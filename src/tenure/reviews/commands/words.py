"""Keep what a person writes into a section of a review."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.reviews.models import ReviewNote
from tenure.reviews.queries.composing import check_scope
from tenure.reviews.queries.scopes import whose_of
from tenure.reviews.queries.words import place_of_review
from tenure.reviews.rules.periods import review_period
from tenure.reviews.rules.reviews import KINDS, SECTIONS

LONGEST = 4000


@transaction.atomic
def write_words(
    *, kind: str, period: str, whose: str, section: str, text: str, by: User, on: date
) -> ReviewNote | None:
    """Keep the text for a section; an empty one takes back what stood there.

    The same again changes nothing and returns what stands. Raises NotAllowed, InvalidInput.
    """
    if not may(by.role, Permission.WRITE_REVIEWS):
        raise NotAllowed("Your role reads reviews and does not write into them.")
    if kind not in KINDS or section not in SECTIONS[kind]:
        raise InvalidInput("There is no such section of a review.")
    words = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if len(words) > LONGEST:
        raise InvalidInput(f"A section has at most {LONGEST:,} characters of one's own words.")
    of = whose_of(by, whose)
    check_scope(kind, of)
    place = place_of_review(kind, review_period(kind, period).name, of.key)
    standing = (
        ReviewNote.objects.filter(**{k: v for k, v in place.items() if v is not None})
        .filter(section=section, **{f"{k}__isnull": True for k, v in place.items() if v is None})
        .order_by("-pk")
        .first()
    )
    if (standing.text if standing else "") == words:
        return standing
    made = ReviewNote.objects.create(**place, section=section, text=words, by=by, on=on)
    detail = {"section": section, "characters": len(words)}
    record_event(by=by, on=on, verb="reviews.write", subject=made, detail=detail)
    return made
