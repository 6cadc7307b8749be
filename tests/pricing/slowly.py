"""The same price worked out slowly, line by line, with exact fractions: an independent witness."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tenure.kernel.period import add_months
from tenure.pricing.rules import LineFacts, PolicyFacts

DECIMALS = {"JPY": 0, "EUR": 2, "USD": 2, "GBP": 2, "KWD": 3, "CLF": 4}


@dataclass(frozen=True)
class SlowPrice:
    proposed_price_e4: int
    expiring_minor: int
    proposed_minor: int
    method: str
    policy_code: str | None


def to_nearest(number: Fraction) -> int:
    return math.floor(number + Fraction(1, 2))


def best(policies: Sequence[PolicyFacts], line: LineFacts) -> PolicyFacts | None:
    def fits(policy: PolicyFacts) -> bool:
        pairs = [
            (policy.segment, line.segment),
            (policy.region, line.region),
            (policy.family, line.family),
            (policy.channel, line.channel),
        ]
        return policy.start_on <= line.term_start_on and all(p in {"", f} for p, f in pairs)

    def named(policy: PolicyFacts) -> int:
        return sum(map(bool, (policy.segment, policy.region, policy.family, policy.channel)))

    fitting = sorted(filter(fits, policies), key=lambda p: p.code)
    return max(fitting, key=lambda p: (named(p), p.start_on), default=None)


def method_of(line: LineFacts, policy: PolicyFacts | None) -> str:
    agreed = line.line_uplift_bp is not None or line.contract_uplift_bp is not None
    return line.contract_method or ("uplift" if agreed else policy.method if policy else "same")


def rate_of(line: LineFacts, policy: PolicyFacts | None) -> int:
    for rate in (line.line_uplift_bp, line.contract_uplift_bp):
        if rate is not None:
            return rate
    return policy.uplift_bp if policy and policy.method == "uplift" else 0


def unit_price(line: LineFacts, method: str, policy: PolicyFacts | None) -> int:
    expiring = Fraction(line.expiring_price_e4)
    wanted = expiring
    if method == "list" and line.list_price_e4 is not None:
        assert line.list_price_months
        wanted = Fraction(line.list_price_e4 * line.price_months, line.list_price_months)
    if method == "uplift":
        wanted = max(Fraction(0), expiring * (1 + Fraction(rate_of(line, policy), 10_000)))
    if line.cap_bp is not None:
        wanted = min(wanted, expiring * (1 + Fraction(line.cap_bp, 10_000)))
    if line.hold_until is not None and line.hold_until > line.term_start_on:
        wanted = min(wanted, expiring)
    return to_nearest(wanted)


def months_of(line: LineFacts) -> Fraction:
    months = 0
    while add_months(line.term_start_on, months + 1) <= line.term_end_on:
        months += 1
    begun, following = (add_months(line.term_start_on, months + n) for n in (0, 1))
    return months + Fraction((line.term_end_on - begun).days, (following - begun).days)


def price_slowly(line: LineFacts, policies: Sequence[PolicyFacts]) -> SlowPrice:
    policy = best(policies, line)
    method = method_of(line, policy)
    price = unit_price(line, method, policy)

    def amount(price_e4: int) -> int:
        if line.charge == "usage":
            return 0
        quantity, each = Fraction(line.quantity_e4, 10_000), Fraction(price_e4, 10_000)
        whole = quantity * each * months_of(line) / line.price_months
        return to_nearest(whole * 10 ** DECIMALS[line.currency])

    return SlowPrice(
        price,
        amount(line.expiring_price_e4),
        amount(price),
        method,
        policy.code if policy else None,
    )
