"""Rows of CSV as facts on Spark: read, checked and kept by its workers.

What DuckDB's table of facts refuses is refused here as well: what is not what its column holds,
what is missing, out of its bounds, or at odds with another fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tenure.pricing.queries.dialect import spark_sql
from tenure.pricing.queries.engine import NULL_TEXT
from tenure.pricing.rules import Waterfall
from tenure.pricing.rules.steps import Fact

# What DuckDB calls a type, as Spark does.
TYPES: Mapping[str, str] = {
    "VARCHAR": "STRING", "DATE": "DATE", "BIGINT": "BIGINT", "BOOLEAN": "BOOLEAN",
}  # fmt: skip
# Rows on their way to the workers: the place of the first, and each as it stands in the file.
SHIPPED = "first BIGINT, rows ARRAY<STRING>"
_BROKEN = "broken_row"
# An empty field is a word without letters, not null: for null Spark gets a text that no field has.
_OPTIONS = (
    r"map('sep', ',', 'quote', '\"', 'escape', '\"', 'emptyValue', '', 'nullValue', '\u0001',"
    f" 'mode', 'PERMISSIVE', 'columnNameOfCorruptRecord', '{_BROKEN}')"
)
NULL_LITERAL = NULL_TEXT.replace("\\", "\\\\")


@dataclass(frozen=True)
class Shape:
    """Say what a file's columns are: facts by their names, then what stands beside them.

    Both with DuckDB's types. The facts that it has not are as the steps' files say.
    """

    waterfall: Waterfall
    names: tuple[str, ...]
    beside: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> dict[str, str]:
        """Return the file's columns with their types, in order."""
        facts = self.waterfall.facts
        return {name: facts[name].type for name in self.names} | dict(self.beside)

    @property
    def missing(self) -> list[Fact]:
        """Return the facts that the file has not."""
        return [fact for fact in self.waterfall.facts.values() if fact.name not in self.names]


def checked(shipped: Any, shape: Shape) -> Any:
    """Return the columns of shipped rows, a data frame, and for each row what is wrong.

    `row` is its place, `wrong` says everything that is wrong with it: nothing is an empty text.
    A column that is looked at, not a condition that raises: Spark would move that down to the
    rows, and read each of them anew for every fact.
    """
    columns = shape.columns
    fields = ", ".join(f"{name} STRING" for name in (*columns, _BROKEN))
    read = [f"try_cast({_text(name)} AS {TYPES[kind]}) AS {name}" for name, kind in columns.items()]
    wrong = f"concat_ws('; ', {', '.join(_wrongs(shape))})"
    broken = f"'these are not {len(columns)} fields'"
    return (
        shipped.selectExpr("first", "posexplode(rows) AS (place, text)")
        .selectExpr("first + place AS row", f"from_csv(text, '{fields}', {_OPTIONS}) AS field")
        .selectExpr("row", "field", *read, *map(_default, shape.missing))
        .selectExpr(*columns, "row", f"if(field.{_BROKEN} IS NULL, {wrong}, {broken}) AS wrong")
    )


def whole(rows: Any, shape: Shape, beside: Mapping[str, str]) -> Any:
    """Return a file's columns, a data frame, with all facts and all that stands beside any.

    The facts it has not have their defaults, as constants: steps that rest cost nothing.
    """
    has = shape.columns
    facts = [
        name if name in has else _default(fact) for name, fact in shape.waterfall.facts.items()
    ]
    others = [
        name if name in has else f"CAST(NULL AS {TYPES[kind]}) AS {name}"
        for name, kind in beside.items()
    ]
    return rows.selectExpr(*facts, *others)


def _text(name: str) -> str:
    return f"if(field.{name} = '{NULL_LITERAL}', NULL, coalesce(field.{name}, ''))"


def _default(fact: Fact) -> str:
    value = "NULL" if fact.default is None else spark_sql(fact.default_sql)
    return f"CAST({value} AS {TYPES[fact.type]}) AS {fact.name}"


def _wrongs(shape: Shape) -> Iterator[str]:
    """Yield for each thing that can be wrong an expression that says so, or is null."""
    for name, kind in shape.columns.items():
        text = _text(name)
        unread = f"{name} IS NULL AND {text} IS NOT NULL"
        yield f"if({unread}, concat('{name} is no {kind}: ', {text}), NULL)"
    for name, fact in shape.waterfall.facts.items():
        text = _text(name) if name in shape.names else "NULL"
        if fact.required or fact.default is not None:
            yield f"if({name} IS NULL AND {text} IS NULL, '{name} is missing', NULL)"
        if fact.min is not None:
            yield f"if({name} < {fact.min}, '{name} is below {fact.min}', NULL)"
        if fact.max is not None:
            yield f"if({name} > {fact.max}, '{name} is above {fact.max}', NULL)"
    for check in shape.waterfall.checks:
        said = check.replace("'", "")
        yield f"if(NOT ({spark_sql(check)}), 'not {said}', NULL)"
