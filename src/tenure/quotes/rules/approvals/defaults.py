"""The approval rules a new company starts with (DOMAIN, approvals); superseded like any other."""

from __future__ import annotations

from datetime import date

from tenure.quotes.rules.approvals.rules import ApprovalRuleFacts, Approver, Trigger

_EVER = date(2000, 1, 1)
# 250,000 and 1,000,000 in the money that people think of it in; minor units.
_LARGE = {
    "EUR": (250_000_00, 1_000_000_00),
    "USD": (250_000_00, 1_000_000_00),
    "GBP": (250_000_00, 1_000_000_00),
    "CHF": (250_000_00, 1_000_000_00),
    "CAD": (350_000_00, 1_400_000_00),
    "AUD": (350_000_00, 1_400_000_00),
    "JPY": (40_000_000, 160_000_000),
}


def _asks(code: str, trigger: Trigger, over: int, role: Approver) -> ApprovalRuleFacts:
    return ApprovalRuleFacts(code=code, trigger=trigger, over=over, role=role, start_on=_EVER)


DEFAULT_RULES: tuple[ApprovalRuleFacts, ...] = (
    _asks("discount-manager", Trigger.DISCOUNT, 1000, Approver.MANAGER),
    _asks("discount-director", Trigger.DISCOUNT, 2000, Approver.DIRECTOR),
    _asks("discount-cro", Trigger.DISCOUNT, 3000, Approver.CRO),
    _asks("discount-cfo", Trigger.DISCOUNT, 4000, Approver.CFO),
    _asks("discount-ceo", Trigger.DISCOUNT, 4000, Approver.CEO),
    _asks("uplift-waived", Trigger.WAIVED, 0, Approver.MANAGER),
    _asks("leakage", Trigger.LEAKAGE, 2500, Approver.DIRECTOR),
    _asks("free-months", Trigger.FREE_MONTHS, 0, Approver.DIRECTOR),
    _asks("multi-year", Trigger.MULTI_YEAR, 36, Approver.DEAL_DESK),
    _asks("back-dated", Trigger.BACK_DATED, 0, Approver.FINANCE),
    _asks("payment-terms", Trigger.PAYMENT_DAYS, 30, Approver.FINANCE),
    _asks("payment-terms-long", Trigger.PAYMENT_DAYS, 60, Approver.CFO),
    _asks("auto-renew-off", Trigger.AUTO_RENEW_OFF, 0, Approver.MANAGER),
    _asks("paper", Trigger.PAPER, 0, Approver.LEGAL),
    _asks("custom-sla", Trigger.CUSTOM_SLA, 0, Approver.LEGAL),
    _asks("opt-out", Trigger.OPT_OUT, 0, Approver.LEGAL),
    *(
        ApprovalRuleFacts(
            code=f"value-{currency.lower()}-{tiers}", trigger=Trigger.VALUE, over=over,
            tiers=tiers, currency=currency, start_on=_EVER,
        )
        for currency, overs in _LARGE.items()
        for tiers, over in enumerate(overs, start=1)
    ),
)  # fmt: skip
