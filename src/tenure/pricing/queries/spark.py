"""The one pricing, run by Spark: for a book that one machine cannot price overnight.

Facts go to Spark's workers, and prices come back, through this process: the workers need neither
a folder that they share with it nor Python.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.pricing.queries.covered import SUPPORT_LINES, covered_sql
from tenure.pricing.queries.dialect import spark_sql
from tenure.pricing.queries.engines import NOTHING, EngineNotReady
from tenure.pricing.queries.spark_facts import NULL_LITERAL, SHIPPED, TYPES, Shape, checked, whole
from tenure.pricing.queries.sql import pricing_sql
from tenure.pricing.rules import POLICY_KINDS, WATERFALL, AnyPolicy, Waterfall, policy_columns
from tenure.pricing.rules.records import records

_SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # what does not fit raises
    # A product of two DECIMAL(38, 0) is one as well, and raises where it needs more.
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.session.timeZone": "UTC",
    # Of a query of two dozen layers Spark would write one method, too long to be compiled.
    "spark.sql.codegen.wholeStage": "false",
}
_FACTS = "facts"
# Rows that go to the workers at once, so that a large file is never held whole.
_AT_ONCE = 200_000
_OVERFLOW = re.compile(r"ARITHMETIC_OVERFLOW|NUMERIC_VALUE_OUT_OF_RANGE|CAST_OVERFLOW")
_REFUSED = re.compile(r"\[USER_RAISED_EXCEPTION\] (.*?) SQLSTATE", re.DOTALL)


class SparkEngine:
    """Price on Spark; see `engines.Engine`."""

    def __init__(self, session: SparkSession, waterfall: Waterfall = WATERFALL) -> None:
        """Start without facts and policies, in a session of its own."""
        self.session = session.newSession()
        # Only the few slices of the book and their policies are shuffled.
        shuffles = {"spark.sql.shuffle.partitions": session.sparkContext.defaultParallelism}
        for name, value in (_SETTINGS | shuffles).items():
            self.session.conf.set(name, value)
        self._waterfall = waterfall
        self._rows: dict[Shape, list[DataFrame]] = {}
        self._policies: list[AnyPolicy] = []

    def load_csv(
        self, path: Path, names: Sequence[str], beside: Mapping[str, str] = NOTHING
    ) -> int:
        """Load a CSV file of facts."""
        shape = Shape(self._waterfall, tuple(names), tuple(beside.items()))
        count, parts = 0, self._rows.setdefault(shape, [])
        with path.open(encoding="utf-8", newline="") as lines, told_errors():
            rows = filter(None, (record.rstrip("\r\n") for record in records(lines)))
            while taken := list(islice(rows, _AT_ONCE)):
                parts.append(self._kept(taken, count + 1, shape))
                count += len(taken)
        return count

    def load_policies(self, policies: Sequence[AnyPolicy]) -> None:
        """Load policies of every kind."""
        self._policies += policies

    def price_csv(self, path: Path, only: Sequence[str] = ()) -> None:
        """Write the priced lines to a CSV file."""
        columns = ("line_id", *(only or self._waterfall.kept))
        with told_errors(), path.open("w", encoding="utf-8", newline="") as target:
            self._place_policies()
            self._place_facts()
            priced = self.session.sql(spark_sql(pricing_sql(self._waterfall, columns)))
            cells = ", ".join(_cell(name, kind) for name, kind in priced.dtypes)
            # All workers price at once and keep what they made; then it is fetched part by part.
            rows = priced.selectExpr(f"concat_ws(',', {cells})").localCheckpoint()
            target.writelines(f"{row[0]}\n" for row in rows.toLocalIterator(True))

    def close(self) -> None:
        """Let go of what was loaded: Spark drops it once nobody here holds it."""
        self._rows.clear()
        for table in (_FACTS, *(kind.table for kind in POLICY_KINDS)):
            self.session.catalog.dropTempView(table)

    def _kept(self, rows: Sequence[str], first: int, shape: Shape) -> DataFrame:
        """Return rows as facts, the first of which has that place; raise for a wrong one."""
        # Kept by the workers, cut off from what was sent: this process may forget the rows.
        found = checked(self._shipped(rows, first), shape).localCheckpoint()
        if wrong := found.where("wrong <> ''").selectExpr("min((row, wrong))").first()[0]:
            raise InvalidInput(f"A line cannot be priced: row {wrong[0]}: {wrong[1]}.")
        return found.select(*shape.columns)

    def _shipped(self, rows: Sequence[str], first: int) -> DataFrame:
        """Return rows as a data frame, dealt out in as many parts as there are cores."""
        size = -(-len(rows) // self.session.sparkContext.defaultParallelism)
        parts = [(first + at, rows[at : at + size]) for at in range(0, len(rows), size)]
        return self.session.createDataFrame(parts, SHIPPED, verifySchema=False)

    def _place_facts(self) -> None:
        """Put the facts where the pricing SQL looks for them, and first what support covers."""
        beside = {name: kind for shape in self._rows for name, kind in shape.beside}
        files = [
            whole(reduce(DataFrame.union, parts), shape, beside)
            for shape, parts in self._rows.items()
            if parts
        ]
        types = {name: fact.type for name, fact in self._waterfall.facts.items()} | beside
        empty = ", ".join(f"{name} {TYPES[kind]}" for name, kind in types.items())
        facts = reduce(DataFrame.union, files or [self.session.createDataFrame([], empty)])
        facts.createOrReplaceTempView(_FACTS)
        if facts.where(SUPPORT_LINES).isEmpty():
            return
        covered = self.session.sql(spark_sql(covered_sql(self._waterfall)))
        covered.localCheckpoint().createOrReplaceTempView("covered")
        price = "coalesce(covered.covered_price_e4, facts.covered_price_e4) AS covered_price_e4"
        columns = (price if name == "covered_price_e4" else f"facts.{name}" for name in types)
        joined = f"SELECT {', '.join(columns)} FROM facts LEFT JOIN covered USING (line_id)"
        # Kept, for the pricing SQL reads it twice.
        self.session.sql(joined).localCheckpoint().createOrReplaceTempView(_FACTS)

    def _place_policies(self) -> None:
        for kind in POLICY_KINDS:
            types = {name: sql.split(" ", 1) for name, sql in policy_columns(kind).items()}
            shape = ", ".join(
                " ".join([name, TYPES[sql], *rest]) for name, (sql, *rest) in types.items()
            )
            rows = [
                tuple(getattr(policy, name) for name in types)
                for policy in self._policies
                if isinstance(policy, kind)
            ]
            self.session.createDataFrame(rows, shape).createOrReplaceTempView(kind.table)


@contextmanager
def spark_engine(master: str, waterfall: Waterfall = WATERFALL) -> Iterator[SparkEngine]:
    """Give an empty engine on the Spark of a master's URL.

    The first one of a process starts Spark's driver, which takes seconds. Raise EngineNotReady
    when there is no Java, or Spark cannot be reached.
    """
    engine = SparkEngine(started_session(master), waterfall)
    try:
        yield engine
    finally:
        engine.close()


def _cell(name: str, kind: str) -> str:
    """Return SQL for a column of a Spark type as a field of CSV."""
    text = f"CAST({name} AS STRING)"
    if kind == "string":
        text = f"""concat('"', replace({name}, '"', '""'), '"')"""
    return f"coalesce({text}, '{NULL_LITERAL}')"


def started_session(master: str) -> SparkSession:
    """Return this process's Spark session, started if there is none."""
    home = os.environ.get("JAVA_HOME")
    if not shutil.which(f"{home}/bin/java" if home else "java"):
        raise EngineNotReady(
            f"PRICING_ENGINE={master} needs Java 17 or newer, and there is none: install it"
            " (Debian, Ubuntu: apt install openjdk-17-jre-headless) or set JAVA_HOME."
        )
    # What fails is raised to the caller; pyspark would log it with all its stack as well.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    builder: Any = SparkSession.builder.master(master).appName("tenure pricing")
    for name, value in _launch_settings(master).items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        reason = str(error).strip().partition("\n\tat ")[0]
        raise EngineNotReady(f"PRICING_ENGINE={master} cannot be reached: {reason}") from error


def _launch_settings(master: str) -> dict[str, str]:
    work = Path(settings.DATA_DIR) / "tmp"
    work.mkdir(parents=True, exist_ok=True)
    found = {
        "spark.local.dir": str(work),
        # What fails is raised; with TENURE_LOG_LEVEL=INFO Spark tells all it does.
        "spark.log.level": "INFO" if logging.getLogger().isEnabledFor(logging.INFO) else "OFF",
        "spark.ui.showConsoleProgress": "false",
        "spark.cleaner.periodicGC.interval": "5min",
    }
    if master.startswith("local"):
        here = "127.0.0.1"
        found |= {"spark.driver.host": here, "spark.driver.bindAddress": here}
        found["spark.ui.enabled"] = "false"
    return found


@contextmanager
def told_errors() -> Iterator[None]:
    try:
        yield
    except (PySparkException, Py4JError) as error:
        said = str(error)
        if _OVERFLOW.search(said):
            raise MoneyOverflow("A price or its amount is too large to be stored.") from error
        if refused := _REFUSED.search(said):
            raise InvalidInput(f"A line cannot be priced: {refused[1]}") from error
        raise
