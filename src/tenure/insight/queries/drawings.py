"""A chart as a file of its own: SVG with its title, in fixed colours, for documents and slides."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.documents.queries.drawing import draw
from tenure.insight.rules.charts import Chart
from tenure.insight.rules.vega import LIGHT, Palette, specification

WIDTH = 760


def drawing(
    chart: Chart, palette: Palette = LIGHT, *, links: Sequence[str] = (), site: str = ""
) -> str:
    """Return the SVG; with `links` (of the report's rows, behind `site`) its marks lead there."""
    specified = specification(chart, palette, width=WIDTH, links=links)
    specified["title"] = {
        "text": chart.title, "anchor": "start", "color": palette.ink, "fontSize": 16, "offset": 14,
    }  # fmt: skip
    return draw(specified, title=chart.title, says=chart.says, key="chart", site=site)
