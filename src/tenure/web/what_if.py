"""The what-if on a quote's page as it is drawn: its fields as typed, its figures as texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tenure.desk.queries.what_if_page import WhatIfPage
from tenure.kernel.money import Money, format_unit_price
from tenure.kernel.period import format_day
from tenure.quotes.queries import Figures, TermOption, WhatIfLine
from tenure.quotes.rules.asked import (
    UNTIL,
    AddedProduct,
    RenewableLot,
    number_text,
)
from tenure.web.drawing.contract import quantity_text

_DASH = "\N{EN DASH}"
MOST_ROWS = 150  # more lots than these are not listed one by one: a form has its limit
# The figures of a lot, in the order of their columns.
COLUMNS = {
    "price": "Unit price",
    "expiring": "Expiring",
    "quoted": "Quoted",
    "asked": "What if",
    "entitled": "Entitled to",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One field: its name, what is typed in it and what is wrong with it."""

    name: str
    label: str
    value: str = ""
    error: str = ""

    @property
    def id(self) -> str:
        """Return the name as an id of the page."""
        return f"wi-{self.name.replace('.', '-')}"

    @property
    def wrong(self) -> list[Box]:
        """Return the field itself where something is wrong with it."""
        return [self] if self.error else []


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure that changes with what is typed: its id, its text, what is said below it."""

    id: str
    label: str
    text: str = _DASH
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """One term to choose, with what it comes to."""

    value: str
    name: str
    note: str
    is_chosen: bool
    figures: Cell


@dataclass(frozen=True, slots=True)
class Row:
    """One lot: what it is now, its fields, its figures, and how its price came about."""

    product: str
    code: str
    now: str
    place: str
    number: int
    is_added: bool
    quantity: Box
    uplift: Box | None
    discount: Box
    removed: Box
    cells: list[Cell]
    why: Cell

    @property
    def id(self) -> str:
        """Return the place as an id of the page."""
        return f"wi-{self.place.replace('.', '-')}"

    @property
    def wrong(self) -> list[Box]:
        """Return the fields with which something is wrong."""
        return [box for box in (self.quantity, self.uplift, self.discount) if box and box.error]


@dataclass(frozen=True, slots=True)
class Panel:
    """All of it."""

    page: WhatIfPage
    tiles: list[Tile]
    until: Box
    until_figures: Cell
    until_chosen: bool
    rates: list[Box]
    rows: list[Row]
    unlisted: int
    totals: list[tuple[str, list[Cell]]]
    said: str
    problems: list[str]
    note: Box
    new_product: Box
    new_quantity: Box

    @property
    def revision(self) -> int:
        """Return the contract's revision that the figures are for."""
        return self.page.quote.renewal.contract.revision

    @property
    def next_version(self) -> int:
        """Return the version that saving makes."""
        return self.page.quote.version + 1

    @property
    def hints(self) -> dict[str, str]:
        """Return what an empty field stands for."""
        return {"uplift": "as agreed", "discount": "none", "one_time": "none"}

    @property
    def columns(self) -> list[str]:
        """Return the names of the figures of a lot."""
        return list(COLUMNS.values())

    @property
    def cells(self) -> Iterator[Cell]:
        """Return every figure of the panel."""
        for tile in self.tiles:
            yield tile.figures
        yield self.until_figures
        for row in self.rows:
            yield from row.cells
            yield row.why
        for _, cells in self.totals:
            yield from cells

    @property
    def fields(self) -> list[Box | Row]:
        """Return what has a place of its own to say what is wrong: fields, and rows of them."""
        return [self.until, *self.rates, *self.rows, self.note]


