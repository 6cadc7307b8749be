"""The worked tables of docs/contracts.md on dates and proration, run as test cases."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tenure.book.rules.co_terms import CoTerm, FirstPeriod, add_on_periods, co_terminated
from tenure.book.rules.dates import next_anniversary, term_from
from tenure.book.rules.day_counts import Mode
from tenure.book.rules.instants import day_begins_at
from tenure.book.rules.mid_term import Charge, mid_term_change
from tenure.book.rules.notice import end_after_notice, notice_window
from tenure.book.rules.proration import prorated, spread
from tenure.book.rules.term_end import AtTermEnd, EndingTerm, without_notice
from tenure.book.rules.working_days import Shift, WorkingDays
from tenure.kernel.money import Money
from tenure.kernel.period import Period
from tests.book.proration_slowly import fraction_slowly

PAGE = Path(__file__).resolve().parents[2] / "docs" / "contracts.md"
HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})
Row = dict[str, str]


def tables() -> dict[str, list[Row]]:
    """Return the rows of the page's tables, by the name of a table's first column."""
    found: dict[str, list[Row]] = {}
    header: list[str] = []
    for text in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if not text.startswith("|"):
            header = []
        elif not header:
            header = cells
        elif not re.fullmatch(r"[-|]+", text):
            found.setdefault(header[0], []).append(dict(zip(header, cells, strict=True)))
    return found


TABLES = tables()
RUN: set[str] = set()


def worked(name: str) -> pytest.MarkDecorator:
    """Run a test for each row of the table whose first column has that name."""
    RUN.add(name)
    return pytest.mark.parametrize("row", TABLES[name], ids=lambda row: row[name])


def day(text: str) -> date:
    return date.fromisoformat(text)


def optional(text: str) -> date | None:
    return day(text) if text else None


def span(row: Row, what: str = "") -> Period:
    return Period(day(row[f"{what}start"]), optional(row[f"{what}end"]))


def money(text: str) -> Money:
    number, currency = text.split()
    return Money.from_decimal(number.replace(",", ""), currency)


@worked("term")
def test_term(row: Row) -> None:
    found = term_from(day(row["start"]), int(row["months"]), first_start_on=day(row["first start"]))
    assert found.end == day(row["end"])


@worked("anniversary")
def test_anniversary(row: Row) -> None:
    assert next_anniversary(day(row["first start"]), day(row["after"])) == day(row["next"])


@worked("notice")
def test_notice(row: Row) -> None:
    earliest = int(row["earliest days"]) if row["earliest days"] else None
    term = Period(date(2026, 1, 1), day(row["end"]))
    window = notice_window(term, int(row["notice days"]), earliest_days=earliest)
    assert (window.first, window.last) == (optional(row["opens"]), day(row["notice date"]))


@worked("at the term's end")
def test_term_end(row: Row) -> None:
    first = date(2027, 1, 31)
    kind, renewed = AtTermEnd(row["at the term's end"]), int(row["renewed so far"])
    found = without_notice(EndingTerm(Period(first, optional(row["end"])), kind, 1, first, renewed))
    next_end = found.next_term.end if found.next_term else None
    assert (next_end, found.then) == (optional(row["next term ends"]), row["afterwards"])


@worked("co-term")
def test_co_term(row: Row) -> None:
    others = [Period(date(2026, 1, 1), day(each)) for each in row["other ends"].split()]
    found, *_ = co_terminated(
        [span(row), *others], CoTerm(row["co-term"]), end_on=optional(row["given"])
    )
    assert found.period.end == optional(row["new end"])
    assert found.explanation == row["in words"]


@worked("add-on")
def test_add_on(row: Row) -> None:
    term = span(row, "term ")
    found = add_on_periods(
        term,
        day(row["from"]),
        int(row["months"]),
        FirstPeriod(row["first"]),
        first_start_on=term.start,
    )
    assert [str(each.start) for each in found] == row["periods start"].split()


@worked("date")
def test_working_day(row: Row) -> None:
    calendar = WorkingDays(HOLIDAYS)
    for shift in Shift:
        expected = row[shift.value.replace("_", " ")]
        assert calendar.shifted(day(row["date"]), shift) == day(expected)
    assert calendar.add(day(row["date"]), 2) == day(row["2 working days on"])


@worked("day begins")
def test_day_begins(row: Row) -> None:
    expected = datetime.fromisoformat(row["UTC"]).replace(tzinfo=UTC)
    assert day_begins_at(day(row["day"]), row["zone"]) == expected


@worked("prorate")
def test_prorate(row: Row) -> None:
    mode, anchor = Mode(row["mode"]), int(row["anchor"]) if row["anchor"] else None
    period, term, amount = span(row), span(row, "term "), money(row["amount"])
    found = prorated(period, term, amount, mode, anchor_day=anchor)
    assert f"{float(found.fraction):.6f}" == row["fraction"]
    assert (found.money, found.explanation) == (money(row["result"]), row["in words"])
    if anchor is None:
        assert found.fraction == fraction_slowly(period, term, mode)


@worked("spread")
def test_spread(row: Row) -> None:
    amount = money(" ".join(row["spread"].split()[:2]))
    term = span(row, "term ")
    starts = [*map(day, row["pieces start"].split()), term.end]
    pieces = [Period(start, end) for start, end in pairwise(starts) if start]
    found = spread(amount, pieces, Mode(row["mode"]), term)
    parts = [money(f"{part} {amount.currency}") for part in row["parts"].split()]
    assert [part.money for part in found] == parts


@worked("change")
def test_change(row: Row) -> None:
    def euro(name: str) -> Money:
        return money(f"{row[name]} EUR")

    charged = Charge(Period(date(2027, 1, 1), date(2028, 1, 1)), money("1200 EUR"))
    new = Charge(span(row, "new "), euro("new amount")) if row["new amount"] else None
    found = mid_term_change(charged, new, day(row["from"]), Mode(row["mode"]))
    assert found.used.money == euro("used")
    assert found.credit.money == euro("credit")
    assert found.charge.money == euro("charge")
    assert found.net == euro("net")


def test_the_page_has_its_tables() -> None:
    assert sum(len(TABLES[name]) for name in RUN) >= 75
    assert {row["mode"] for row in TABLES["prorate"]} == set(Mode)


def test_the_sentence_on_notice_of_an_open_contract() -> None:
    assert end_after_notice(date(2027, 5, 10), 30) == date(2027, 6, 10)
    assert "given on 10 May with\n30 days, 9 June" in PAGE.read_text()
