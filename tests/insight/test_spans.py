"""Names of periods that are none, and questions of several periods or of a part of the book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tenure.insight.queries.engine import answer
from tenure.insight.rules.addresses import query_of, records_of
from tenure.insight.rules.asking import ask
from tenure.insight.rules.figures import Row
from tenure.insight.rules.spans import read_span, seen_from
from tenure.kernel.errors import InvalidInput
from tests.insight.ledgers import Due, Moved, Up, facts_of

TODAY = date(2027, 2, 10)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("2027-Q1..2027", "two of the same length"),
        ("2027-Q2..2027-Q1", "the second is not after the first"),
        ("2027-Q1..2027-Q1", "the second is not after the first"),
        ("2027..2040", "at most 10 years"),
        ("2027-Q1..soon", "Name a month, quarter or year"),
        ("last-0-quarters", "Name a month, quarter or year"),
        ("this-4-quarters", "There is one this"),
        ("0001", "not in the calendar"),
        ("0001-Q4", "not in the calendar"),
    ],
)
def test_what_is_no_period(name: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        read_span(seen_from(name, TODAY))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"period": "2026-Q2..2027-Q1"}, "divide it by month, quarter, year"),
        ({"period": "2026-Q2..2027-Q1", "every": "year"}, "not made of whole years"),
        ({"period": "2026-02..2026-07", "every": "quarter"}, "not made of whole quarters"),
        ({"within": {"colour": ["red"]}}, "within segment, region"),
        ({"within": {"owner": ["ann"]}}, "would not sum to the whole with level customer"),
        ({"within": {"segment": [str(n) for n in range(501)]}}, "at most 500"),
    ],
)
def test_what_cannot_be_asked_says_why(given: dict[str, object], reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        ask("grr", **{"period": "2027", **given})  # type: ignore[arg-type]


def test_parts_of_several_periods_have_their_names_and_figures(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path, [Moved("new", date(2026, 5, 1), 700), Moved("expansion", date(2027, 2, 1), 50)]
    )
    asked = ask("arr_waterfall", period="2026-Q2..2027-Q1", every="quarter")
    assert (asked.when, asked.every) == ("2026-Q2 to 2027-Q1", "quarter")
    ends = {asked.part(row[0]): row[-1] for row in answer(asked, facts)}
    assert ends == {"2026-Q2": 700, "2026-Q3": 700, "2026-Q4": 700, "2027-Q1": 750}


def test_figures_are_kept_within_a_part_of_what_may_be_seen(tmp_path: Path) -> None:
    facts = facts_of(
        tmp_path,
        [Moved("new", date(2026, 1, 1), 10 * n, n, customer=n) for n in (1, 2, 3, 4)],
        [Up(date(2026, 6, 30), n, n, customer=n) for n in (1, 2, 3, 4)],
        [Due(date(2026, 6, 1), customer=n) for n in (1, 2, 3, 4)],
    )
    within = {"segment": ["enterprise", "strategic"]}  # customers 1, 2 and 4

    def told(metric: str, visible: list[int] | None = None, **kept: list[str]) -> int:
        asked = ask(metric, period="2026", within={**within, **kept})
        [row] = answer(asked, facts, visible_ids=visible) or [(0,)]
        column = {"arr_waterfall": -1, "atr": -4, "playbook_completion": -5}[metric]
        return int(row[column]) if len(row) > 1 else 0

    assert [told(name) for name in ("arr_waterfall", "atr", "playbook_completion")] == [70, 7, 3]
    assert told("arr_waterfall", [1, 3]) == 10
    assert told("atr", [2, 3]) == 2
    assert told("atr", partner=["P-9"]) == 0


def test_a_question_and_its_records_have_an_address() -> None:
    asked = ask(
        "grr", period="2026-Q2..2027-Q1", every="quarter", by=["segment"], known_on=TODAY,
        options={"level": "contract", "cap": "capped"}, within={"owner": ["ann", "bob"]},
    )  # fmt: skip
    common = [
        ("known", "2027-02-10"), ("by", "segment"), ("level", "contract"),
        ("within", "owner:ann"), ("within", "owner:bob"), ("show", "kept"),
    ]  # fmt: skip
    said = query_of(asked, show="kept")
    assert said[:2] == [("metric", "grr"), ("period", "2026-Q2..2027-Q1")]
    assert set(said[2:]) == {*common, ("every", "quarter")}
    row = Row("2026-Q3", {"segment": "smb"}, "EUR", {}, {})
    told = records_of(asked, row)
    assert told[:2] == [("metric", "grr"), ("period", "2026-Q3")]
    assert told[-3:] == [("records", "1"), ("only", "segment:smb"), ("only", "currency:EUR")]
    assert ("every", "quarter") not in told
