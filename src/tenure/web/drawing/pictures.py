"""Charts of reports in a page: each for wide and for narrow windows, in its colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from tenure.documents.queries.drawing import draw
from tenure.insight.rules.charts import Chart
from tenure.insight.rules.vega import PAGE, specification

ALONE = 760
BESIDE = 530  # two stand beside one another
NARROW = 320
PANEL = 330  # one size: it has room on a phone, and three stand beside one another on a desk


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its drawings, of which the style sheet shows one; text keeps its size."""

    chart: Chart
    wide: SafeString
    narrow: SafeString


def pictures(
    charts: Sequence[Chart], links: Sequence[str] = (), *, key: str = "chart"
) -> list[Picture]:
    """Return the drawings; `links` are the addresses of the report's rows, `key` is unique."""
    wide = BESIDE if len(charts) > 1 else ALONE
    return [
        Picture(chart, _drawn(chart, links, f"{key}-{place}-w", wide),
                _drawn(chart, links, f"{key}-{place}-n", NARROW))
        for place, chart in enumerate(charts, start=1)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Single:
    """A chart with the one drawing of it that a dashboard shows, wide window or narrow."""

    chart: Chart
    drawn: SafeString


def single_picture(chart: Chart, links: Sequence[str], *, key: str) -> Single:
    """Return a small drawing; `links` are the addresses of the report's rows."""
    return Single(chart, _drawn(chart, links, key, PANEL))


def _drawn(chart: Chart, links: Sequence[str], key: str, width: int) -> SafeString:
    specified = specification(chart, PAGE, width=width, links=links)
    svg = draw(specified, title=chart.title, says=chart.says, key=key)
    # Written by a serialiser that escapes every text and address.
    return mark_safe(svg)
