"""What a policy says and whom it is for, in a few words."""

from __future__ import annotations

from collections.abc import Iterator

from tenure.kernel.exact import fixed_point
from tenure.kernel.percent import Percent
from tenure.pricing.rules.policies import SLICE, AnyPolicy, DiscountFacts, MarginFacts, PolicyFacts
from tenure.pricing.rules.policy_kinds import SLICE_FIELDS, VOLUME_TIERS

EVERYONE = "everyone"
_NOTHING = "nothing"


def slice_key(policy: AnyPolicy) -> tuple[str, ...]:
    """Return the slice as a key: the values of its fields, in the order of `SLICE`."""
    return tuple(getattr(policy, name) for name in SLICE)


def slice_words(policy: AnyPolicy) -> str:
    """Return whom a policy is for: "Small business, channel Reseller", or "everyone"."""
    told = []
    for field in SLICE_FIELDS:
        value = getattr(policy, field.name)
        if value:
            word = dict(field.choices).get(value, value)
            told.append(word if field.name == "segment" else f"{field.label.lower()} {word}")
    return ", ".join(told) or EVERYONE


def terms_words(policy: AnyPolicy) -> str:
    """Return what a policy says: "uplift 5 %", "two years 5 %, three years and more 8 %"."""
    if isinstance(policy, PolicyFacts):
        rated = policy.method == "uplift"
        return f"uplift {Percent(policy.uplift_bp)}" if rated else policy.method
    told = _discounts(policy) if isinstance(policy, DiscountFacts) else _margins(policy)
    return ", ".join(told) or _NOTHING


def _discounts(policy: DiscountFacts) -> Iterator[str]:
    for place in VOLUME_TIERS:
        begins = getattr(policy, f"volume_{place}_from_e4")
        if begins is not None:
            rate = Percent(getattr(policy, f"volume_{place}_bp"))
            yield f"from {fixed_point(begins, 4).rstrip('0').rstrip('.')} pieces {rate}"
    rates = (
        ("two years", policy.two_years_bp),
        ("three years and more", policy.three_years_bp),
        ("program", policy.program_bp),
    )
    for name, rate_bp in rates:
        if rate_bp:
            yield f"{name} {Percent(rate_bp)}"
    if policy.best_of:
        yield "only the largest counts"
    if policy.floor_bp is not None:
        yield f"not below {Percent(policy.floor_bp)} of list"


def _margins(policy: MarginFacts) -> Iterator[str]:
    rates = (
        ("reseller", policy.reseller_bp),
        ("registered deal +", policy.registered_bp),
        ("distributor", policy.distributor_bp),
    )
    for name, rate_bp in rates:
        if rate_bp:
            yield f"{name} {Percent(rate_bp)}"
    if policy.off_list:
        yield "off list"
