"""Small ledgers as Parquet files, for tests of metrics without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from tenure.insight.queries.engine import answer
from tenure.insight.queries.files import Facts, Layered
from tenure.insight.queries.reports import row_of
from tenure.insight.rules.asking import ask
from tenure.insight.rules.figures import Row


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement; the names of customer, contract and product are small numbers."""

    kind: str
    on: date
    amount: int
    contract: int = 1
    product: int = 1
    customer: int = 1
    currency: str = "EUR"
    booked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Up:
    """One renewal, opened a year before it is due; its contract has the customer's number."""

    due_on: date
    atr: int
    forecast: int
    closed_on: date | None = None
    outcome: str = ""
    final: int | None = None
    quoted_on: date | None = None
    customer: int = 1
    currency: str = "EUR"
    opened_on: date | None = None
    sent_on: date | None = None
    accepted_on: date | None = None
    carried: int | None = None
    entitled: int | None = None
    charged: int | None = None
    save_on: date | None = None
    save_atr: int | None = None
    save_kept: int | None = None
    save_outcome: str | None = None
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A task of the playbook, for the contract of a customer's number."""

    due_on: date
    done_on: date | None = None
    kind: str = ""
    customer: int = 1


SEGMENTS = ("smb", "enterprise", "strategic")


def facts_of(
    folder: Path,
    movements: Sequence[Moved],
    renewals: Sequence[Up] = (),
    tasks: Sequence[Due] = (),
) -> Facts:
    """Write the movements; a customer's segment goes by its number."""
    rows = [
        (
            n, each.contract, 1, each.product, each.kind, each.on.year * 12 + each.on.month - 1,
            each.on, each.booked_on or each.on, each.amount, each.currency,
        )
        for n, each in enumerate(movements, start=1)
    ]  # fmt: skip
    contracts = {
        each.contract: (each.contract, each.customer, SEGMENTS[each.customer % 3], "")
        for each in movements
    }
    for up in (*tasks, *renewals):
        partner = up.partner if isinstance(up, Up) else ""
        contracts[up.customer] = (up.customer, up.customer, SEGMENTS[up.customer % 3], partner)
    up_rows = [
        (
            n, up.customer, up.due_on, up.due_on + timedelta(days=1),
            up.opened_on or up.due_on - timedelta(days=365), up.closed_on, up.quoted_on,
            up.atr, up.forecast, up.final, up.outcome, up.currency, up.sent_on, up.accepted_on,
            up.carried, up.entitled, up.charged, up.save_on, up.save_atr, up.save_kept,
            up.save_outcome,
        )
        for n, up in enumerate(renewals, start=1)
    ]  # fmt: skip
    products = {each.product: (each.product, f"P{each.product}") for each in movements}
    with duckdb.connect(":memory:") as duck:
        duck.execute(
            "CREATE TABLE m (id BIGINT, contract_id BIGINT, lot INTEGER, product_id BIGINT, "
            "kind VARCHAR, month INTEGER, effective_on DATE, booked_on DATE, amount BIGINT, "
            "currency VARCHAR)"
        )
        duck.execute(
            "CREATE TABLE c (contract_id BIGINT, customer_id BIGINT, segment VARCHAR, "
            "region VARCHAR DEFAULT '', country VARCHAR DEFAULT '', owner VARCHAR DEFAULT '', "
            "channel VARCHAR DEFAULT 'direct', partner VARCHAR DEFAULT '')"
        )
        duck.execute(
            "CREATE TABLE p (product_id BIGINT, product VARCHAR, family VARCHAR DEFAULT '')"
        )
        duck.execute(
            "CREATE TABLE r (renewal_id BIGINT, contract_id BIGINT, due_on DATE, renewal_on DATE, "
            "opened_on DATE, closed_on DATE, quoted_on DATE, atr BIGINT, forecast BIGINT, "
            "final BIGINT, outcome VARCHAR, currency VARCHAR, sent_on DATE, accepted_on DATE, "
            "carried BIGINT, entitled BIGINT, charged BIGINT, save_on DATE, save_atr BIGINT, "
            "save_kept BIGINT, save_outcome VARCHAR)"
        )
        duck.execute(
            "CREATE TABLE t (contract_id BIGINT, due_on DATE, done_on DATE, kind VARCHAR, "
            "tasks BIGINT)"
        )
        _fill(duck, "t", [(each.customer, each.due_on, each.done_on, each.kind, 1)
                          for each in tasks], 5)  # fmt: skip
        _fill(duck, "r", up_rows, 21)
        _fill(duck, "m", rows, 10)
        _fill(duck, "c (contract_id, customer_id, segment, partner)", [*contracts.values()], 4)
        _fill(duck, "p (product_id, product)", list(products.values()), 2)
        paths = {name: folder / f"{name}.parquet" for name in "mcprt"}
        for name, path in paths.items():
            duck.execute(f"COPY {name} TO '{path}' (FORMAT parquet)")
    layered = (Layered(paths[name]) for name in "rt")
    return Facts((paths["m"],), Layered(paths["c"]), paths["p"], *layered, len(rows))


def _fill(duck: duckdb.DuckDBPyConnection, table: str, rows: list[Any], width: int) -> None:
    if rows:
        duck.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)


def told(facts: Facts, metric: str, *, period: str, **rest: Any) -> list[Row]:
    """Return the rows of a metric over such a ledger."""
    asked = ask(metric, period=period, **rest)
    return [row_of(asked, each) for each in answer(asked, facts)]
