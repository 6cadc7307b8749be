"""What of a quote decides who has to approve it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from tenure.kernel.errors import InvalidInput


class Paper(StrEnum):
    """On whose paper a renewal is signed."""

    STANDARD = "standard"
    AMENDED = "amended"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTermsFacts:
    """Hold the terms of an offer that are not its prices; what is not said is standard.

    `payment_days` after the invoice; `opt_out_days` of notice with which the customer may leave
    inside the term, none: not at all.
    """

    payment_days: int = 30
    auto_renews: bool = True
    paper: Paper = Paper.STANDARD
    custom_sla: bool = False
    opt_out_days: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.payment_days <= 365:
            raise InvalidInput("Payment is due 0 to 365 days after the invoice.")
        if self.opt_out_days is not None and not 1 <= self.opt_out_days <= 365:
            raise InvalidInput("A way out of the term has 1 to 365 days of notice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFacts:
    """Hold the trigger fields of a quote: a change of any of them voids what was approved.

    Amounts are in minor units of `currency`, rates in basis points. `discount_bp` is what a person
    gives away of what the clauses entitle to, weighted by money: discounts of the deal and of this
    term only, not those of a published policy. `waived_bp` is the share of it that is lost because
    less uplift is asked for, `leakage_bp` all that is not asked for.
    """

    currency: str
    value_minor: int
    lines: int = 0
    quantity_e4: int = 0
    discount_bp: int = 0
    waived_bp: int = 0
    leakage_bp: int = 0
    term_months: int = 12
    free_months: int = 0
    back_dated_days: int = 0
    payment_days: int = 30
    auto_renew_off: bool = False
    amended_paper: bool = False
    custom_sla: bool = False
    opt_out: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON, to be kept with a request."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> ApprovalFacts:
        """Return what was kept; what was not yet known then is as usual."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in told.items() if name in known})

    def changed(self, before: ApprovalFacts) -> list[str]:
        """Return the names of the trigger fields that are not as they were."""
        return [
            field.name
            for field in fields(self)
            if getattr(self, field.name) != getattr(before, field.name)
        ]
