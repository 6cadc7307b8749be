"""When something is escalated, how severe it is, and who hears of it after how many hours."""

from tenure.desk.rules.escalations.defaults import DEFAULT_ESCALATION_RULES
from tenure.desk.rules.escalations.ladder import (
    RUNG_NAMES,
    Rung,
    climbs_at,
    first_rung,
    held_until,
    next_rung,
)
from tenure.desk.rules.escalations.reading import (
    RULE_COLUMNS,
    NotAnEscalationRule,
    asked_words,
    hours_words,
    over_text,
    read_rule,
    share_text,
)
from tenure.desk.rules.escalations.rules import (
    SEVERITY_NAMES,
    EscalationRuleFacts,
    Found,
    RuleSlot,
    Severity,
    in_force,
    severity_of,
    slots_on,
)

__all__ = [
    "DEFAULT_ESCALATION_RULES",
    "RULE_COLUMNS",
    "RUNG_NAMES",
    "SEVERITY_NAMES",
    "EscalationRuleFacts",
    "Found",
    "NotAnEscalationRule",
    "RuleSlot",
    "Rung",
    "Severity",
    "asked_words",
    "climbs_at",
    "first_rung",
    "held_until",
    "hours_words",
    "in_force",
    "next_rung",
    "over_text",
    "read_rule",
    "severity_of",
    "share_text",
    "slots_on",
]
