"""Escalation rules in words, and read from what somebody typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tenure.desk.rules.escalations.rules import EscalationRuleFacts, Severity
from tenure.kernel.currencies import EXPONENTS
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.kernel.money import Money
from tenure.kernel.percent import Percent

RULE_COLUMNS = (
    "code", "cause", "severity", "days", "over", "currency", "share", "hours", "start_on",
)  # fmt: skip
_LONGEST_DAYS, _LONGEST_HOURS = 1_000, 1_000


class NotAnEscalationRule(InvalidInput):
    """Refuse what is no rule; `column` says where, `reason` why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason = column, reason


def asked_words(rule: EscalationRuleFacts, *, ahead: bool) -> str:
    """Return from where on a rule holds: "14 days or more, 10 % or more of over 250,000.00 EUR"."""
    if rule.ends:
        return "not any more"
    said = []
    if ahead:
        said.append(f"{rule.days} days or fewer left")
    elif rule.days:
        said.append(f"{rule.days} days or more")
    if rule.share_bp:
        said.append(f"{Percent(rule.share_bp).format()} or more")
    if rule.currency:
        said.append(f"{Money(rule.over_minor, rule.currency).format()} or more")
    return ", ".join(said) or "at once"


def over_text(rule: EscalationRuleFacts) -> str:
    """Return a rule's amount as `read_rule` takes it; empty for none."""
    if not rule.over_minor:
        return ""
    return str(Money(rule.over_minor, rule.currency).to_decimal())


def share_text(rule: EscalationRuleFacts) -> str:
    """Return a rule's share as `read_rule` takes it; empty for none."""
    return Percent(rule.share_bp).format() if rule.share_bp else ""


def hours_words(rule: EscalationRuleFacts) -> str:
    """Return a rule's timers: "8, 16 and 24 working hours"."""
    manager, head, executive = rule.hours
    return f"{manager}, {head} and {executive} working hours"


def read_rule(told: Mapping[str, str], *, ends: bool = False) -> EscalationRuleFacts:
    """Return the rule that somebody wrote, by `RULE_COLUMNS`.

    Raise NotAnEscalationRule with the column. Whether there is such a cause is not known here.
    """
    text = {name: told.get(name, "").strip() for name in RULE_COLUMNS}
    for name in ("code", "cause"):
        if not text[name]:
            raise NotAnEscalationRule(name, "It is missing.")
    currency = text["currency"].upper()
    if currency and currency not in EXPONENTS:
        raise NotAnEscalationRule("currency", "A currency is three letters, as in EUR.")
    return EscalationRuleFacts(
        code=text["code"], cause=text["cause"], severity=_severity(text["severity"]),
        start_on=_day(text["start_on"]), days=_whole("days", text["days"] or "0", _LONGEST_DAYS),
        over_minor=_over(text["over"], currency), currency=currency,
        share_bp=_share(text["share"]), hours=_hours(text["hours"]), ends=ends,
    )  # fmt: skip


def _severity(text: str) -> Severity:
    try:
        return Severity[text.upper()]
    except KeyError:
        known = ", ".join(one.name.lower() for one in Severity)
        raise NotAnEscalationRule("severity", f"One of {known}.") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotAnEscalationRule("start_on", "Say a day, as in 2027-01-15.") from None


def _whole(column: str, text: str, most: int) -> int:
    if not text.isdecimal() or len(text) > 9 or int(text) > most:
        raise NotAnEscalationRule(column, f"Say a whole number up to {most:,}.")
    return int(text)


def _over(text: str, currency: str) -> int:
    if not text:
        return 0
    if not currency:
        raise NotAnEscalationRule("currency", "A rule on an amount names its currency.")
    try:
        minor = Money.from_decimal(text.replace(",", ""), currency).minor
    except TenureError as error:
        raise NotAnEscalationRule("over", str(error)) from None
    if minor < 0:
        raise NotAnEscalationRule("over", "Say an amount of zero or more, as in 250000.")
    return minor


def _share(text: str) -> int:
    if not text:
        return 0
    try:
        share = Percent.parse(text).basis_points
    except TenureError as error:
        raise NotAnEscalationRule("share", str(error)) from None
    if not 0 <= share <= 10_000:
        raise NotAnEscalationRule("share", "Say a rate from 0 to 100 %, as in 12.5 %.")
    return share


def _hours(text: str) -> tuple[int, int, int]:
    parts = [part.strip() for part in (text or "16,24,40").split(",")]
    if len(parts) != 3:
        raise NotAnEscalationRule("hours", "Say three numbers of working hours, as in 8,16,24.")
    manager, head, executive = (_whole("hours", part, _LONGEST_HOURS) for part in parts)
    if not manager or not head or not executive:
        raise NotAnEscalationRule("hours", "A rung is held for an hour or longer.")
    return manager, head, executive
