"""A review as slides: native tables, charts as pictures with a text of what they show."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from tenure.insight.rules.charts import Chart
from tenure.kernel.period import format_day
from tenure.reviews.queries.pictures import pixels
from tenure.reviews.rules import slides as plan
from tenure.reviews.rules.cells import Cell
from tenure.reviews.rules.reviews import Review, Table, Told, Words
from tenure.reviews.rules.slides import Part, Slide, slides_of

_colour: Any = RGBColor.from_string  # it has no types of its own
_INK, _DIM, _ACCENT, _TINT, _LINE, _WHITE = (
    _colour(code) for code in ("1B2733", "55636F", "16324F", "F1F5F8", "C9D2DA", "FFFFFF")
)
_FONT = "Calibri"
_TITLE_ONLY = 5  # layout of the usual template


def slides(review: Review, *, company: str) -> bytes:
    """Return the PPTX, the same slides for the same review; `company` is its author."""
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Inches(plan.WIDE), Inches(plan.HIGH)
    _properties(deck, review, company)
    told = {one.name: one for one in review.definitions}
    _front(deck, review, company)
    for number, one in enumerate(slides_of(review), start=2):
        _add(deck, one, review, told, number)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def _properties(deck: Any, review: Review, company: str) -> None:
    made = datetime.combine(review.known_on, time())
    kept = deck.core_properties
    kept.title, kept.author = f"{review.title} {review.period}", company
    kept.subject, kept.language, kept.last_modified_by = review.about, "en", company
    kept.created = kept.modified = made
    kept.revision = 1


def _front(deck: Any, review: Review, company: str) -> None:
    slide = _titled(deck, f"{review.title} {review.period}", top=2.5, size=40, high=1.0)
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(0.25), Inches(plan.HIGH))
    bar.fill.solid()
    bar.fill.fore_color.rgb = _ACCENT
    bar.line.fill.background()
    _say(bar._element.nvSpPr.cNvPr, "Bar", "")
    about = f"{review.about}, in {review.currency}" if review.currency else review.about
    known = f"As known on {format_day(review.known_on)}"
    box = _box(slide, plan.MARGIN, 3.6, plan.ROOM, 1.5)
    for text, size, colour in ((about, 24, _INK), (review.days, 18, _DIM), (known, 18, _DIM)):
        _line(box, text, size=size, colour=colour)
    _line(_box(slide, plan.MARGIN, 6.6, plan.ROOM, 0.4), company, size=14, colour=_DIM)
    slide.notes_slide.notes_text_frame.text = _notes(review.definitions) or known


def _titled(deck: Any, title: str, *, top: float, size: int, high: float = 0.7) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    shape = slide.shapes.title
    shape.left, shape.top = Inches(plan.MARGIN), Inches(top)
    shape.width, shape.height = Inches(plan.ROOM), Inches(high)
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = 0
    frame.text = title
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    _style(frame.paragraphs[0].runs[0], size=size, colour=_ACCENT, is_bold=True)
    return slide


def _add(deck: Any, one: Slide, review: Review, told: dict[str, Told], number: int) -> None:
    slide = _titled(deck, one.title, top=0.45, size=28)
    for figure, left, top, width in plan.tile_places(one.figures):
        box = _box(slide, left, top, width, plan.TILE_HIGH - 0.1)
        _line(box, figure.label, size=plan.SMALL, colour=_DIM)
        _line(box, figure.value.words, size=22, colour=_ACCENT, is_bold=True)
        if figure.of:
            _line(box, figure.of, size=plan.SMALL - 1, colour=_DIM)
    top = plan.TOP + plan.tiles_high(one.figures)
    if one.says:
        top = _says(slide, one.says, top)
    if one.words:
        _words(slide, one.words, top)
    for part in one.parts:
        if part.chart:
            _chart(slide, part, part.chart)
        if part.table:
            _table(slide, part, part.table)
    named = [told[name] for name in one.metrics if name in told]
    known = f"{review.title} {review.period}, {review.about}. As known on "
    notes = [f"{known}{format_day(review.known_on)}.", _notes(named)]
    slide.notes_slide.notes_text_frame.text = "\n\n".join(filter(None, notes))
    foot = f"{review.title} {review.period} · {review.about} · {number}"
    _line(_box(slide, plan.MARGIN, plan.HIGH - 0.45, plan.ROOM, 0.3), foot, size=9, colour=_DIM)


def _says(slide: Any, says: tuple[str, ...], top: float) -> float:
    """Write the sentences as a list; return where they end."""
    high = sum(plan.height_of(one, width=plan.ROOM - 0.4, size=plan.TEXT) for one in says)
    box = _box(slide, plan.MARGIN, top, plan.ROOM, high)
    for sentence in says:
        paragraph = _line(box, f"•  {sentence}", size=plan.TEXT, colour=_INK)
        paragraph.space_after = Pt(plan.TEXT * 0.5)
    return top + high + 0.1


def _words(slide: Any, words: Words, top: float) -> None:
    high = plan.words_high(words)
    box = _box(slide, plan.MARGIN, top, plan.ROOM, high, fill=_TINT, margin=0.2)
    for line in words.text.split("\n"):
        _line(box, line, size=plan.TEXT, colour=_INK)
    _line(box, f"{words.by}, {format_day(words.on)}", size=plan.SMALL, colour=_DIM)


def _chart(slide: Any, part: Part, chart: Chart) -> None:
    """Put the chart's picture below its own title, as large as it fits."""
    top = _caption(slide, part, chart.title)
    drawn = io.BytesIO(pixels(chart, width=plan.CHART_WIDE))
    picture = slide.shapes.add_picture(drawn, Inches(plan.MARGIN), Inches(top))
    room = (Inches(plan.ROOM), Inches(part.high - plan.CAPTION))
    scale = min(room[0] / picture.width, room[1] / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    _say(picture._element.nvPicPr.cNvPr, chart.title, chart.says)


def _caption(slide: Any, part: Part, title: str) -> float:
    """Write the title of a chart or table; return where it ends."""
    _line(_box(slide, plan.MARGIN, part.top, plan.ROOM, 0.35), title, size=14, colour=_DIM)
    return part.top + plan.CAPTION


def _table(slide: Any, part: Part, table: Table) -> None:
    top = _caption(slide, part, table.title)
    foot = table.foot if part.has_foot else None
    rows = len(table.rows) + 1 + bool(foot)
    frame = slide.shapes.add_table(
        rows, len(table.columns), Inches(plan.MARGIN), Inches(top), Inches(plan.ROOM), Inches(0.3)
    )
    grid = frame.table
    grid.horz_banding, grid.last_row = False, bool(foot)
    for place, width in enumerate(part.widths):
        grid.columns[place].width = Inches(width)
    for place, column in enumerate(table.columns):
        _cell(grid.cell(0, place), column.name, column.is_figure, fill=_ACCENT, colour=_WHITE)
    for row, cells in enumerate(table.rows, start=1):
        for place, cell in enumerate(cells):
            _value(grid.cell(row, place), cell, table.columns[place].is_figure, row)
    if foot:
        for place, cell in enumerate(foot):
            is_figure = table.columns[place].is_figure
            _cell(
                grid.cell(rows - 1, place), cell.words, is_figure, fill=_LINE, colour=_INK,
                is_bold=True,
            )  # fmt: skip
    for line in grid.rows:
        line.height = Inches(plan.ROW_HIGH)
    if table.left_out:
        more = f"{table.left_out:,} more are on the page and in the workbook."
        end = part.top + part.high - 0.25
        _line(_box(slide, plan.MARGIN, end, plan.ROOM, 0.25), more, size=10, colour=_DIM)
    _say(frame._element.nvGraphicFramePr.cNvPr, table.title, f"Table: {table.title}")


def _value(target: Any, cell: Cell, is_figure: bool, row: int) -> None:
    _cell(target, cell.words, is_figure, fill=_WHITE if row % 2 else _TINT, colour=_INK)


def _cell(
    target: Any, text: str, is_figure: bool, *, fill: RGBColor, colour: RGBColor,
    is_bold: bool = False,
) -> None:  # fmt: skip
    target.fill.solid()
    target.fill.fore_color.rgb = fill
    target.margin_left = target.margin_right = Inches(0.08)
    target.margin_top = target.margin_bottom = Inches(0.03)
    target.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = target.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_figure else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = text
    _style(run, size=plan.CELL, colour=colour, is_bold=is_bold or fill == _ACCENT)


def _box(
    slide: Any, left: float, top: float, width: float, high: float, *,
    fill: RGBColor | None = None, margin: float = 0.0,
) -> Any:  # fmt: skip
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(high))
    if fill is not None:
        shape.fill.solid()
        shape.fill.fore_color.rgb = fill
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Inches(margin)
    frame.margin_top = frame.margin_bottom = Inches(margin / 2)
    return frame


def _line(frame: Any, text: str, *, size: float, colour: RGBColor, is_bold: bool = False) -> Any:
    """Add a paragraph; the first one is there already."""
    first = frame.paragraphs[0]
    paragraph = frame.add_paragraph() if first.runs else first
    run = paragraph.add_run()
    run.text = text
    _style(run, size=size, colour=colour, is_bold=is_bold)
    return paragraph


def _style(run: Any, *, size: float, colour: RGBColor, is_bold: bool = False) -> None:
    run.font.size, run.font.bold, run.font.name = Pt(size), is_bold, _FONT
    run.font.color.rgb = colour


def _say(element: Any, name: str, says: str) -> None:
    """Set what a screen reader says of a picture or table."""
    element.set("name", name[:200])
    element.set("descr", says)


def _notes(definitions: Any) -> str:
    return "\n".join(
        f"{one.title} ({one.name}, version {one.version}): {one.sentence} Of what: "
        f"{one.denominator} {' '.join(one.positions)}".strip()
        for one in definitions
    )
