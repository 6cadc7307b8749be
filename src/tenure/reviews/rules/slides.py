"""How a review is laid out on slides: what fits on one, and what goes on to the next. Pure.

Lengths are in inches, sizes of letters in points; a letter is taken to be half as wide as it is
high, which is a little more than the letters of the usual fonts are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tenure.insight.rules.charts import Chart
from tenure.reviews.rules.printing import widths_of
from tenure.reviews.rules.reviews import Figure, Review, Section, Table, Words

WIDE, HIGH = 13.333, 7.5
MARGIN = 0.6
ROOM = WIDE - 2 * MARGIN
TOP, BOTTOM = 1.35, 6.85
TEXT, SMALL, CELL = 16, 12, 11
_POINT = 1 / 72
_LETTER = 0.5
_TILES = 4  # beside one another
TILE_HIGH = 1.25
ROWS = 14  # of a table on all its slides: the others are in the workbook


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: its title and what stands on it."""

    title: str
    figures: tuple[Figure, ...] = ()
    says: tuple[str, ...] = ()
    words: Words | None = None
    chart: Chart | None = None
    table: Table | None = None
    widths: tuple[float, ...] = ()
    foot: bool = False
    metrics: tuple[str, ...] = ()


@dataclass
class _Filling:
    """The slide that is being filled, and how much room there still is."""

    used: float = 0.0
    says: list[str] = field(default_factory=list)


def lines_of(text: str, *, width: float, size: float) -> int:
    """Return how many lines a text takes in a width."""
    per_line = max(int(width / (size * _LETTER * _POINT)), 1)
    lines, room = 1, per_line
    for word in text.split():
        length = len(word) + 1
        if length > room and room < per_line:
            lines, room = lines + 1, per_line
        room -= length
    return lines


def height_of(text: str, *, width: float, size: float) -> float:
    """Return how high a text is in a width, with the space after it."""
    return lines_of(text, width=width, size=size) * size * 1.2 * _POINT + size * 0.5 * _POINT


def slides_of(review: Review) -> list[Slide]:
    """Return the slides of a review, a section after the other."""
    return [slide for section in review.sections for slide in _section(section)]


def _section(section: Section) -> list[Slide]:
    metrics = tuple(
        dict.fromkeys(one.metric.split(" ")[0] for one in section.figures if one.metric)
    )
    slides = _told(section, metrics)
    slides += [Slide(f"{section.heading}", chart=chart) for chart in section.charts]
    slides += [slide for table in section.tables for slide in _table(section.heading, table)]
    return slides


def _told(section: Section, metrics: tuple[str, ...]) -> list[Slide]:
    """Return the slides with figures, sentences and people's words."""
    parts = [
        section.figures[at : at + 2 * _TILES] for at in range(0, len(section.figures), 2 * _TILES)
    ]
    slides: list[Slide] = []
    filling = _Filling()
    figures: tuple[Figure, ...] = parts[0] if parts else ()
    room = BOTTOM - TOP - tiles_high(figures)

    def close(words: Words | None = None) -> None:
        nonlocal filling, figures, room
        if filling.says or figures or words:
            slides.append(
                Slide(section.heading, figures, tuple(filling.says), words, metrics=metrics)
            )
        filling, figures, room = _Filling(), (), BOTTOM - TOP

    for sentence in section.says:
        high = height_of(sentence, width=ROOM - 0.4, size=TEXT)
        if filling.used + high > room:
            close()
        filling.says.append(sentence)
        filling.used += high
    words = section.words
    if words and filling.used + words_high(words) > room:
        close()
    close(words)
    slides += [Slide(section.heading, more, metrics=metrics) for more in parts[1:]]
    return slides


def tiles_high(figures: Sequence[Figure]) -> float:
    """Return how high the tiles of figures are together."""
    return (len(figures) + _TILES - 1) // _TILES * TILE_HIGH


def tile_places(figures: Sequence[Figure]) -> list[tuple[Figure, float, float, float]]:
    """Return each figure with the left, top and width of its tile."""
    width = ROOM / _TILES
    return [
        (figure, MARGIN + place % _TILES * width, TOP + place // _TILES * TILE_HIGH, width - 0.2)
        for place, figure in enumerate(figures)
    ]


def words_high(words: Words) -> float:
    """Return how high people's words are, with who said them."""
    lines = words.text.split("\n")
    high = sum(height_of(line, width=ROOM - 0.6, size=TEXT) for line in lines)
    return min(high + 0.6, BOTTOM - TOP)


def _table(heading: str, table: Table) -> list[Slide]:
    """Return the slides of a table: so many rows as fit, each with the heads."""
    shown = table.rows[:ROWS]
    left_out = table.left_out + len(table.rows) - len(shown)
    total = sum(widths_of(table))
    widths = tuple(ROOM * each / total for each in widths_of(table))
    head = max(
        _cell_high(column.name, width) for column, width in zip(table.columns, widths, strict=True)
    )
    chunks: list[list[int]] = [[]]
    used = head
    for place, row in enumerate(shown):
        high = max(_cell_high(cell.words, width) for cell, width in zip(row, widths, strict=True))
        if used + high > BOTTOM - TOP - 1.0 and chunks[-1]:
            chunks.append([])
            used = head
        chunks[-1].append(place)
        used += high
    slides = []
    for number, chunk in enumerate(chunks):
        is_last = number == len(chunks) - 1
        rows = tuple(shown[place] for place in chunk)
        part = Table(table.title, table.columns, rows, left_out if is_last else 0)
        slides.append(
            Slide(
                heading, table=part, widths=widths, foot=is_last and not left_out,
            )
        )  # fmt: skip
    return slides


def _cell_high(text: str, width: float) -> float:
    return lines_of(text, width=width - 0.2, size=CELL) * CELL * 1.25 * _POINT + 0.12
