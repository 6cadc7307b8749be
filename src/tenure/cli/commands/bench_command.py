"""Measure a hot path against its floor: the time that the bare work takes on this machine.

Each bench runs in a process and on a book of its own under the data directory; your book is not
touched. The ratio (seconds / floor seconds) is what to compare between machines.

  tenure bench import                     one bench at its usual size
  tenure bench import --scale 100000      smaller
  tenure bench all --write docs/benchmarks.md
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tenure.cli import benches, session


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the bench, its size and the page to write."""
    parser.add_argument(
        "name", choices=[*benches.names(), "all"], metavar="NAME",
        help=f"one of: {', '.join(benches.names())}; or all",
    )  # fmt: skip
    parser.add_argument(
        "--scale",
        "--lines",
        "--renewals",
        "--movements",
        type=_size,
        default=None,
        metavar="N",
        help="size of the book",
    )
    parser.add_argument("--write", type=Path, default=None, metavar="FILE", help="page to write")


def _size(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Run the benches one after the other; 3 when one of several failed."""
    from tenure.cli.benches import harness, report

    chosen = benches.names() if arguments.name == "all" else [arguments.name]
    results, failed = [], 0
    for name in chosen:
        if not arguments.json:
            print(f"{name} ...", file=sys.stderr)
        try:
            results.append(harness.run_apart(name, arguments.scale))
        except harness.BenchError as error:
            failed += 1
            print(error, file=sys.stderr)
            continue
        if not arguments.json:
            print(report.line(results[-1]), flush=True)
    if arguments.json and arguments.name == "all":
        session.print_json({"benches": results, "failed": failed})
    elif arguments.json and results:
        session.print_json(results[0])
    if arguments.write is not None and results:
        report.write(arguments.write, results, session.today())
    return 3 if failed else 0
