"""Support tiers in plain words, and what the next one adds: the path upwards.

| from | to | what it adds |
|---|---|---|
| none | standard | everything that standard says |
| standard | advanced | first answer within 8 hours instead of 24 ... |
| advanced | critical | first answer within 15 minutes instead of 8 hours ... |

A tier that is named otherwise is shown by its name alone: nothing is promised for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tier:
    """A level of support: its place from below, and what it means in words."""

    code: str
    place: int
    name: str
    hours: str
    answer: str
    reach: str
    also: tuple[str, ...] = ()


TIERS: tuple[Tier, ...] = (
    Tier("standard", 1, "Standard", "on working days", "24 hours", "tickets"),
    Tier("advanced", 2, "Advanced", "on working days", "8 hours", "tickets and chat"),
    Tier(
        "premium", 3, "Premium", "day and night", "1 hour", "tickets, chat and telephone",
        ("a review of the setup every quarter",),
    ),
    Tier(
        "critical", 4, "Mission critical", "day and night", "15 minutes",
        "tickets, chat and telephone",
        ("a review of the setup every quarter", "a named engineer who knows the setup"),
    ),
)  # fmt: skip
_BY_CODE = {tier.code: tier for tier in TIERS}


@dataclass(frozen=True, slots=True)
class TierShown:
    """A tier that a customer has or could have: the product, and the tier in words."""

    product: str
    name: str
    says: str
    adds: str
    is_theirs: bool


def compared(
    have: Sequence[tuple[str, str]], offered: Sequence[tuple[str, str]]
) -> list[TierShown]:
    """Return what a customer has and could move up to, from below, each in words.

    Both are (product name, tier). Of what is offered, only what is above the best they have.
    """
    known = [tier for _, code in have if (tier := _BY_CODE.get(code.lower()))]
    best = max(known, key=lambda tier: tier.place, default=None)
    rows = [_shown(product, code, None, is_theirs=True) for product, code in have]
    above = [
        (product, code)
        for product, code in offered
        if (tier := _BY_CODE.get(code.lower())) is None or best is None or tier.place > best.place
    ]
    rows += [_shown(product, code, best, is_theirs=False) for product, code in _ordered(above)]
    return rows


def says(tier: Tier) -> str:
    """Return what a tier means, as a sentence."""
    also = f", and {', '.join(tier.also)}" if tier.also else ""
    return f"Help {tier.hours} by {tier.reach}; a first answer within {tier.answer}{also}."


def adds(lower: Tier | None, upper: Tier) -> str:
    """Return what one tier has over another, as a sentence; nothing against none."""
    if lower is None:
        return ""
    found = []
    if upper.answer != lower.answer:
        found.append(f"a first answer within {upper.answer} instead of {lower.answer}")
    if upper.hours != lower.hours:
        found.append(f"help {upper.hours} instead of {lower.hours}")
    if upper.reach != lower.reach:
        found.append(f"by {upper.reach}")
    found += [one for one in upper.also if one not in lower.also]
    return f"Over {lower.name}: {', '.join(found)}." if found else ""


def _shown(product: str, code: str, lower: Tier | None, *, is_theirs: bool) -> TierShown:
    tier = _BY_CODE.get(code.lower())
    if tier is None:
        return TierShown(product, code.capitalize(), "", "", is_theirs)
    return TierShown(product, tier.name, says(tier), adds(lower, tier), is_theirs)


def _ordered(offered: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    places = {code: tier.place for code, tier in _BY_CODE.items()}
    return sorted(offered, key=lambda one: (places.get(one[1].lower(), 99), one[0]))
