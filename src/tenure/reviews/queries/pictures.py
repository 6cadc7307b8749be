"""Charts of reviews as pictures for documents and slides."""

from __future__ import annotations

import importlib

from tenure.documents.queries.drawing import draw
from tenure.insight.rules.charts import Chart
from tenure.insight.rules.vega import FONT, LIGHT, specification

WIDTH = 760
_PRINTED = "Source Sans Pro"  # the font that documents bring
_SHARP = 2.5  # pixels of the picture to one of the drawing


def printed(chart: Chart) -> str:
    """Return the chart as SVG in the font of documents."""
    specified = specification(chart, LIGHT, width=WIDTH)
    svg = draw(specified, title=chart.title, says=chart.says, key="chart")
    # Drawn with the fonts to measure by, which are wider: every text has its room.
    return svg.replace(FONT, _PRINTED)


def pixels(chart: Chart, *, width: int = WIDTH) -> bytes:
    """Return the chart as PNG, drawn with the fonts that the drawing program brings."""
    specified = specification(chart, LIGHT, width=width)
    svg = draw(specified, title=chart.title, says=chart.says, key="chart")
    # Some 90 MB of program: not loaded by who draws nothing.
    vega = importlib.import_module("vl_convert")
    made: bytes = vega.svg_to_png(svg, scale=_SHARP)
    return made
