"""Read workbooks: every sheet becomes numbered CSV, dates written in the declared format."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineWorkbook, SheetTypeEnum

from tenure.sync.files.queries.extent import check_workbook
from tenure.sync.files.queries.limits import FileRefused
from tenure.sync.files.queries.scan import fresh
from tenure.sync.files.rules.mapping import Format

_MIDNIGHT = time(0, 0)


def sheets_of(path: Path, folder: Path, settings: Format) -> Iterator[tuple[str, Path]]:
    """Yield each sheet's name and its rows as CSV, with the row's number in the first column.

    Raise FileRefused when the file is no workbook or too large to be read into memory.
    """
    check_workbook(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            for number, meta in enumerate(workbook.sheets_metadata):
                if meta.typ != SheetTypeEnum.WorkSheet:
                    continue
                target = fresh(folder, f"sheet-{path.stem[:40]}-{number}.csv")
                rows = workbook.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
                _write(rows, target, settings)
                yield meta.name, target
    except Exception as error:  # the reader's own, and whatever a damaged part brings about
        raise FileRefused(f"{path.name} cannot be read as a workbook: {error}.") from None


def _write(rows: Sequence[Sequence[object]], target: Path, settings: Format) -> None:
    with target.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        width = 0
        for number, row in enumerate(rows, start=1):
            cells = [_text(cell, settings) for cell in row]
            if not any(cells):
                continue
            if not width:
                while cells and not cells[-1]:
                    cells.pop()
                width = len(cells)
                writer.writerow(["_line", *cells])
                continue
            while len(cells) > width and not cells[-1]:
                cells.pop()
            writer.writerow([number, *cells, *[""] * (width - len(cells))])


def _text(cell: object, settings: Format) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return settings.yes[0] if cell else settings.no[0]
    if isinstance(cell, (int, float)):
        text = f"{cell:.15g}" if isinstance(cell, float) else str(cell)
        if "e" in text:
            text = f"{cell:.0f}"
        return text.replace(".", settings.decimal)
    if isinstance(cell, datetime):
        if cell.time() == _MIDNIGHT:
            return cell.strftime(settings.date[0])
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.strftime(settings.date[0])
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    # Surrogates and the like cannot be written: they are shown as what they are.
    return str(cell).encode("utf-8", errors="replace").decode()
