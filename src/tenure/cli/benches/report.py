"""Put what the benches measured into words: lines for the terminal, a page for the documents."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tenure import __version__
from tenure.cli.benches import BenchResult
from tenure.foundation import embedded

# Where a person writes down runs that are too long for every time.
LARGER = "\n# Larger runs\n"
_HEADER = """\
# Benchmarks

Written by `make bench` (`tenure bench all --write docs/benchmarks.md`). Do not edit, but for the
larger runs at the end, which take too long for every time.

Measured on {on} with Tenure {tenure}, Python {python}, PostgreSQL {postgresql} (embedded),
DuckDB {duckdb}, on {system} with {cores} cores and {memory}.

How the figures are taken: each bench runs once in a process of its own, on a book of its own that
`tenure sample` made, with a fresh embedded PostgreSQL. Its floor is measured in the same run on
the same machine, so the ratio (seconds / floor seconds) says how much Tenure adds to work that
cannot be avoided, and holds on other machines. Peak memory is that of Tenure's process, without
PostgreSQL's.

| bench | per second | seconds | floor seconds | ratio | peak MB |
|---|--:|--:|--:|--:|--:|
"""


def line(result: BenchResult) -> str:
    """Return one measurement as a line of text."""
    return (
        f"{result['name']}: {result['per_second']:,.0f} a second, {result['seconds']:.2f} s, "
        f"{result['ratio']:.2f} times the floor ({result['floor']}, "
        f"{result['floor_seconds']:.2f} s), {result['peak_mb']:,.0f} MB"
    )


def page(results: list[BenchResult], on: date) -> str:
    """Return the Markdown page with all measurements."""
    header = _HEADER.format(
        on=on.isoformat(),
        tenure=__version__,
        python=platform.python_version(),
        postgresql=_postgresql(),
        duckdb=version("duckdb"),
        system=f"{platform.system()} {platform.machine()}",
        cores=os.cpu_count(),
        memory=_memory(),
    )
    rows = "".join(
        f"| {r['name']} | {r['per_second']:,.0f} | {r['seconds']:.2f} | {r['floor_seconds']:.2f} "
        f"| {r['ratio']:.2f} | {r['peak_mb']:,.0f} |\n"
        for r in results
    )
    return header + rows + "".join(_details(result) for result in results)


def _details(result: BenchResult) -> str:
    goal = f"- Goal: {result['goal']}\n" if result.get("goal") else ""
    return f"\n## {result['name']}\n\n- {result['note']}\n- Floor: {result['floor']}.\n{goal}"


def _postgresql() -> str:
    command = [str(embedded.find_binaries() / "postgres"), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return said.split()[-1] if said else "of unknown version"


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return "memory unknown"
    return f"{size / (1 << 30):.0f} GiB of memory"


def write(path: Path, results: list[BenchResult], on: date) -> None:
    """Write the page to a file; what it says of larger runs stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    _, heading, larger = before.partition(LARGER)
    path.write_text(page(results, on) + heading + larger, encoding="utf-8")
