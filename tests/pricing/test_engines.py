"""Which engine prices is a setting and a matter of size; without Spark it is DuckDB."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from tenure.kernel.errors import InvalidInput
from tenure.pricing.queries import EngineNotReady, chosen_engine
from tenure.pricing.queries.engines import WORTH_SPARK, DuckEngine
from tenure.pricing.rules import DEFAULT_POLICIES

FACTS = (
    "line_id", "quantity_e4", "expiring_price_e4", "price_months", "minor_factor",
    "term_start_on", "term_months", "term_days", "term_month_days",
)  # fmt: skip
ROW = "7,100000,1000000,12,100,2027-04-01,12,0,1\n"


def test_duckdb_is_the_default(tmp_path: Path) -> None:
    facts, priced = tmp_path / "facts.csv", tmp_path / "priced.csv"
    facts.write_text(ROW)
    with chosen_engine(tmp_path, lines=10 * WORTH_SPARK) as engine:
        assert isinstance(engine, DuckEngine)
        assert engine.load_csv(facts, FACTS) == 1
        engine.load_policies(DEFAULT_POLICIES)
        engine.price_csv(priced)
    assert priced.read_text().startswith("7,1000000,12,100000,")


def test_a_few_lines_never_wait_for_spark(tmp_path: Path, settings: Any) -> None:
    settings.PRICING_ENGINE = "spark://nowhere.example.com:7077"
    with chosen_engine(tmp_path, lines=WORTH_SPARK - 1) as engine:
        assert isinstance(engine, DuckEngine)


def test_spark_without_pyspark_says_what_to_do(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRICING_ENGINE = "local[2]"
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    refused = pytest.raises(EngineNotReady, match=r"PRICING_ENGINE=local\[2\] needs pyspark")
    with refused, chosen_engine(tmp_path, lines=WORTH_SPARK):
        pass


@pytest.mark.parametrize(
    ("case", "row"),
    [
        ("a word", ROW.replace("1000000,12", "dear,12")),
        ("too large for the column", ROW.replace("1000000,12", f"{2**63},12")),
        ("no day", ROW.replace("04-01", "04-31")),
    ],
)
def test_what_a_column_cannot_hold_is_invalid(case: str, row: str, tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(ROW + row)
    with chosen_engine(tmp_path, lines=2) as engine, pytest.raises(InvalidInput, match="Line: 2"):
        engine.load_csv(tmp_path / "facts.csv", FACTS)
