"""The chain of approvals that a quote needs, and why each is in it.

| quote | chain |
|---|---|
| a discount of 8 % | none |
| a discount of 15 % | the manager |
| a discount of 25 % | the manager, then the director |
| a discount of 25 % on 300,000.00 | the manager, then the director, then the CRO |
| payment in 45 days | finance |
| a discount of 15 %, customer's paper | the manager and legal at once |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tenure.kernel.money import Money
from tenure.kernel.percent import Percent
from tenure.quotes.rules.approvals.facts import ApprovalFacts
from tenure.quotes.rules.approvals.rules import STAGES, TIERS, ApprovalRuleFacts, Approver, Trigger


@dataclass(frozen=True, slots=True)
class Need:
    """One reason why somebody has to approve: the rule, and a sentence with its figures."""

    role: Approver
    trigger: Trigger
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Those who are asked at once, each with the reasons."""

    number: int
    needs: tuple[tuple[Approver, tuple[Need, ...]], ...]


def needs_of(facts: ApprovalFacts, rules: Sequence[ApprovalRuleFacts]) -> list[Need]:
    """Return everything that needs an approval, by the rules in force."""
    needs = [
        Need(rule.role, rule.trigger, rule.code, _why(facts, rule))
        for rule in rules
        if rule.role is not None
        and rule.trigger is not Trigger.DISCOUNT
        and figure(facts, rule.trigger) > (rule.over or 0)
    ]
    return [*_of_discount(facts, rules), *needs]


def chain_of(needs: Iterable[Need]) -> list[Stage]:
    """Return the stages in order, those of one role together; no stage for no need."""
    by_role: dict[Approver, list[Need]] = {}
    for need in needs:
        by_role.setdefault(need.role, []).append(need)
    stages: list[Stage] = []
    for roles in STAGES:
        asked = [(role, tuple(by_role[role])) for role in Approver if role in roles & set(by_role)]
        if asked:
            stages.append(Stage(len(stages) + 1, tuple(asked)))
    return stages


def figure(facts: ApprovalFacts, trigger: Trigger) -> int:
    """Return the figure of a quote that a trigger looks at."""
    return {
        Trigger.DISCOUNT: facts.discount_bp,
        Trigger.WAIVED: facts.waived_bp,
        Trigger.LEAKAGE: facts.leakage_bp,
        Trigger.FREE_MONTHS: facts.free_months,
        Trigger.MULTI_YEAR: facts.term_months,
        Trigger.BACK_DATED: facts.back_dated_days,
        Trigger.PAYMENT_DAYS: facts.payment_days,
        Trigger.AUTO_RENEW_OFF: int(facts.auto_renew_off),
        Trigger.PAPER: int(facts.amended_paper),
        Trigger.CUSTOM_SLA: int(facts.custom_sla),
        Trigger.OPT_OUT: int(facts.opt_out),
        Trigger.VALUE: facts.value_minor,
    }[trigger]


def _of_discount(facts: ApprovalFacts, rules: Sequence[ApprovalRuleFacts]) -> list[Need]:
    """Return the tiers that a discount needs: every one up to the highest that it reaches.

    A large deal moves it up; what needs nobody needs nobody of whatever value.
    """
    by_role = {rule.role: rule for rule in rules if rule.trigger is Trigger.DISCOUNT}
    reached = [
        place
        for place, tier in enumerate(TIERS)
        if any(role in by_role and facts.discount_bp > (by_role[role].over or 0) for role in tier)
    ]
    if not reached:
        return []
    moved = _moved_up(facts, rules)
    highest = min(reached[-1] + (moved.tiers if moved else 0), len(TIERS) - 1)
    needs = []
    for place, tier in enumerate(TIERS[: highest + 1]):
        for role in tier:
            rule = by_role.get(role)
            beyond = place > reached[-1]
            if rule is None and not beyond:
                continue
            code = moved.code if beyond and moved else (rule.code if rule else "")
            why = _moved_words(facts, moved) if beyond and moved else _why(facts, rule)
            needs.append(Need(role, Trigger.DISCOUNT, code, why))
    return needs


def _moved_up(facts: ApprovalFacts, rules: Sequence[ApprovalRuleFacts]) -> ApprovalRuleFacts | None:
    """Return the rule by which the value moves a discount up the furthest."""
    fits = [
        rule
        for rule in rules
        if rule.trigger is Trigger.VALUE
        and rule.currency == facts.currency
        and facts.value_minor > (rule.over or 0)
    ]
    return max(fits, key=lambda rule: rule.tiers, default=None)


def _moved_words(facts: ApprovalFacts, rule: ApprovalRuleFacts) -> str:
    tiers = "one tier" if rule.tiers == 1 else f"{rule.tiers} tiers"
    over = Money(rule.over or 0, facts.currency).format()
    return f"A value over {over} moves the approval of a discount up by {tiers}."


def _why(facts: ApprovalFacts, rule: ApprovalRuleFacts | None) -> str:
    """Return the sentence that says what of the quote is above what the rule allows."""
    if rule is None:
        return "It comes before those above it."
    found, over = figure(facts, rule.trigger), rule.over or 0
    rate, limit = Percent(found).format(), Percent(over).format()
    return {
        Trigger.DISCOUNT: f"A discount of {rate} is over {limit}.",
        Trigger.WAIVED: f"Less uplift is asked for than agreed: {rate} of what we are entitled to.",
        Trigger.LEAKAGE: f"{rate} of what we are entitled to is not asked for; {limit} may be.",
        Trigger.FREE_MONTHS: f"A discount on this term only is worth {found} free months.",
        Trigger.MULTI_YEAR: f"A term of {found} months is over {over} months.",
        Trigger.BACK_DATED: f"The term began {found} days before the quote was made.",
        Trigger.PAYMENT_DAYS: f"Payment in {found} days is later than {over} days.",
        Trigger.AUTO_RENEW_OFF: "The contract would no longer renew by itself.",
        Trigger.PAPER: "It would not be signed on our standard paper.",
        Trigger.CUSTOM_SLA: "It promises a service level of its own.",
        Trigger.OPT_OUT: "The customer could leave inside the term.",
        Trigger.VALUE: f"The value is over {Money(over, facts.currency).format()}.",
    }[rule.trigger]
