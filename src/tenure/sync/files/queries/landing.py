"""Take files as far as typed, checked-by-cell sheets: what an import and its preview share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tenure.sync.files.queries.sources import open_files
from tenure.sync.files.queries.staging import Staging, load_sources, open_staging
from tenure.sync.files.queries.typed import convert_sheet
from tenure.sync.files.rules.compile import CompiledSheet, compile_profile
from tenure.sync.files.rules.expressions import MappingError
from tenure.sync.files.rules.mapping import Profile

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Landing:
    """The staged files, the sheets they give, and how many rows each sheet has."""

    staging: Staging
    sheets: dict[str, CompiledSheet] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    merged: dict[str, int] = field(default_factory=dict)


def land(paths: Sequence[Path], profile: Profile, folder: Path, progress: Progress) -> Landing:
    """Read, map and convert the files. The caller closes the staging."""
    progress("reading", 0, 0)
    opened = open_files(paths, profile.format, folder)
    total = sum(file.scan.lines for file in opened.files)
    staging = open_staging(opened, folder)
    place = ""
    try:
        load_sources(staging, profile)
    except BaseException:
        staging.close()
        raise
    try:
        landing = Landing(staging, compile_profile(profile, staging.available))
        done = 0
        for name, compiled in landing.sheets.items():
            place = name
            landing.read[name] = convert_sheet(staging, compiled, profile.format)
            landing.skipped[name] = _number(staging, compiled.skipped_sql)
            landing.merged[name] = _number(staging, compiled.merged_sql)
            done += landing.read[name]
            progress("checking", min(done, total), total)
    except (duckdb.ProgrammingError, duckdb.DataError, duckdb.NotSupportedError) as error:
        staging.close()
        first = str(error).partition("\n")[0][:300]
        raise MappingError(f"The mapping cannot be applied{_at(place)}: {first}") from None
    except BaseException:
        staging.close()
        raise
    return landing


def _at(sheet: str) -> str:
    return f" to sheet '{sheet}'" if sheet else ""


def _number(staging: Staging, sql: str) -> int:
    if sql == "0":
        return 0
    row = staging.duck.execute(f"SELECT {sql}").fetchone()
    return int(row[0]) if row else 0
