"""Shapes that several answers have in common. Money is whole minor units with its currency."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from ninja import Schema
from pydantic import Field

from tenure.kernel import money
from tenure.pricing.rules import AnyPolicy, ToldStep, kind_of, slice_words, terms_words


class Money(Schema):
    """An amount: 123450 minor units of EUR are 1,234.50 EUR."""

    minor: int = Field(description="Whole minor units of the currency (ISO 4217).")
    currency: str

    @classmethod
    def of(cls, amount: money.Money) -> Self:
        """Return an amount as it is sent."""
        return cls(minor=amount.minor, currency=amount.currency)


class Step(Schema):
    """One step of a price: what was decided, and the unit price after it."""

    step: str
    note: str
    unit_price_e4: int | None = Field(
        default=None, description="In 1/10,000 of the currency; null where it did not change it."
    )

    @classmethod
    def of(cls, told: ToldStep) -> Self:
        """Return a step as it is sent."""
        return cls(step=told.step, note=told.note, unit_price_e4=told.unit_price_e4)


class Policy(Schema):
    """A published policy that priced a line: its code names it for good."""

    kind: str
    code: str
    start_on: date
    says: str
    slice: str

    @classmethod
    def of(cls, policy: AnyPolicy) -> Self:
        """Return a policy as it is sent."""
        return cls(
            kind=kind_of(policy).name,
            code=policy.code,
            start_on=policy.start_on,
            says=terms_words(policy),
            slice=slice_words(policy),
        )


class Why(Schema):
    """Why a price is what it is: for people inside the company."""

    sentence: str
    steps: list[Step]
    policies: list[Policy]
    trace: list[dict[str, Any]] = Field(
        description="The figures of each step: _e4 1/10,000, _bp basis points, _minor minor units."
    )
    entitled: Money = Field(description="What the clauses and policies allow to ask for.")
    leakage: Money = Field(description="What of it is not asked for.")
    leakage_reason: str = Field(description="uplift, one_time, volume, years, program, deal or ''.")
