"""Pure parts of pricing: the facts a price follows from, the trace of its steps, the defaults."""

from tenure.pricing.rules.defaults import DEFAULT_POLICIES
from tenure.pricing.rules.facts import (
    FACT_TYPES,
    LineFacts,
    PolicyFacts,
    PricedLine,
    TermLength,
    minor_factor,
)
from tenure.pricing.rules.trace import (
    TRACE,
    ToldStep,
    Trace,
    explain,
    short_reason,
    told_steps,
    trace_of,
)

__all__ = [
    "DEFAULT_POLICIES",
    "FACT_TYPES",
    "TRACE",
    "LineFacts",
    "PolicyFacts",
    "PricedLine",
    "TermLength",
    "ToldStep",
    "Trace",
    "explain",
    "minor_factor",
    "short_reason",
    "told_steps",
    "trace_of",
]
