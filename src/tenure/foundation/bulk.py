"""Move many rows between DuckDB and PostgreSQL, and merge them by key, set-based.

The caller holds the transaction. Rows travel as CSV by COPY, and what is planned is sent at once:
one thread has DuckDB write the rows, another has PostgreSQL take them, in the order in which they
were given, while the caller plans what comes after. There is one connection to PostgreSQL: whoever
asks for `cursor` waits until all that was given before is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

CHUNK = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Field:
    """A database column: its DuckDB type, the sheet's column, whose key that is, its default.

    `fact` marks what only an order may change. `default` is an SQL literal for new rows.
    """

    name: str
    kind: str
    column: str = ""
    ref: str = ""
    default: str = "NULL"
    fact: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A table that rows with a key are merged into."""

    sheet: str
    table: str
    key: str
    fields: tuple[Field, ...]
    key_column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Return id, key and the other database columns."""
        return ("id", self.key, *(item.name for item in self.fields))


@dataclass(frozen=True, slots=True)
class Counts:
    """What a merge does to one sheet's rows."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class Bulk:
    """One load's two connections; PostgreSQL's is inside the caller's transaction."""

    postgresql: Any
    duck: duckdb.DuckDBPyConnection
    folder: Path
    dry_run: bool = False
    _sent: list[Future[None]] = field(default_factory=list)
    _writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _sender: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _next_ids: dict[str, int] = field(default_factory=dict)
    _files: int = 0

    @property
    def cursor(self) -> Any:
        """Return PostgreSQL's cursor, once everything given to `later` is done."""
        while self._sent:
            self._sent.pop(0).result()
        return self.postgresql

    def later(self, job: Callable[[Any], None]) -> None:
        """Have PostgreSQL do something after what was given before; the caller goes on."""
        self._sent.append(self._sender.submit(job, self.postgresql))

    def close(self) -> None:
        """Stop the threads; what did not begin does not happen."""
        for thread in (self._sender, self._writer):
            thread.shutdown(wait=True, cancel_futures=True)

    # --- PostgreSQL to DuckDB ---

    def is_empty(self, table: str) -> bool:
        """Tell whether a table of PostgreSQL holds no row."""
        self.cursor.execute(f"SELECT NOT EXISTS (SELECT FROM {table})")
        return bool(self.cursor.fetchone()[0])

    def pull(self, name: str, sql: str, columns: Mapping[str, str]) -> None:
        """Copy the rows of a PostgreSQL query into the DuckDB table `name`."""
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        self.duck.execute(f"CREATE OR REPLACE TABLE {name} ({listed})")
        path = self._path()
        with path.open("wb") as file, self.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as c:
            for block in c:
                file.write(block)
        if path.stat().st_size:
            kinds = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
            self.duck.execute(
                f"INSERT INTO {name} SELECT * FROM read_csv('{path}', columns={{{kinds}}}, "
                "auto_detect=false, header=false, delim=',', quote='\"', escape='\"', "
                "nullstr='', allow_quoted_nulls=false, max_line_size=16777216)"
            )
        path.unlink()

    def pull_empty(self, name: str, columns: Mapping[str, str]) -> None:
        """Make the DuckDB table `name` without rows."""
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        self.duck.execute(f"CREATE OR REPLACE TABLE {name} ({listed})")

    def keys_table(self, name: str, query: str, kind: str = "text") -> str:
        """Give PostgreSQL a temporary table of the values that a DuckDB query yields."""
        self.cursor.execute(f"DROP TABLE IF EXISTS {name}")
        self.cursor.execute(f"CREATE TEMP TABLE {name} (key {kind}) ON COMMIT DROP")
        self.push_now(name, ("key",), query)
        self.cursor.execute(f"ANALYZE {name}")
        return name

    # --- DuckDB to PostgreSQL ---

    def send(self, table: str, columns: Sequence[str], query: str) -> None:
        """Copy the rows of a DuckDB query into a table of PostgreSQL; the caller goes on.

        The tables that the query reads must stay as they are until `cursor` is asked for.
        """
        path, duck = self._path(), self.duck.cursor()
        written = self._writer.submit(_export, duck, query, path)

        def copy(_: Any) -> None:
            written.result()
            self._send(table, tuple(columns), path)
            path.unlink()

        self.later(copy)

    def push_now(self, table: str, columns: Sequence[str], query: str) -> None:
        """Copy the rows of a DuckDB query into a table of PostgreSQL, and wait for it."""
        self.send(table, columns, query)
        _ = self.cursor

    def number(self, tables: Sequence[str]) -> None:
        """Let `reserve` give ids of these tables; the caller has locked them against others."""
        for table in tables:
            self.cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            self._next_ids[table] = int(self.cursor.fetchone()[0])

    def reserve(self, table: str, count: int) -> int:
        """Return the first of `count` new ids of a table; without asking PostgreSQL, as it works.

        Needs `number` before and `settle` after.
        """
        if self.dry_run:
            return 1 << 40
        first = self._next_ids[table]
        self._next_ids[table] = first + count
        return first

    def settle(self) -> None:
        """Wait until all is written, and let the tables' numbers go on after those given."""
        for table, following in self._next_ids.items():
            self.cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, following]
            )

    def _send(self, table: str, columns: tuple[str, ...], path: Path) -> None:
        if not path.stat().st_size:
            return
        names = ", ".join(f'"{column}"' for column in columns)
        sql = f"COPY {table} ({names}) FROM STDIN (FORMAT csv)"
        with path.open("rb") as file, self.postgresql.copy(sql) as copy:
            while block := file.read(CHUNK):
                copy.write(block)

    def _path(self) -> Path:
        self._files += 1
        return self.folder / f"rows-{self._files}.csv"

    # --- merging by key ---

    def count(self, query: str) -> int:
        """Return the one number of a DuckDB query."""
        row = self.duck.execute(query).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def plan(self, target: Target, present: Sequence[str]) -> Counts:
        """Give `v_<sheet>`'s rows their ids (`ids_<sheet>`) and final values (`e_<sheet>`).

        Needs `db_<sheet>`, and `ids_` of every sheet referred to. `present` are the columns that
        the files have; the others keep what the book holds, or take their default.
        """
        sheet, key = target.sheet, target.key_column
        fresh = f'FROM v_{sheet} v ANTI JOIN db_{sheet} d ON d."{target.key}" = v."{key}"'
        first = self.reserve(target.table, self.count(f"SELECT count(*) {fresh}"))
        self.duck.execute(
            f'CREATE OR REPLACE TABLE ids_{sheet} AS SELECT "{target.key}" AS key, id, true AS old '
            f'FROM db_{sheet} UNION ALL SELECT v."{key}", {first} - 1 + '
            f"row_number() OVER (ORDER BY v._s, v._r), false {fresh}"
        )
        finals = {item.name: _final(item, present) for item in target.fields}
        joins = " ".join(
            f'LEFT JOIN ids_{item.ref} r_{item.name} ON r_{item.name}.key = v."{item.column}"'
            for item in target.fields
            if item.ref and item.column in present
        )
        differs = {fact: _differs(target, finals, fact=fact) for fact in (False, True)}
        cells = ", ".join(f'{sql} AS "{name}"' for name, sql in finals.items())
        self.duck.execute(
            f'CREATE OR REPLACE TABLE e_{sheet} AS SELECT i.id, v."{key}" AS "{target.key}", '
            f"{cells}, i.old, i.old AND ({differs[False]}) AS changed, "
            f"i.old AND ({differs[True]}) AS facts_changed FROM v_{sheet} v "
            f'JOIN ids_{sheet} i ON i.key = v."{key}" LEFT JOIN db_{sheet} d ON d.id = i.id {joins}'
        )
        row = self.duck.execute(
            "SELECT count(*) FILTER (WHERE NOT old), "
            f"count(*) FILTER (WHERE changed OR facts_changed), count(*) FROM e_{sheet}"
        ).fetchone()
        new, changed, total = row or (0, 0, 0)
        return Counts(new, changed, total - new - changed)

    def no_rows(self, target: Target) -> None:
        """Make `ids_<sheet>` of a sheet that the files do not have, from the book alone."""
        self.duck.execute(
            f'CREATE OR REPLACE TABLE ids_{target.sheet} AS SELECT "{target.key}" AS key, id, '
            f"true AS old FROM db_{target.sheet}"
        )

    def pull_target(self, target: Target, keys: str) -> None:
        """Copy the rows with the given keys (a DuckDB query) from the book into `db_<sheet>`."""
        columns = {"id": "BIGINT", target.key: "VARCHAR"}
        columns |= {item.name: item.kind for item in target.fields}
        if self.is_empty(target.table):
            self.pull_empty(f"db_{target.sheet}", columns)
            return
        wanted = self.keys_table(f"load_keys_{target.sheet}", keys)
        names = ", ".join(f't."{column}"' for column in columns)
        self.pull(
            f"db_{target.sheet}",
            f'SELECT {names} FROM {target.table} t JOIN {wanted} k ON k.key = t."{target.key}"',
            columns,
        )

    def write(self, target: Target) -> None:
        """Insert the new rows of `e_<sheet>` and update the changed ones."""
        columns = target.columns
        listed = ", ".join(f'"{column}"' for column in columns)
        fresh = f"SELECT {listed} FROM e_{target.sheet} WHERE NOT old ORDER BY id"
        self.send(target.table, columns, fresh)
        self.update(target.table, columns, f"SELECT {listed} FROM e_{target.sheet} WHERE changed")

    def update(self, table: str, columns: Sequence[str], query: str) -> None:
        """Update rows by `id` (the first column) from a DuckDB query."""
        if not self.count(f"SELECT count(*) FROM ({query})"):
            return
        staged = f"load_{table}"
        listed = ", ".join(f'"{column}"' for column in columns)
        self.cursor.execute(f"DROP TABLE IF EXISTS {staged}")
        self.cursor.execute(
            f"CREATE TEMP TABLE {staged} ON COMMIT DROP AS SELECT {listed} FROM {table} LIMIT 0"
        )
        self.push_now(staged, columns, query)
        sets = ", ".join(f'"{column}" = s."{column}"' for column in columns[1:])
        self.cursor.execute(f"UPDATE {table} t SET {sets} FROM {staged} s WHERE s.id = t.id")


def _export(duck: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    duck.execute(f"COPY ({query}) TO '{path}' (FORMAT csv, HEADER false)")


def _final(item: Field, present: Sequence[str]) -> str:
    if item.column and item.column in present:
        return f"r_{item.name}.id" if item.ref else f'v."{item.column}"'
    return f'CASE WHEN i.old THEN d."{item.name}" ELSE {item.default} END'


def _differs(target: Target, finals: Mapping[str, str], *, fact: bool) -> str:
    tests = [
        f'({finals[item.name]}) IS DISTINCT FROM d."{item.name}"'
        for item in target.fields
        if item.fact is fact and "i.old" not in finals[item.name]
    ]
    return " OR ".join(tests) or "false"
