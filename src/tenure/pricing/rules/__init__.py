"""Pure parts of pricing: the facts a price follows from, the trace of its steps, the defaults."""

from tenure.pricing.rules.defaults import DEFAULT_MARGINS, DEFAULT_POLICIES
from tenure.pricing.rules.facts import (
    LineFacts,
    PricedLine,
    TermLength,
    minor_factor,
)
from tenure.pricing.rules.pieces import Counting, Piece, pieces_of
from tenure.pricing.rules.policies import (
    POLICY_KINDS,
    SLICE,
    AnyPolicy,
    DiscountFacts,
    MarginFacts,
    PolicyFacts,
    policy_columns,
)
from tenure.pricing.rules.policy_cells import (
    Fault,
    NotAPolicy,
    cells_of,
    policy_of,
    require_policy,
)
from tenure.pricing.rules.policy_file import (
    POLICY_COLUMNS,
    FileRow,
    PolicyFile,
    RowFault,
    file_rows,
    read_policy_file,
)
from tenure.pricing.rules.policy_kinds import KINDS, Held, PolicyField, PolicyKind, kind_of
from tenure.pricing.rules.policy_words import slice_key, slice_words, terms_words
from tenure.pricing.rules.results import RESULTS
from tenure.pricing.rules.standing import Standing, State, standings
from tenure.pricing.rules.steps import WATERFALL, Step, Waterfall
from tenure.pricing.rules.times_paid import times_paid
from tenure.pricing.rules.trace import (
    ToldStep,
    Trace,
    explain,
    short_reason,
    told_steps,
    trace_of,
)

__all__ = [
    "DEFAULT_MARGINS",
    "DEFAULT_POLICIES",
    "KINDS",
    "POLICY_COLUMNS",
    "POLICY_KINDS",
    "RESULTS",
    "SLICE",
    "WATERFALL",
    "AnyPolicy",
    "Counting",
    "DiscountFacts",
    "Fault",
    "FileRow",
    "Held",
    "LineFacts",
    "MarginFacts",
    "NotAPolicy",
    "Piece",
    "PolicyFacts",
    "PolicyField",
    "PolicyFile",
    "PolicyKind",
    "PricedLine",
    "RowFault",
    "Standing",
    "State",
    "Step",
    "TermLength",
    "ToldStep",
    "Trace",
    "Waterfall",
    "cells_of",
    "explain",
    "file_rows",
    "kind_of",
    "minor_factor",
    "pieces_of",
    "policy_columns",
    "policy_of",
    "read_policy_file",
    "require_policy",
    "short_reason",
    "slice_key",
    "slice_words",
    "standings",
    "terms_words",
    "times_paid",
    "told_steps",
    "trace_of",
]
