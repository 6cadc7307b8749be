"""Who has to approve a quote, and why: facts of the quote, dated rules, the chain they give."""

from tenure.quotes.rules.approvals.chain import Need, Stage, chain_of, needs_of
from tenure.quotes.rules.approvals.defaults import DEFAULT_RULES
from tenure.quotes.rules.approvals.facts import ApprovalFacts, OfferTermsFacts, Paper
from tenure.quotes.rules.approvals.rules import (
    ROLE_NAMES,
    TIERS,
    ApprovalRuleFacts,
    Approver,
    Trigger,
    in_force,
)
from tenure.quotes.rules.approvals.standing import State, standing_state
from tenure.quotes.rules.approvals.when import due_at

__all__ = [
    "DEFAULT_RULES",
    "ROLE_NAMES",
    "TIERS",
    "ApprovalFacts",
    "ApprovalRuleFacts",
    "Approver",
    "Need",
    "OfferTermsFacts",
    "Paper",
    "Stage",
    "State",
    "Trigger",
    "chain_of",
    "due_at",
    "in_force",
    "needs_of",
    "standing_state",
]
