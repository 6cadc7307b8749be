"""The SQL of the one pricing: the steps' columns, each computed once, over one table of facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from tenure.pricing.rules import Waterfall

POLICY_TYPES = {
    "code": "VARCHAR",
    "method": "VARCHAR",
    "uplift_bp": "BIGINT",
    "start_on": "DATE",
    "segment": "VARCHAR",
    "region": "VARCHAR",
    "family": "VARCHAR",
    "channel": "VARCHAR",
}
_NAME = re.compile(r"\b[a-z]\w*\b")


@cache
def pricing_sql(waterfall: Waterfall, wanted: tuple[str, ...], facts: str = "facts") -> str:
    """Return what the steps make of the tables `facts` and `policies`: the wanted columns of it.

    `facts` may be a part of that table, as it stands after FROM.
    """
    columns = {name: sql for step in waterfall.steps for name, sql in step.columns.items()}
    given = waterfall.facts.keys() | {name for step in waterfall.steps for name in step.gives}
    layers = _layers(columns)
    # What each layer has to pass on, worked out from the last one up: a column that nobody reads
    # any more costs time in a query of a hundred.
    needed, selects = set(wanted), list[str]()
    for layer in reversed(layers):
        made = [name for name in layer if name in needed]
        used = {one for name in made for one in _NAME.findall(columns[name])}
        passed = needed - set(made)
        named = [f"{columns[name]} AS {name}" for name in made]
        selects.append(", ".join(sorted(passed) + named))
        needed = passed | used & (given | columns.keys())
    table = _sources(waterfall, needed, facts)
    for select in reversed(selects):
        table = f"(SELECT {select} FROM {table})"
    return f"SELECT {', '.join(wanted)} FROM {table}"


def _sources(waterfall: Waterfall, needed: set[str], table: str) -> str:
    """Return the facts with what the steps that look things up give them."""
    for step in waterfall.steps:
        if step.query:
            passed = sorted((needed & waterfall.facts.keys()) | set(step.gives))
            filled = step.query.replace("{previous}", table).replace("{policies}", "policies")
            table = f"(SELECT {', '.join(passed)} FROM ({filled}))"
    return table


def _layers(columns: Mapping[str, str]) -> list[list[str]]:
    """Return the columns in layers, each made of those above it.

    Nested selects pass on what is there without copying it; names within one select would be
    computed again wherever they are used.
    """
    depth: dict[str, int] = {}
    for name, expression in columns.items():
        used = depth.keys() & set(_NAME.findall(expression))
        depth[name] = 1 + max((depth[one] for one in used), default=0)
    return [
        [name for name, at in depth.items() if at == level]
        for level in range(1, max(depth.values(), default=0) + 1)
    ]


def tables_sql(waterfall: Waterfall) -> list[str]:
    """Return the statements that make the tables which the steps read, empty."""
    facts = [fact.sql for fact in waterfall.facts.values()]
    checks = [f"CHECK ({check})" for check in waterfall.checks]
    policies = [f"{name} {kind} NOT NULL" for name, kind in POLICY_TYPES.items()]
    return [
        f"CREATE TABLE facts ({', '.join(facts + checks)})",
        f"CREATE TABLE policies ({', '.join(policies)})",
    ]
