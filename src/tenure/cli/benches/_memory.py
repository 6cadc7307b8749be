"""What the bench's PostgreSQL holds in memory: it is not in the peak of Tenure's process."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql_memory() -> Iterator[list[float]]:
    """Give a list of what PostgreSQL's processes hold together, in MB, read every second."""
    read, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(1):
            read.append(_postgresql_mb())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield read
    finally:
        over.set()
        watcher.join()


def _postgresql_mb() -> float:
    """Return the proportional memory of the bench's server and its backends; 0 without /proc."""
    directory = Path(os.environ["TENURE_DATA_DIR"]) / "postgresql"
    return sum(map(_proportional_mb, _processes_of(directory)))


def _processes_of(directory: Path) -> list[Path]:
    pids = list(directory.rglob("postmaster.pid"))
    if not pids or not Path("/proc").exists():
        return []
    parent = pids[0].read_text(encoding="utf-8").splitlines()[0]
    found = [Path("/proc") / parent]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1] == parent:
                found.append(stat.parent)
        except OSError:
            continue
    return found


def _proportional_mb(process: Path) -> float:
    try:
        rollup = (process / "smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    [held] = (line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(held) / 1024
