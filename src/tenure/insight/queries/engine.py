"""Metrics run by DuckDB in the process, over Parquet files of facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from tenure.insight.queries.converting import converted
from tenure.insight.queries.files import Facts, opened
from tenure.insight.queries.tables import OF_CONTRACTS, tables_sql
from tenure.insight.rules.asking import Asked
from tenure.kernel.errors import MoneyOverflow


def answer(
    asked: Asked, facts: Facts, *, visible_ids: Sequence[int] | None = None
) -> list[tuple[Any, ...]]:
    """Return the rows of a metric's piece: part, slices, currency (of money), columns.

    With `visible_ids` only movements of these contracts count, or of renewals only these; and of
    these what the question keeps itself within. Raise MoneyOverflow when a sum does not fit into
    64 bits.
    """
    piece = asked.metric.sql(asked.positions, _columns(asked))
    return _rows(asked, facts, visible_ids, piece, _columns(asked), {})


def answer_each(
    asked: Asked,
    facts: Facts,
    record: str,
    *,
    visible_ids: Sequence[int] | None,
    only: Mapping[str, str],
    limit: int,
    offset: int,
) -> list[tuple[Any, ...]]:
    """Return the same rows told of each `record` (a column), which stands after the slices.

    Each row ends with how many there are; those in which nothing is are left out. `only` narrows
    them to values of the slices or currency; the weightiest come first.
    """
    columns = (*asked.by, record, *(["currency"] if asked.metric.unit == "money" else []))
    figures = [f't."{name}"' for name in asked.metric.columns]
    wanted = [" OR ".join(f"{figure} <> 0" for figure in figures)]
    wanted += [f"coalesce(t.{name}, '') = $only_{name}" for name in only]
    weight = ", ".join(f"abs({figure})" for figure in figures)
    piece = f"""SELECT t.*, count(*) OVER () FROM ({asked.metric.sql(asked.positions, columns)}) t
        WHERE {" AND ".join(f"({each})" for each in wanted)}
        ORDER BY t.n, greatest({weight}) DESC, t.{record} LIMIT {limit:d} OFFSET {offset:d}"""
    given = {f"only_{name}": value for name, value in only.items()}
    return _rows(asked, facts, visible_ids, piece, columns, given)


def _rows(
    asked: Asked,
    facts: Facts,
    visible_ids: Sequence[int] | None,
    piece: str,
    columns: Sequence[str],
    given: Mapping[str, str],
) -> list[tuple[Any, ...]]:
    if not (facts.movements or asked.metric.facts in {"renewals", "tasks"}):
        return []
    days = {"first": asked.first, "step": asked.step, "periods": asked.periods}
    with opened(facts.products.parent / "spill") as duck:
        is_narrowed = _narrow(duck, asked, facts, visible_ids)
        tables = tables_sql(asked, facts, columns, is_narrowed=is_narrowed)
        if asked.reporting:
            tables = converted(duck, tables, asked.reporting, ends=asked.ends())
        for name, rows in tables.items():
            # A view takes no parameters: these are whole numbers of ours.
            for day, number in days.items():
                rows = rows.replace(f"${day}", f"{number:d}")
            duck.execute(f"CREATE TEMP VIEW {name} AS {rows}")
        try:
            named = {name: value for name, value in days.items() if f"${name}" in piece}
            return duck.execute(piece, {**named, **given}).fetchall()
        except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
            raise MoneyOverflow("A sum of the ledger is too large to be told.") from error


def _columns(asked: Asked) -> tuple[str, ...]:
    """Return the columns that rows are grouped by; amounts never without their currency."""
    if asked.metric.unit == "money":
        return (*asked.by, "currency")
    return asked.by or ("whole",)


def _narrow(
    duck: duckdb.DuckDBPyConnection, asked: Asked, facts: Facts, ids: Sequence[int] | None
) -> bool:
    """Name the contracts (or renewals) that count `visible`; tell whether not all of them do."""
    within = {name: list(asked.within[name]) for name in OF_CONTRACTS if name in asked.within}
    if ids is None and not within:
        return False
    record = "renewal_id" if asked.metric.facts == "renewals" else "contract_id"
    rows = "(SELECT unnest($ids::BIGINT[]) AS id)"
    given: dict[str, Any] = {"ids": list(ids or ())}
    if within:
        rows = facts.renewals.sql() if record == "renewal_id" else facts.contracts.sql()
        wanted = [f"list_contains(${name}::VARCHAR[], coalesce({name}, ''))" for name in within]
        rows = f"""(SELECT {record} AS id FROM ({rows}) SEMI JOIN (
            SELECT contract_id FROM ({facts.contracts.sql()}) WHERE {" AND ".join(wanted)})
            USING (contract_id))"""
        if ids is None:
            given = {}
        else:
            rows += " WHERE id IN (SELECT unnest($ids::BIGINT[]))"
    duck.execute(f"CREATE TEMP TABLE visible AS SELECT id FROM {rows}", {**given, **within})
    return True
