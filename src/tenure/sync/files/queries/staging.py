"""The DuckDB session of one import: sources as text, with the true line of every row; problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import duckdb

from tenure.sync.files.queries.careful import rewrite
from tenure.sync.files.queries.limits import MAX_RECORD, FileRefused
from tenure.sync.files.queries.sources import Opened, TextFile
from tenure.sync.files.rules.cells import identifier, literal, source_view
from tenure.sync.files.rules.mapping import Profile, SourceSpec, normal

_PROBLEM = "INSERT INTO problems VALUES (?, ?, NULL, ?, '', ?, ?)"
MEMORY = "2GB"
IN_MEMORY_BYTES = 1024**3  # bigger inputs are staged in a file of the import's folder


@dataclass(slots=True)
class Staging:
    """One import's tables: `raw_<n>` per file, `s_<source>` per source, `problems`."""

    duck: duckdb.DuckDBPyConnection
    folder: Path
    files: tuple[TextFile, ...]
    notes: list[str] = field(default_factory=list)
    available: dict[str, frozenset[str]] = field(default_factory=dict)
    source_of: dict[int, str] = field(default_factory=dict)
    noisy: set[str] = field(default_factory=set)

    def close(self) -> None:
        """Free the memory and the spill files."""
        self.duck.close()


def open_staging(opened: Opened, folder: Path, *, threads: int = 0) -> Staging:
    """Return an empty session whose memory is bounded and which spills to `folder`."""
    total = sum(file.path.stat().st_size for file in opened.files)
    target = ":memory:" if total < IN_MEMORY_BYTES else str(folder / "staging.duckdb")
    spill = folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(spill),
    }
    if threads:
        config["threads"] = threads
    duck = duckdb.connect(target, config=config)
    duck.execute(
        "CREATE TABLE problems (sheet VARCHAR, _s SMALLINT, _r BIGINT, line BIGINT, "
        "col VARCHAR, value VARCHAR, reason VARCHAR)"
    )
    _lock(duck, folder, opened)
    return Staging(duck, folder, opened.files, list(opened.notes))


def _lock(duck: duckdb.DuckDBPyConnection, folder: Path, opened: Opened) -> None:
    """Leave the session nothing but its folder and the files it is to read, for good."""
    inputs = ", ".join(literal(str(file.path)) for file in opened.files)
    duck.execute(f"SET allowed_directories = [{literal(str(folder))}]")
    duck.execute(f"SET allowed_paths = [{inputs}]")
    duck.execute("SET enable_external_access = false")
    duck.execute("SET lock_configuration = true")


def load_sources(staging: Staging, profile: Profile) -> None:
    """Read every file that the profile wants and give each source its view.

    Raise FileRefused when no file is one that the profile knows.
    """
    wanted: dict[str, list[int]] = {}
    for number, file in enumerate(staging.files):
        name = source_for(profile, file)
        if name is None:
            staging.notes.append(f"{_shown(file)}: not one of the profile's files; left out")
            continue
        wanted.setdefault(name, []).append(number)
        staging.source_of[number] = name
    if not wanted:
        raise FileRefused(_nothing_known(profile, staging.files))
    for name, numbers in wanted.items():
        for number in numbers:
            _read(staging, number, main_sheet(profile, name))
        staging.available[name] = _view(staging, name, numbers)


def source_for(profile: Profile, file: TextFile) -> str | None:
    """Return the profile's source that a file is: by its headers, then by its name."""
    headers = {normal(header) for header in file.headers}
    best: tuple[int, str] | None = None
    for name, spec in profile.sources.items():
        if not _has_all(spec, headers):
            continue
        named = any(fnmatch(file.stem, pattern.lower()) for pattern in spec.files)
        exact = any(
            pattern != "*" and fnmatch(file.stem, pattern.lower()) for pattern in spec.files
        )
        score = 2 * exact + named
        if named and (best is None or score > best[0]):
            best = (score, name)
    return best[1] if best else None


def main_sheet(profile: Profile, source: str) -> str:
    """Return the sheet to whose count the unreadable rows of a source belong."""
    named = [spec for spec in profile.sheets if spec.source == source]
    own = [spec for spec in named if not spec.derived] or named
    return own[-1].sheet if own else source


def _has_all(spec: SourceSpec, headers: set[str]) -> bool:
    asked = {normal(spec.rename.get(name, name)) for name in spec.signature}
    asked |= {normal(header) for header in spec.rename.values()} if not spec.signature else set()
    constants = {normal(name) for name in spec.constants}
    return asked - constants <= headers


def _nothing_known(profile: Profile, files: Sequence[TextFile]) -> str:
    seen = "; ".join(f"{_shown(f)} has {', '.join(f.headers[:12])}" for f in files[:3])
    asked = "; ".join(
        f"{spec.name}: {', '.join(spec.signature or tuple(spec.rename.values()))}"
        for spec in profile.sources.values()
        if spec.signature or spec.rename
    )
    return f"No file has the columns of profile '{profile.name}' ({asked}). Seen: {seen}."


