"""The whole waterfall in exact fractions, written from docs/pricing.md, sharing no code with it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

INT64 = 2**63
WHOLE = 10_000
SLICE = ("segment", "region", "family", "channel")


class TooLarge(Exception):
    """A figure that is stored does not fit 64 bits."""


def nearest(number: Fraction | int) -> int:
    """Round half away from zero, into 64 bits."""
    size = math.floor(abs(Fraction(number)) + Fraction(1, 2))
    if size >= INT64:
        raise TooLarge
    return size if number >= 0 else -size


def share(number: int, basis_points: int) -> int:
    return nearest(Fraction(number * basis_points, WHOLE))


def best_policy(policies: Sequence[Any], f: Mapping[str, Any]) -> Any:
    def fits(policy: Any) -> bool:
        return policy.start_on <= f["term_start_on"] and all(
            getattr(policy, name) in {"", f[name]} for name in SLICE
        )

    def named(policy: Any) -> int:
        return sum(getattr(policy, name) != "" for name in SLICE)

    fitting = sorted(filter(fits, policies), key=lambda policy: policy.code)
    return max(fitting, key=lambda policy: (named(policy), policy.start_on), default=None)


def listed(f: Mapping[str, Any], quantity: int) -> int | None:
    size, months = abs(quantity), Fraction(f["price_months"], f["list_price_months"] or 1)
    if f["support_bp"] is not None and f["covered_price_e4"] is not None:
        return share(f["covered_price_e4"], f["support_bp"])
    if f["list_price_e4"] is None:
        return None
    if size and f["tier_from_e4"] is not None:
        above = (size - f["tier_from_e4"]) * f["list_price_e4"]
        return nearest(Fraction(f["tier_below_e8"] + above, size) * months)
    if size and f["package_quantity_e4"] is not None:
        packages = math.ceil(Fraction(size, f["package_quantity_e4"]))
        return nearest(Fraction(packages * f["list_price_e4"] * WHOLE, size) * months)
    return nearest(f["list_price_e4"] * months)


def index_rate(f: Mapping[str, Any]) -> int | None:
    if f["index_now"] is None:
        return None
    rate = nearest(Fraction(f["index_now"] * WHOLE, f["index_before"])) - WHOLE
    rate += f["index_plus_bp"]
    if f["index_floor_bp"] is not None:
        rate = max(rate, f["index_floor_bp"])
    return rate if f["index_ceiling_bp"] is None else min(rate, f["index_ceiling_bp"])


def held(f: Mapping[str, Any], carried: int, list_price: int | None, policy: Any) -> int:
    """Return the price after method, base, uplift, escalator, cap and hold."""
    rates = (
        f["line_uplift_bp"], f["contract_uplift_bp"], index_rate(f), f["program_uplift_bp"],
    )  # fmt: skip
    agreed = next((rate for rate in rates if rate is not None), None)
    method = f["contract_method"] or (
        "uplift" if agreed is not None else policy.method if policy else "same"
    )
    price = carried if method != "list" or list_price is None else list_price
    if method == "uplift":
        if agreed is None:
            agreed = policy.uplift_bp if policy and policy.method == "uplift" else 0
        price = share(price, max(WHOLE + agreed, 0))
    if f["escalator_bp"] is not None:
        raised = Fraction(WHOLE + f["escalator_bp"], WHOLE) ** f["escalator_years"]
        price = nearest(price * raised)
    if f["cap_bp"] is not None:
        price = min(price, share(carried, WHOLE + f["cap_bp"]))
    if f["hold_until"] is not None and f["hold_until"] > f["term_start_on"]:
        price = min(price, carried)
    return price


def discounted(f: Mapping[str, Any], price: int) -> tuple[int, int]:
    """Return the recurring price, and the price of this term."""
    kinds = ("volume", "years", "program", "deal")
    rates = [f[f"{kind}_discount_bp"] for kind in kinds]
    for rate in [max(rates)] if f["best_discount"] else rates:
        price = share(price, WHOLE - rate)
    return price, share(price, WHOLE - (f["one_time_discount_bp"] or 0))


def partners(f: Mapping[str, Any], price: int, list_price: int | None) -> tuple[int | None, ...]:
    """Return what the reseller and the distributor pay."""
    base = list_price if f["margin_off_list"] else None
    reseller = distributor = None
    if f["reseller_margin_bp"] is not None:
        margin = min(f["reseller_margin_bp"] + f["registered_margin_bp"], WHOLE)
        reseller = max(price - share(price if base is None else base, margin), 0)
    if f["distributor_margin_bp"] is not None:
        at = price if reseller is None else reseller
        distributor = max(at - share(at if base is None else base, f["distributor_margin_bp"]), 0)
    return reseller, distributor


def price_exactly(f: Mapping[str, Any], policies: Sequence[Any]) -> dict[str, int | None]:
    """Return the figures of one line; raise TooLarge where one does not fit."""
    policy = best_policy(policies, f)
    quantity = f["quantity_e4"]
    if f["true_forward"]:
        quantity += f["overage_quantity_e4"] or 0
    carried = f["expiring_price_e4"]
    if f["successor_n"] is not None:
        ratio = Fraction(f["successor_n"], f["successor_d"])
        quantity, carried = nearest(quantity * ratio), nearest(carried / ratio)
    list_price = listed(f, quantity)
    before = held(f, carried, list_price, policy)
    recurring, price = discounted(f, before)
    if f["floor_price_e4"] is not None:
        price = max(price, min(f["floor_price_e4"], before))
    reseller, distributor = partners(f, price, list_price)
    times = Fraction(f["term_months"] * f["term_month_days"] + f["term_days"],
                     f["price_months"] * f["term_month_days"])  # fmt: skip
    if f["part_n"] is not None:
        times = Fraction(f["part_n"], f["part_d"])

    def amount(pieces: int, each: int, periods: Fraction) -> int:
        return nearest(Fraction(pieces * each * f["minor_factor"], 10**8) * periods)

    usage = f["charge"] == "usage"
    paid = reseller if distributor is None else distributor
    over = f["overage_quantity_e4"]
    owed = Fraction(f["overage_n"], f["overage_d"])
    return {
        "held_price_e4": before,
        "recurring_price_e4": recurring,
        "proposed_price_e4": price,
        "reseller_price_e4": reseller,
        "distributor_price_e4": distributor,
        "true_up_minor": None if over is None else amount(over, f["expiring_price_e4"], owed),
        "expiring_minor": 0 if usage else amount(f["quantity_e4"], f["expiring_price_e4"], times),
        "proposed_minor": 0 if usage else amount(quantity, price, times),
        "partner_minor": None if paid is None else 0 if usage else amount(quantity, paid, times),
    }


def day(number: int) -> date:
    return date.fromordinal(date(2027, 1, 1).toordinal() + number)
