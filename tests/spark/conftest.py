"""A real Spark in this process, two workers wide, beside the DuckDB that it must agree with."""

from __future__ import annotations

import csv
import importlib.util
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tenure.pricing.queries import NULL_TEXT, Engine, bulk_engine
from tenure.pricing.queries.engines import DuckEngine
from tenure.pricing.rules import WATERFALL, AnyPolicy

MASTER = "local[2]"
Priced = dict[str, dict[str, str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that is here, so that a plain run of the tests leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.spark)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Give the Spark session that all tests share."""
    if importlib.util.find_spec("pyspark") is None or not shutil.which("java"):
        pytest.fail("pyspark or Java is missing: run scripts/spark.sh")
    from tenure.pricing.queries.spark import started_session

    session = started_session(MASTER)
    yield session
    session.stop()


@dataclass(frozen=True)
class BothEngines:
    """Prices the same lines by the same calls on either engine."""

    folder: Path
    session: Any

    def duckdb(self, *given: Any) -> Priced:
        return self.use("duckdb", self.price, *given)

    def spark(self, *given: Any) -> Priced:
        return self.use("spark", self.price, *given)

    def use(self, name: str, work: Callable[..., Any], *given: Any) -> Any:
        """Return what the work makes with one of the engines, opened empty."""
        if name == "duckdb":
            with bulk_engine(self.folder / "work") as connection:
                return work(DuckEngine(connection), *given)
        from tenure.pricing.queries.spark import spark_engine

        with spark_engine(MASTER) as engine:
            return work(engine, *given)

    def price(
        self, engine: Engine, rows: Sequence[Mapping[str, Any]], policies: Sequence[AnyPolicy] = ()
    ) -> Priced:
        """Return the columns of the priced lines as their file has them, by line id."""
        names = [name for name in WATERFALL.facts if any(name in row for row in rows)]
        facts, priced = self.folder / "facts.csv", self.folder / "priced.csv"
        write_facts(facts, rows, names)
        assert engine.load_csv(facts, names) == len(rows)
        engine.load_policies(policies)
        engine.price_csv(priced)
        return read_priced(priced)


def write_facts(path: Path, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    """Write rows of facts as PostgreSQL's COPY does; what a row lacks has its default."""
    usual = {name: WATERFALL.facts[name].default for name in names}
    with path.open("w", newline="") as file:
        for row in rows:
            file.write(",".join(_field((usual | dict(row))[name]) for name in names) + "\n")


def _field(value: Any) -> str:
    if value is None:
        return NULL_TEXT
    if isinstance(value, bool):
        return "t" if value else "f"
    text = str(value)
    odd = any(character in text for character in ',"\n\r') or text == NULL_TEXT
    return '"' + text.replace('"', '""') + '"' if odd else text


def read_priced(path: Path) -> Priced:
    names = ["line_id", *WATERFALL.kept]
    with path.open(newline="") as file:
        rows = [dict(zip(names, row, strict=True)) for row in csv.reader(file)]
    found = {row["line_id"]: row for row in rows}
    assert len(found) == len(rows), "each line is priced once"
    return found


@pytest.fixture
def engines(spark: Any, tmp_path: Path) -> BothEngines:
    return BothEngines(tmp_path, spark)


@pytest.fixture
def either(engines: BothEngines) -> Callable[[str], Callable[..., Priced]]:
    """Return one of the engines by its name, for tests that run on both."""
    return lambda name: getattr(engines, name)
