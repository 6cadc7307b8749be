"""Files of a report: its charts as SVG, its figures as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.insight.rules.figures import Report
    from tenure.insight.rules.workbooks import Sheet


def drawn(found: Report, named: Path, show: str, theme: str) -> list[Path]:
    """Write the charts: one into the file, several beside it with their currency in the name.

    Raise InvalidInput when there is nothing to draw or the file cannot be written.
    """
    from tenure.insight.queries.drawings import drawing
    from tenure.insight.rules.charts import charts_of
    from tenure.insight.rules.vega import THEMES
    from tenure.kernel.errors import InvalidInput

    charts = charts_of(found, show)
    if not charts:
        raise InvalidInput("There is nothing to draw of this period.")
    written = []
    for chart in charts:
        path = named if len(charts) == 1 else named.with_stem(f"{named.stem}-{chart.currency}")
        _write(path, drawing(chart, THEMES[theme]).encode())
        written.append(path)
    return written


def written(sheets: list[Sheet], path: Path) -> list[Path]:
    """Write a workbook. Raise InvalidInput when the file cannot be written."""
    from io import BytesIO

    from tenure.documents.queries.sheets import write_workbook

    content = BytesIO()
    write_workbook(content, sheets)
    _write(path, content.getvalue())
    return [path]


def tell(written: list[Path], *, as_json: bool) -> int:
    """Say which files were written."""
    if as_json:
        session.print_json({"files": [str(path) for path in written]})
    else:
        print("\n".join(f"wrote {path}" for path in written))
    return 0


def _write(path: Path, content: bytes) -> None:
    from tenure.kernel.errors import InvalidInput

    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.") from error
