"""Metrics of renewals, tasks and cohorts against short SQL written by hand over small tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tenure.insight.queries.files import Facts
from tests.insight.ledgers import Due, Moved, Up, facts_of, told

D = date
UPS = [
    Up(D(2027, 1, 31), 100, 100, D(2027, 1, 20), "renewed", 110, D(2026, 10, 10), 1,
       opened_on=D(2026, 10, 1), sent_on=D(2026, 10, 12), accepted_on=D(2027, 1, 18),
       carried=100, entitled=110, charged=104, save_on=D(2027, 1, 5), save_atr=100, save_kept=100,
       save_outcome="saved", partner="R"),
    Up(D(2027, 2, 28), 200, 150, D(2027, 3, 2), "renewed_late", 150, D(2026, 12, 1), 2,
       opened_on=D(2026, 11, 1), accepted_on=D(2027, 3, 1), carried=150, entitled=165,
       charged=170, save_on=D(2027, 4, 1), save_atr=200, save_kept=150, save_outcome="partly"),
    Up(D(2027, 3, 31), 300, 0, D(2027, 3, 1), "churned", 0, None, 3, partner="R",
       save_on=D(2027, 3, 1), save_atr=300, save_kept=0, save_outcome="lost"),
    Up(D(2027, 3, 15), 400, 400, customer=4, currency="JPY", partner="S"),
]  # fmt: skip
TASKS = [
    Due(D(2027, 1, 5), D(2027, 1, 5), "done"), Due(D(2027, 1, 9), D(2027, 2, 1), "done", 2),
    Due(D(2027, 2, 9), D(2027, 2, 1), "not_needed", 3), Due(D(2027, 3, 9), customer=3),
]  # fmt: skip
MOVED = [
    Moved("new", D(2026, 1, 5), 100), Moved("expansion", D(2026, 6, 1), 50, contract=12),
    Moved("contraction", D(2027, 1, 1), -30), Moved("churn", D(2027, 2, 1), -20),
    Moved("new", D(2026, 3, 1), 70, contract=13, customer=2),
    Moved("price_increase", D(2027, 3, 1), 7, contract=13, customer=2),
]  # fmt: skip
RENEWED = "outcome LIKE 'renewed%' OR outcome LIKE 'part%'"
FIRST = "due_on BETWEEN '2027-01-01' AND '2027-03-31' AND currency = 'EUR'"
CASES = [
    ("uplift_realisation", f"""SELECT sum(carried), sum(entitled), sum(charged),
        sum(entitled) - sum(carried), sum(charged) - sum(carried), sum(entitled) - sum(charged)
        FROM r WHERE {FIRST} AND ({RENEWED})"""),
    ("discount_compression", f"""SELECT sum(entitled), sum(charged),
        sum(CASE WHEN entitled > charged THEN entitled - charged ELSE 0 END)
        FROM r WHERE {FIRST} AND ({RENEWED})"""),
    ("save_rate", """SELECT sum(save_atr), sum(save_kept), sum(save_atr - save_kept) FROM r
        WHERE save_on BETWEEN '2027-01-01' AND '2027-03-31'"""),
    ("partner_on_time", """SELECT count(*), count(*) FILTER (WHERE closed_on <= due_on
            AND outcome <> 'churned'), count(*) FILTER (WHERE outcome = 'renewed_late'),
        count(*) FILTER (WHERE closed_on IS NULL OR outcome = 'churned')
        FROM r JOIN c USING (contract_id) WHERE partner <> '' AND year(due_on) = 2027"""),
    ("playbook_completion", """SELECT count(*), count(*) FILTER (WHERE done_on <= due_on),
        count(*) FILTER (WHERE done_on > due_on), count(*) - count(done_on), count(done_on)
        FROM t WHERE kind <> 'not_needed'"""),
    ("cycle_times", """SELECT count(quoted_on), sum(quoted_on - opened_on), count(sent_on),
        sum(sent_on - quoted_on), 1, (SELECT accepted_on - sent_on FROM r WHERE renewal_id = 1),
        count(accepted_on), sum(closed_on - accepted_on), count(closed_on),
        sum(closed_on - opened_on) FROM r"""),
    ("adds_ratio", """SELECT 0, -sum(amount), sum(amount) FROM m
        WHERE kind IN ('churn', 'contraction')"""),
    ("cohort_retention", """SELECT 100 + 70, least(100, 100 + 50 - 30) + 70,
        (SELECT sum(amount) FROM m WHERE effective_on < '2027-02-01' AND contract_id <> 13)
        + (SELECT sum(amount) FROM m WHERE contract_id = 13)"""),
]  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Facts, Path]:
    folder = tmp_path_factory.mktemp("small")
    return facts_of(folder, MOVED, UPS, TASKS), folder


@pytest.fixture
def duck(small: tuple[Facts, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as found:
        for name in "mcrt":
            found.execute(f"CREATE VIEW {name} AS FROM '{small[1] / name}.parquet'")
        yield found


@pytest.mark.parametrize(("metric", "sql"), CASES, ids=[name for name, _ in CASES])
def test_by_hand(
    metric: str, sql: str, small: tuple[Facts, Path], duck: duckdb.DuckDBPyConnection
) -> None:
    period = "2026-Q1" if metric == "cohort_retention" else "2027-Q1"
    [found] = [row for row in told(small[0], metric, period=period) if row.currency in {"", "EUR"}]
    assert tuple(found.figures.values()) == duck.execute(sql).fetchone()


@pytest.mark.parametrize(
    ("metric", "options"),
    [
        ("uplift_realisation", {"over": "capped"}), ("discount_compression", {}),
        ("save_rate", {"partly": "lost"}), ("partner_on_time", {}), ("playbook_completion", {}),
        ("cycle_times", {"counted": "closed"}), ("adds_ratio", {}),
        ("cohort_retention", {"cohort": "anniversary"}), ("renewal_rate", {}), ("outlook", {}),
    ],
)  # fmt: skip
def test_slices_and_months_sum_to_the_whole(
    metric: str, options: dict[str, Any], small: tuple[Facts, Path]
) -> None:
    asked: dict[str, Any] = {"period": "2027", "options": options}
    whole = told(small[0], metric, **asked)
    assert whole
    slices, months = ({"by": ["segment"]}, {"every": "month"})
    for each in (slices, months):
        parts = told(small[0], metric, **each, **asked)
        for row in whole:
            own = [part for part in parts if part.currency == row.currency]
            for column, figure in row.figures.items():
                assert sum(part.figures[column] for part in own) == figure, column
