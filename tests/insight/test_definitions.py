"""What may be asked of metrics, and what each refusal says."""

from __future__ import annotations

from itertools import product

import pytest
import sqlglot

from tenure.insight.rules.asking import ask
from tenure.insight.rules.definitions import definitions
from tenure.insight.rules.units import units_sql
from tenure.kernel.errors import InvalidInput


@pytest.mark.parametrize("name", definitions())
def test_a_definition_is_whole(name: str) -> None:
    metric = definitions()[name]
    assert metric.name == name
    assert metric.version >= 1
    assert metric.sentence.endswith(".")
    assert metric.denominator.endswith(".")
    for rate in metric.rates:
        assert {rate.over, rate.of} <= metric.columns.keys()
    # The page's address has these names for itself, and those of the definition beside.
    taken = {"metric", "period", "by", "every", "known", "records", "only", "page", "beside"}
    taken |= {"compare", "within", "show", "in", "of", "currency", "theme"}
    assert not taken & metric.options.keys()
    for option in metric.options.values():
        assert option.default in option.positions
        assert option.question.endswith("?")


@pytest.mark.parametrize("name", definitions())
def test_every_combination_of_positions_is_sql_that_other_engines_can_have(name: str) -> None:
    metric = definitions()[name]
    for chosen in product(*(option.positions for option in metric.options.values())):
        positions = metric.positions(dict(zip(metric.options, chosen, strict=True)))
        piece = metric.sql(positions, ("segment", "currency"))
        if metric.facts == "units":
            units = units_sql(positions["level"].sql, ("segment", "currency"))
            assert sqlglot.parse_one(units, read="duckdb").sql(dialect="spark")
        assert sqlglot.parse_one(piece, read="duckdb").sql(dialect="spark")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"metric": "happiness"}, "There is no metric happiness"),
        ({"period": "2027-Q5"}, "Name a month, quarter or year"),
        ({"every": "day"}, "not by day"),
        ({"period": "2027-01", "every": "quarter"}, "no longer than a quarter"),
        ({"by": ["colour"]}, "not sliced by colour"),
        ({"by": ["family"]}, "would not sum to the whole with level customer"),
        ({"options": {"level": "planet"}}, "level of grr is one of"),
        ({"options": {"mood": "good"}}, "no option mood"),
    ],
)
def test_what_cannot_be_asked_says_why(given: dict[str, object], reason: str) -> None:
    asked = {"metric": "grr", "period": "2027-Q1", **given}
    with pytest.raises(InvalidInput, match=reason):
        ask(asked.pop("metric"), **asked)  # type: ignore[arg-type]


def test_parts_have_the_names_of_periods() -> None:
    asked = ask("arr_waterfall", period="2027", every="quarter")
    assert [asked.part(n) for n in range(asked.periods)] == [
        "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4",
    ]  # fmt: skip
    assert ask("grr", period="2027-Q3").part(0) == "2027-Q3"
    assert ask("grr", period="2027-12").part(0) == "2027-12"
