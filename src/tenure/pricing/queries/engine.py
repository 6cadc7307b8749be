"""The one pricing, run by DuckDB in the process, for one quote or for a window."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import duckdb

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.pricing.queries.covered import SUPPORT_LINES, covered_sql
from tenure.pricing.queries.sql import KEYS, pricing_sql, said_sql, tables_sql
from tenure.pricing.rules import (
    POLICY_KINDS,
    WATERFALL,
    AnyPolicy,
    LineFacts,
    PricedLine,
    Waterfall,
    policy_columns,
)
from tenure.pricing.rules.steps import FOLDER

# What DuckDB raises when a product or a cast does not fit.
_OVERFLOW = (duckdb.OutOfRangeException, duckdb.ConversionException)
_SETTINGS: dict[str, bool] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_local = threading.local()
NULL_TEXT = r"\N"
_SAID = "said_before"  # what the policies say of slices, kept by a thread's warm engine
_MOST_SLICES = 10_000
_NOTHING: Mapping[str, str] = MappingProxyType({})


def price(
    lines: Sequence[LineFacts],
    policies: Sequence[AnyPolicy] = (),
    waterfall: Waterfall = WATERFALL,
) -> list[PricedLine]:
    """Return the lines priced, in their order, on this thread's warm engine.

    Raise MoneyOverflow when a price or an amount does not fit, InvalidInput for what no line
    can be.
    """
    return price_rows([line.row() for line in lines], policies, waterfall)


def price_rows(
    rows: Sequence[Mapping[str, Any]],
    policies: Sequence[AnyPolicy] = (),
    waterfall: Waterfall = WATERFALL,
) -> list[PricedLine]:
    """Return rows of facts, by the names of the steps' facts, priced in their order; see `price`.

    A fact that no row names has its default.
    """
    if not rows:
        return []
    engine = _warm_engine(waterfall)
    _keep_policies(engine, tuple(policies))
    engine.execute("TRUNCATE facts")
    # The engine knows a line by its place; the caller's id comes back with the result.
    types = _types(rows, waterfall)
    usual = {name: waterfall.facts[name].default for name in types}
    placed = [{**usual, **row, "line_id": place} for place, row in enumerate(rows)]
    kept = list(waterfall.kept)
    query = pricing_sql(waterfall, ("line_id", *kept), said=_SAID)
    with _told_errors():
        _load_rows(engine, "facts", types, placed)
        _keep_said(engine, waterfall)
        if any(row.get("covers") is not None for row in rows):
            _cover(engine, waterfall)
        found = sorted(engine.execute(query).fetchall())
    return [
        PricedLine(row["line_id"], dict(zip(kept, priced[1:], strict=True)))
        for row, priced in zip(rows, found, strict=True)
    ]


def price_table(
    connection: duckdb.DuckDBPyConnection,
    *,
    into: str = "priced",
    lines: range | None = None,
    only: Sequence[str] = (),
) -> None:
    """Price the tables of a bulk engine; the results can be read from what `into` names.

    With `lines` only those whose ids lie in it: a window larger than memory goes part by part.
    With `only` no other columns than these: what nobody asks for is not worked out. It has the
    line's id and what the steps worked out; the facts stay where they are. Raise MoneyOverflow when
    an amount does not fit.

    The results are kept in a temporary table, which is not compressed, as structs, of whose fields
    DuckDB gathers no statistics: either would cost more than the pricing.
    """
    made = only or [name for name in WATERFALL.kept if name not in WATERFALL.facts]
    part = f"line_id >= {lines.start} AND line_id < {lines.stop}" if lines else "true"
    facts = f"(SELECT * FROM facts WHERE {part})"
    query = pricing_sql(WATERFALL, ("line_id", *made), facts)
    with _told_errors():
        _cover(connection, part=part)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {into}_kept AS SELECT kept FROM ({query}) AS kept"
        )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {into} AS SELECT unnest(kept) FROM {into}_kept"
    )


def price_csv(connection: duckdb.DuckDBPyConnection, path: Path, only: Sequence[str] = ()) -> None:
    """Price the tables of a bulk engine into a CSV file: the line's id, then what traces keep.

    With `only` no other columns than these, in their order; they may be those that were loaded
    beside the facts.
    """
    query = pricing_sql(WATERFALL, ("line_id", *(only or WATERFALL.kept)))
    with _told_errors():
        _cover(connection)
        connection.execute(
            f"COPY ({query}) TO '{path}' (FORMAT csv, HEADER false, NULLSTR '{NULL_TEXT}')"
        )


@contextmanager
def bulk_engine(
    directory: Path, *, memory_mb: int = 1024, threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give an engine with empty tables of facts and policies, kept in a file under `directory`.

    In a file, columns are compressed: a fact that is the same for all lines, as most neutral
    ones are, takes no room and is reckoned with once for two thousand lines.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="engine-", dir=directory) as folder:
        engine = _open(
            f"{folder}/facts.duckdb",
            memory_limit=f"{memory_mb}MB",
            temp_directory=folder,
            threads=threads or os.cpu_count() or 1,
            # It packs the policies for the join and unpacks them for every line.
            disabled_optimizers="compressed_materialization",
        )
        try:
            yield engine
        finally:
            engine.close()


def load_csv(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    names: Sequence[str],
    beside: Mapping[str, str] = _NOTHING,
) -> int:
    """Load a CSV file without header (nulls as `NULL_TEXT`) into `facts`; return the rows.

    `names` are the facts it has, in order; the others have their defaults. Columns that follow
    them, `beside` with their types, are kept with the line.
    """
    types = {name: WATERFALL.facts[name].type for name in names}
    kinds = ", ".join(f"'{name}': '{kind}'" for name, kind in {**types, **beside}.items())
    for name, kind in beside.items():
        connection.execute(f"ALTER TABLE facts ADD COLUMN IF NOT EXISTS {name} {kind}")
    with _told_errors(), _told_unread():
        found = connection.execute(
            f"INSERT INTO facts BY NAME SELECT * FROM read_csv(?, columns = {{{kinds}}},"
            " header = false, delim = ',', quote = '\"', escape = '\"', nullstr = ?,"
            " auto_detect = false)",
            [str(path), NULL_TEXT],
        ).fetchone()
    return int(found[0]) if found else 0


def replace_policies(connection: duckdb.DuckDBPyConnection, policies: Sequence[AnyPolicy]) -> None:
    """Put policies in the place of those that were loaded."""
    for kind in POLICY_KINDS:
        connection.execute(f"TRUNCATE {kind.table}")
    load_policies(connection, policies)


def load_policies(connection: duckdb.DuckDBPyConnection, policies: Sequence[AnyPolicy]) -> None:
    """Load policies of every kind, each into the table of its kind."""
    for kind in POLICY_KINDS:
        types = {name: sql.partition(" ")[0] for name, sql in policy_columns(kind).items()}
        of_kind = (policy for policy in policies if isinstance(policy, kind))
        rows = [{name: getattr(policy, name) for name in types} for policy in of_kind]
        if rows:
            _load_rows(connection, kind.table, types, rows)


def _cover(
    connection: duckdb.DuckDBPyConnection, waterfall: Waterfall = WATERFALL, part: str = "true"
) -> None:
    """Find out what the support lines of a part of the facts cover; without any, do nothing."""
    any_support = f"SELECT EXISTS (SELECT 1 FROM facts WHERE {SUPPORT_LINES} AND {part})"
    if connection.execute(any_support).fetchone() == (True,):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE covered AS {covered_sql(waterfall, part)}"
        )
        connection.execute(
            "UPDATE facts SET covered_price_e4 = covered.covered_price_e4 FROM covered"
            " WHERE covered.line_id = facts.line_id"
        )


@contextmanager
def _told_errors() -> Iterator[None]:
    try:
        yield
    except _OVERFLOW as error:
        raise MoneyOverflow("A price or its amount is too large to be stored.") from error
    except (duckdb.ConstraintException, duckdb.InvalidInputException) as error:
        raise InvalidInput(f"A line cannot be priced: {error}") from error


@contextmanager
def _told_unread() -> Iterator[None]:
    """Tell that a field is not what its column holds: nothing has been worked out yet."""
    try:
        yield
    except duckdb.ConversionException as error:
        said = str(error).partition("\n\n")[0]
        raise InvalidInput(f"A line cannot be priced: {said}") from error


def _types(rows: Sequence[Mapping[str, Any]], waterfall: Waterfall) -> dict[str, str]:
    """Return the facts that some row names, with their types."""
    named = {name for row in rows for name in row}
    if unknown := named - waterfall.facts.keys():
        raise InvalidInput(f"No step of pricing knows {', '.join(sorted(unknown))}.")
    return {name: fact.type for name, fact in waterfall.facts.items() if name in named}


def _warm_engine(waterfall: Waterfall) -> duckdb.DuckDBPyConnection:
    """Return this thread's engine: opening one costs more than pricing a quote."""
    engine: duckdb.DuckDBPyConnection | None = getattr(_local, "engine", None)
    if engine is None or _local.waterfall is not waterfall:
        engine = _open(":memory:", waterfall, threads=1, memory_limit="256MB")
        # Planned afresh each time, without the optimizer (2 ms less for a few lines). A prepared
        # statement would be faster still, but DuckDB 1.5 keeps what it learnt of the tables when
        # it prepared: with other rows in them it returns garbage.
        engine.execute("PRAGMA disable_optimizer")
        none = f"SELECT {', '.join(KEYS)} FROM facts LIMIT 0"
        engine.execute(f"CREATE TABLE {_SAID} AS {said_sql(waterfall.lookups, none)}")
        _local.engine, _local.waterfall, _local.policies = engine, waterfall, ()
    return engine


