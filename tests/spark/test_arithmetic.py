"""The translated arithmetic itself, on figures that no line would have."""

from __future__ import annotations

import random
from typing import Any

import duckdb
import pytest

from tenure.kernel.errors import MoneyOverflow
from tenure.pricing.queries.dialect import spark_sql
from tenure.pricing.rules.steps import FOLDER

# Of 64 bits a, b; of 32 bits c, d; some null. Each is worked out on both engines.
EXPRESSIONS = {
    "quotient": "a // c", "rest": "a % c", "whole": "(a // c) * c + a % c = a",
    "by_zero": "a // (c - c)", "rest_by_zero": "a % (d - d)",
    "size": "abs(c)", "sign": "sign(a)", "signs": "sign(a) * sign(b) * sign(c)",
    "least": "least(a, b, c)", "greatest": "greatest(NULL, a, c)",
    "wide_quotient": "CAST(a AS HUGEINT) * b // (1000000 + abs(CAST(c AS HUGEINT)))",
    "wide_rest": "CAST(a AS HUGEINT) * b % c",
    "wide_size": "abs(CAST(a AS HUGEINT) * b)", "wide_minus": "-(CAST(a AS HUGEINT) * b) - 1",
    "wide_least": "least(CAST(a AS HUGEINT) * c, b)",
    "narrow_of_wide": "CAST(CAST(a AS HUGEINT) * b // (CAST(b AS HUGEINT) + 1) AS BIGINT)",
    "chosen": "CASE WHEN a < b THEN CAST(a AS HUGEINT) ELSE c END // 7",
    "share": "share(abs(c), abs(d), 1 + abs(d))", "ratio": "ratio(abs(CAST(c AS HUGEINT)), 7)",
    "amount": "amount(c, abs(d), 3, 100000, fitting_price(c, 3))",
    "large_amount": "amount(a, abs(d), 1, 5000000000 + abs(c), fitting_price(a, 1))",
    "escalated": "escalated(abs(d), c % 5000, abs(c) % 5)",
    "steep": "escalated(abs(d), abs(c) % 100000, abs(c) % 5)",
}  # fmt: skip
# Where one is 1.
TOO_LARGE = [
    "one + 9223372036854775807", "-2 * one - 9223372036854775807", "2 * one * 9223372036854775807",
    "abs(-9223372036854775807 - one)", "(-9223372036854775807 - one) // -one",
    "CAST(CAST(2 * one AS HUGEINT) * 9223372036854775807 AS BIGINT)",
    # A quotient of DECIMALs that Spark's `div` would wrap.
    "CAST(CAST(9223372036854775807 AS HUGEINT) * 12 // one AS BIGINT)",
    # More than 38 digits and less than 128 bits: DuckDB is held to Spark's limit.
    "ratio(CAST(9000000000000000000 AS HUGEINT) * 9000000000000000000, 9000000000000000000 * one)",
    "ratio(CAST(9223372036854775807 AS HUGEINT) * 9223372036854775807 * 100, one)",
    "share(9223372036854775807, 10001, 5000 * one)",
    "amount(9223372036854775807, 9223372036854775807, 1, one, -one)",
    "escalated(9223372036854775807, 100000, 2 * one)",
]  # fmt: skip


@pytest.fixture
def quick() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute((FOLDER / "arithmetic.sql").read_text(encoding="utf-8"))
    return connection


def figures(count: int) -> list[tuple[int, int | None, int | None, int | None, int | None]]:
    rng = random.Random(7)

    def number(bits: int) -> int | None:
        size = rng.getrandbits(rng.randrange(1, bits))
        return None if rng.random() < 0.05 else rng.choice([size, -size, 0, 1, 2**bits - 1])

    return [(i, number(62), number(62), number(31), number(31)) for i in range(count)]


def test_every_figure_is_the_same(spark: Any, quick: duckdb.DuckDBPyConnection) -> None:
    rows = figures(3_000)
    quick.execute("CREATE TABLE f (i INT, a BIGINT, b BIGINT, c BIGINT, d BIGINT)")
    quick.executemany("INSERT INTO f VALUES (?, ?, ?, ?, ?)", rows)
    session = on_ansi(spark)
    shape = "i INT, a BIGINT, b BIGINT, c BIGINT, d BIGINT"
    session.createDataFrame(rows, shape).createOrReplaceTempView("f")
    columns = ", ".join(f"{sql} AS {name}" for name, sql in EXPRESSIONS.items())
    query = f"SELECT i, {columns} FROM f ORDER BY i"
    expected = quick.execute(query).fetchall()
    found = [tuple(row) for row in session.sql(spark_sql(query)).collect()]
    for one, (mine, theirs) in enumerate(zip(found, expected, strict=True)):
        for name, on_spark, on_duckdb in zip(["i", *EXPRESSIONS], mine, theirs, strict=True):
            assert on_spark == on_duckdb, (name, rows[one])


@pytest.mark.parametrize("expression", TOO_LARGE)
def test_too_large_raises_and_never_wraps(
    spark: Any, quick: duckdb.DuckDBPyConnection, expression: str
) -> None:
    from tenure.pricing.queries.spark import told_errors

    query = f"SELECT {expression} AS x FROM (SELECT CAST(1 AS BIGINT) AS one)"
    with pytest.raises((duckdb.OutOfRangeException, duckdb.ConversionException)):
        quick.execute(query).fetchall()
    with pytest.raises(MoneyOverflow), told_errors():
        on_ansi(spark).sql(spark_sql(query)).collect()


def on_ansi(spark: Any) -> Any:
    """Return a session set as the engine's."""
    from tenure.pricing.queries.spark import SparkEngine

    return SparkEngine(spark).session
