"""When a play wants to be looked at again."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from tenure.kernel.errors import InvalidInput
from tenure.kernel.months import add_months

NEAR_DAYS = 30
USUAL_MONTHS = 6
LONGEST_MONTHS = 24


class Review(StrEnum):
    """How near the day is by which a play is to be looked at again."""

    LATER = "later"
    NEAR = "near"  # within 30 days
    PAST = "past"


def review_state(review_on: date, on: date) -> Review:
    """Return where a play's review stands on a day; on the day itself it is not past yet."""
    if review_on < on:
        return Review.PAST
    return Review.NEAR if review_on <= on + timedelta(days=NEAR_DAYS) else Review.LATER


def usual_next_review(on: date) -> date:
    """Return the review date that is proposed when a play is found right."""
    return add_months(on, USUAL_MONTHS)


def checked_next_review(review_on: date, on: date) -> date:
    """Return the next review date; raise InvalidInput when it is past or too far away."""
    if not on < review_on <= add_months(on, LONGEST_MONTHS):
        raise InvalidInput(
            f"The next review is after today and within {LONGEST_MONTHS} months: a play at which "
            "nobody looks for longer is not kept up to date."
        )
    return review_on
