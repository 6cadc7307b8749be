"""Spark and DuckDB come to the same in every column that is kept, and to what the oracle says."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from typing import Any

import pytest

from tenure.kernel.errors import MoneyOverflow
from tenure.pricing.queries import NULL_TEXT, Engine, price_rows
from tenure.pricing.rules import WATERFALL
from tests.pricing.cases import case_of, cases_of
from tests.pricing.oracle import day
from tests.pricing.test_oracle import POLICIES, draw, expected_of
from tests.spark.conftest import BothEngines, write_facts

LINES, EXTREMES, REFUSED = 20_500, 800, 3


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return NULL_TEXT if value is None else str(value)


def test_every_column_of_drawn_lines(engines: BothEngines) -> None:
    rng = random.Random(4)
    drawn = [draw(rng, place, 10**10) for place in range(LINES)]
    wanted = {facts["line_id"]: figures for facts in drawn if (figures := expected_of(facts))}
    rows = [facts for facts in drawn if facts["line_id"] in wanted]
    assert len(rows) >= 20_000
    found = engines.spark(rows, POLICIES)
    assert found == engines.duckdb(rows, POLICIES)
    for line, figures in wanted.items():
        for name, figure in figures.items():
            assert found[str(line)][name] == as_text(figure), (line, name)


def test_near_the_limits(engines: BothEngines) -> None:
    fitting, refused = [], []
    for seed in range(EXTREMES):
        facts = draw(random.Random(50_000 + seed), seed, 10**19)
        try:
            price_rows([facts], POLICIES)
            fitting.append(facts)
        except MoneyOverflow:
            refused.append(facts)
    assert len(fitting) > EXTREMES // 10
    assert engines.spark(fitting, POLICIES) == engines.duckdb(fitting, POLICIES)
    for facts in refused[:REFUSED]:
        with pytest.raises(MoneyOverflow):
            engines.spark([facts], POLICIES)


def test_the_cases_of_all_steps(engines: BothEngines) -> None:
    """All at once: each in a region of its own, where only its own policies hold."""
    rows = [row for step in WATERFALL.steps for row in cases_of(step)]
    cases = [case_of(row, WATERFALL) for row in rows]
    lines, policies = [], []
    for place, case in enumerate(cases):
        facts = replace(case.facts, line_id=place, region=f"r{place}")
        lines.append(facts.row())
        policies += [replace(policy, region=f"r{place}") for policy in case.policies]
    found = engines.spark(lines, policies)
    assert found == engines.duckdb(lines, policies)
    for place, (row, case) in enumerate(zip(rows, cases, strict=True)):
        for name, wanted in case.wanted.items():
            assert found[str(place)][name] == as_text(wanted), (row, name)


def test_support_by_what_it_covers(engines: BothEngines) -> None:
    """Contracts of six lines, two of them support for all, a family, or two products."""
    rng = random.Random(9)
    covers = ["", "\x1ffamily edge\x1f", "\x1fproduct 2\x1fproduct 3\x1f"]
    rows = []
    for contract in range(300):
        term = {"term_start_on": day(contract), "term_months": 12, "term_days": 0}
        for product in range(6):
            facts = draw(rng, 6 * contract + product, 10**8) | term
            facts |= {"term_month_days": 1, "sold_with": contract, "sold_product": product}
            facts |= {"covered_price_e4": None, "covered_months": 36}
            facts["covers"] = rng.choice(covers) if product > 3 else None
            rows.append(facts)
    found = engines.spark(rows, POLICIES)
    assert found == engines.duckdb(rows, POLICIES)
    assert sum(row["covered_price_e4"] != NULL_TEXT for row in found.values()) > 400


def test_chosen_columns_and_what_stands_beside(engines: BothEngines) -> None:
    facts = draw(random.Random(1), 5, 10**8) | {"segment": 'a "b", c'}
    names = [name for name in WATERFALL.facts if name in facts]

    def chosen(engine: Engine) -> str:
        path = engines.folder / "facts.csv"
        write_facts(path, [facts], names)
        path.write_text(path.read_text().replace("\n", ',12,"Zürich, ☂",2027-01-31\n'))
        beside = {"contract_id": "BIGINT", "town": "VARCHAR", "since": "DATE"}
        assert engine.load_csv(path, names, beside) == 1
        engine.price_csv(engines.folder / "priced.csv", ["town", "since", "segment", "contract_id"])
        return (engines.folder / "priced.csv").read_text()

    given = [["5", "Zürich, ☂", "2027-01-31", 'a "b", c', "12"]]
    for name in ("spark", "duckdb"):
        assert list(csv.reader(engines.use(name, chosen).splitlines())) == given
