"""Escalation rules as they are published: in force on a day, what came before and will come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tenure.desk.models import EscalationRule
from tenure.desk.queries.causes import Cause, cause_named, causes
from tenure.desk.rules.escalations import (
    EscalationRuleFacts,
    RuleSlot,
    Severity,
    asked_words,
    in_force,
    slots_on,
)
from tenure.foundation.models import User


def published_rules() -> list[EscalationRuleFacts]:
    """Return every published rule that was not withdrawn."""
    return [facts_of(row) for row in EscalationRule.objects.filter(withdrawal=None)]


def rules_in_force(on: date) -> list[EscalationRuleFacts]:
    """Return the rules of a day."""
    return in_force(published_rules(), on)


def escalation_rule_slots(user: User, *, on: date) -> list[RuleSlot]:
    """Return every place of a rule as it is on a day, for people inside the company."""
    rows = EscalationRule.objects.visible_to(user).filter(withdrawal=None)
    return slots_on(map(facts_of, rows), on)


def threshold_words(rule: EscalationRuleFacts) -> str:
    """Return from where on a rule holds, as its cause counts."""
    cause = cause_named(rule.cause)
    return asked_words(rule, ahead=cause.ahead if cause else False)


def cause_name(code: str) -> str:
    """Return what a cause is called; its code where its file is not there any more."""
    cause = cause_named(code)
    return cause.name if cause else code.replace("_", " ").capitalize()


def cause_choices() -> list[tuple[str, str]]:
    """Return every cause that a rule can name, by code with its name."""
    return [(code, cause.name) for code, cause in causes().items()]


def thresholds(cause: Cause, rules: Sequence[EscalationRuleFacts]) -> dict[str, Any]:
    """Return from which days on rules of a cause hold, as the parameters that its SQL takes."""
    days = sorted({rule.days for rule in rules})
    return {"bound": max(days) if cause.ahead else min(days), "days": days}


def facts_of(row: EscalationRule) -> EscalationRuleFacts:
    """Return a rule as rules decide on it."""
    manager, head, executive = row.hours
    return EscalationRuleFacts(
        code=row.code, cause=row.cause, severity=Severity(row.severity), start_on=row.start_on,
        days=row.days, over_minor=row.over_minor, currency=row.currency, share_bp=row.share_bp,
        hours=(manager, head, executive), ends=row.ends, id=row.pk,
    )  # fmt: skip
