"""The files of one state of ledger and renewals, and how DuckDB names and opens them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

MEMORY = "1500MB"


@dataclass(frozen=True, slots=True)
class Layered:
    """Rows of contracts as they once were, and of the contracts that were read again since.

    Of what was read again, the file with the highest `made` counts.
    """

    base: Path
    changes: tuple[Path, ...] = ()

    def sql(self) -> str:
        """Return the SELECT of the rows as they are now; contracts that have none are left out."""
        if not self.changes:
            return f"SELECT * FROM {named([self.base])}"
        again = named(self.changes)
        return f"""SELECT * FROM {named([self.base])} b ANTI JOIN {again} a USING (contract_id)
            UNION ALL BY NAME
            SELECT * EXCLUDE (made, is_there) FROM (SELECT * FROM {again} a
                QUALIFY made = max(made) OVER (PARTITION BY contract_id)) a WHERE is_there"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept added up of the movements to `through`, none of them booked after `booked_on`.

    `sums`: amounts by month, kind, currency and each one slice. `sheets`: by year, a row for each
    customer and currency with the ARR before every month and what happened in it. `restated`:
    movements to take out (of what a contract was) and to put in (of what it is now).
    """

    through: int
    booked_on: date
    sums: Path
    sheets: Mapping[int, tuple[Path, ...]]
    restated: tuple[Path, ...] = ()

    def paths(self) -> tuple[Path, ...]:
        """Return all files of it."""
        sheets = (path for paths in self.sheets.values() for path in paths)
        return (self.sums, *sheets, *self.restated)


@dataclass(frozen=True, slots=True)
class Facts:
    """The files, and the last movement in them (0: none)."""

    movements: tuple[Path, ...]
    contracts: Layered
    products: Path
    renewals: Layered
    tasks: Layered
    through_movement: int
    kept: Kept | None = field(default=None)

    def paths(self) -> tuple[Path, ...]:
        """Return all files of the state."""
        layers = (self.contracts, self.renewals, self.tasks)
        bases = (path for layer in layers for path in (layer.base, *layer.changes))
        return (*self.movements, self.products, *bases, *(self.kept.paths() if self.kept else ()))


def named(paths: Iterable[Path]) -> str:
    """Return the files as a table of DuckDB."""
    return f"read_parquet([{', '.join(quoted(path) for path in paths)}])"


def quoted(path: Path) -> str:
    """Return a file's name as text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def opened(spill: Path) -> duckdb.DuckDBPyConnection:
    """Open DuckDB in bounds of memory; what does not fit goes into the folder `spill`."""
    return duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": MEMORY,
            "temp_directory": str(spill),
            "threads": os.cpu_count() or 1,
            "preserve_insertion_order": False,
        },
    )
