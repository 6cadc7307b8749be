"""Who has to approve a quote, and why: facts of the quote, dated rules, the chain they give."""

from tenure.quotes.rules.approvals.calendars import Place, place_of
from tenure.quotes.rules.approvals.chain import Need, Stage, chain_of, needs_of
from tenure.quotes.rules.approvals.defaults import DEFAULT_RULES
from tenure.quotes.rules.approvals.facts import ApprovalFacts, OfferTermsFacts, Paper
from tenure.quotes.rules.approvals.notices import (
    LINK_LASTS,
    OF_REACHED,
    NoticeFacts,
    NoticeKind,
    link_token,
)
from tenure.quotes.rules.approvals.rules import (
    ROLE_NAMES,
    TIERS,
    ApprovalRuleFacts,
    Approver,
    RuleSlot,
    Trigger,
    in_force,
    slots_on,
)
from tenure.quotes.rules.approvals.standing import State, standing_state
from tenure.quotes.rules.approvals.when import Deadline, closing_of, deadline, due_at, worked_until
from tenure.quotes.rules.approvals.words import (
    RULE_COLUMNS,
    TRIGGER_NAMES,
    NotARule,
    asked_words,
    limit_words,
    read_rule,
)

__all__ = [
    "DEFAULT_RULES",
    "LINK_LASTS",
    "OF_REACHED",
    "ROLE_NAMES",
    "RULE_COLUMNS",
    "TIERS",
    "TRIGGER_NAMES",
    "ApprovalFacts",
    "ApprovalRuleFacts",
    "Approver",
    "Deadline",
    "Need",
    "NotARule",
    "NoticeFacts",
    "NoticeKind",
    "OfferTermsFacts",
    "Paper",
    "Place",
    "RuleSlot",
    "Stage",
    "State",
    "Trigger",
    "asked_words",
    "chain_of",
    "closing_of",
    "deadline",
    "due_at",
    "in_force",
    "limit_words",
    "link_token",
    "needs_of",
    "place_of",
    "read_rule",
    "slots_on",
    "standing_state",
    "worked_until",
]
