"""A review as plain values: what the page, the PDF, the slides and the workbook are all made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from tenure.insight.rules.charts import Chart, Mark
from tenure.insight.rules.definitions import Definition
from tenure.kernel.period import format_day
from tenure.reviews.rules.cells import Cell

KINDS = {
    "weekly": "Weekly call sheet",
    "monthly": "Monthly book review",
    "quarterly": "Quarterly business review",
    "customer": "Customer business review",
}
# The keys under which people's words are kept; a section's key never changes its meaning.
SECTIONS = {
    "weekly": ("due", "late", "expected", "moved", "steps", "escalated", "calls"),
    "monthly": ("rates", "segments", "timeliness", "losses", "risk", "moved", "next"),
    "quarterly": (
        "retention", "waterfall", "rates", "segments", "prices", "moved", "losses", "wins",
    ),
    "customer": ("contracts", "value", "ahead", "programs", "usage", "requests"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure on top of a section: what it is called, its value, of what, and by which metric.

    `metric` is name, version and positions, as in "nrr 1: level=customer"; empty where it is no
    metric but a sum of the rows below.
    """

    label: str
    value: Cell
    of: str = ""
    metric: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `is_summed`: its amounts add up; `over` and `of` are the places of the
    two columns that a share is made of, so that a sheet can work it out."""

    name: str
    is_figure: bool = False
    is_summed: bool = False
    over: int = -1
    of: int = -1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; `left_out` says how many rows there was no room for."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: int = 0

    @property
    def foot(self) -> list[Cell] | None:
        """Return the last line: sums and the shares of sums; None where nothing adds up."""
        return summed(self)


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote into a section."""

    text: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a review: what the data says, figures, tables, charts, and people's words."""

    key: str
    heading: str
    says: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A definition as a review prints it, with the position taken on each option in words."""

    name: str
    title: str
    version: int
    sentence: str
    denominator: str
    positions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The whole: of which days, of whose renewals, as known on which day.

    `whose` is the key of the scope ("all", "team:3", "customer:12"), `about` its name. `currency`
    is the one it tells of; empty: of those with the most renewals, and of all in the summaries.
    """

    kind: str
    period: str
    title: str
    about: str
    whose: str
    first_day: date
    last_day: date
    known_on: date
    sections: tuple[Section, ...]
    definitions: tuple[Told, ...] = ()
    is_for_outside: bool = False
    currency: str = ""

    @property
    def days(self) -> str:
        """Return the days it tells of."""
        return f"{format_day(self.first_day)} to {format_day(self.last_day)}"

    def with_words(self, words: Mapping[str, Words]) -> Review:
        """Return it with people's words in their sections."""
        return replace(
            self,
            sections=tuple(replace(one, words=words.get(one.key)) for one in self.sections),
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON, from which `read_review` makes it again."""
        told: dict[str, Any] = _plain(asdict(self))
        return told


def told_of(metric: Definition, options: Mapping[str, str]) -> Told:
    """Return a definition with the positions that were taken."""
    positions = metric.positions(options)
    return Told(
        metric.name, metric.title, metric.version, " ".join(metric.sentence.split()),
        metric.denominator,
        tuple(
            f"{metric.options[name].question} {position.sentence}"
            for name, position in positions.items()
        ),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def read_review(told: Mapping[str, Any]) -> Review:
    """Return the review that was kept as JSON."""
    return Review(
        **_but(told, "sections", "definitions", "first_day", "last_day", "known_on"),
        first_day=date.fromisoformat(told["first_day"]),
        last_day=date.fromisoformat(told["last_day"]),
        known_on=date.fromisoformat(told["known_on"]),
        sections=tuple(_section(each) for each in told["sections"]),
        definitions=tuple(
            Told(**_but(each, "positions"), positions=tuple(each["positions"]))
            for each in told["definitions"]
        ),
    )


def _section(told: Mapping[str, Any]) -> Section:
    words = told["words"]
    return Section(
        key=told["key"],
        heading=told["heading"],
        says=tuple(told["says"]),
        figures=tuple(
            Figure(**_but(each, "value"), value=Cell(**each["value"])) for each in told["figures"]
        ),
        tables=tuple(_table(each) for each in told["tables"]),
        charts=tuple(
            Chart(**_but(each, "marks"), marks=tuple(Mark(**mark) for mark in each["marks"]))
            for each in told["charts"]
        ),
        words=words and Words(words["text"], words["by"], date.fromisoformat(words["on"])),
    )


def _table(told: Mapping[str, Any]) -> Table:
    return Table(
        **_but(told, "columns", "rows"),
        columns=tuple(Column(**each) for each in told["columns"]),
        rows=tuple(tuple(Cell(**cell) for cell in row) for row in told["rows"]),
    )


def _but(told: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key not in names}


def summed(table: Table) -> list[Cell] | None:
    """Return the last line of a table: sums and the shares of sums; None where nothing adds up.

    Amounts of several currencies do not: such a table has none.
    """
    if not any(column.is_summed for column in table.columns) or len(table.rows) < 2:
        return None
    if len({cell.currency for row in table.rows for cell in row if cell.kind == "money"}) > 1:
        return None
    foot: list[Cell] = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        if column.is_summed:
            total = sum(cell.number or 0 for cell in cells)
            foot.append(replace(cells[0], number=total, link=""))
        else:
            foot.append(Cell("text", "Total" if not place else ""))
    return [_share_of(foot, column, cell) for column, cell in zip(table.columns, foot, strict=True)]


def _share_of(foot: Sequence[Cell], column: Column, cell: Cell) -> Cell:
    if column.over < 0:
        return cell
    over, of = foot[column.over].number, foot[column.of].number
    return Cell("share", number=over if of else None, of=of or 0)
