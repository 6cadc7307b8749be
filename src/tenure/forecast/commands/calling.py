"""Keep what people say will be kept in a period: their own call, or another's overridden."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.directory.models import StaffMember
from tenure.forecast.models import Call
from tenure.forecast.queries.outlook import Forecast, forecasts
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.kernel.period import Period, format_day

LONGEST_REASON = 300


class ReasonMissing(InvalidInput):
    """An override without a reason."""


@transaction.atomic
def call_forecast(
    *, person_id: int, period: Period, currency: str, amount_minor: int | None, reason: str,
    by: User, on: date,
) -> Call:  # fmt: skip
    """Keep the call of a person for a period (minor units a year); None takes it back.

    By themself, by somebody above them, or by those who lead renewals. What differs from what
    rolls up, and what another than the person says, needs a reason. The same again changes
    nothing. Raises NotAllowed, InvalidInput, ReasonMissing.
    """
    person = (
        StaffMember.objects.visible_to(by).filter(pk=person_id).select_for_update(of=("self",))
    ).first()
    if person is None:
        raise InvalidInput("There is no such colleague.")
    if not _may_call(person, by):
        raise NotAllowed("A call is made by the person, or by somebody above them.")
    if period.end is None or period.end <= on:
        raise InvalidInput("The period is over: nothing is called any more.")
    if amount_minor is not None and amount_minor < 0:
        raise InvalidInput("A call is zero or more.")
    words = " ".join(reason.split())
    if len(words) > LONGEST_REASON:
        raise InvalidInput(f"The reason has at most {LONGEST_REASON} characters.")
    rolled = _rolled(person, period, currency, by)
    is_own = person.user_id == by.pk
    if not words and not (is_own and amount_minor in {None, rolled}):
        raise ReasonMissing(
            "Say why: it is not what the renewals and the people beneath add up to."
        )
    last = (
        Call.objects.filter(
            person=person, start_on=period.start, end_on=period.end, currency=currency
        )
        .order_by("-pk")
        .first()
    )
    if last and (last.amount_minor, last.reason, last.by_id) == (amount_minor, words, by.pk):
        return last
    made = Call.objects.create(
        person=person, start_on=period.start, end_on=period.end, currency=currency,
        amount_minor=amount_minor, rolled_minor=rolled, reason=words, on=on, by=by,
    )  # fmt: skip
    detail = {
        "from": format_day(period.start), "currency": currency, "amount_minor": amount_minor,
        "rolled_minor": rolled, "override": not is_own, "reason": words,
    }  # fmt: skip
    record_event(by=by, on=on, verb="forecast.call", subject=person, detail=detail)
    return made


def _may_call(person: StaffMember, by: User) -> bool:
    if not may(by.role, Permission.WORK_RENEWALS):
        return False
    if may(by.role, Permission.LEAD_RENEWALS):
        return True
    seen: set[int] = set()
    current: StaffMember | None = person
    while current is not None and current.pk not in seen:
        if current.user_id == by.pk:
            return True
        seen.add(current.pk)
        current = current.manager
    return False


def _rolled(person: StaffMember, period: Period, currency: str, by: User) -> int:
    """Return what rolls up to a person, of what the one who calls may see."""
    found: Forecast | None = next(
        (one for one in forecasts(by, period) if one.currency == currency), None
    )
    if found is None:
        raise InvalidInput(f"Nothing in {currency} is due in the period.")
    lines = {line.rolled.person.id: line.rolled.rolled_minor for line in found.lines}
    return lines.get(person.pk, 0)
