"""Convert the sheets from text to typed tables `t_<sheet>`, and say what is wrong cell by cell."""

from __future__ import annotations

from tenure.sync.files.queries.staging import Staging
from tenure.sync.files.rules.cells import converted, is_bad, reason
from tenure.sync.files.rules.compile import CompiledSheet
from tenure.sync.files.rules.mapping import Format
from tenure.sync.files.rules.sheets import SHEETS, Kind, Sheet

_TYPES = {
    Kind.DATE: "DATE", Kind.LAST_DAY: "DATE", Kind.COUNT: "INTEGER", Kind.QUANTITY: "BIGINT",
    Kind.PRICE: "BIGINT", Kind.PERCENT: "INTEGER", Kind.YES_NO: "BOOLEAN",
}  # fmt: skip
_FEW = 2_000  # bad rows that are sought by number instead of by a join over all rows
Words = tuple[tuple[str, ...], tuple[str, ...]]


def words_of(settings: Format) -> Words:
    """Return the words for yes and for no, in lower case."""
    return tuple(word.lower() for word in settings.yes), tuple(word.lower() for word in settings.no)


def convert_sheet(staging: Staging, compiled: CompiledSheet, settings: Format) -> int:
    """Make `m_<sheet>` (text) and `t_<sheet>` (typed, with `_bad`); return the rows read."""
    sheet = SHEETS[compiled.name]
    words = words_of(settings)
    duck = staging.duck
    duck.execute(f"CREATE VIEW m_{sheet.name} AS {compiled.sql}")
    source = f"m_{sheet.name}"
    if "GROUP BY" in compiled.sql or " OVER " in compiled.sql:
        # Computed once: what is grouped or numbered is read again for the reasons.
        duck.execute(f"CREATE TABLE g_{sheet.name} AS SELECT * FROM m_{sheet.name}")
        source = f"g_{sheet.name}"
    noisy = bool(staging.noisy & set(compiled.sources))
    inner, outer, tests = [], ["_s", "_r"], ["_refused IS NOT NULL"]
    for name in compiled.columns:
        column = sheet.column(name)
        quoted, raw = f'"{name}"', f'"raw {name}"'
        inner += [f"{quoted} AS {raw}", f"{converted(column, quoted, words)} AS {quoted}"]
        outer.append(quoted)
        tests.append(is_bad(column, raw, quoted, noisy=noisy))
    missing = [c.name for c in sheet.columns if c.required and c.name not in compiled.columns]
    if missing:
        tests.append("true")
        outer += [f'NULL::{_TYPES.get(sheet.column(n).kind, "VARCHAR")} AS "{n}"' for n in missing]
    # Two steps, so that every cell is converted once.
    duck.execute(
        f"CREATE TABLE t_{sheet.name} AS SELECT {', '.join(outer)}, {' OR '.join(tests)} AS _bad "
        f"FROM (SELECT _s, _r, _refused, {', '.join(inner)} FROM {source})"
    )
    row = duck.execute(
        f"SELECT count(*), count(*) FILTER (WHERE _bad) FROM t_{sheet.name}"
    ).fetchone()
    read, bad = row or (0, 0)
    if bad:
        _explain(staging, sheet, compiled, source, words, missing)
    return int(read)


def _explain(
    staging: Staging,
    sheet: Sheet,
    compiled: CompiledSheet,
    source: str,
    words: Words,
    missing: list[str],
) -> None:
    duck = staging.duck
    rows = f"SELECT _s, _r FROM t_{sheet.name} WHERE _bad"
    few = duck.execute(f"SELECT DISTINCT _r FROM ({rows}) LIMIT {_FEW + 1}").fetchall()
    only = f"WHERE _r IN ({', '.join(str(row[0]) for row in few)})" if len(few) <= _FEW else ""
    duck.execute(
        f"CREATE OR REPLACE TEMP TABLE bad AS SELECT m.* FROM (SELECT * FROM {source} {only}) m "
        f"SEMI JOIN ({rows}) USING (_s, _r)"
    )
    duck.execute(
        f"INSERT INTO problems SELECT '{sheet.name}', _s, _r, NULL, '', NULL, _refused FROM bad "
        "WHERE _refused IS NOT NULL"
    )
    for name in compiled.columns:
        quoted = f'"{name}"'
        why = reason(sheet.column(name), quoted, words)
        duck.execute(
            f"INSERT INTO problems SELECT '{sheet.name}', _s, _r, NULL, '{name}', "
            f"left(rtrim({quoted}, chr(26)), 2000), {why} AS why FROM bad "
            "WHERE why IS NOT NULL AND _refused IS NULL"
        )
    for name in missing:
        duck.execute(
            f"INSERT INTO problems SELECT '{sheet.name}', _s, _r, NULL, '{name}', NULL, "
            f"'the files have no column for {name}' FROM bad"
        )
