"""SQL that builds what a quote line keeps of its price: the trace, and the inputs it came from."""

from __future__ import annotations

from collections.abc import Iterable

from tenure.pricing.rules import WATERFALL
from tenure.pricing.rules.steps import Fact

# What tells the lines of one run of the engine apart; it says nothing about a price.
_NOT_KEPT = frozenset({"line_id"})
_MOST_PAIRS = 50  # a function of PostgreSQL takes no more than 100 arguments


def trace_sql(priced: str) -> str:
    """Return SQL that builds what `pricing.rules.trace_of` does, from a row of priced columns."""
    steps = []
    for step in WATERFALL.steps:
        pairs = ", ".join(f"'{name}', {priced}.{name}" for name in step.trace)
        told = f"jsonb_build_object('step', '{step.name}', {pairs})"
        if step.when:
            told = f"CASE WHEN {priced}.{step.when} IS NOT NULL THEN {told} END"
        if step.trace:
            steps.append(told)
    # Nulls are taken out of the whole at once: step by step takes twice as long.
    return f"jsonb_strip_nulls(to_jsonb(array_remove(ARRAY[{', '.join(steps)}], NULL)))"


def inputs_sql(given: str, names: Iterable[str]) -> str:
    """Return SQL that builds one object of the facts in a row, without those that are usual."""
    facts = [WATERFALL.facts[name] for name in names if name not in _NOT_KEPT]
    pairs = [f"'{fact.name}', {_unusual(fact, given)}" for fact in facts]
    built = " || ".join(
        f"jsonb_build_object({', '.join(pairs[first : first + _MOST_PAIRS])})"
        for first in range(0, len(pairs), _MOST_PAIRS)
    )
    return f"jsonb_strip_nulls({built})"


def _unusual(fact: Fact, given: str) -> str:
    if fact.default is None:
        return f"{given}.{fact.name}"
    return f"NULLIF({given}.{fact.name}, {fact.default_sql})"
