"""The SQL of the one pricing: the steps' columns, each computed once, over one table of facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
def pricing_sql(waterfall: Waterfall) -> str:
    """Return what all steps make of the tables `facts` and `policies`, as a part of FROM."""
    priced, pending = "facts", dict[str, str]()
    for step in waterfall.steps:
        if step.query:
            before = _with_columns(priced, pending)
            filled = step.query.replace("{previous}", before).replace("{policies}", "policies")
            priced, pending = f"({filled})", {}
        pending |= step.columns
    return _with_columns(priced, pending)


def _with_columns(table: str, columns: Mapping[str, str]) -> str:
    """Return a table with further columns, each in a select above those that it is made of.

    Nested selects pass on what is there without copying it; names within one select would be
    computed again wherever they are used.
    """
    for layer in _layers(columns):
        named = ", ".join(f"{columns[name]} AS {name}" for name in layer)
        table = f"(SELECT *, {named} FROM {table})"
    return table


def _layers(columns: Mapping[str, str]) -> Iterable[list[str]]:
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
