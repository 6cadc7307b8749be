"""Pure parts of pricing: the facts a price follows from, the trace of its steps, the defaults."""

from tenure.pricing.rules.defaults import DEFAULT_POLICIES
from tenure.pricing.rules.facts import (
    LineFacts,
    PolicyFacts,
    PricedLine,
    TermLength,
    minor_factor,
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
    "WATERFALL",
    "LineFacts",
    "PolicyFacts",
    "PricedLine",
    "Step",
    "TermLength",
    "ToldStep",
    "Trace",
    "Waterfall",
    "explain",
    "minor_factor",
    "short_reason",
    "told_steps",
    "trace_of",
]
