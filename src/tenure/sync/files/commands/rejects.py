"""Write what did not land: one line per reason, ready for a sheet program."""

from __future__ import annotations

from pathlib import Path

from tenure.documents.rules import FORMULA_STARTS
from tenure.sync.files.queries.staging import Staging, line_sql
from tenure.sync.files.rules.cells import literal

_SHOWN = 200


def write_rejects(*, staging: Staging, path: Path) -> int:
    """Write `problems` as CSV with the true lines; return how many there are.

    Cells that a sheet program would take for a formula are quoted with an apostrophe.
    """
    duck = staging.duck
    update = "UPDATE problems SET line ="
    for number in staging.source_of:
        duck.execute(f"{update} {line_sql(staging, number)} WHERE _s = {number} AND line IS NULL")
    files = ", ".join(
        f"({number}, {literal(staging.files[number].label)}, "
        f"{literal(staging.files[number].sheet or '')})"
        for number in staging.source_of
    )
    sheet = "coalesce(nullif(f.sheet, ''), p.sheet)"
    rows = (
        f"SELECT {_safe('f.file')} AS file, "
        f"{_safe(sheet)} AS sheet, p.line AS line, "
        f'{_safe("p.col")} AS "column", {_safe("p.value")} AS value, '
        f"{_safe('p.reason', shown=2_000)} AS reason FROM problems p "
        f"JOIN (VALUES {files}) f(s, file, sheet) ON f.s = p._s ORDER BY f.file, p.line, p.col"
    )
    made = staging.folder / "rejects.csv"  # the session may write nowhere else
    duck.execute(f"COPY ({rows}) TO {literal(str(made))} (FORMAT csv, HEADER true)")
    made.replace(path)
    row = duck.execute("SELECT count(*) FROM problems").fetchone()
    return int(row[0]) if row else 0


def _safe(text: str, *, shown: int = _SHOWN) -> str:
    """Return the start of a text on one line, after an apostrophe if it could be a formula."""
    starts = ", ".join(f"chr({ord(mark)})" for mark in FORMULA_STARTS)
    plain = f"left(replace(replace(coalesce({text}, ''), chr(10), ' '), chr(13), ' '), {shown})"
    return f"CASE WHEN left({text}, 1) IN ({starts}) THEN chr(39) || {plain} ELSE {plain} END"
