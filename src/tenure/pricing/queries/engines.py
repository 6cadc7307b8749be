"""Which engine prices many lines: DuckDB in the process, or a company's Spark; the same calls.

The setting `PRICING_ENGINE` says. Both run the same SQL to the same last unit, so nobody sees in
a price which it was; it is a matter of size alone.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

import duckdb
from django.conf import settings

from tenure.kernel.errors import TenureError
from tenure.pricing.queries import engine as duck
from tenure.pricing.rules import AnyPolicy

DUCKDB = "duckdb"
NOTHING: Mapping[str, str] = MappingProxyType({})
# Planning on Spark takes seconds; DuckDB prices this many lines in less than one of them.
WORTH_SPARK = 200_000


class EngineNotReady(TenureError):
    """Refuse to price on an engine that is not there, saying what is missing."""


class Engine(Protocol):
    """Price many lines: load their facts and the policies, then write what the steps make."""

    def load_csv(
        self, path: Path, names: Sequence[str], beside: Mapping[str, str] = NOTHING
    ) -> int:
        """Load a CSV file without header (nulls as `NULL_TEXT`); return the rows.

        `names` are the facts it has, in order; the others have their defaults. Columns that follow
        them, `beside` with DuckDB's types, are kept with the line. More files may follow. Raise
        InvalidInput for what no line can be.
        """

    def load_policies(self, policies: Sequence[AnyPolicy]) -> None:
        """Load policies of every kind, beside those that are there."""

    def price_csv(self, path: Path, only: Sequence[str] = ()) -> None:
        """Write the priced lines to a CSV file: the line's id, then what traces keep, in no order.

        With `only` no other columns than these, in their order. Raise MoneyOverflow when a price or
        an amount does not fit, InvalidInput when a step refuses a line.
        """


@dataclass(frozen=True, slots=True)
class DuckEngine:
    """Price in this process, in a file that a bulk engine keeps; see `Engine`."""

    connection: duckdb.DuckDBPyConnection

    def load_csv(
        self, path: Path, names: Sequence[str], beside: Mapping[str, str] = NOTHING
    ) -> int:
        """Load a CSV file of facts."""
        return duck.load_csv(self.connection, path, names, beside)

    def load_policies(self, policies: Sequence[AnyPolicy]) -> None:
        """Load policies of every kind."""
        duck.load_policies(self.connection, policies)

    def price_csv(self, path: Path, only: Sequence[str] = ()) -> None:
        """Write the priced lines to a CSV file."""
        duck.price_csv(self.connection, path, only)


def lines_at_once() -> int:
    """Return how many lines of a whole book are best priced at once: what is held of it."""
    return 250_000 if settings.PRICING_ENGINE == DUCKDB else 2_000_000


@contextmanager
def chosen_engine(directory: Path, *, lines: int) -> Iterator[Engine]:
    """Give the engine for about so many lines, empty; `directory` holds what it keeps meanwhile.

    Fewer than `WORTH_SPARK` lines are priced by DuckDB whatever the setting says: a quote must not
    wait for Spark. Raise EngineNotReady when Spark is to be used and cannot be.
    """
    master = settings.PRICING_ENGINE
    if master == DUCKDB or lines < WORTH_SPARK:
        with duck.bulk_engine(directory) as connection:
            yield DuckEngine(connection)
        return
    if importlib.util.find_spec("pyspark") is None:
        raise EngineNotReady(
            f"PRICING_ENGINE={master} needs pyspark, which is not installed: run scripts/spark.sh,"
            " or set PRICING_ENGINE=duckdb."
        )
    # Imported late: pyspark is an extra that most installations do without.
    spark = importlib.import_module("tenure.pricing.queries.spark")
    with spark.spark_engine(master) as engine:
        yield cast(Engine, engine)
