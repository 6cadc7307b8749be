"""Publish escalation rules, and take back what has not started."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.desk.models import EscalationRule, EscalationRuleWithdrawal
from tenure.desk.queries.causes import cause_named, causes
from tenure.desk.queries.escalation_rules import facts_of, published_rules
from tenure.desk.rules.escalations import DEFAULT_ESCALATION_RULES, EscalationRuleFacts
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.kernel.ids import clean_key

_LONGEST_REASON = 200


class EscalationRuleConflict(Conflict):
    """Refuse a rule whose code, or place and day, belong to another, or whose day is over."""


@transaction.atomic
def publish_escalation_rule(*, rule: EscalationRuleFacts, by: User, on: date) -> EscalationRule:
    """Publish a rule from its `start_on`, today or later; the same again changes nothing.

    It takes the place of an earlier one for the same cause, severity and currency. Raise
    EscalationRuleConflict, InvalidInput for a cause that is not there, NotAllowed.
    """
    _require(by)
    if rule.start_on < on and not EscalationRule.objects.filter(code=rule.code).exists():
        raise EscalationRuleConflict("A rule starts today or later.")
    return _publish(rule, by, on)


@transaction.atomic
def publish_default_escalation_rules(*, by: User, on: date) -> int:
    """Publish the starting rules unless there are any; return how many were new."""
    _require(by)
    if EscalationRule.objects.exists():
        return 0
    for rule in DEFAULT_ESCALATION_RULES:
        _publish(rule, by, on)
    return len(DEFAULT_ESCALATION_RULES)


@transaction.atomic
def withdraw_escalation_rule(
    *, code: str, reason: str, by: User, on: date
) -> EscalationRuleWithdrawal:
    """Take back a rule that has not started; what it would have superseded goes on.

    Its code stays taken. Again changes nothing. Raise EscalationRuleConflict when it has started.
    """
    _require(by)
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= _LONGEST_REASON:
        raise InvalidInput(f"Say why it is withdrawn, in at most {_LONGEST_REASON} characters.")
    rule = EscalationRule.objects.filter(code=code).first()
    if rule is None:
        raise InvalidInput(f"There is no escalation rule {code[:60]}.")
    if rule.start_on <= on:
        raise EscalationRuleConflict("It has started: publish one that takes its place.")
    made, is_new = EscalationRuleWithdrawal.objects.get_or_create(
        rule=rule, defaults={"withdrawn_on": on, "withdrawn_by": by, "reason": reason}
    )
    if is_new:
        detail = {"reason": reason}
        record_event(
            by=by, on=on, verb="desk.withdraw_escalation_rule", subject=rule, detail=detail
        )
    return made


def _publish(rule: EscalationRuleFacts, by: User, on: date) -> EscalationRule:
    if clean_key(rule.code) != rule.code:
        raise InvalidInput(f"{rule.code!r} is not the code of a rule.")
    if cause_named(rule.cause) is None:
        raise InvalidInput(f"There is no cause {rule.cause!r}. Causes: {', '.join(causes())}.")
    known = EscalationRule.objects.filter(code=rule.code).first()
    if known is not None:
        if _told(facts_of(known)) != _told(rule):
            raise EscalationRuleConflict(f"The rule {rule.code} is published and does not change.")
        return known
    if any(one.slot == rule.slot and one.start_on == rule.start_on for one in published_rules()):
        raise EscalationRuleConflict("Another rule says this from that day.")
    made = EscalationRule.objects.create(**_told(rule), published_on=on, published_by=by)
    detail = {name: str(value) for name, value in _told(rule).items()}
    record_event(by=by, on=on, verb="desk.publish_escalation_rule", subject=made, detail=detail)
    return made


def _told(rule: EscalationRuleFacts) -> dict[str, object]:
    return {
        "code": rule.code, "cause": rule.cause, "severity": int(rule.severity), "days": rule.days,
        "over_minor": rule.over_minor, "currency": rule.currency, "share_bp": rule.share_bp,
        "hours": list(rule.hours), "ends": rule.ends, "start_on": rule.start_on,
    }  # fmt: skip


def _require(by: User) -> None:
    if not may(by.role, Permission.SET_ESCALATIONS):
        raise NotAllowed("Your role may not publish escalation rules.")