def _read(staging: Staging, number: int, sheet: str) -> None:
    file = staging.files[number]
    if not file.scan.ascii or file.scan.controls:
        staging.noisy.add(staging.source_of[number])
    width = len(file.headers)
    if file.scan.simple or file.numbered:
        try:
            _load(staging, number, file.path, file, numbered=file.numbered)
        except duckdb.Error:
            staging.duck.execute(f"DROP TABLE IF EXISTS raw_{number}")
        else:
            if file.numbered or _lines_add_up(staging, number, file):
                return
            staging.duck.execute(f"DROP TABLE raw_{number}")
    if file.numbered:
        raise FileRefused(f"{_shown(file)} cannot be read.")
    clean = staging.folder / f"clean-{number}.csv"
    for record in rewrite(file.path, file.offset, file.delimiter, width, clean):
        staging.duck.execute(
            _PROBLEM,
            [sheet, number, record.line, record.value[:2000].replace("\x00", ""), record.reason],
        )
    _load(staging, number, clean, file, numbered=True)


def _load(staging: Staging, number: int, path: Path, file: TextFile, *, numbered: bool) -> None:
    """Read a well-formed CSV file as text; raise duckdb.Error when it is not well-formed."""
    width = len(file.headers) - (1 if file.numbered else 0)
    names = [f"c{index}" for index in range(width)]
    columns = {"_line": "BIGINT"} if numbered else {}
    columns |= dict.fromkeys(names, "VARCHAR")
    listed = ", ".join(f"{literal(name)}: '{kind}'" for name, kind in columns.items())
    clean = path != file.path or file.numbered
    newline = "\\n" if clean else file.scan.newline
    delimiter = "," if clean else file.delimiter
    longest = 8 * MAX_RECORD if clean else MAX_RECORD
    staging.duck.execute(
        f"CREATE TABLE raw_{number} AS SELECT * FROM read_csv({literal(str(path))}, "
        f"columns={{{listed}}}, auto_detect=false, header=true, delim={literal(delimiter)}, "
        f"quote='\"', escape='\"', new_line={literal(newline)}, max_line_size={longest}, "
        f"strict_mode=true, encoding='utf-8')"
    )


def _lines_add_up(staging: Staging, number: int, file: TextFile) -> bool:
    """Check that every physical line is in a row; keep where rows have more than one.

    A row that the reader dropped, or a blank line, would shift the lines of all that follow.
    """
    row = staging.duck.execute(f"SELECT count(*) FROM raw_{number}").fetchone()
    rows = row[0] if row else 0
    if rows + 1 == file.scan.lines:
        return True
    if not file.scan.quotes:
        return False
    inner = " + ".join(
        f"coalesce(length(c{i}) - length(replace(c{i}, chr(10), '')), 0)"
        for i in range(len(file.headers))
    )
    staging.duck.execute(
        f"CREATE TABLE lines_{number} AS SELECT rowid AS r, {inner} AS n FROM raw_{number} "
        f"WHERE {inner} > 0"
    )
    row = staging.duck.execute(f"SELECT coalesce(sum(n), 0) FROM lines_{number}").fetchone()
    if row and rows + 1 + int(row[0]) == file.scan.lines:
        return True
    staging.duck.execute(f"DROP TABLE lines_{number}")
    return False


def _view(staging: Staging, name: str, numbers: Sequence[int]) -> frozenset[str]:
    parts = []
    seen: set[str] = set()
    for number in numbers:
        file = staging.files[number]
        cells = []
        here: set[str] = set()
        headers = file.headers[1:] if file.numbered else file.headers
        for index, header in enumerate(headers):
            column = normal(header)
            if not column or column in here:
                if column:
                    staging.notes.append(f"{_shown(file)}: second column '{header}' left out")
                continue
            here.add(column)
            cells.append(f"{_trimmed(f'c{index}', file)} AS {identifier(column)}")
        seen |= here
        parts.append(
            f"SELECT {', '.join([f'{number}::SMALLINT AS _s', 'rowid AS _r', *cells])} "
            f"FROM raw_{number}"
        )
    staging.duck.execute(f"CREATE VIEW {source_view(name)} AS {' UNION ALL BY NAME '.join(parts)}")
    return frozenset(seen)


def _trimmed(cell: str, file: TextFile) -> str:
    if file.scan.ascii:
        return f"nullif(trim({cell}), '')"
    return f"nullif(trim(nfc_normalize({cell}), ' \u00a0\t\r\n'), '')"


def line_sql(staging: Staging, number: int) -> str:
    """Return the expression of a row's line in file `number`, over a column `_r`."""
    tables = {row[0] for row in staging.duck.execute("SHOW TABLES").fetchall()}
    file = staging.files[number]
    columns = staging.duck.execute(f"DESCRIBE raw_{number}").fetchall()
    if file.numbered or columns[0][0] == "_line":
        return f"(SELECT _line FROM raw_{number} w WHERE w.rowid = _r)"
    if f"lines_{number}" in tables:
        more = f"(SELECT coalesce(sum(n), 0) FROM lines_{number} l WHERE l.r < _r)"
        return f"_r + 2 + {more}"
    return "_r + 2"


def _shown(file: TextFile) -> str:
    return f"{file.label} / {file.sheet}" if file.sheet else file.label
