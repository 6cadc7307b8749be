"""Hold rates in basis points: uplifts, caps, discounts."""

from dataclasses import dataclass
from decimal import Decimal

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.kernel.exact import fixed_point, require_int, scaled
from tenure.kernel.money import Money

WHOLE = 10_000
_LIMIT = 2**31 - 1  # a PostgreSQL integer column


@dataclass(frozen=True, slots=True, order=True)
class Percent:
    """Hold a rate in `basis_points` (1/100 of a percent; 750 is 7.5 %), of either sign.

    Raise InvalidInput for a bool, a float, or a rate beyond 32 signed bits.
    """

    basis_points: int

    def __post_init__(self) -> None:
        if abs(require_int(self.basis_points, "A percentage in basis points")) > _LIMIT:
            raise InvalidInput("The percentage is too large.")

    @classmethod
    def parse(cls, value: Decimal | str | int) -> "Percent":
        """Return the rate written as "7.5%", "7.5 %", "7.5" or Decimal("7.5"): all 7.5 %.

        Raise InvalidInput past 2 decimals, out of range, or for anything that is not a number.
        """
        text = value.strip().removesuffix("%") if isinstance(value, str) else value
        try:
            return cls(scaled(text, 2, "A percentage"))
        except MoneyOverflow:
            raise InvalidInput("The percentage is too large.") from None

    def of(self, amount: Money) -> Money:
        """Return this share of an amount, rounded once, half-up away from zero."""
        return amount.times(self.basis_points, WHOLE)

    def format(self) -> str:
        """Return the rate for people, without trailing zeros: "7.5 %"."""
        digits = fixed_point(self.basis_points, 2).rstrip("0").rstrip(".")
        return f"{digits} %"

    def __str__(self) -> str:
        return self.format()
