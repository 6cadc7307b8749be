"""The worked tables of docs/contracts.md, run as test cases."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tenure.book.models import OrderKind
from tenure.book.models.orders import ActionKind
from tenure.book.rules import changes
from tenure.book.rules.backdating import require_open_periods, require_order_of_bookings
from tenure.book.rules.co_terms import CoTerm, FirstPeriod, add_on_periods, co_terminated
from tenure.book.rules.dates import next_anniversary, term_from
from tenure.book.rules.day_counts import Mode
from tenure.book.rules.effect import effect_of, planned
from tenure.book.rules.facts import TAKING_AWAY, Action, BookedOrder, ContractState
from tenure.book.rules.fold import fold, known_on
from tenure.book.rules.instants import day_begins_at
from tenure.book.rules.ledger import arr_on, available_to_renew, movements, steps
from tenure.book.rules.mid_term import Charge, mid_term_change
from tenure.book.rules.notice import end_after_notice, notice_window
from tenure.book.rules.proration import prorated, spread
from tenure.book.rules.term_end import AtTermEnd, EndingTerm, without_notice
from tenure.book.rules.working_days import Shift, WorkingDays
from tenure.book.rules.worth import first_year_worth, term_worth
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money, annual_amount, quantity_e4, unit_price_e4
from tenure.kernel.period import Period
from tests.book.builders import order, segment
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


YEAR = {"start_on": "2026-01-01", "end_on": "2027-01-01", "first_start_on": "2026-01-01"}
NEW = order(1, "new", Action("add", segment("2026-01-01", "2027-01-01")), **YEAR)


def euro(text: str) -> int:
    """Return an amount of a table in cents."""
    return money(f"{text} EUR").minor


def bought(words: list[str]) -> tuple[int, int]:
    """Read "12 x 110": quantity and unit price in 1/10,000."""
    number, _, price = words
    return quantity_e4(number), unit_price_e4(price)


def asked(text: str) -> changes.Change:
    """Read what somebody asks for: "2026-07-01 quantity 12"."""
    start, verb, *words = text.split()
    on = day(start)
    year_on = date(on.year + 1, on.month, 1)
    match verb:
        case "quantity":
            return changes.ChangeQuantity(on, 1, to_e4=quantity_e4(words[0]))
        case "price":
            return changes.Reprice(on, 1, unit_price_e4=unit_price_e4(words[0]))
        case "add":
            return changes.AddLine(on, changes.Offer("NEXT", *bought(words), "EUR"))
        case "swap":
            return changes.SwapProduct(on, 1, changes.Offer("NEXT", *bought(words), "EUR"))
        case "renew":
            return changes.Renew(on, year_on, (changes.RenewedLot(1, *bought(words)),))
    return asked_of_all(on, verb, words)


def asked_of_all(on: date, verb: str, words: list[str]) -> changes.Change:
    match verb:
        case "remove":
            return changes.RemoveLine(on, int(words[0]))
        case "end":
            return changes.Terminate(on, "lost")
        case "suspend":
            return changes.Suspend(on, day(words[0]))
        case "bridge":
            return changes.Bridge(day(words[0]))
        case "move":
            return changes.MoveOut(on, words[0])
        case "arrive":
            quantity, price = bought(words[1:])
            moved = segment(str(on), "2027-01-01", quantity=1, price=1)
            moved = replace(moved, quantity_e4=quantity, unit_price_e4=price)
            return changes.MoveIn(on, words[0], (moved,), "OTHER")
    raise AssertionError(f"the page asks for {verb!r}")


def told(state: ContractState, lot: int) -> str:
    return "; ".join(
        f"{s.period.start} {s.quantity_e4 // 10_000} x {s.unit_price_e4 / 10_000:.2f}"
        for s in state.lots.get(lot, ())
    )


def test_the_page_names_every_kind_of_order_and_action() -> None:
    assert {row["kind"].strip("`") for row in TABLES["kind"]} == set(OrderKind.values)
    assert {row["action"].strip("`") for row in TABLES["action"]} == set(ActionKind.values)
    nothing = {row["action"].strip("`") for row in TABLES["action"] if "nothing" in row[HOLDS][:13]}
    assert nothing == TAKING_AWAY
    named = {name for row in TABLES["kind"] for name in row["changes"].split()}
    assert named == {
        name for name in changes.__all__ if hasattr(getattr(changes, name), "order_kind")
    } - {"Change"}
    for row in TABLES["kind"]:
        for name in row["changes"].split():
            if name not in {"MoveIn", "MoveOut"}:
                assert getattr(changes, name).order_kind == row["kind"].strip("`")


HOLDS = "on its days the lot"


@worked("lot")
def test_order(row: Row) -> None:
    first = segment("2026-01-01", "2026-10-01")
    second = segment("2026-10-01", "2027-01-01", quantity=12)
    other = segment("2026-01-01", "2027-01-01", lot=2, quantity=5, price=120)
    before = fold([order(1, "new", *(Action("add", s) for s in (first, second, other)), **YEAR)])
    on = date(2026, 7, 1)
    asked_for = [
        changes.ChangeQuantity(on, 1, to_e4=150_000, until=date(2026, 10, 1)),
        changes.SwapProduct(on, 2, changes.Offer("NEXT", 50_000, 1_300_000, "EUR")),
        changes.AddLine(on, changes.Offer("MORE", 30_000, 500_000, "EUR")),
    ]
    after = effect_of(before, planned(before, asked_for, booked_on=on)).after
    lot = int(row["lot"])
    assert (told(before, lot), told(after, lot)) == (row["before"], row["after"])
    ends = {lot: str(segments[-1].period.end) for lot, segments in after.lots.items()}
    assert ends == {1: "2027-01-01", 2: "2026-07-01", 3: "2027-01-01", 4: "2027-01-01"}
    assert after.successors == {2: 3}


@worked("annualised")
def test_annualised(row: Row) -> None:
    price, currency = row["price"].split()
    found = annual_amount(
        quantity_e4(row["quantity"]), unit_price_e4(price), int(row["pays months"]), currency
    )
    assert found == money(row["ARR"])


@worked("ledger")
def test_ledger(row: Row) -> None:
    orders = [NEW]
    for text in filter(None, row["then"].split("; ")):
        change = asked(text)
        orders.append(planned(fold(orders), [change], booked_on=date(2026, 1, 1)))
    first, *rest = steps(fold(orders))
    assert (first.kind, first.amount_minor) == ("new", 100_000)
    expected = []
    for text in filter(None, row["movements"].split("; ")):
        on, *kind, amount = text.split()
        expected.append((day(on), "_".join(kind), euro(amount)))
    found = [(step.effective_on, step.kind, step.amount_minor) for step in rest]
    assert sorted(found) == sorted(expected)
    posted = [
        step
        for number in range(1, len(orders) + 1)
        for step in movements(fold(orders[: number - 1]), fold(orders[:number]))
    ]
    assert sum(step.amount_minor for step in posted) == arr_on(fold(orders), date(2030, 1, 1))


def test_the_days_that_decide_between_reactivation_and_new() -> None:
    assert (date(2027, 6, 30) - date(2027, 1, 1)).days == 180


@worked("measure")
def test_measure(row: Row) -> None:
    term = {"start_on": "2026-01-01", "end_on": "2027-07-01"}
    state = fold([
        order(1, "new", Action("add", segment("2026-01-01", "2027-07-01")),
              Action("add", segment("2026-07-01", "2027-07-01", lot=2, quantity=5)),
              Action("add", segment("2026-01-01", "2027-07-01", lot=3, quantity=1, price=300,
                                    recurring=False)), **term),
    ])  # fmt: skip
    found = {
        "ARR": lambda: arr_on(state, day(row["of"])),
        "cARR": lambda: sum(step.amount_minor for step in steps(state)),
        "ACV": lambda: first_year_worth(state).minor,
        "TCV": lambda: term_worth(state).minor,
        "ATR": lambda: available_to_renew(state),
    }[row["measure"]]()
    assert found == euro(row["amount"])


@worked("net ARR")
def test_net_arr(row: Row) -> None:
    basis = segment("2026-01-01", "2027-01-01", quantity=1, price=euro(row["basis a year"]) // 100)
    state = fold([order(1, "new", Action("add", basis), **YEAR)])
    months, price = int(row["pays months"]), euro(row["booked"]) * 100
    wanted: changes.Change = changes.Renew(
        date(2027, 1, 1), date(2029, 1, 1), (changes.RenewedLot(1, None, price, months),)
    )
    if not basis.arr_minor:
        offer = changes.Offer("NEXT", 10_000, price, "EUR", price_months=months)
        wanted = changes.AddLine(date(2026, 7, 1), offer, until=date(2028, 1, 1))
    effect = effect_of(state, planned(state, [wanted], booked_on=date(2026, 5, 1)))
    assert effect.net_arr_minor == euro(row["net"])


@worked("known on")
def test_known_then(row: Row) -> None:
    orders: list[BookedOrder] = [NEW]
    for text, booked in (("2026-07-01 quantity 15", "2026-06-01"), ("2026-03-01 price 90", LATE)):
        orders.append(planned(fold(orders), [asked(text)], booked_on=day(booked)))
    known = fold(known_on(orders, day(row["known on"])))
    for name, amount in row.items():
        if name.startswith("on "):
            assert arr_on(known, day(name.removeprefix("on "))) == euro(amount), name
    posted = [(str(s.effective_on), s.amount_minor) for s in movements(fold(orders[:2]), known)]
    if row["known on"] == LATE:
        assert sorted(totals(posted).items()) == [("2026-03-01", -10_000), ("2026-07-01", -5_000)]


LATE = "2026-08-10"


def totals(found: list[tuple[str, int]]) -> dict[str, int]:
    return {on: sum(amount for day, amount in found if day == on) for on, _ in found}


@worked("refused")
def test_refused(row: Row) -> None:
    orders = [NEW]
    orders.append(
        planned(fold(orders), [asked("2026-06-01 quantity 12")], booked_on=date(2026, 3, 1))
    )
    before = fold(orders)

    def book() -> None:
        wanted = planned(before, [asked(row["asked"])], booked_on=day(row["booked on"]))
        require_order_of_bookings(orders, wanted, reason=row["reason"])
        after = fold([*orders, wanted])
        require_open_periods(
            before, after, wanted, movements(before, after), booked=orders,
            open_from=optional(row["locked before"]),
        )  # fmt: skip

    with pytest.raises(InvalidInput) as refused:
        book()
    assert str(refused.value) == row["because"]


def test_the_page_has_its_tables() -> None:
    assert sum(len(TABLES[name]) for name in RUN) >= 120
    assert {row["mode"] for row in TABLES["prorate"]} == set(Mode)


def test_the_sentence_on_notice_of_an_open_contract() -> None:
    assert end_after_notice(date(2027, 5, 10), 30) == date(2027, 6, 10)
    assert "given on 10 May with\n30 days, 9 June" in PAGE.read_text()
