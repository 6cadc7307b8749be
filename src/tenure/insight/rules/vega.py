"""Charts as Vega-Lite specifications: plain data, whole numbers only, for a given width.

Bars lie, so that names are read without turning the head; their figures stand at the right edge.
Lines end in their names and differ by dashes too. A link lies over the whole strip of a bar, or of
a part when there is one line, so that the smallest figure can be hit; otherwise over each point.
Texts from the book are data here, never expressions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenure.insight.rules.charts import Chart
from tenure.kernel.currencies import exponent

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Arial, Helvetica, sans-serif"
_STRIP = 30  # pixels from bar to bar: enough for a finger
_LETTER = 7
_LINES_HIGH = 240
_ROOM = 16  # left of names: a page sets them in its own typeface, which may be a wider one
_DASHES = ([1, 0], [6, 3], [2, 3], [9, 3, 2, 3], [4, 4], [12, 4])


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours: of text, dim text, lines of the grid, and marks; `lines` one for each series."""

    ink: str
    dim: str
    grid: str
    ground: str | None
    total: str
    gain: str
    loss: str
    lines: tuple[str, ...]


# In a page the style sheet decides, which knows whether it is dark.
PAGE = Palette(
    "var(--chart-ink)", "var(--chart-dim)", "var(--chart-grid)", None,
    "var(--chart-total)", "var(--chart-gain)", "var(--chart-loss)",
    tuple(f"var(--chart-line-{n})" for n in range(1, 7)),
)  # fmt: skip
LIGHT = Palette(
    "#161c27", "#565f70", "#dfe3ea", "#ffffff", "#2f5bd3", "#2b8a4b", "#c92f2f",
    ("#2f5bd3", "#b4540a", "#14602f", "#8a3ffc", "#a31664", "#00707c"),
)  # fmt: skip
DARK = Palette(
    "#f1f4f9", "#a3aec1", "#2c3648", "#171e2b", "#7f9ff5", "#5fc384", "#ff8f8f",
    ("#9db7ff", "#ffb870", "#97e5b1", "#d7c2ff", "#ff9ecb", "#6fdde8"),
)  # fmt: skip
THEMES = {"light": LIGHT, "dark": DARK}


def specification(
    chart: Chart, palette: Palette, *, width: int, links: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the Vega-Lite specification; `links` are the addresses of the report's rows."""
    values = [
        {
            "name": mark.name, "series": mark.series, "base": mark.base, "value": mark.value,
            "kind": mark.kind, "text": mark.text, "link": links[mark.row] if links else "",
            "says": f"{' '.join(filter(None, (mark.series, mark.name)))}: {mark.text}",
        }
        for mark in chart.marks
    ]  # fmt: skip
    drawn = _lines if chart.kind == "lines" else _bars
    room = 0 if palette.ground else _ROOM
    return {
        "$schema": SCHEMA, "description": chart.title, "background": palette.ground,
        "padding": 8 if palette.ground else {"left": room, "top": 1, "right": 1, "bottom": 1},
        "data": {"values": values},
        **drawn(chart, palette, width - room, is_linked=bool(links)),
        "config": _config(palette),
    }  # fmt: skip


def _config(palette: Palette) -> dict[str, Any]:
    return {
        "font": FONT, "view": {"stroke": None}, "aria": False,
        "axis": {
            "labelColor": palette.dim, "labelFontSize": 12, "gridColor": palette.grid,
            "domain": False, "ticks": False, "labelPadding": 6, "title": None,
        },
        "text": {"fill": palette.ink, "fontSize": 13},
    }  # fmt: skip


def _bars(chart: Chart, palette: Palette, width: int, *, is_linked: bool) -> dict[str, Any]:
    names = min(max(len(mark.name) for mark in chart.marks) * _LETTER + 8, width * 2 // 5)
    texts = max(len(mark.text) for mark in chart.marks) * _LETTER + 14
    kinds = {"total": palette.total, "gain": palette.gain, "loss": palette.loss}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "cornerRadius": 2, "minBandSize": 2},
            "encoding": {
                "x": {"field": "base", "type": "quantitative", "axis": None},
                "x2": {"field": "value"},
                "color": _ranged("kind", kinds),
            },
        },
        {
            "mark": {"type": "text", "align": "right", "baseline": "middle"},
            "encoding": {"x": {"value": max(width - names, 80)}, "text": {"field": "text"}},
        },
    ]
    if is_linked:
        layers.append(
            {
                "mark": {"type": "bar", "fill": "transparent", "aria": True},
                "encoding": {
                    "x": {"value": -names}, "x2": {"value": max(width - names, 80)}, **_LINKED
                },
            }
        )  # fmt: skip
    name = {
        "field": "name", "type": "nominal", "sort": None,
        "scale": {"paddingInner": 0.2, "paddingOuter": 0.1},
        "axis": {"labelLimit": names - 6, "labelColor": palette.ink, "labelFontSize": 13},
    }  # fmt: skip
    plot = max(width - names - texts, 60)
    return {
        "width": plot, "height": {"step": _STRIP}, "encoding": {"y": name}, "layer": layers
    }  # fmt: skip


