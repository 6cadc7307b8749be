"""Keep a review as it is today, so that it can be read later as it was."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import NotAllowed
from tenure.reviews.commands.words import lock_reviews
from tenure.reviews.models import ReviewIssue
from tenure.reviews.queries.composing import compose
from tenure.reviews.queries.words import place_of_review


@transaction.atomic
def keep_review(
    *, kind: str, period: str, whose: str, currency: str = "", by: User, on: date
) -> ReviewIssue:
    """Keep a review with its figures, sentences and people's words, as the person sees it now.

    Where the last one kept says the same, that one is returned. Raises NotAllowed, InvalidInput.
    """
    if not may(by.role, Permission.WRITE_REVIEWS):
        raise NotAllowed("Your role reads reviews and does not keep them.")
    made = compose(by, kind, period=period, whose=whose, currency=currency, on=on)
    place = place_of_review(made.kind, made.period, made.whose)
    told = made.as_json()
    lock_reviews()
    last = (
        ReviewIssue.objects.visible_to(by)
        .filter(kind=made.kind, period=made.period, content__whose=made.whose)
        .filter(content__currency=made.currency)
        .order_by("-pk")
        .first()
    )
    if last is not None and last.content == told:
        return last
    kept = ReviewIssue.objects.create(
        **place, title=f"{made.title}: {made.about}"[:200], known_on=made.known_on, content=told,
        cleared=by.cleared, by=by, on=on,
    )  # fmt: skip
    record_event(by=by, on=on, verb="reviews.keep", subject=kept, detail={"whose": made.whose})
    return kept
