"""What no line can be, and what does not fit, is refused by either engine with the same error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.pricing.queries import Engine
from tenure.pricing.rules import LineFacts, PolicyFacts
from tests.pricing.cases import USUAL
from tests.spark.conftest import BothEngines, Priced, read_priced, write_facts

LARGEST = 2**63 - 1
Either = Callable[[str], Callable[..., Priced]]
ENGINES = pytest.mark.parametrize("engine", ["duckdb", "spark"])


def line(**facts: Any) -> dict[str, Any]:
    return LineFacts(**USUAL).row() | facts


@ENGINES
@pytest.mark.parametrize(
    ("case", "facts"),
    [
        ("a required fact is null", {"price_months": None}),
        ("a fact with a default is null", {"charge": None}),
        ("below its least", {"price_months": 0}),
        ("above its most", {"cap_bp": 2**31}),
        ("negative without being a credit", {"quantity_e4": -1}),
        ("half of two facts that go together", {"part_n": 1}),
        ("a word where a number belongs", {"expiring_price_e4": "12x"}),
        ("nothing where a number belongs", {"expiring_price_e4": ""}),
        ("no 64 bits", {"expiring_price_e4": LARGEST + 1}),
        ("no day", {"hold_until": "2027-02-30"}),
        ("no yes or no", {"credit": "perhaps"}),
    ],
)
def test_what_no_line_can_be(engine: str, case: str, facts: dict[str, Any], either: Either) -> None:
    with pytest.raises(InvalidInput, match="A line cannot be priced"):
        either(engine)([line(), line(line_id=2, **facts)])


@ENGINES
def test_a_required_fact_that_no_column_gives(engine: str, either: Either) -> None:
    facts = line()
    del facts["price_months"]
    with pytest.raises(InvalidInput):
        either(engine)([facts])


@ENGINES
@pytest.mark.parametrize("row", ["1,2", "1,2,3,4"])
def test_a_row_of_too_many_fields_or_too_few(
    engine: str, row: str, engines: BothEngines, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"{row}\n")

    def load(opened: Engine) -> None:
        opened.load_csv(path, ["line_id", "quantity_e4", "expiring_price_e4"])

    with pytest.raises(InvalidInput):
        engines.use(engine, load)


@ENGINES
def test_what_a_step_refuses(engine: str, either: Either) -> None:
    facts = line(list_price_e4=1, list_price_months=12, tier_from_e4=10**9)
    with pytest.raises(InvalidInput, match="The quantity is not in the tier"):
        either(engine)([facts])


@ENGINES
@pytest.mark.parametrize(
    ("case", "facts"),
    [
        ("an amount", {"quantity_e4": LARGEST, "expiring_price_e4": LARGEST}),
        ("a price in 64 bits", {"expiring_price_e4": LARGEST, "line_uplift_bp": 100}),
        (
            "a product of more than 38 digits on the way",
            {"expiring_price_e4": LARGEST, "escalator_bp": 100_000, "escalator_years": 4},
        ),
    ],
)
def test_what_does_not_fit(engine: str, case: str, facts: dict[str, Any], either: Either) -> None:
    with pytest.raises(MoneyOverflow):
        either(engine)([line(**facts)])


def test_a_wrong_row_is_told_with_its_place_and_all_that_is_wrong(engines: BothEngines) -> None:
    rows = [line(line_id=place) for place in range(40)]
    rows[31] |= {"price_months": 0, "charge": None, "hold_until": "soon"}
    with pytest.raises(InvalidInput) as refused:
        engines.spark(rows)
    for said in (
        "row 32: ", "price_months is below 1", "charge is missing", "hold_until is no DATE: soon",
    ):  # fmt: skip
        assert said in str(refused.value)


def test_words_come_through_as_they_are(engines: BothEngines) -> None:
    """Empty, quoted, over several lines, and what looks like null or like an escape."""
    words = ["", 'a "b", c', "two\nlines", r"\N", r"a\b\\", "'quoted'", "Zürich ☂", " spaced "]
    rows = [line(line_id=place, segment=word) for place, word in enumerate(words) if word != r"\N"]
    policies = [
        PolicyFacts(f'code of "{word}", \\', "uplift", 100 + place, date(2020, 1, 1), segment=word)
        for place, word in enumerate(words)
    ]
    found = engines.spark(rows, policies)
    assert found == engines.duckdb(rows, policies)
    assert found["1"]["policy_code"] == 'code of "a "b", c", \\'
    assert [row["uplift_bp"] for row in found.values()].count(r"\N") == 0


def test_no_lines_are_no_lines(engines: BothEngines, tmp_path: Path) -> None:
    def load_nothing(opened: Engine) -> Priced:
        (tmp_path / "f.csv").write_text("")
        assert opened.load_csv(tmp_path / "f.csv", ["line_id", "quantity_e4"]) == 0
        opened.price_csv(tmp_path / "p.csv")
        return read_priced(tmp_path / "p.csv")

    assert engines.use("spark", load_nothing) == engines.use("duckdb", load_nothing) == {}


def test_files_of_other_facts_may_follow(engines: BothEngines, tmp_path: Path) -> None:
    def load_twice(opened: Engine) -> Priced:
        for place, more in enumerate(({}, {"cap_bp": 300}, {})):
            facts, path = line(line_id=place, line_uplift_bp=500, **more), tmp_path / "f.csv"
            write_facts(path, [facts], list(facts))
            assert opened.load_csv(path, list(facts)) == 1
            opened.load_policies([])
        opened.price_csv(tmp_path / "p.csv")
        return read_priced(tmp_path / "p.csv")

    found = engines.use("spark", load_twice)
    assert found == engines.use("duckdb", load_twice)
    assert [found[str(place)]["cap_bp"] for place in range(3)] == [r"\N", "300", r"\N"]