def panel_of(page: WhatIfPage, *, not_added: Mapping[str, str] | None = None) -> Panel:
    """Return the panel as it is drawn; `not_added` says why a new line could not be one."""
    boxes = _Boxes(page)
    boxes.errors |= not_added or {}
    lots = list(page.found.subject.renewable.lots.values())
    rows = [
        *(_row(boxes, lot) for lot in lots[:MOST_ROWS]),
        *(_new_row(boxes, place, one) for place, one in enumerate(page.asked.added, start=1)),
    ]
    panel = Panel(
        page=page,
        tiles=_tiles(page),
        until=boxes.box("until", "Last day of the term"),
        until_figures=_term_cell(UNTIL, page.found.chosen if _term(page) == UNTIL else None),
        until_chosen=_term(page) == UNTIL,
        rates=[
            boxes.box("uplift", "Uplift, %"),
            boxes.box("discount", "Discount, %"),
            boxes.box("one_time", "One-time discount, %"),
        ],
        rows=rows,
        unlisted=max(len(lots) - MOST_ROWS, 0),
        totals=_totals(page),
        said=_said(page),
        problems=[],
        note=boxes.box("note", "Note for colleagues"),
        new_product=boxes.box("new.product", "Product"),
        new_quantity=boxes.box("new.quantity", "Quantity"),
    )
    told = [*boxes.errors.values(), page.found.refusal]
    return replace(panel, problems=[text for text in told if text])


@dataclass(slots=True)
class _Boxes:
    """Make the fields; `errors` are those of the problems that have not found theirs."""

    page: WhatIfPage
    errors: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.errors = {}
        for problem in self.page.problems:
            self.errors.setdefault(problem.place, problem.reason)

    def box(self, name: str, label: str, value: str | None = None) -> Box:
        typed = self.page.texts.get(name, "")
        return Box(name, label, typed or value or "", self.errors.pop(name, ""))


def _row(boxes: _Boxes, lot: RenewableLot) -> Row:
    place = f"lines.{lot.lot}"
    quantity = quantity_text(lot.quantity_e4)
    price = format_unit_price(lot.unit_price_e4, lot.currency)
    name = f"{lot.product}, lot {lot.lot}"
    return Row(
        product=lot.product,
        code=lot.code,
        now=f"lot {lot.lot}: {quantity} at {price}",
        place=place,
        number=lot.lot,
        is_added=False,
        quantity=boxes.box(f"{place}.quantity", f"Quantity of {name}",
                           number_text(lot.quantity_e4)),
        uplift=boxes.box(f"{place}.uplift", f"Uplift of {name}, %"),
        discount=boxes.box(f"{place}.discount", f"Discount of {name}, %"),
        removed=boxes.box(f"{place}.removed", f"Leave out {name}"),
        **_figures(boxes.page, place),
    )  # fmt: skip


def _new_row(boxes: _Boxes, number: int, one: AddedProduct) -> Row:
    place = f"added.{number}"
    product = boxes.page.found.products.get(one.product)
    name = product.name if product else one.product
    return Row(
        product=name,
        code=one.product,
        now="new on the contract",
        place=place,
        number=number,
        is_added=True,
        quantity=boxes.box(f"{place}.quantity", f"Quantity of {name}, new"),
        uplift=None,
        discount=boxes.box(f"{place}.discount", f"Discount of {name}, new, %"),
        removed=Box(f"{place}.removed", f"Take {name} away again"),
        **_figures(boxes.page, place),
    )


def _figures(page: WhatIfPage, place: str) -> dict[str, Any]:
    """Return the cells of a lot, and the sentence about its price."""
    line = page.lines.get(place) if page.has_figures else None
    key = place.replace(".", "-")
    texts = _line_texts(line) if line else {}
    cells = [
        Cell(f"wi-{key}-{name}", label, *texts.get(name, ())) for name, label in COLUMNS.items()
    ]
    return {"cells": cells, "why": Cell(f"wi-{key}-why", "", _why(line) if line else "")}


def _why(line: WhatIfLine) -> str:
    if line.is_removed:
        return "It is not renewed."
    return " ".join(dict.fromkeys(piece.explanation for piece in line.pieces))


def _line_texts(line: WhatIfLine) -> dict[str, tuple[str, tuple[str, ...]]]:
    figures, was = line.figures, line.expiring_price_e4
    price = [format_unit_price(piece.unit_price_e4, line.currency) for piece in line.pieces]
    notes = [] if line.is_added or was == line.unit_price_e4 else [_was(line)]
    if line.is_successor:
        notes.append(f"as {line.product}")
    if line.charge == "usage":
        used = ("as used", ())
        return {"price": (price[0], tuple(notes))} | dict.fromkeys(
            ("expiring", "quoted", "asked", "entitled"), used
        )
    return {
        "price": (" \N{RIGHTWARDS ARROW} ".join(dict.fromkeys(price)), tuple(notes)),
        **_money_texts(figures, line.leakage_reasons),
    }


