"""The whole waterfall in exact fractions, written from docs/pricing.md, sharing no code with it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

INT64 = 2**63
WHOLE = 10_000
SLICE = ("segment", "region", "family", "channel", "partner_tier", "program")


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

    def rank(policy: Any) -> tuple[bool, int, date]:
        return policy.program != "", named(policy), policy.start_on

    fitting = sorted(filter(fits, policies), key=lambda policy: policy.code)
    return max(fitting, key=rank, default=None)


def is_support(f: Mapping[str, Any]) -> bool:
    return f["support_bp"] is not None and f["covered_price_e4"] is not None


def listed(f: Mapping[str, Any], quantity: int) -> int | None:
    size, months = abs(quantity), Fraction(f["price_months"], f["list_price_months"] or 1)
    if is_support(f):
        return share(f["covered_price_e4"], f["support_bp"])
    if f["list_price_e4"] is None:
        return None
    if size and f["tier_from_e4"] is not None and not f["by_volume"]:
        above = (size - f["tier_from_e4"]) * f["list_price_e4"]
        return nearest(Fraction(f["tier_below_e8"] + above, size) * months)
    if size and f["tier_from_e4"] is None and f["package_quantity_e4"] is not None:
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
    if f["added"] or is_support(f):
        method = "list"
    price = carried if method != "list" or list_price is None else list_price
    if method == "uplift":
        if agreed is None:
            agreed = policy.uplift_bp if policy and policy.method == "uplift" else 0
        price = share(price, max(WHOLE + agreed, 0))
    if f["escalator_bp"] is not None and not is_support(f):
        raised = Fraction(WHOLE + f["escalator_bp"], WHOLE) ** f["escalator_years"]
        price = nearest(price * raised)
    if f["cap_bp"] is not None:
        price = min(price, share(carried, WHOLE + f["cap_bp"]))
    if f["hold_until"] is not None and f["hold_until"] > f["term_start_on"]:
        price = min(price, carried)
    return price


def asked(f: Mapping[str, Any], carried: int, entitled: int) -> int:
    """Return the price that a person asks for instead, within the cap and the hold."""
    if f["asked_uplift_bp"] is None or is_support(f):
        return entitled
    price = share(carried, max(WHOLE + f["asked_uplift_bp"], 0))
    if f["escalator_bp"] is not None:
        price = nearest(price * Fraction(WHOLE + f["escalator_bp"], WHOLE) ** f["escalator_years"])
    if f["cap_bp"] is not None:
        price = min(price, share(carried, WHOLE + f["cap_bp"]))
    if f["hold_until"] is not None and f["hold_until"] > f["term_start_on"]:
        price = min(price, carried)
    return price


def first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def rates_of(f: Mapping[str, Any], quantity: int, policy: Any) -> dict[str, int]:
    """Return the discounts that stay, by kind: as given, else as the policy says."""
    volume = years = 0
    for tier in (1, 2, 3, 4) if policy else ():
        start = getattr(policy, f"volume_{tier}_from_e4")
        if start is not None and abs(quantity) >= start:
            volume = getattr(policy, f"volume_{tier}_bp")
    if is_support(f):
        return {"volume": 0, "years": 0, "program": 0, "deal": f["deal_discount_bp"]}
    months = first(f["whole_term_months"], f["term_months"])
    if policy and months >= 24:
        years = policy.three_years_bp if months >= 36 else policy.two_years_bp
    return {
        "volume": first(f["volume_discount_bp"], volume),
        "years": first(f["years_discount_bp"], years),
        "program": first(f["program_discount_bp"], policy and policy.program_bp, 0),
        "deal": f["deal_discount_bp"],
    }


def discounted(
    f: Mapping[str, Any], price: int, rates: Mapping[str, int], policy: Any
) -> tuple[int, int]:
    """Return the recurring price, and the price of this term."""
    best = first(f["best_discount"], policy and policy.best_of, False)
    for rate in [max(rates.values())] if best else rates.values():
        price = share(price, WHOLE - rate)
    return price, share(price, WHOLE - (f["one_time_discount_bp"] or 0))


def why_less(entitled: int, asked_for: int, lasting: int, once: int, price: int) -> str | None:
    """Return what takes most of what is not asked for; 'lasting' for a discount that stays."""
    if price >= entitled:
        return None
    if entitled - asked_for >= asked_for - price:
        return "uplift"
    return "one_time" if lasting - once > asked_for - lasting else "lasting"


def partners(
    f: Mapping[str, Any], price: int, list_price: int | None, policy: Any
) -> tuple[int | None, ...]:
    """Return what the reseller and the distributor pay."""
    base = list_price if first(f["margin_off_list"], policy and policy.off_list) else None
    reseller = distributor = None
    own, extra, above = (
        first(f[f"{kind}_margin_bp"], getattr(policy, f"{kind}_bp") if policy and f[told] else None)
        for kind, told in (
            ("reseller", "through_reseller"), ("registered", "registered_deal"),
            ("distributor", "through_distributor"),
        )
    )  # fmt: skip
    if own is not None:
        margin = min(own + (extra or 0), WHOLE)
        reseller = max(price - share(price if base is None else base, margin), 0)
    if above is not None:
        at = price if reseller is None else reseller
        distributor = max(at - share(at if base is None else base, above), 0)
    return reseller, distributor


def price_exactly(f: Mapping[str, Any], policies: Sequence[Any]) -> dict[str, int | str | None]:
    """Return the figures of one line; raise TooLarge where one does not fit."""
    found = figures(f, policies)
    return {name: found[name] for name in found if name not in BETWEEN}


def covered_exactly(
    f: Mapping[str, Any], covered: Sequence[Mapping[str, Any]], policies: Sequence[Any]
) -> int | None:
    """Return what a support line covers, a piece, for its price months; None without any."""
    total = Fraction(0)
    for line in covered:
        found = figures(line, policies)
        total += Fraction(found["quantity"] * found["lasting"], line["price_months"])
    pieces = figures(f, policies)["quantity"]
    return nearest(total * f["price_months"] / pieces) if covered and pieces else None


# Figures on the way that no trace keeps.
BETWEEN = {"lasting", "quantity"}


def figures(f: Mapping[str, Any], policies: Sequence[Any]) -> dict[str, Any]:
    policy, discounts, margins = (
        best_policy([one for one in policies if one.table == table], f)
        for table in ("policies", "discounts", "margins")
    )
    quantity = f["quantity_e4"]
    if f["true_forward"]:
        quantity += f["overage_quantity_e4"] or 0
    quantity = first(f["asked_quantity_e4"], quantity)
    carried = f["expiring_price_e4"]
    if f["successor_n"] is not None:
        ratio = Fraction(f["successor_n"], f["successor_d"])
        quantity, carried = nearest(quantity * ratio), nearest(carried / ratio)
    list_price = listed(f, quantity)
    entitled = held(f, carried, list_price, policy)
    before = asked(f, carried, entitled)
    rates = rates_of(f, quantity, discounts)
    recurring, once = discounted(f, before, rates, discounts)
    floor, price = f["floor_price_e4"], once
    if floor is None and discounts and discounts.floor_bp is not None and list_price is not None:
        floor = share(list_price, discounts.floor_bp)
    if floor is not None:
        price = max(price, min(floor, before))
    reseller, distributor = partners(f, price, list_price, margins)
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
    reason = why_less(entitled, before, recurring, once, price)
    if reason == "lasting":
        reason = max(rates, key=lambda kind: rates[kind])
    proposed, wanted = (0 if usage else amount(quantity, one, times) for one in (price, entitled))
    if abs(wanted - proposed) >= INT64:
        raise TooLarge
    lasting = recurring if floor is None else max(recurring, min(floor, before))
    return {
        "lasting": lasting,
        "quantity": quantity,
        "entitled_price_e4": entitled,
        "asked_price_e4": before,
        "carried_minor": 0 if usage else amount(quantity, carried, times),
        "entitled_minor": wanted,
        "leakage_minor": wanted - proposed,
        "leakage_reason": reason,
        "recurring_price_e4": recurring,
        "proposed_price_e4": price,
        "reseller_price_e4": reseller,
        "distributor_price_e4": distributor,
        "true_up_minor": None if over is None else amount(over, f["expiring_price_e4"], owed),
        "expiring_minor": 0 if usage else amount(f["quantity_e4"], f["expiring_price_e4"], times),
        "proposed_minor": proposed,
        "partner_minor": None if paid is None else 0 if usage else amount(quantity, paid, times),
    }


def day(number: int) -> date:
    return date.fromordinal(date(2027, 1, 1).toordinal() + number)
