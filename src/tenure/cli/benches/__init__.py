"""Benches: each a module here with `run(scale) -> BenchResult` and a first line that says what.

`tenure bench NAME` runs one in a process and a data directory of its own (see `harness`). A module
may name its usual size as `SCALE`. `import_.py` is the bench `import`, `daily_run.py` `daily-run`.
"""

from __future__ import annotations

import pkgutil
from typing import NotRequired, TypedDict

SCALE = 100_000
_NOT_BENCHES = {"harness", "report"}


class BenchResult(TypedDict):
    """What a bench measured. `ratio` is seconds over floor seconds: 1 is as fast as the floor."""

    name: str
    per_second: float
    seconds: float
    floor_seconds: float
    ratio: float
    peak_mb: float
    floor: str
    note: str
    goal: NotRequired[str]


def names() -> list[str]:
    """Return the benches there are, as they are written on the command line."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(
        name.rstrip("_").replace("_", "-")
        for name in found
        if not name.startswith("_") and name not in _NOT_BENCHES
    )


def module_name(name: str) -> str:
    """Return the import path of a bench."""
    plain = name.replace("-", "_")
    modules = {module.name.rstrip("_"): module.name for module in pkgutil.iter_modules(__path__)}
    return f"{__name__}.{modules[plain]}"
