"""The worked examples of docs/forecast.md, run as they stand there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tenure.forecast.rules.categories import category_of
from tenure.forecast.rules.movement import KINDS, Frozen, Window, movements
from tenure.forecast.rules.outlook import Outlook, outlook
from tenure.forecast.rules.rollup import Person, involved, roll_up
from tenure.renewals.rules.priority import RISKS
from tests.docs.test_daily_run_doc import table_of

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "forecast.md").read_text()
Q1 = Window(date(2027, 1, 1), date(2027, 4, 1), date(2027, 1, 15))


def _frozen(text: str) -> Frozen:
    state, close_on, forecast, *final = text.replace("final ", "").split()
    return Frozen(
        state, date.fromisoformat(close_on), int(forecast), int(final[0]) if final else None
    )


@pytest.mark.parametrize("row", table_of(PAGE, "case"), ids=lambda row: row[0])
def test_movement(row: list[str]) -> None:
    _, begin, end, expected = row
    found = movements(_frozen(begin), _frozen(end), opened_on=date(2027, 1, 1), window=Q1)
    assert ", ".join(f"{KINDS[kind].lower()} {amount}" for kind, amount in found) == expected


def test_categories() -> None:
    told = {risk.replace("not known", ""): name for risk, name in table_of(PAGE, "risk")}
    assert told == {risk: category_of("", risk) for risk in ("", *RISKS)}
    assert category_of("omitted", "will_renew") == "omitted"


@pytest.mark.parametrize("row", table_of(PAGE, "state"), ids=" ".join)
def test_outlook(row: list[str]) -> None:
    state, *cells = row
    atr, forecast, final, swing, worst, likely, best = (int(one) if one else None for one in cells)
    found = outlook(
        state, atr_minor=atr or 0, forecast_minor=forecast or 0, final_minor=final,
        swing_minor=swing,
    )  # fmt: skip
    assert found == Outlook(1, atr or 0, worst or 0, likely or 0, best or 0)


def test_roll_up() -> None:
    rows = table_of(PAGE, "person")
    ids = {row[0]: place for place, row in enumerate(rows, start=1)}
    people = {
        ids[name]: Person(
            ids[name], name, ids.get(manager), Outlook(1, 0, 0, int(own), 0),
            int(called) if called else None,
        )
        for name, manager, own, called, *_ in rows
    }  # fmt: skip
    people[9] = Person(9, "Nobody's", None)
    found = {one.person.name: one for one in roll_up(involved(people))}
    assert list(found) == [row[0] for row in rows]
    for name, *_, rolled, up in rows:
        assert (found[name].rolled_minor, found[name].up_minor) == (int(rolled), int(up))
    assert found["Hana"].all.likely_minor == 190
    assert [one.depth for one in found.values()] == [0, 1, 1, 2]


def test_a_circle_of_managers_ends() -> None:
    one, other = (Person(1, "A", 2, Outlook(1)), Person(2, "B", 1, Outlook(1)))
    assert [(line.person.name, line.depth) for line in roll_up([one, other])] == [
        ("A", 0), ("B", 1),
    ]  # fmt: skip
