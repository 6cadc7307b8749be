"""Publish approval rules, seat approvers, and let one stand in for another."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput
from tenure.kernel.ids import clean_key
from tenure.quotes.models import ApprovalRule, ApproverSeat, Delegation
from tenure.quotes.rules.approvals import DEFAULT_RULES, ApprovalRuleFacts, Approver


class RuleConflict(Conflict):
    """Refuse a rule, a seat or a delegation that is taken by another."""


@transaction.atomic
def publish_approval_rule(*, rule: ApprovalRuleFacts, by: User, on: date) -> ApprovalRule:
    """Publish a rule for quotes from its `start_on`; the same again changes nothing.

    Raise RuleConflict when its code, or its slot and day, belong to another.
    """
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
        publish_approval_rule(rule=rule, by=by, on=on)
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
def delegate_approvals(
    *, given_by: User, given_to: User, start_on: date, end_on: date, by: User, on: date
) -> Delegation:
    """Let one person approve for another, from a day until another (the first day after)."""
    if end_on <= start_on or given_by == given_to:
        raise InvalidInput("Somebody else stands in, and it ends after it begins.")
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
