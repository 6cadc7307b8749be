"""Do the daily run for a date: open renewals, assign, price and quote the window, write the digest.

Done twice for one date it does nothing the second time; killed in the middle, run it again: it goes
on where it stopped. Two at once refuse each other.

  tenure run                         today (UTC)
  tenure run --on 2027-01-15 --json
  tenure run --quote-late            also quote what is past T-90 without a quote
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.desk.rules.report import RunReport, StepNews

    Progress = Callable[[StepNews], None]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare date, horizon and lateness."""
    parser.add_argument("--on", type=session.parse_day, metavar="DATE", help="default: today (UTC)")
    parser.add_argument(
        "--horizon", type=_days, default=180, metavar="N", help="open terms ending in N days (180)"
    )
    parser.add_argument(
        "--quote-late", action="store_true", help="also quote what is past T-90 without a quote"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do the run and report it."""
    actor = session.set_up()
    from tenure.desk.commands.run import run_day

    on = arguments.on or session.today()
    shown = sys.stderr.isatty() and not arguments.json
    with _bars() if shown else _nothing() as progress:
        report = run_day(
            on=on,
            by=actor,
            progress=progress,
            quote_late=arguments.quote_late,
            horizon_days=arguments.horizon,
        )
    if arguments.json:
        session.print_json(asdict(report))
    else:
        _print(report)
    return 0


def _days(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 3650:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of days from 1 to 3650")
    return int(text)


def _print(report: RunReport) -> None:
    print(f"{report.on}: {report.summary()} ({report.seconds:.1f} s)")
    for step in report.steps:
        counts = ", ".join(f"{name} {count:,}" for name, count in step.counts.items() if count)
        print(f"  {step.name:<10} {step.seconds:8.2f} s  {counts}")


@contextmanager
def _nothing() -> Iterator[Progress | None]:
    yield None


@contextmanager
def _bars() -> Iterator[Progress | None]:
    """Show one progress bar per step on the terminal."""
    from rich import progress as rich
    from rich.console import Console

    from tenure.desk.rules.report import STEPS

    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeElapsedColumn(),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, rich.TaskID] = {}

        def show(news: StepNews) -> None:
            if news.name not in tasks:
                tasks[news.name] = bars.add_task(STEPS[news.name], total=None)
            if news.finished:
                task = bars.tasks[tasks[news.name]]
                bars.update(task.id, total=task.total or 1, completed=task.total or 1)
            elif news.total:
                bars.update(tasks[news.name], total=news.total, completed=news.done)

        yield show
