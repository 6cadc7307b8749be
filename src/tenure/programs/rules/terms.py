"""What a program is worth from a day on, and what such terms may say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.kernel.errors import InvalidInput

MOST_MONTHS = 120
_UPLIFTS = range(-10_000, 100_001)
_DISCOUNTS = range(10_001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Hold a program's terms: rates in basis points, None for what policies decide.

    They hold from `start_on` until later terms, and not from `end_on` on (None: open). A
    verification lasts for `verify_months` unless it says otherwise.
    """

    start_on: date
    end_on: date | None = None
    uplift_bp: int | None = None
    discount_bp: int | None = None
    verify_months: int = 12


def check_terms(terms: Effect) -> None:
    """Raise InvalidInput, with the reason, for terms that no program can have."""
    if terms.end_on is not None and terms.end_on <= terms.start_on:
        raise InvalidInput("A program's terms must end after they start.")
    if terms.uplift_bp is not None and terms.uplift_bp not in _UPLIFTS:
        raise InvalidInput("The uplift of a program must be from -100 % to 1000 %.")
    if terms.discount_bp is not None and terms.discount_bp not in _DISCOUNTS:
        raise InvalidInput("The discount of a program must be from 0 % to 100 %.")
    if not 1 <= terms.verify_months <= MOST_MONTHS:
        raise InvalidInput(f"A verification lasts from 1 to {MOST_MONTHS} months.")
