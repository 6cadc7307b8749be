"""What becomes of the pricing SQL for Spark; tests/spark holds what it comes to."""

from __future__ import annotations

import pytest

from tenure.pricing.queries.dialect import spark_sql
from tenure.pricing.queries.sql import pricing_sql
from tenure.pricing.rules import WATERFALL


@pytest.mark.parametrize(
    ("case", "duckdb", "spark"),
    [
        ("a quotient of 64 bits", "a // 7", "(a DIV 7)"),
        ("by what may be zero", "a // b", "(a DIV IF(b = 0, NULL, b))"),
        ("a rest", "a % 7", "(a % 7)"),
        ("128 bits", "CAST(a AS HUGEINT) + 1", "CAST(a AS DECIMAL(38, 0)) + 1"),
        (
            "a quotient of 128 bits",
            "CAST(a AS HUGEINT) // 7",
            "CAST((CAST(a AS DECIMAL(38, 0)) - (CAST(a AS DECIMAL(38, 0)) % 7)) / 7 AS {wide})",
        ),
        (
            "a sign",
            "sign(a)",
            "(CASE WHEN a > 0 THEN 1 WHEN a < 0 THEN -1 WHEN a = 0 THEN 0 END)",
        ),
        ("what is refused", "error('no')", "RAISE_ERROR('no')"),
        ("a quote within words", "'it''s'", r"'it\'s'"),
        ("the lowest is last", "x ORDER BY x", "x ORDER BY x NULLS LAST"),
    ],
)
def test_an_expression(case: str, duckdb: str, spark: str) -> None:
    wanted = spark.format(wide="DECIMAL(38, 0)")
    assert spark_sql(f"SELECT {duckdb}") == f"SELECT {wanted}"


def test_macros_are_put_in_place_inner_ones_as_well() -> None:
    made = spark_sql("SELECT escalated(p, share(r, 2, 3), 3) AS x FROM t")
    assert "ESCALATED" not in made.upper()
    assert "SHARE" not in made.upper()
    assert "RATIO" not in made.upper()


def test_128_bits_are_known_through_the_layers() -> None:
    inner = "(SELECT CAST(a AS HUGEINT) AS n, b FROM t)"
    made = spark_sql(f"SELECT m // 3 AS x, b // 3 AS y FROM (SELECT n + 1 AS m, b FROM {inner})")
    assert "(m - (m % 3)) / 3" in made
    assert "(b DIV 3)" in made


def test_what_a_line_looks_up_goes_to_every_worker() -> None:
    made = spark_sql(pricing_sql(WATERFALL, ("line_id", *WATERFALL.kept)))
    assert made.count("BROADCAST(said)") == 1
    assert "HUGEINT" not in made
    assert "INT128" not in made
