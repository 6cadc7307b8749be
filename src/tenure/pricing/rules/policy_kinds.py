"""The kinds of policy: what each says, in which fields, and how people write them.

Files, forms and pages are made from these declarations; a new field of a policy is one entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tenure.pricing.rules.policies import AnyPolicy, DiscountFacts, MarginFacts, PolicyFacts

WHOLE = 10_000  # basis points in 100 %
VOLUME_TIERS = (1, 2, 3, 4)


class Held(StrEnum):
    """What a field holds; decides how it is written and read."""

    KEY = "key"
    TEXT = "text"
    CHOICE = "choice"
    RATE = "rate"
    QUANTITY = "quantity"
    DAY = "day"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class PolicyField:
    """One field of a policy: its name among the facts, its column in files, its label.

    `size` is the most characters of a text; a rate lies between `lowest` and `highest` basis
    points. An empty cell means `empty`, what the facts have by default.
    """

    name: str
    column: str
    label: str
    held: Held
    size: int = 0
    lowest: int = 0
    highest: int = WHOLE
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    hint: str = ""
    empty: object = ""


CODE = PolicyField("code", "code", "Code", Held.KEY, size=60, required=True)
START = PolicyField(
    "start_on", "start", "Starts", Held.DAY, required=True,
    hint="For terms that begin on this day or later.",
)  # fmt: skip
SEGMENTS = (
    ("self_serve", "Self-serve"), ("smb", "Small business"), ("mid_market", "Mid-market"),
    ("enterprise", "Enterprise"), ("strategic", "Strategic"),
)  # fmt: skip
CHANNELS = (("direct", "Direct"), ("reseller", "Reseller"), ("distributor", "Distributor"))
TIERS = (
    ("registered", "Registered"), ("silver", "Silver"), ("gold", "Gold"), ("platinum", "Platinum"),
)  # fmt: skip
SLICE_FIELDS = (
    PolicyField("segment", "segment", "Segment", Held.CHOICE, choices=SEGMENTS),
    PolicyField("region", "region", "Region", Held.TEXT, size=8),
    PolicyField("family", "family", "Product family", Held.TEXT, size=80),
    PolicyField("channel", "channel", "Channel", Held.CHOICE, choices=CHANNELS),
    PolicyField("partner_tier", "partner_tier", "Partner tier", Held.CHOICE, choices=TIERS),
    PolicyField("program", "program", "Program", Held.TEXT, size=60),
)


def _rate(name: str, label: str, hint: str = "", empty: int | None = 0) -> PolicyField:
    column = name.removesuffix("_bp")
    return PolicyField(name, column, label, Held.RATE, hint=hint, empty=empty)


def _flag(name: str, label: str) -> PolicyField:
    return PolicyField(name, name, label, Held.FLAG, empty=False)


def _tier(place: int) -> tuple[PolicyField, PolicyField]:
    return (
        PolicyField(
            f"volume_{place}_from_e4", f"volume_{place}_from", f"Volume tier {place} from",
            Held.QUANTITY, empty=None,
        ),
        _rate(f"volume_{place}_bp", f"Discount from tier {place}"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PolicyKind:
    """A kind of policy: its name, its titles, its facts and the fields beyond the common ones."""

    name: str
    title: str
    says: str
    facts: type[AnyPolicy]
    own: tuple[PolicyField, ...]

    @property
    def fields(self) -> tuple[PolicyField, ...]:
        """Return all fields in the order in which people read them."""
        return (CODE, START, *SLICE_FIELDS, *self.own)


_METHODS = (("uplift", "Uplift"), ("list", "List"), ("same", "Same"))
KINDS: Mapping[str, PolicyKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            PolicyKind(
                "price", "Price policy", "How the next term is priced, and by how much it rises.",
                PolicyFacts,
                (
                    PolicyField(
                        "method", "method", "Method", Held.CHOICE, choices=_METHODS, required=True
                    ),
                    PolicyField(
                        "uplift_bp", "uplift", "Uplift", Held.RATE, lowest=-WHOLE,
                        highest=10 * WHOLE, hint="For the method Uplift only.", empty=0,
                    ),
                ),
            ),
            PolicyKind(
                "discount", "Discount policy", "What volume, longer terms and programs earn.",
                DiscountFacts,
                (
                    *(field for place in VOLUME_TIERS for field in _tier(place)),
                    _rate("two_years_bp", "Term of two years"),
                    _rate("three_years_bp", "Term of three years and more"),
                    PolicyField(
                        "program_bp", "program_discount", "Program discount", Held.RATE, empty=0
                    ),
                    _flag("best_of", "Only the largest counts"),
                    _rate(
                        "floor_bp", "Floor", "A share of the list price; empty: none.", empty=None
                    ),
                ),
            ),
            PolicyKind(
                "margin", "Margin policy", "What resellers and distributors keep.",
                MarginFacts,
                (
                    _rate("reseller_bp", "Reseller keeps"),
                    _rate("registered_bp", "Registered deal adds"),
                    _rate("distributor_bp", "Distributor keeps"),
                    _flag("off_list", "Off the list price"),
                ),
            ),
        )
    }
)  # fmt: skip


# Kind -> the figure of a trace that holds the code of the policy chosen.
CODE_OF: Mapping[str, str] = MappingProxyType(
    {"price": "policy_code", "discount": "discount_code", "margin": "margin_code"}
)


def kind_of(policy: AnyPolicy) -> PolicyKind:
    """Return the kind of a policy."""
    return next(kind for kind in KINDS.values() if isinstance(policy, kind.facts))