def _lines(chart: Chart, palette: Palette, width: int, *, is_linked: bool) -> dict[str, Any]:
    colours = dict(zip(chart.series, palette.lines, strict=False))
    dashes = dict(zip(chart.series, _DASHES, strict=False))
    of_part = {
        "field": "name", "type": "ordinal", "sort": None,
        "axis": {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 8},
    }  # fmt: skip
    height = {
        "field": "value", "type": "quantitative", "scale": {"zero": chart.unit != "percent"},
        "axis": {"labelExpr": _tick(chart), "tickCount": 5},
    }  # fmt: skip
    coloured = _ranged("series", colours)
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {"color": coloured, "strokeDash": _ranged("series", dashes)},
        },
        {"mark": {"type": "point", "filled": True, "size": 50}, "encoding": {"color": coloured}},
    ]
    if is_linked:
        layers.append(_over_lines(chart))
    if chart.is_sliced or len(chart.series) > 1:
        legend = {
            "orient": "top", "direction": "horizontal", "title": None, "labelColor": palette.ink,
            "labelFontSize": 13, "symbolType": "stroke", "symbolSize": 500,
            "columns": max(width // 170, 1), "labelLimit": 130,
        }  # fmt: skip
        for encoding in (layers[0]["encoding"]["color"], layers[0]["encoding"]["strokeDash"]):
            encoding["legend"] = legend
    return {
        "width": {"step": max((width - 70) // _parts(chart), 24)}, "height": _LINES_HIGH,
        "encoding": {"x": of_part, "y": height}, "layer": layers,
    }  # fmt: skip


def _over_lines(chart: Chart) -> dict[str, Any]:
    """Return the links: the strip of a part for one line, else a ring around each point."""
    if len(chart.series) > 1:
        mark = {"type": "point", "size": 300, "fill": "transparent", "stroke": None, "aria": True}
        return {"mark": mark, "encoding": {**_LINKED}}
    mark = {"type": "bar", "fill": "transparent", "aria": True, "width": {"band": 1}}
    return {
        "mark": mark,
        "encoding": {"y": {"value": 0}, "y2": {"value": _LINES_HIGH}, **_LINKED},
    }


_LINKED: dict[str, Any] = {
    "href": {"field": "link"}, "description": {"field": "says", "type": "nominal"}
}  # fmt: skip


def _parts(chart: Chart) -> int:
    return len({mark.name for mark in chart.marks})


def _ranged(field: str, given: Mapping[str, Any]) -> dict[str, Any]:
    scale = {"domain": list(given), "range": list(given.values())}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def _tick(chart: Chart) -> str:
    """Return how numbers beside the lines are written: in major units, or in percent."""
    if chart.unit == "percent":
        return "format(datum.value / 100, ',') + ' %'"
    if chart.unit == "days":
        return "format(datum.value / 10000, ',') + ' d'"
    if chart.unit == "money" and chart.currency:
        return f"format(datum.value / {10 ** exponent(chart.currency)}, '~s')"
    return "format(datum.value, ',')"
