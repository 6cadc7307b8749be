"""The worked examples of docs/reviews.md, run as they stand there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tenure.reviews.rules.commentary import (
    Loss,
    LostFor,
    Moved,
    MoveMade,
    calls_say,
    losses_say,
    movement_says,
    moves_say,
    rate_says,
    result_says,
    waterfall_says,
)
from tenure.reviews.rules.periods import review_period
from tests.docs.test_daily_run_doc import table_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reviews.md").read_text()


def minor(text: str) -> int:
    return int(text) * 100


@pytest.mark.parametrize("row", table_of(PAGE, "movements"), ids=lambda row: row[0])
def test_movements(row: list[str]) -> None:
    _, begin, moved, end, said = row
    parts = [part.split() for part in moved.split("; ") if part]
    found = movement_says(
        minor(begin), [Moved(kind, int(count), minor(amount)) for kind, count, amount in parts],
        minor(end), currency="EUR", days="this week",
    )  # fmt: skip
    assert " ".join(found) == said


@pytest.mark.parametrize("row", table_of(PAGE, "move"), ids=" ".join)
def test_moves(row: list[str]) -> None:
    move, by, reason, said = row
    kind, amount = move.split()
    made = MoveMade("Acme", kind, minor(amount), by, date(2027, 1, 12), reason)
    assert moves_say([made], currency="EUR") == [said]


@pytest.mark.parametrize("row", table_of(PAGE, "losses"), ids=" ".join)
def test_losses(row: list[str]) -> None:
    told, atr, said = row
    parts = [] if told == "none" else [part.split(maxsplit=4) for part in told.split("; ")]
    losses = [
        Loss(customer, owner, minor(up), minor(kept), "".join(reason))
        for customer, owner, up, kept, *reason in parts
    ]
    found = [LostFor(one.reason, 1, one.lost_minor) for one in losses]
    assert " ".join(losses_say(found, losses, currency="EUR", atr_minor=minor(atr))) == said


@pytest.mark.parametrize("row", table_of(PAGE, "rate"), ids=" ".join)
def test_rates(row: list[str]) -> None:
    kind, over, of, before, said = row
    scale = 100 if kind == "money" else 1
    earlier = tuple(int(part) * scale for part in before.split("/")) if before else None
    found = rate_says(
        "Renewal rate", int(over) * scale, int(of) * scale,
        currency="EUR" if kind == "money" else "", what="ATR",
        before=(earlier[0], earlier[1]) if earlier else None,
    )  # fmt: skip
    assert found == said


@pytest.mark.parametrize("row", table_of(PAGE, "waterfall"), ids=" ".join)
def test_waterfalls(row: list[str]) -> None:
    told, end, said = row
    begin, _, moved = told.partition(" ")
    parts = dict(part.split() for part in moved.split(", ") if part)
    figures = {name: minor(amount) for name, amount in parts.items()}
    figures = {"begin": minor(begin), **figures, "end": minor(end)}
    labels = {name: name.capitalize() for name in figures}
    assert waterfall_says(figures, labels, "EUR") == said


@pytest.mark.parametrize("row", table_of(PAGE, "person"), ids=" ".join)
def test_calls(row: list[str]) -> None:
    name, rolled, called, reason, said = row
    calls = [(name, minor(rolled), minor(called), reason)]
    assert calls_say(calls, currency="EUR") == ([said] if said else [])


@pytest.mark.parametrize("row", table_of(PAGE, "forecast"), ids=" ".join)
def test_results(row: list[str]) -> None:
    begin, won, still, said = row
    found = result_says(
        minor(begin), minor(won), minor(still), currency="EUR", day=date(2027, 1, 1)
    )
    assert found == said


def test_periods() -> None:
    source = (ROOT / "src/tenure/reviews/rules/periods.py").read_text()
    for kind, name, start, last in table_of(source, "kind")[:3]:
        found = review_period(kind, name)
        assert (str(found.days.start), str(found.last_day)) == (start, last)
