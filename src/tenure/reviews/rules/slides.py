"""How a review is laid out on slides: what fits on one, and what goes on to the next. Pure.

Lengths are in inches, sizes of letters in points; a letter is taken to be half as wide as it is
high, which is a little more than the letters of the usual fonts are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

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
CAPTION, GAP = 0.4, 0.15  # of a chart or table: its title, and the space before it
CHART_WIDE = 620  # pixels
_SMALLEST = 0.6
ROW_HIGH = 0.28
_LINE = 0.32  # the last line of a table
_TILES = 4  # beside one another
TILE_HIGH = 1.25
ROWS = 14  # of a table on all its slides: the others are in the workbook


@dataclass(frozen=True, slots=True)
class Part:
    """A chart or table with its own title, from `top` on and at most so `high`."""

    top: float
    high: float
    chart: Chart | None = None
    table: Table | None = None
    widths: tuple[float, ...] = ()
    has_foot: bool = False


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: its title and what stands on it."""

    title: str
    figures: tuple[Figure, ...] = ()
    says: tuple[str, ...] = ()
    words: Words | None = None
    parts: tuple[Part, ...] = ()
    metrics: tuple[str, ...] = ()

    @property
    def ends(self) -> float:
        """Return where the last thing on it ends."""
        if self.parts:
            return self.parts[-1].top + self.parts[-1].high
        high = tiles_high(self.figures)
        high += sum(height_of(one, width=ROOM - 0.4, size=TEXT) for one in self.says)
        return TOP + high + (words_high(self.words) + 0.1 if self.words else 0)


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
    slides = _told(section, metrics) or [Slide(section.heading, metrics=metrics)]
    for part in [
        *(_chart(chart) for chart in section.charts),
        *(part for table in section.tables for part in _table(table)),
    ]:
        slides = _packed(slides, part)
    return slides


def _packed(slides: list[Slide], part: Part) -> list[Slide]:
    """Return the slides with a part on the first that has room for it, or on a new one.

    A chart may be drawn smaller, down to three fifths.
    """
    least = part.high * (_SMALLEST if part.chart else 1)
    for place, slide in enumerate(slides):
        top = slide.ends + GAP
        if top + least <= BOTTOM:
            placed = replace(part, top=top, high=min(part.high, BOTTOM - top))
            filled = replace(slide, parts=(*slide.parts, placed))
            return [*slides[:place], filled, *slides[place + 1 :]]
    last = slides[-1]
    return [*slides, Slide(last.title, parts=(replace(part, top=TOP - GAP),), metrics=last.metrics)]


def _chart(chart: Chart) -> Part:
    """Return a chart as high as it is when it is as wide as the slide, or as there is room."""
    drawn = len(chart.marks) * 30 + 16 if chart.kind != "lines" else 310
    return Part(0, min(CAPTION + ROOM * drawn / CHART_WIDE, BOTTOM - TOP + GAP), chart)


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


def _table(table: Table) -> list[Part]:
    """Return a table in parts, each with the heads, none higher than a slide."""
    shown = table.rows[:ROWS]
    left_out = table.left_out + len(table.rows) - len(shown)
    total = sum(widths_of(table))
    widths = tuple(ROOM * each / total for each in widths_of(table))
    head = _row_high([column.name for column in table.columns], widths)
    highs = [_row_high([cell.words for cell in row], widths) for row in shown]
    chunks: list[list[int]] = [[]]
    used = head
    for place, high in enumerate(highs):
        if used + high > BOTTOM - TOP - CAPTION - 2 * _LINE and chunks[-1]:
            chunks.append([])
            used = head
        chunks[-1].append(place)
        used += high
    parts = []
    for number, chunk in enumerate(chunks):
        is_last = number == len(chunks) - 1
        rows = tuple(shown[place] for place in chunk)
        told = Table(table.title, table.columns, rows, left_out if is_last else 0)
        has_foot = is_last and not left_out and len(chunks) == 1 and told.foot is not None
        high = CAPTION + head + sum(highs[place] for place in chunk)
        high += _LINE * (has_foot + bool(told.left_out))
        parts.append(Part(0, high, table=told, widths=widths, has_foot=has_foot))
    return parts


def _row_high(texts: Sequence[str], widths: Sequence[float]) -> float:
    return max(_cell_high(text, width) for text, width in zip(texts, widths, strict=True))


def _cell_high(text: str, width: float) -> float:
    lines = lines_of(text, width=width - 0.16, size=CELL)
    return max(lines * CELL * 1.2 * _POINT + 0.08, ROW_HIGH)
