"""Metrics run by DuckDB in the process, over Parquet files of facts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tenure.insight.rules.asking import Asked
from tenure.kernel.errors import MoneyOverflow

MEMORY = "1500MB"
# Column of `ledger` -> the file that has it; the others are in the movements themselves.
_IN_CONTRACTS = (
    "customer_id", "segment", "region", "country", "owner", "channel", "partner",
)  # fmt: skip
_IN_PRODUCTS = ("product", "family")
_MONTH = "(extract(year FROM {day}) * 12 + extract(month FROM {day}) - 1)"


@dataclass(frozen=True, slots=True)
class Facts:
    """The files of one state of ledger and renewals, and the last movement in them (0: none)."""

    movements: tuple[Path, ...]
    contracts: Path
    products: Path
    renewals: Path
    through_movement: int


def answer(
    asked: Asked, facts: Facts, *, visible_ids: Sequence[int] | None = None
) -> list[tuple[Any, ...]]:
    """Return the rows of a metric's piece: part, slices, currency (of money), columns.

    With `visible_ids` only movements of these contracts count, or of renewals only these. Raise
    MoneyOverflow when a sum does not fit into 64 bits.
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
    of_renewals = asked.metric.facts == "renewals"
    if not (facts.movements or of_renewals):
        return []
    with duckdb.connect(":memory:", config=_config()) as duck:
        if visible_ids is not None:
            _keep_ids(duck, visible_ids)
        table_sql = renewals_sql if of_renewals else ledger_sql
        rows = table_sql(asked, facts, columns, is_narrowed=visible_ids is not None)
        duck.execute(f"CREATE TEMP VIEW {asked.metric.facts} AS {rows}")
        days = {"first": asked.first, "step": asked.step, "periods": asked.periods}
        try:
            return duck.execute(piece, {**days, **given}).fetchall()
        except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
            raise MoneyOverflow("A sum of the ledger is too large to be told.") from error


def ledger_sql(asked: Asked, facts: Facts, columns: Sequence[str], *, is_narrowed: bool) -> str:
    """Return the SELECT behind `ledger`: only what is asked for is joined."""
    needed = {*columns}
    level = asked.positions.get("level")
    if level and "customer_id" in level.sql:
        needed.add("customer_id")
    of_contracts = [name for name in _IN_CONTRACTS if name in needed]
    of_products = [name for name in _IN_PRODUCTS if name in needed]
    selected = [
        "m.*", "'all' AS whole", *(f"c.{name}" for name in of_contracts),
        *(f"p.{name}" for name in of_products),
    ]  # fmt: skip
    joins = ""
    if of_contracts:
        joins += f" JOIN {_files([facts.contracts])} c ON c.contract_id = m.contract_id"
    if of_products:
        joins += f" LEFT JOIN {_files([facts.products])} p ON p.product_id = m.product_id"
    if is_narrowed:
        joins += " SEMI JOIN visible v ON v.id = m.contract_id"
    known = ""
    if asked.known_on is not None:
        known = f" WHERE m.booked_on <= DATE '{_plain(asked.known_on)}'"
    return f"SELECT {', '.join(selected)} FROM {_files(facts.movements)} m{joins}{known}"


def renewals_sql(asked: Asked, facts: Facts, columns: Sequence[str], *, is_narrowed: bool) -> str:
    """Return the SELECT behind `renewals`: what was opened, decided and quoted by the known day."""
    known = f"DATE '{_plain(asked.known_on)}'" if asked.known_on else "DATE '9999-12-31'"
    narrowed = " SEMI JOIN visible v ON v.id = r.renewal_id" if is_narrowed else ""
    wanted = [name for name in _IN_CONTRACTS if name == "customer_id" or name in columns]
    slices = ", ".join(f"c.{name}" for name in wanted)
    return f"""
        WITH known AS (
            SELECT r.*, CASE WHEN closed_on <= {known} THEN closed_on END AS decided_on,
                CASE WHEN quoted_on <= {known} THEN quoted_on END AS ready_on
            FROM {_files([facts.renewals])} r{narrowed} WHERE opened_on <= {known})
        SELECT k.renewal_id, k.contract_id, {slices}, 'all' AS whole, k.currency, k.atr, k.forecast,
            {_MONTH.format(day="k.due_on")} AS due_month,
            {_MONTH.format(day="k.decided_on")} AS closed_month,
            k.decided_on - k.due_on AS late_days, k.renewal_on - k.ready_on AS quoted_days,
            CASE WHEN k.decided_on IS NULL THEN 'open' WHEN k.outcome = 'merged' THEN 'merged'
                WHEN k.outcome = 'churned' THEN 'lost' ELSE 'won' END AS state,
            CASE WHEN k.decided_on IS NULL THEN 0 ELSE coalesce(k.final, 0) END AS won
        FROM known k JOIN {_files([facts.contracts])} c ON c.contract_id = k.contract_id"""


def _columns(asked: Asked) -> tuple[str, ...]:
    """Return the columns that rows are grouped by; amounts never without their currency."""
    if asked.metric.unit == "money":
        return (*asked.by, "currency")
    return asked.by or ("whole",)


def _keep_ids(duck: duckdb.DuckDBPyConnection, ids: Sequence[int]) -> None:
    duck.execute("CREATE TEMP TABLE visible AS SELECT unnest($ids::BIGINT[]) AS id",
                 {"ids": list(ids)})  # fmt: skip


def _files(paths: Iterable[Path]) -> str:
    names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{names}])"


def _plain(day: date) -> str:
    return day.isoformat()


def _config() -> dict[str, str | bool | int | float | list[str]]:
    return {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": MEMORY,
        "threads": os.cpu_count() or 1,
        "preserve_insertion_order": False,
    }
