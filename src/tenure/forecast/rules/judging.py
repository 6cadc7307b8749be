"""What a person may say of a renewal's future."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tenure.forecast.rules.categories import CATEGORIES
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money
from tenure.kernel.period import format_day

FURTHEST = timedelta(days=731)  # past the due date; later is not this renewal any more
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Said:
    """A category, the day on which the decision is expected, and the swing.

    `swing_minor` is how much of the loss that is forecast may still be turned, minor units a year;
    None: all of it.
    """

    category: str
    close_on: date
    swing_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The renewal of which something is said: due date, ATR and forecast in minor units a year."""

    due_on: date
    currency: str
    atr_minor: int
    forecast_minor: int

    @property
    def loss_minor(self) -> int:
        """Return what is forecast to be lost."""
        return max(self.atr_minor - self.forecast_minor, 0)


def check(said: Said, before: Said, about: Judged, *, reason: str, on: date) -> str:
    """Return the reason as it is kept. Raise InvalidInput for what cannot be said.

    A close date that stays may lie in the past; a new one may not.
    """
    words = " ".join(reason.split())
    if said.category not in CATEGORIES:
        raise InvalidInput(f"A category is one of {', '.join(CATEGORIES)}.")
    if not words:
        raise InvalidInput("Say why: what is expected is kept with its reason.")
    if len(words) > LONGEST_REASON:
        raise InvalidInput(f"The reason has at most {LONGEST_REASON} characters.")
    if said.close_on != before.close_on and said.close_on < on:
        raise InvalidInput("A decision is expected on a day to come.")
    if said.close_on > about.due_on + FURTHEST:
        raise InvalidInput(
            f"The term ends on {format_day(about.due_on)}; the decision cannot be expected more "
            "than two years later."
        )
    if said.swing_minor is not None and not 0 <= said.swing_minor <= about.loss_minor:
        most = Money(about.loss_minor, about.currency).format()
        raise InvalidInput(f"The swing is at most what is forecast to be lost, {most}.")
    return words
