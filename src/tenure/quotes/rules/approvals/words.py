"""Approval rules as people write and read them: limits in the unit of their trigger.

| trigger | written | kept |
|---|---|---|
| discount | 12.5 % | 1250 basis points |
| multi_year | 36 | 36 months |
| payment_days | 45 | 45 days |
| value, in EUR | 250000 | 25000000 cents |
| paper | nothing | 0: any |
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tenure.kernel.currencies import EXPONENTS
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.kernel.money import Money
from tenure.kernel.percent import Percent
from tenure.quotes.rules.approvals.rules import ROLE_NAMES, ApprovalRuleFacts, Approver, Trigger

TRIGGER_NAMES = {
    Trigger.DISCOUNT: "Discount",
    Trigger.WAIVED: "Uplift waived",
    Trigger.LEAKAGE: "Leakage",
    Trigger.FREE_MONTHS: "Free months",
    Trigger.MULTI_YEAR: "Months of the term",
    Trigger.BACK_DATED: "Days since the term began",
    Trigger.PAYMENT_DAYS: "Days to pay",
    Trigger.AUTO_RENEW_OFF: "Renewal by itself is off",
    Trigger.PAPER: "Not our standard paper",
    Trigger.CUSTOM_SLA: "A service level of its own",
    Trigger.OPT_OUT: "A way out inside the term",
    Trigger.VALUE: "Value",
}
RULE_COLUMNS = ("code", "trigger", "over", "role", "tiers", "currency", "start_on")
_RATES = {Trigger.DISCOUNT, Trigger.WAIVED, Trigger.LEAKAGE}
_MONTHS = {Trigger.FREE_MONTHS, Trigger.MULTI_YEAR}
_DAYS = {Trigger.BACK_DATED, Trigger.PAYMENT_DAYS}
_LARGEST = 100_000


class NotARule(InvalidInput):
    """Refuse what was written as a rule: `column` says where, `reason` why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason = column, reason


def limit_words(rule: ApprovalRuleFacts) -> str:
    """Return from where on a rule asks: "over 10 %", "any", "nobody any more"."""
    if rule.over is None:
        return "nobody any more"
    if rule.trigger is Trigger.VALUE:
        return f"over {Money(rule.over, rule.currency).format()}"
    if not rule.over:
        return "any"
    if rule.trigger in _RATES:
        return f"over {Percent(rule.over).format()}"
    unit = "months" if rule.trigger in _MONTHS else "days" if rule.trigger in _DAYS else ""
    return f"over {rule.over} {unit}".strip()


def asked_words(rule: ApprovalRuleFacts) -> str:
    """Return who a rule asks: "the director", or how far up it moves a discount."""
    if rule.role is not None:
        return ROLE_NAMES[rule.role]
    return "a discount one tier up" if rule.tiers == 1 else f"a discount {rule.tiers} tiers up"


def read_rule(told: Mapping[str, str], *, ends: bool = False) -> ApprovalRuleFacts:
    """Return the rule that somebody wrote, by `RULE_COLUMNS`; `ends`: from that day nobody.

    Raise NotARule with the column.
    """
    trigger = _trigger(told.get("trigger", ""))
    is_value = trigger is Trigger.VALUE
    currency = told.get("currency", "").strip().upper() if is_value else ""
    if is_value and currency not in EXPONENTS:
        raise NotARule("currency", "A rule on a value names its currency, as in EUR.")
    return ApprovalRuleFacts(
        code=told.get("code", "").strip() or _missing("code", "Give the rule a code."),
        trigger=trigger,
        start_on=_day(told.get("start_on", "")),
        over=None if ends else _over(told.get("over", ""), trigger, currency),
        role=None if is_value else _role(told.get("role", "")),
        tiers=_tiers(told.get("tiers", "")) if is_value else 0,
        currency=currency,
    )


def _over(text: str, trigger: Trigger, currency: str) -> int:
    written = text.strip().replace(",", "")
    if not written and trigger is not Trigger.VALUE:
        return 0
    try:
        if trigger is Trigger.VALUE:
            over = Money.from_decimal(written, currency).minor
        elif trigger in _RATES:
            over = Percent.parse(written).basis_points
        elif trigger in _MONTHS | _DAYS and written.isdecimal():
            over = int(written[:9])
        else:
            raise NotARule("over", _wanted(trigger))
    except NotARule:
        raise
    except TenureError as error:
        raise NotARule("over", f"{error} {_wanted(trigger)}") from None
    if over < 0 or (trigger is not Trigger.VALUE and over > _LARGEST):
        raise NotARule("over", _wanted(trigger))
    return over


def _wanted(trigger: Trigger) -> str:
    if trigger is Trigger.VALUE:
        return "Say an amount, as in 250000."
    if trigger in _RATES:
        return "Say a rate, as in 12.5 %."
    if trigger in _MONTHS:
        return "Say whole months, as in 36."
    if trigger in _DAYS:
        return "Say whole days, as in 45."
    return "This is so or it is not: leave it empty."


def _trigger(text: str) -> Trigger:
    try:
        return Trigger(text.strip())
    except ValueError:
        raise NotARule("trigger", f"One of {', '.join(Trigger)}.") from None


def _role(text: str) -> Approver:
    try:
        return Approver(text.strip())
    except ValueError:
        raise NotARule("role", f"One of {', '.join(Approver)}.") from None


def _tiers(text: str) -> int:
    if text.strip() not in {"1", "2", "3"}:
        raise NotARule("tiers", "A value moves a discount up by 1, 2 or 3 tiers.")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NotARule("start_on", "Say from which day, as in 2027-01-15.") from None


def _missing(column: str, reason: str) -> str:
    raise NotARule(column, reason)
