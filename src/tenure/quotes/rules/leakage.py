"""Leakage: what is not asked for of what one is entitled to, and the rate of uplift realised."""

from __future__ import annotations

from dataclasses import dataclass

from tenure.kernel.exact import divide_half_up, fixed_point
from tenure.pricing.rules import WATERFALL

WHOLE_BP = 10_000
# By what the report tells apart; how people call it.
DIMENSIONS = {
    "reason": "Reason",
    "segment": "Segment",
    "region": "Region",
    "family": "Product family",
    "channel": "Channel",
    "owner": "Owner",
    "currency": "Currency",
}
REASONS = dict(WATERFALL.words["leakage_reason"])
NO_REASON = "nothing leaks"
# A rate is never shown without its definition.
REALISATION = (
    "Uplift realisation: (realised - carried) / (entitled - carried), at the same quantity and"
    " term. Carried is the price that expires, entitled what clauses and policy allow, realised"
    " what is offered; leakage is entitled - realised."
)


@dataclass(frozen=True, slots=True)
class LeakageFigures:
    """Hold amounts of some lines, in minor units of one currency, for the whole next term."""

    lines: int = 0
    carried_minor: int = 0
    entitled_minor: int = 0
    realised_minor: int = 0
    leakage_minor: int = 0

    def __add__(self, other: LeakageFigures) -> LeakageFigures:
        return LeakageFigures(
            self.lines + other.lines,
            self.carried_minor + other.carried_minor,
            self.entitled_minor + other.entitled_minor,
            self.realised_minor + other.realised_minor,
            self.leakage_minor + other.leakage_minor,
        )

    @property
    def entitled_rise_minor(self) -> int:
        """Return by how much one may raise the price: the denominator of the realisation."""
        return self.entitled_minor - self.carried_minor

    @property
    def realised_rise_minor(self) -> int:
        """Return by how much the price is raised."""
        return self.realised_minor - self.carried_minor

    @property
    def realisation_bp(self) -> int | None:
        """Return the uplift realisation in basis points; None where no rise is entitled to."""
        if self.entitled_rise_minor <= 0:
            return None
        return divide_half_up(WHOLE_BP * self.realised_rise_minor, self.entitled_rise_minor)

    @property
    def leakage_bp(self) -> int | None:
        """Return the leakage as a share of what one is entitled to, in basis points."""
        if self.entitled_minor <= 0:
            return None
        return divide_half_up(WHOLE_BP * self.leakage_minor, self.entitled_minor)


def reason_words(reason: str) -> str:
    """Return a reason as people read it."""
    return REASONS.get(reason, reason) if reason else NO_REASON


def rate_words(basis_points: int | None) -> str:
    """Return a rate as people read it, however large: "87.5 %"; a dash for none."""
    if basis_points is None:
        return "\N{EN DASH}"
    return f"{fixed_point(basis_points, 2).rstrip('0').rstrip('.')} %"
