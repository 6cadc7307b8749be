"""Published policies as facts: how a slice of the book is priced, discounted and sold on.

All are dated and matched alike. A slice field left empty fits any line; of those that fit and have
started by the first day of the term, the one that names the line's program comes first, then the
one that names most fields, then the latest, then the first code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

SLICE = ("segment", "region", "family", "channel", "partner_tier", "program")


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """Hold one published price policy: the method and its uplift in basis points."""

    table: ClassVar[str] = "policies"

    code: str
    method: str
    uplift_bp: int
    start_on: date
    segment: str = ""
    region: str = ""
    family: str = ""
    channel: str = ""
    partner_tier: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountFacts:
    """Hold one published discount policy, rates in basis points.

    Up to four volume tiers, each from a quantity (1/10,000) on, rising; what a term of two and of
    three years and more earns; what a program gives; whether only the best of all counts; and the
    floor, a share of the list price.
    """

    table: ClassVar[str] = "discounts"

    code: str
    start_on: date
    segment: str = ""
    region: str = ""
    family: str = ""
    channel: str = ""
    partner_tier: str = ""
    program: str = ""
    volume_1_from_e4: int | None = None
    volume_1_bp: int = 0
    volume_2_from_e4: int | None = None
    volume_2_bp: int = 0
    volume_3_from_e4: int | None = None
    volume_3_bp: int = 0
    volume_4_from_e4: int | None = None
    volume_4_bp: int = 0
    two_years_bp: int = 0
    three_years_bp: int = 0
    program_bp: int = 0
    best_of: bool = False
    floor_bp: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginFacts:
    """Hold one published margin policy: what partners keep, in basis points, off list or off net.

    `registered_bp` comes on top of the reseller's where the deal is registered.
    """

    table: ClassVar[str] = "margins"

    code: str
    start_on: date
    segment: str = ""
    region: str = ""
    family: str = ""
    channel: str = ""
    partner_tier: str = ""
    program: str = ""
    reseller_bp: int = 0
    registered_bp: int = 0
    distributor_bp: int = 0
    off_list: bool = False


AnyPolicy = PolicyFacts | DiscountFacts | MarginFacts
POLICY_KINDS: tuple[type[AnyPolicy], ...] = (PolicyFacts, DiscountFacts, MarginFacts)
_TYPES = {
    "str": "VARCHAR NOT NULL",
    "int": "BIGINT NOT NULL",
    "int | None": "BIGINT",
    "date": "DATE NOT NULL",
    "bool": "BOOLEAN NOT NULL",
}


def policy_columns(kind: type[AnyPolicy]) -> Mapping[str, str]:
    """Return the columns of a kind's table with their types in SQL."""
    return {field.name: _TYPES[str(field.type)] for field in fields(kind)}
