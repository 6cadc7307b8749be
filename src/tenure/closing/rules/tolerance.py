"""How far two records may be apart and still agree."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from tenure.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Hold what is still called equal.

    Yearly amounts agree within the larger of `amount_minor` (minor units) and `amount_bp` of ours;
    the ends of terms within `days`. Where no key matches, a contract of the same customer and
    currency is taken for the same one within `like_bp` of the amount and `like_days` of the end.
    """

    amount_minor: int = 100
    amount_bp: int = 0
    days: int = 0
    like_bp: int = 500
    like_days: int = 31

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value < 0:
                raise InvalidInput(f"{name} of a tolerance must not be negative.")
        if max(self.amount_bp, self.like_bp) > 10_000:
            raise InvalidInput("A tolerance must not be more than all of the amount.")
