"""Answers that are files: sheets as CSV and XLSX, streamed, and drawings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse

from tenure.documents.queries.sheets import Cell, csv_lines, safe_text, write_workbook

__all__ = [
    "Cell",
    "csv_response",
    "safe_text",
    "svg_response",
    "workbook_response",
    "xlsx_response",
]


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponseBase:
    """Stream rows as CSV (UTF-8 with a byte-order mark)."""
    response = StreamingHttpResponse(
        csv_lines(header, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def xlsx_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponseBase:
    """Write rows to an XLSX on disk in constant memory and stream the file."""
    return workbook_response(name, [(name, header, rows)])


def workbook_response(
    name: str, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]
) -> HttpResponseBase:
    """Write sheets (name, header, rows) to an XLSX on disk and stream the file."""
    file: IO[bytes] = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    write_workbook(file, sheets)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def svg_response(name: str, svg: str) -> HttpResponse:
    """Answer with a drawing as a file."""
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    return response
