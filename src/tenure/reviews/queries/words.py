"""What people wrote into a review, the latest of each section; and how it came about."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tenure.foundation.models import User
from tenure.reviews.models import ReviewNote
from tenure.reviews.rules.reviews import Words
from tenure.reviews.rules.whose import read_key

_FIELDS = {"customer": "customer_id", "person": "person_id", "team": "team_id", "mine": "reader_id"}


def place_of_review(kind: str, period: str, whose: str) -> dict[str, Any]:
    """Return the columns of a review's rows."""
    sort, pk = read_key(whose)
    ids: dict[str, int | None] = dict.fromkeys(_FIELDS.values())
    if sort in _FIELDS:
        ids[_FIELDS[sort]] = pk
    return {"kind": kind, "period": period, **ids}


def words_of(user: User, kind: str, period: str, whose: str) -> dict[str, Words]:
    """Return what stands in each section, of what the person may see."""
    latest = _notes(user, kind, period, whose).order_by("section", "-pk").distinct("section")
    return {
        one.section: Words(one.text, str(one.by), one.on)
        for one in latest.select_related("by")
        if one.text
    }


def history_of(user: User, kind: str, period: str, whose: str) -> list[ReviewNote]:
    """Return everything that was written into a review, the latest first."""
    found = _notes(user, kind, period, whose).select_related("by").order_by("-pk")
    return list(found[:200])


def _notes(user: User, kind: str, period: str, whose: str) -> QuerySet[ReviewNote]:
    return ReviewNote.objects.visible_to(user).filter(
        at_place(place_of_review(kind, period, whose))
    )


def at_place(place: dict[str, Any]) -> Q:
    """Return the condition of the rows of a review, from the columns that they have."""
    # `column=None` asks for rows without one.
    return Q(**place)
