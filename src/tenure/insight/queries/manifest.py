"""Which files are a state of the facts: `manifest.json`, which is replaced at once."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tenure.insight.queries.files import Facts, Layered
from tenure.insight.queries.kept import Made

_FORMAT = 4  # of the files; another makes them anew


@dataclass(slots=True)
class Manifest:
    """What the files hold. `seen`: the state of PostgreSQL they are complete for (none: not).

    `read`: the last state at which nobody was writing; what is newer lies in `tail` and in the
    changes and restatements that are marked so, and is read again. `parts`, `changes` and
    `restated` are files with their numbers of rows.
    """

    format: int = _FORMAT
    cursor: int = 0
    last: list[Any] | None = None
    seen: list[int] | None = None
    read: list[int] | None = None
    through: int = 0
    parts: list[dict[str, Any]] = field(default_factory=list)
    tail: str | None = None
    slices: int = 0
    slices_rows: int = 0
    products: str = ""
    changes: list[dict[str, Any]] = field(default_factory=list)
    kept: dict[str, Any] | None = None
    kept_rows: int = 0
    restated: list[dict[str, Any]] = field(default_factory=list)
    made: int = 0

    def new_name(self, what: str) -> str:
        """Return a name that no file has had."""
        self.made += 1
        return f"{what}-{self.made}.parquet"

    def rows(self) -> int:
        """Return how many movements are kept for good."""
        return sum(part["rows"] for part in self.parts)

    def facts(self, folder: Path) -> Facts:
        """Return the files."""
        names = [part["name"] for part in self.parts] + ([self.tail] if self.tail else [])
        kept = None
        if self.kept:
            kept = Made(**self.kept).kept(folder, [each["name"] for each in self.restated])
        return Facts(
            movements=tuple(folder / name for name in names),
            contracts=self._layered(folder, "contracts"),
            products=folder / self.products,
            renewals=self._layered(folder, "renewals"),
            tasks=self._layered(folder, "tasks"),
            through_movement=self.through,
            kept=kept,
        )

    def _layered(self, folder: Path, what: str) -> Layered:
        changes = tuple(folder / f"{what}-{each['made']}.parquet" for each in self.changes)
        return Layered(folder / f"{what}-{self.slices}.parquet", changes)

    def write(self, folder: Path) -> None:
        """Put this state in the place of the one before."""
        draft = folder / "manifest.json.draft"
        draft.write_text(json.dumps(asdict(self)))
        os.replace(draft, folder / "manifest.json")


def read_manifest(folder: Path) -> Manifest:
    """Return the state that the folder has; an empty one when it is not whole or not ours."""
    try:
        said = json.loads((folder / "manifest.json").read_text())
        manifest = Manifest(**said)
        facts = manifest.facts(folder)
    except (OSError, ValueError, TypeError, AttributeError):  # none yet, or not ours to read
        return Manifest()
    are_there = all(path.is_file() for path in facts.paths())
    return manifest if manifest.format == _FORMAT and are_there else Manifest(made=manifest.made)


def sweep(folder: Path, manifest: Manifest) -> None:
    """Remove files that the manifest does not name: older states, and what was cut short."""
    named = {path.name for path in manifest.facts(folder).paths()}
    for path in folder.iterdir():
        if path.is_file() and path.name not in named | {"lock", "manifest.json"}:
            path.unlink()