def _open(
    database: str, waterfall: Waterfall = WATERFALL, **settings: str | int
) -> duckdb.DuckDBPyConnection:
    """Open an engine with the tables that the steps read, empty."""
    engine = duckdb.connect(database, config={**_SETTINGS, **settings})
    engine.execute((FOLDER / "arithmetic.sql").read_text(encoding="utf-8"))
    for statement in tables_sql(waterfall):
        engine.execute(statement)
    return engine


def _keep_policies(engine: duckdb.DuckDBPyConnection, policies: tuple[AnyPolicy, ...]) -> None:
    """Put the policies in place unless they are those of the last call on this thread."""
    if policies == _local.policies:
        return
    _local.policies = None
    replace_policies(engine, policies)
    engine.execute(f"TRUNCATE {_SAID}")
    _local.policies = policies


def _keep_said(engine: duckdb.DuckDBPyConnection, waterfall: Waterfall) -> None:
    """Find what the policies say of slices that are new to this thread.

    To plan this for three kinds of policies takes longer than to price a few lines.
    """
    keys = ", ".join(KEYS)
    new = f"SELECT {keys} FROM facts EXCEPT SELECT {keys} FROM {_SAID}"
    if engine.execute(f"SELECT EXISTS ({new})").fetchone() != (True,):
        return
    if engine.execute(f"SELECT count(*) FROM {_SAID}").fetchall()[0][0] > _MOST_SLICES:
        engine.execute(f"TRUNCATE {_SAID}")
    engine.execute(f"INSERT INTO {_SAID} {said_sql(waterfall.lookups, new)}")


def _load_rows(
    engine: duckdb.DuckDBPyConnection,
    table: str,
    kinds: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Insert rows as one JSON parameter: eight times faster than binding each value."""
    shape = json.dumps([dict(kinds)])
    engine.execute(
        f"INSERT INTO {table} BY NAME SELECT unnest(from_json(?, '{shape}'), recursive := true)",
        [json.dumps(rows, default=str)],
    )
