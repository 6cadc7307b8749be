"""Metrics run by DuckDB in the process, over Parquet files of facts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Facts:
    """The files of one state of the ledger, and the last movement in them (0: none)."""

    movements: tuple[Path, ...]
    contracts: Path
    products: Path
    through_movement: int


def answer(
    asked: Asked, facts: Facts, *, contract_ids: Sequence[int] | None = None
) -> list[tuple[Any, ...]]:
    """Return the rows of a metric's piece: part, slices, currency (of money), columns.

    With `contract_ids` only movements of these contracts count. Raise MoneyOverflow when a sum
    does not fit into 64 bits.
    """
    if not facts.movements:
        return []
    with duckdb.connect(":memory:", config=_config()) as duck:
        if contract_ids is not None:
            _keep_ids(duck, contract_ids)
        slices = _columns(asked)
        piece = asked.metric.sql(asked.positions, slices)
        duck.execute(f"CREATE TEMP VIEW ledger AS {ledger_sql(asked, facts, contract_ids)}")
        days = {"first": asked.first, "step": asked.step, "periods": asked.periods}
        try:
            return duck.execute(piece, days).fetchall()
        except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
            raise MoneyOverflow("A sum of the ledger is too large to be told.") from error


def ledger_sql(asked: Asked, facts: Facts, contract_ids: Sequence[int] | None) -> str:
    """Return the SELECT behind `ledger`: only what is asked for is joined."""
    needed = {*asked.by}
    level = asked.positions.get("level")
    if level and "customer_id" in level.sql:
        needed.add("customer_id")
    of_contracts = [name for name in _IN_CONTRACTS if name in needed]
    of_products = [name for name in _IN_PRODUCTS if name in needed]
    columns = [
        "m.*", "'all' AS whole", *(f"c.{name}" for name in of_contracts),
        *(f"p.{name}" for name in of_products),
    ]  # fmt: skip
    joins = ""
    if of_contracts:
        joins += f" JOIN {_files([facts.contracts])} c ON c.contract_id = m.contract_id"
    if of_products:
        joins += f" LEFT JOIN {_files([facts.products])} p ON p.product_id = m.product_id"
    if contract_ids is not None:
        joins += " SEMI JOIN visible v ON v.contract_id = m.contract_id"
    known = ""
    if asked.known_on is not None:
        known = f" WHERE m.booked_on <= DATE '{_plain(asked.known_on)}'"
    return f"SELECT {', '.join(columns)} FROM {_files(facts.movements)} m{joins}{known}"


def _columns(asked: Asked) -> tuple[str, ...]:
    """Return the columns that rows are grouped by; amounts never without their currency."""
    if asked.metric.unit == "money":
        return (*asked.by, "currency")
    return asked.by or ("whole",)


def _keep_ids(duck: duckdb.DuckDBPyConnection, ids: Sequence[int]) -> None:
    duck.execute("CREATE TEMP TABLE visible AS SELECT unnest($ids::BIGINT[]) AS contract_id",
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
