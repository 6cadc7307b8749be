"""Keep what a person writes into a section of a review."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.reviews.models import ReviewNote
from tenure.reviews.queries.composing import check_scope
from tenure.reviews.queries.scopes import whose_of
from tenure.reviews.queries.words import at_place, place_of_review
from tenure.reviews.rules.periods import review_period
from tenure.reviews.rules.reviews import KINDS, SECTIONS

LONGEST = 4000
REVIEWS_LOCK = 7_310_114_023  # any number, the same in every process of this program


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
    lock_reviews()
    found = ReviewNote.objects.filter(at_place(place), section=section)
    standing = found.order_by("-pk").first()
    if (standing.text if standing else "") == words:
        return standing
    made = ReviewNote.objects.create(**place, section=section, text=words, by=by, on=on)
    detail = {"section": section, "characters": len(words)}
    record_event(by=by, on=on, verb="reviews.write", subject=made, detail=detail)
    return made


def lock_reviews() -> None:
    """Let nobody else write before this transaction ends: a second click finds what was kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REVIEWS_LOCK])