def _was(line: WhatIfLine) -> str:
    return f"was {format_unit_price(line.expiring_price_e4, line.currency)}"


def _money_texts(figures: Figures, reasons: list[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    difference = figures.difference
    quoted = _DASH if figures.quoted is None else figures.quoted.format()
    changed = [] if difference is None or not difference.minor else [_signed(difference)]
    if figures.true_up.minor:
        changed.append(f"and {figures.true_up.format()} once, for use above the contract")
    return {
        "expiring": (figures.expiring.format(), ()),
        "quoted": (quoted, ()),
        "asked": (figures.proposed.format(), tuple(changed)),
        "entitled": (figures.entitled.format(), _leakage(figures.leakage, reasons)),
    }


def _leakage(leakage: Money, reasons: list[str]) -> tuple[str, ...]:
    if not leakage.minor:
        return ()
    if leakage.minor < 0:
        return (f"{(-leakage).format()} above it",)
    return (f"leakage {leakage.format()}", *reasons)


def _signed(amount: Money) -> str:
    return f"+{amount.format()}" if amount.minor > 0 else amount.format()


def _totals(page: WhatIfPage) -> list[tuple[str, list[Cell]]]:
    """Return the last row, for each currency of the lots."""
    currencies = dict.fromkeys(
        [page.quote.currency, *(one.currency for one in page.found.subject.renewable.lots.values())]
    )
    totals = page.found.chosen.totals if page.has_figures and page.found.chosen else []
    texts = {one.proposed.currency: _money_texts(one, []) for one in totals}
    return [
        (currency, [
            Cell(f"wi-total-{currency}-{name}", label, *texts.get(currency, {}).get(name, ()))
            for name, label in COLUMNS.items() if name != "price"
        ])
        for currency in currencies
    ]  # fmt: skip


def _term(page: WhatIfPage) -> str:
    """Return the term that is chosen, as the form names it."""
    usual = str(page.found.subject.renewable.usual_months)
    return page.texts.get("term") or usual


def _tiles(page: WhatIfPage) -> list[Tile]:
    """Return the terms to choose from: those that are compared, and the one that was typed."""
    usual = page.found.subject.renewable.usual_months
    compared = dict(zip(page.compared, page.found.options, strict=False))
    return [
        Tile(
            value=str(months),
            name=_years(months),
            note="as in the contract" if months == usual else "",
            is_chosen=_term(page) == str(months),
            figures=_term_cell(str(months), compared.get(months)),
        )
        for months in page.compared
    ]


def _years(months: int) -> str:
    years, rest = divmod(months, 12)
    if rest or not years:
        return f"{months} months" if months != 1 else "1 month"
    return "1 year" if years == 1 else f"{years} years"


def _term_cell(value: str, option: TermOption | None) -> Cell:
    if option is None:
        return Cell(f"wi-term-{value}-figures", "", "" if value == UNTIL else _DASH)
    text = " + ".join(one.proposed.format() for one in option.totals)
    yearly = " + ".join(amount.format() for amount in option.yearly)
    assert option.term.last_day is not None  # a quoted term always ends
    notes = [f"to {format_day(option.term.last_day)}"]
    if option.length.months != 12 and yearly:
        notes.append(f"{yearly} a year")
    if not option.is_whole:
        notes.append(option.length_words)
    return Cell(f"wi-term-{value}-figures", "", text, tuple(notes))


def _said(page: WhatIfPage) -> str:
    """Return in a sentence what it all comes to: what a screen reader hears after a change."""
    if not page.has_figures or page.found.chosen is None:
        return "No figures: see what is marked."
    option = page.found.chosen
    return " ".join(_total_said(one, option.length_words) for one in option.totals)


def _total_said(total: Figures, length: str) -> str:
    parts = [f"{total.proposed.format()} for {length}"]
    if total.difference is not None:
        parts.append(_compared(total.difference, "the quote"))
    if total.leakage.minor:
        parts.append(_compared(-total.leakage, "what one is entitled to"))
    return f"{', '.join(parts)}."


def _compared(difference: Money, other: str) -> str:
    if not difference.minor:
        return f"the same as {other}"
    if difference.minor > 0:
        return f"{difference.format()} more than {other}"
    return f"{(-difference).format()} less than {other}"
