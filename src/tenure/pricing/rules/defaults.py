"""The policies a new company starts with; published as dated data, superseded like any other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefaultPolicy:
    """Hold one starting policy: what it is called and how it prices a segment."""

    code: str
    name: str
    method: str
    uplift_bp: int
    segment: str = ""
    channel: str = ""


# Published surveys put renewal uplifts at 3 to 9 %; larger customers negotiate less.
DEFAULT_POLICIES: tuple[DefaultPolicy, ...] = (
    DefaultPolicy("any", "Everyone: 3 %", "uplift", 300),
    DefaultPolicy("self-serve", "Self-serve: current list price", "list", 0, segment="self_serve"),
    DefaultPolicy("smb", "Small business: 5 %", "uplift", 500, segment="smb"),
    DefaultPolicy("mid-market", "Mid-market: 4 %", "uplift", 400, segment="mid_market"),
    DefaultPolicy("enterprise", "Enterprise: 3 %", "uplift", 300, segment="enterprise"),
    DefaultPolicy("strategic", "Strategic: the same price", "same", 0, segment="strategic"),
    DefaultPolicy("distributor", "Through distributors: 2 %", "uplift", 200, channel="distributor"),
)


@dataclass(frozen=True, slots=True)
class DefaultMargin:
    """Hold one starting margin policy, in basis points off what the customer pays."""

    code: str
    name: str
    reseller_bp: int
    registered_bp: int
    distributor_bp: int


# In practice a reseller keeps 15 to 20 % of a renewal, some 5 % more where it registered the deal,
# and a distributor 5 to 8 %. No discount is given by default: each is a company's own decision.
DEFAULT_MARGINS: tuple[DefaultMargin, ...] = (
    DefaultMargin("partners", "Partners: reseller 15 %, distributor 6 %", 1500, 500, 600),
)
