"""Publish approval rules, seat approvers, and let one stand in for another."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tenure.directory.scope import scope_of
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.kernel.ids import clean_key
from tenure.quotes.models import ApprovalRule, ApproverSeat, Delegation
from tenure.quotes.rules.approvals import DEFAULT_RULES, ApprovalRuleFacts, Approver


class RuleConflict(Conflict):
    """Refuse a rule, a seat or a delegation that is taken by another."""


@transaction.atomic
def publish_approval_rule(*, rule: ApprovalRuleFacts, by: User, on: date) -> ApprovalRule:
    """Publish a rule for quotes from its `start_on`; the same again changes nothing.

    Raise RuleConflict when its code, or its slot and day, belong to another, or the day is over:
    what was asked for by then keeps its rules.
    """
    known = ApprovalRule.objects.filter(code=rule.code).exists()
    if rule.start_on < on and not known:
        raise RuleConflict("A rule starts today or later; what was asked for keeps its rules.")
    return _publish(rule, by, on)


def _publish(rule: ApprovalRuleFacts, by: User, on: date) -> ApprovalRule:
    if clean_key(rule.code) != rule.code:
        raise InvalidInput(f"{rule.code!r} is not the code of a rule.")
    wanted = {
        "trigger": rule.trigger.value, "over": rule.over, "start_on": rule.start_on,
        "role": rule.role.value if rule.role else "", "tiers": rule.tiers,
        "currency": rule.currency,
    }  # fmt: skip
    known = ApprovalRule.objects.filter(code=rule.code).first()
    if known is not None:
        if {name: getattr(known, name) for name in wanted} != wanted:
            raise RuleConflict(f"The rule {rule.code} is published and does not change.")
        return known
    try:
        with transaction.atomic():
            made = ApprovalRule.objects.create(code=rule.code, **wanted)
    except IntegrityError as error:
        raise RuleConflict("Another rule says this from that day, or it makes no sense.") from error
    detail = {name: str(value) for name, value in wanted.items()}
    record_event(by=by, on=on, verb="quotes.publish_approval_rule", subject=made, detail=detail)
    return made


@transaction.atomic
def publish_default_rules(*, by: User, on: date) -> int:
    """Publish the starting rules unless there are any; return how many were new."""
    if ApprovalRule.objects.exists():
        return 0
    for rule in DEFAULT_RULES:
        _publish(rule, by, on)
    return len(DEFAULT_RULES)


@transaction.atomic
def seat_approver(
    *, role: Approver, user: User, region: str = "", start_on: date, by: User, on: date
) -> ApproverSeat:
    """Let somebody approve in a part from a day on; who sat there before leaves that day.

    The same again changes nothing. Raise RuleConflict when somebody takes the seat later already.
    """
    present = (
        ApproverSeat.objects.select_for_update()
        .filter(role=role, region=region, end_on=None)
        .first()
    )
    if not user.is_active or not scope_of(user).is_inside:
        raise InvalidInput("Only a colleague who is here approves.")
    if present is not None:
        if present.user_id == user.pk and present.start_on <= start_on:
            return present
        if present.start_on >= start_on:
            raise RuleConflict(f"{present.user} takes this seat on {present.start_on}.")
        present.end_on = start_on
        present.save(update_fields=["end_on"])
    made = ApproverSeat.objects.create(role=role, region=region, user=user, start_on=start_on)
    detail = {"role": role, "region": region, "user": user.username}
    record_event(by=by, on=on, verb="quotes.seat_approver", subject=made, detail=detail)
    return made


@transaction.atomic
def fill_empty_seats(*, user: User, by: User, on: date) -> int:
    """Seat one person in every part where nobody was ever seated: a trial, or a small team.

    Return how many seats that are.
    """
    taken = set(ApproverSeat.objects.values_list("role", flat=True))
    empty = [role for role in Approver if role not in taken]
    for role in empty:
        seat_approver(role=role, user=user, start_on=on, by=by, on=on)
    return len(empty)


@transaction.atomic
def leave_seat(*, seat_id: int, end_on: date, by: User, on: date) -> ApproverSeat:
    """Let nobody sit on a seat from a day on; the same again changes nothing.

    Raise RuleConflict for a day that is over, or on which the seat is not held.
    """
    seat = ApproverSeat.objects.visible_to(by).select_for_update().filter(pk=seat_id).first()
    if seat is None:
        raise RuleConflict("There is no such seat.")
    if seat.end_on == end_on:
        return seat
    if end_on < on or end_on <= seat.start_on or (seat.end_on and end_on > seat.end_on):
        raise RuleConflict("A seat is left today or later, while somebody sits on it.")
    seat.end_on = end_on
    seat.save(update_fields=["end_on"])
    detail = {"role": seat.role, "region": seat.region, "end_on": str(end_on)}
    record_event(by=by, on=on, verb="quotes.leave_seat", subject=seat, detail=detail)
    return seat


@transaction.atomic
def delegate_approvals(
    *, given_by: User, given_to: User, start_on: date, end_on: date, by: User, on: date
) -> Delegation:
    """Let one person approve for another, from a day until another (the first day after).

    Everybody gives away their own; for others it takes the permission to seat approvers. The same
    again changes nothing. Raise NotAllowed, InvalidInput, RuleConflict for days that are taken.
    """
    _require_own(given_by, by)
    if end_on <= start_on or end_on <= on or given_by == given_to:
        raise InvalidInput("Somebody else stands in, and it ends after it begins, not before now.")
    if not given_to.is_active or not scope_of(given_to).is_inside:
        raise InvalidInput("Only a colleague who is here stands in.")
    wanted = {"given_by": given_by, "given_to": given_to, "start_on": start_on, "end_on": end_on}
    known = Delegation.objects.filter(**wanted).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            made = Delegation.objects.create(**wanted)
    except IntegrityError as error:
        raise RuleConflict(f"Somebody stands in for {given_by} in these days already.") from error
    detail = {"from": given_by.username, "to": given_to.username, "until": str(end_on)}
    record_event(by=by, on=on, verb="quotes.delegate_approvals", subject=made, detail=detail)
    return made


@transaction.atomic
def end_delegation(*, delegation_id: int, by: User, on: date) -> None:
    """Let nobody stand in any more from today: somebody is back. What is over stays as it was.

    One that has not begun is taken back as if it had not been given; the audit log keeps both.
    """
    found = Delegation.objects.visible_to(by).select_for_update().filter(pk=delegation_id).first()
    if found is None:
        raise RuleConflict("There is no such cover.")
    _require_own(found.given_by, by)
    if found.end_on <= on:
        return
    detail = {"from": found.given_by.username, "to": found.given_to.username}
    record_event(by=by, on=on, verb="quotes.end_delegation", subject=found, detail=detail)
    if found.start_on >= on:
        found.delete()
        return
    found.end_on = on
    found.save(update_fields=["end_on"])


def _require_own(given_by: User, by: User) -> None:
    if by != given_by and not may(by.role, Permission.SET_APPROVALS):
        raise NotAllowed("Who stands in for others is said by those who seat approvers.")
