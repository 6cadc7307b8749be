"""Run one bench in a process of its own, with a data directory of its own that goes away after.

The process's peak memory is its own resident memory: PostgreSQL's processes are not in it. The
embedded PostgreSQL is always the one measured, so that a bench never writes into a real book.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

from tenure.cli import benches
from tenure.cli.benches import BenchResult
from tenure.config import environment
from tenure.foundation import embedded
from tenure.kernel.errors import TenureError


class BenchError(TenureError):
    """A bench did not come to its end."""


def run_apart(name: str, scale: int | None) -> BenchResult:
    """Run the bench in a child process and return what it measured.

    Raises BenchError when it fails; what it wrote to standard error has been shown by then.
    """
    home = environment.data_dir()
    home.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f"bench-{name}-", dir=home))
    surroundings = {key: text for key, text in os.environ.items() if key != "DATABASE_URL"}
    surroundings["TENURE_DATA_DIR"] = str(scratch)
    answer = scratch / "result.json"
    command = [sys.executable, "-m", __name__, name, str(scale or ""), str(answer)]
    try:
        done = subprocess.run(command, env=surroundings, check=False)
        if done.returncode != 0 or not answer.exists():
            raise BenchError(f"The bench {name} failed (exit code {done.returncode}).")
        return cast(BenchResult, json.loads(answer.read_text(encoding="utf-8")))
    finally:
        # A child that was killed leaves its server behind.
        embedded.stop(scratch / "postgresql")
        shutil.rmtree(scratch, ignore_errors=True)


def run_here(name: str, scale: int | None) -> BenchResult:
    """Run the bench in this process; add its name and this process's peak memory."""
    module = importlib.import_module(benches.module_name(name))
    result = cast(BenchResult, module.run(scale or getattr(module, "SCALE", benches.SCALE)))
    result["name"] = name
    result["peak_mb"] = round(max(result.get("peak_mb", 0), peak_mb()), 1)
    return result


def peak_mb() -> float:
    """Return the most memory that this process has held resident so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


def _main() -> None:
    name, scale, answer = sys.argv[1:]
    result = run_here(name, int(scale) if scale else None)
    Path(answer).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    _main()
