"""Keep what people say of a renewal's future: category, close date and swing."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.forecast.models import Judgement
from tenure.forecast.queries.judgements import standing_of
from tenure.forecast.rules.judging import Judged, Said, check
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.renewals.commands.scope import locked_renewals


@transaction.atomic
def judge_renewal(
    *, renewal_id: int, said: Said, reason: str, by: User, on: date
) -> Judgement | None:
    """Keep what a person says of an open renewal; None where it is what holds already.

    Raises NotAllowed, RenewalNotFound, RenewalClosed, InvalidInput.
    """
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    if renewal.renewal_type == "evergreen":
        raise InvalidInput("An evergreen contract goes on by itself: there is nothing to forecast.")
    before = standing_of(renewal)
    about = Judged(renewal.due_on, renewal.currency, renewal.atr_minor, renewal.forecast_minor)
    words = check(said, before, about, reason=reason, on=on)
    is_said = Judgement.objects.filter(renewal=renewal).exists()
    if said == before and is_said:
        return None
    made = Judgement.objects.create(
        renewal=renewal, category=said.category, close_on=said.close_on,
        swing_minor=said.swing_minor, was_category=before.category, was_close_on=before.close_on,
        was_swing_minor=before.swing_minor, reason=words, on=on, by=by,
    )  # fmt: skip
    detail = {
        "category": said.category, "close_on": str(said.close_on),
        "swing_minor": said.swing_minor, "was_category": before.category,
        "was_close_on": str(before.close_on), "reason": words,
    }  # fmt: skip
    record_event(by=by, on=on, verb="forecast.judge", subject=renewal, detail=detail)
    return made
