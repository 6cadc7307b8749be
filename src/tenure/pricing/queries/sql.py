"""The SQL of the one pricing: the steps' columns, each computed once, over one table of facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache

from tenure.pricing.rules import POLICY_KINDS, SLICE, Waterfall, policy_columns
from tenure.pricing.rules.steps import Lookup

# A name, passing over words in quotes.
_NAME = re.compile(r"'[^']*'|\b([a-z]\w*)\b")
# What a line is matched with policies by.
KEYS = (*SLICE, "term_start_on")


@cache
def pricing_sql(
    waterfall: Waterfall, wanted: tuple[str, ...], facts: str = "facts", said: str = ""
) -> str:
    """Return what the steps make of the table `facts` and those of policies: the wanted columns.

    `facts` may be a part of that table, as it stands after FROM. `said` names a table that holds
    the rows of `said_sql` for all slices of the facts; without it they are found on the way.
    """
    columns = {name: sql for step in waterfall.steps for name, sql in step.columns.items()}
    looked_up = {name for lookup in waterfall.lookups for name in lookup.gives}
    given = waterfall.facts.keys() | looked_up
    layers = _layers(columns)
    # What each layer has to pass on, worked out from the last one up: a column that nobody reads
    # any more costs time in a query of a hundred.
    needed, selects = set(wanted), list[str]()
    for layer in reversed(layers):
        made = [name for name in layer if name in needed]
        used = {one for name in made for one in _names(columns[name])}
        passed = needed - set(made)
        named = [f"{columns[name]} AS {name}" for name in made]
        selects.append(", ".join(sorted(passed) + named))
        needed = passed | used & (given | columns.keys())
    before, table = _sources(waterfall.lookups, needed, facts, said)
    for select in reversed(selects):
        table = f"(SELECT {select} FROM {table})"
    return f"{before}SELECT {', '.join(wanted)} FROM {table}"


def said_sql(lookups: list[Lookup], slices: str, needed: AbstractSet[str] | None = None) -> str:
    """Return the query for what the policies say of each slice that the query `slices` finds."""
    used = [one for one in lookups if needed is None or needed & one.gives.keys()]
    keys = ", ".join(KEYS)
    given = [name for one in used for name in one.gives if needed is None or name in needed]
    joined = " ".join(f"LEFT JOIN ({_fitting(one)}) AS {one.table} USING ({keys})" for one in used)
    return f"WITH slices AS ({slices}) SELECT {', '.join([keys, *given])} FROM slices AS s {joined}"


def _sources(lookups: list[Lookup], needed: set[str], facts: str, said: str) -> tuple[str, str]:
    """Return what stands before the query, and the facts with what the policies say of each line.

    The few slices are found once and matched with the policies; each line then looks its own up,
    once.
    """
    given = [name for lookup in lookups for name in lookup.gives if name in needed]
    if not given:
        return "", facts
    before = ""
    if not said:
        slices = f"SELECT DISTINCT {', '.join(KEYS)} FROM {facts}"
        before, said = f"WITH said AS ({said_sql(lookups, slices, needed)}) ", "said"
    passed = ", ".join(sorted({f"f.{name}" for name in needed - set(given)}) + given)
    matches = " AND ".join(f"f.{key} = said.{key}" for key in KEYS)
    return before, f"(SELECT {passed} FROM {facts} AS f LEFT JOIN {said} AS said ON {matches})"


def _fitting(lookup: Lookup) -> str:
    """Return the policy of a table that fits each slice: see `rules.policies` for the order."""
    keys = ", ".join(f"s.{key}" for key in KEYS)
    gives = ", ".join(f"p.{column} AS {name}" for name, column in lookup.gives.items())
    fits = " AND ".join(f"p.{name} IN ('', s.{name})" for name in SLICE)
    named = " + ".join(f"CASE WHEN p.{name} = '' THEN 0 ELSE 1 END" for name in SLICE)
    place = (
        f"row_number() OVER (PARTITION BY {keys} ORDER BY"
        f" CASE WHEN p.program = '' THEN 0 ELSE 1 END DESC, {named} DESC, p.start_on DESC, p.code)"
    )
    kept = ", ".join([*KEYS, *lookup.gives])
    return (
        f"SELECT {kept} FROM (SELECT {keys}, {gives}, {place} AS place FROM slices AS s"
        f" INNER JOIN {lookup.table} AS p ON {fits} AND p.start_on <= s.term_start_on)"
        " WHERE place = 1"
    )


def _names(expression: str) -> Iterator[str]:
    return (found[1] for found in _NAME.finditer(expression) if found[1])


def _layers(columns: Mapping[str, str]) -> list[list[str]]:
    """Return the columns in layers, each made of those above it.

    Nested selects pass on what is there without copying it; names within one select would be
    computed again wherever they are used.
    """
    depth: dict[str, int] = {}
    for name, expression in columns.items():
        used = depth.keys() & set(_names(expression))
        depth[name] = 1 + max((depth[one] for one in used), default=0)
    return [
        [name for name, at in depth.items() if at == level]
        for level in range(1, max(depth.values(), default=0) + 1)
    ]


def tables_sql(waterfall: Waterfall) -> list[str]:
    """Return the statements that make the tables which the steps read, empty."""
    facts = [fact.sql for fact in waterfall.facts.values()]
    checks = [f"CHECK ({check})" for check in waterfall.checks]
    policies = [
        (kind.table, ", ".join(f"{name} {sql}" for name, sql in policy_columns(kind).items()))
        for kind in POLICY_KINDS
    ]
    return [f"CREATE TABLE facts ({', '.join(facts + checks)})"] + [
        f"CREATE TABLE {table} ({columns})" for table, columns in policies
    ]
