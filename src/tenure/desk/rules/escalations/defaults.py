"""The escalation rules a new company starts with (DOMAIN, the desk's timeline)."""

from __future__ import annotations

from datetime import date

from tenure.desk.rules.escalations.rules import EscalationRuleFacts, Severity

_EVER = date(2000, 1, 1)
# What makes an account large, in the money that people think of it in; minor units.
_LARGE = {
    "EUR": (250_000_00, 1_000_000_00),
    "USD": (250_000_00, 1_000_000_00),
    "GBP": (250_000_00, 1_000_000_00),
    "CHF": (250_000_00, 1_000_000_00),
    "CAD": (350_000_00, 1_400_000_00),
    "AUD": (350_000_00, 1_400_000_00),
    "JPY": (40_000_000, 160_000_000),
}
# Working hours to the manager, from there to the Head of Renewals, from there to the executive.
HOURS = {
    Severity.LOW: (24, 40, 80),
    Severity.MEDIUM: (16, 24, 40),
    Severity.HIGH: (8, 16, 24),
    Severity.CRITICAL: (4, 8, 8),
}


def _raises(
    cause: str, severity: Severity, days: int = 0, share_bp: int = 0
) -> EscalationRuleFacts:
    return EscalationRuleFacts(
        code=f"{cause.replace('_', '-')}-{severity.name.lower()}", cause=cause, severity=severity,
        days=days, share_bp=share_bp, hours=HOURS[severity], start_on=_EVER,
    )  # fmt: skip


def _large(currency: str) -> list[EscalationRuleFacts]:
    return [
        EscalationRuleFacts(
            code=f"risk-fell-{severity.name.lower()}-{currency.lower()}", cause="risk_fell",
            severity=severity, over_minor=over, currency=currency, share_bp=1_000,
            hours=HOURS[severity], start_on=_EVER,
        )
        for severity, over in zip(
            (Severity.HIGH, Severity.CRITICAL), _LARGE[currency], strict=True
        )
    ]  # fmt: skip


DEFAULT_ESCALATION_RULES: tuple[EscalationRuleFacts, ...] = (
    _raises("no_quote", Severity.MEDIUM, 90),
    _raises("no_quote", Severity.HIGH, 60),
    _raises("no_quote", Severity.CRITICAL, 30),
    _raises("silent_customer", Severity.MEDIUM, 14),
    _raises("silent_customer", Severity.HIGH, 28),
    _raises("silent_partner", Severity.MEDIUM, 60),
    _raises("silent_partner", Severity.HIGH, 30),
    _raises("contested_price", Severity.HIGH),
    _raises("discount_over_matrix", Severity.MEDIUM, share_bp=3_000),
    _raises("discount_over_matrix", Severity.HIGH, share_bp=4_000),
    _raises("approval_late", Severity.MEDIUM),
    _raises("approval_late", Severity.HIGH, 3),
    _raises("task_late", Severity.LOW),
    _raises("task_late", Severity.MEDIUM, 3),
    _raises("owner_absent", Severity.MEDIUM, 14),
    _raises("owner_absent", Severity.HIGH, 0),
    _raises("discrepancy_aged", Severity.MEDIUM, 14),
    _raises("discrepancy_aged", Severity.HIGH, 45),
    _raises("notice_near", Severity.MEDIUM, 30),
    _raises("notice_near", Severity.HIGH, 14),
    _raises("notice_near", Severity.CRITICAL, 3),
    *(rule for currency in _LARGE for rule in _large(currency)),
)
