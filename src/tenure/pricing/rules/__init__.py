"""Pure parts of pricing: the facts a price follows from, the trace of its steps, the defaults."""

from tenure.pricing.rules.defaults import DEFAULT_POLICIES
from tenure.pricing.rules.facts import (
    LineFacts,
    PricedLine,
    TermLength,
    minor_factor,
)
from tenure.pricing.rules.policies import (
    POLICY_KINDS,
    SLICE,
    AnyPolicy,
    DiscountFacts,
    MarginFacts,
    PolicyFacts,
    policy_columns,
)
from tenure.pricing.rules.steps import WATERFALL, Step, Waterfall
from tenure.pricing.rules.trace import (
    ToldStep,
    Trace,
    explain,
    short_reason,
    told_steps,
    trace_of,
)

__all__ = [
    "DEFAULT_POLICIES",
    "POLICY_KINDS",
    "SLICE",
    "WATERFALL",
    "AnyPolicy",
    "DiscountFacts",
    "LineFacts",
    "MarginFacts",
    "PolicyFacts",
    "PricedLine",
    "Step",
    "TermLength",
    "ToldStep",
    "Trace",
    "Waterfall",
    "explain",
    "minor_factor",
    "policy_columns",
    "short_reason",
    "told_steps",
    "trace_of",
]
