"""Remind those who keep a play that it is to be looked at again: once when near, once when past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tenure.desk.models import Play
from tenure.desk.queries.playbook import current_versions
from tenure.desk.rules.playbook_review import NEAR_DAYS
from tenure.foundation.commands import write_audited
from tenure.foundation.models import User

REMIND_VERB = "desk.remind_of_review"

_REMINDED = """
    INSERT INTO desk_reviewreminder (play_id, review_on, kind, reminded_on)
    SELECT v.play_id, v.review_on, CASE WHEN v.review_on < %(on)s THEN 'past' ELSE 'near' END,
           %(on)s
    FROM (SELECT DISTINCT ON (play_id) play_id, review_on, retired
          FROM desk_playversion ORDER BY play_id, version DESC) v
    WHERE NOT v.retired AND v.review_on <= %(on)s::date + %(near)s
    ON CONFLICT (play_id, review_on, kind) DO NOTHING
    RETURNING play_id, (SELECT code FROM desk_play WHERE id = play_id),
        jsonb_build_object('review_on', review_on, 'kind', kind)"""


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A play that its keepers are told to look at; `is_past`: its day has gone by."""

    code: str
    title: str
    owner_role: str
    review_on: date
    is_past: bool


@transaction.atomic
def remind_of_reviews(*, by: User, on: date) -> list[ReviewDue]:
    """Remember which reviews became near or past, and return them. Again: none (one statement)."""
    params = {"on": on, "near": NEAR_DAYS}
    reminded = set(
        write_audited(by=by, on=on, verb=REMIND_VERB, model=Play, sql=_REMINDED, params=params)
    )
    if not reminded:
        return []
    return [
        ReviewDue(one.play.code, one.title, one.owner_role, one.review_on, one.review_on < on)
        for one in current_versions()
        if one.play_id in reminded
    ]
