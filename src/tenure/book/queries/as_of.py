"""The whole book as it was known on a day: `rules/fold.py` and `rules/ledger.py`, set-based.

Orders and actions come out of PostgreSQL by COPY, blocks of rows at once, and DuckDB loads them
piece by piece while the next are on their way; no row is looked at in Python. What is asked for is
then made by SQL (`as_of_sql`). For one contract `effects.contract_as_of` is quicker.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import connection, transaction

from tenure.book.queries import as_of_sql as sql
from tenure.book.queries.as_of_rows import PRODUCTS, Part, actions, orders

MEMORY = "2GB"
PIECE = 16 * 1024 * 1024


@dataclass(slots=True)
class BookAsOf:
    """A folded book in DuckDB; ARR in minor units a year, prices and quantities in 1/10,000.

    `facts`: a row per contract: c, revision, start_on, end_on, ended_on, renewal_type.
    `lines`: a row per segment: c, lot, id (of the action that brought it), product_id, suspended,
    quantity, unit_price, price_months, currency, arr, start, end.
    `steps`, once `make_steps` was called: c, lot, day, kind, amount.
    """

    duck: duckdb.DuckDBPyConnection
    postgresql: Any
    folder: Path
    _loader: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _loading: list[Future[None]] = field(default_factory=list)

    def pull(self, part: Part) -> None:
        """Copy the rows of a PostgreSQL query into the DuckDB table of its name.

        Returns when PostgreSQL is done: DuckDB may still be loading, see `settle`.
        """
        self.later(f"CREATE TABLE {part.name} ({part.columns})")
        sent = f"COPY ({part.blocks}) TO STDOUT (FORMAT binary)"
        with self.postgresql.copy(sent) as copy:
            copy.set_types(["text"])
            for piece in _pieces(copy.rows(), self.folder, part.name):
                self.later(f"INSERT INTO {part.name} FROM {part.lines(str(piece))}", piece)

    def later(self, statement: str, piece: Path | None = None) -> None:
        """Have DuckDB execute a statement after those given before; a piece is used up by it."""
        self._loading.append(self._loader.submit(_execute, self.duck, statement, piece))

    def settle(self) -> None:
        """Wait until everything is loaded. Raises what went wrong."""
        while self._loading:
            self._loading.pop(0).result()

    def close(self) -> None:
        """Stop loading."""
        self._loader.shutdown(wait=True, cancel_futures=True)

    def count(self, query: str) -> int:
        """Return the one number of a DuckDB query."""
        row = self.duck.execute(query).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def make_steps(self) -> None:
        """Make `steps`: every change of a lot's ARR, by contract, lot, day and kind."""
        has_odd = self.count("SELECT count(*) FROM odd") > 0
        has_lineage = self.count("SELECT count(*) FROM acts WHERE order_kind IS NOT NULL") > 0
        if has_lineage:
            self.duck.execute(sql.LINEAGE_TABLE)
        self.duck.execute(sql.steps_table(has_odd=has_odd, has_lineage=has_lineage))


@contextmanager
def book_as_of(
    known_on: date | None = None, *, contract_ids: Sequence[int] | None = None
) -> Iterator[BookAsOf]:
    """Fold the orders booked by a day (none: all), of some contracts or of the whole book.

    Reads one state of the database: that of the caller's transaction, or a snapshot of its own.
    """
    work = Path(settings.DATA_DIR) / "tmp"
    work.mkdir(parents=True, exist_ok=True)
    with (
        _one_snapshot() as postgresql,
        tempfile.TemporaryDirectory(prefix="as-of-", dir=work) as folder,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": folder}) as duck,
    ):
        book = BookAsOf(duck, postgresql, Path(folder))
        try:
            _fold(book, known_on, contract_ids)
            yield book
        finally:
            book.close()


def _fold(book: BookAsOf, known_on: date | None, contract_ids: Sequence[int] | None) -> None:
    book.pull(PRODUCTS)
    book.pull(orders(known_on, contract_ids))
    book.later(sql.FACTS_TABLE)
    book.pull(actions(contract_ids))
    book.settle()
    for statement in (
        sql.ACTS_TABLE, "DROP TABLE actions", sql.SEEN_VIEW, sql.ODD_TABLE, sql.CUT_TABLE,
        sql.LINES_VIEW,
    ):  # fmt: skip
        book.duck.execute(statement)


@contextmanager
def _one_snapshot() -> Iterator[Any]:
    """Give a cursor whose queries all see one state of the book, whatever is booked meanwhile."""
    own = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if own:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield cursor


def _pieces(blocks: Iterable[tuple[str | None, ...]], folder: Path, name: str) -> Iterator[Path]:
    """Write blocks into files of about `PIECE` bytes; yield each when it is whole."""
    rest = iter(blocks)
    for number in count():
        path = folder / f"{name}-{number}.csv"
        size = 0
        with path.open("wb") as file:
            for (block,) in rest:
                # None: no row has an id of the block.
                size += file.write(f"{block}\n".encode()) if block is not None else 0
                if size > PIECE:
                    break
        if not size:
            return
        yield path


def _execute(duck: duckdb.DuckDBPyConnection, statement: str, piece: Path | None) -> None:
    duck.execute(statement)
    if piece is not None:
        piece.unlink()
