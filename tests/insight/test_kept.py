"""What is kept added up tells the same as the movements, whatever came since."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.insight.queries import kept
from tenure.insight.queries.files import Facts
from tenure.insight.queries.tables import tables_sql
from tenure.insight.rules.asking import ask
from tests.insight.ledgers import Moved, facts_of, told
from tests.insight.test_identities import ledgers

QUESTIONS: list[dict[str, Any]] = [
    {"metric": "arr_waterfall", "period": "2027", "every": "month", "by": ["segment"]},
    {"metric": "arr_waterfall", "period": "2026-Q4", "by": ["product"]},
    {"metric": "arr_waterfall", "period": "2028"},
    {"metric": "grr", "period": "2027"},
    {"metric": "nrr", "period": "2027", "every": "month", "by": ["segment"]},
    {"metric": "nrr", "period": "2027-Q2", "options": {"price": "expansion", "fx": "included"}},
    {"metric": "grr", "period": "2028-Q1", "options": {"late": "no_windfall"}},
    {"metric": "grr", "period": "2025"},
    {"metric": "logo_retention", "period": "2027", "every": "quarter", "by": ["segment"]},
    {"metric": "logo_retention", "period": "2026-11"},
]


def kept_up_to(folder: Path, movements: list[Moved], count: int) -> Facts:
    """Write the ledger with its first movements added up."""
    (folder / "early").mkdir()
    early = facts_of(folder / "early", movements[:count])
    made = kept.make(folder, "1", early)
    assert made
    return replace(facts_of(folder, movements), kept=made.kept(folder, []))


@settings(max_examples=12, deadline=None)
@given(ledgers().filter(bool), st.data())
def test_it_tells_the_same(movements: list[Moved], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(movements)))
    with tempfile.TemporaryDirectory() as folder:
        facts = kept_up_to(Path(folder), movements, count)
        for question in QUESTIONS:
            assert told(facts, **question) == told(replace(facts, kept=None), **question), question


def test_it_is_read_only_by_whom_it_tells_nothing_too_much(tmp_path: Path) -> None:
    moved = [Moved("new", date(2027, 1, day), 100 * day) for day in (1, 9, 20)]
    facts = kept_up_to(tmp_path, moved, 2)
    asked = ask("grr", period="2027")

    def reads(known_on: date | None = None, *, is_narrowed: bool = False) -> bool:
        given = replace(asked, known_on=known_on)
        tables = tables_sql(given, facts, ("currency",), is_narrowed=is_narrowed)
        return "sheet-2027" in "".join(tables.values())

    assert reads()
    assert reads(date(2027, 1, 9))
    assert not reads(date(2027, 1, 8))
    assert not reads(is_narrowed=True)


def test_a_ledger_that_64_bits_do_not_hold_is_told_from_its_movements(tmp_path: Path) -> None:
    moved = [Moved("new", date(2027, 1, 1), 2**62, contract=one) for one in (1, 1)]
    assert kept.make(tmp_path, "1", facts_of(tmp_path, moved)) is None


@pytest.mark.parametrize(("rows", "due"), [(199_999, False), (200_000, True)])
def test_a_small_ledger_is_not_worth_it(rows: int, due: bool) -> None:
    assert kept.is_due(kept_rows=0, rows=rows, restated_rows=0) is due
    assert not kept.is_due(kept_rows=1_000_000, rows=1_125_000, restated_rows=0)
    assert kept.is_due(kept_rows=1_000_000, rows=1_100_000, restated_rows=30_000)
