"""Price the next term of every contract of the book, keep the priced lines, report the leakage.

Done twice for one day under the same policies it does nothing the second time; killed in the
middle, run it again: it goes on where it stopped. Lines that cannot be priced are left out, with
the reason; the exit code is 1 then.

  tenure price                       for today (UTC)
  tenure price --on 2027-01-15 --json
  tenure price --again               although the day has been priced
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
    from tenure.pricing.models import RefusedLine
    from tenure.pricing.queries.runs import RunProgress

    Tell = Callable[[RunProgress], None]
    TellReport = Callable[[int, int], None]

SHOWN = 20  # refused lines, on the terminal


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the day."""
    parser.add_argument("--on", type=session.parse_day, metavar="DATE", help="default: today (UTC)")
    parser.add_argument("--again", action="store_true", help="although the day has been priced")


def run(arguments: argparse.Namespace) -> int:
    """Price the book and say what came of it."""
    actor = session.set_up()
    from tenure.pricing.queries.runs import refused_lines
    from tenure.quotes.commands import price_book_and_report

    on = arguments.on or session.today()
    shown = sys.stderr.isatty() and not arguments.json
    with _bars() if shown else _nothing() as (tell, tell_report):
        found = price_book_and_report(
            on=on, by=actor, again=arguments.again, tell=tell, tell_report=tell_report
        )
    refused = refused_lines(actor, found.run_id, limit=1_000 if arguments.json else SHOWN)
    if arguments.json:
        session.print_json(asdict(found) | {"refused_lines": [_told(line) for line in refused]})
    else:
        _print(found, refused)
    return 1 if found.refused else 0


def _told(line: RefusedLine) -> dict[str, object]:
    return {"contract": line.contract.key, "line": line.line, "reason": line.reason}


def _print(found: RunProgress, refused: list[RefusedLine]) -> None:
    print(f"{found.on}: {found.lines:,} lines priced, {found.refused:,} refused")
    if found.left_out:
        print(f"{found.left_out:,} contracts left out: their next term ends past the year 9999")
    for line in refused:
        print(f"  {line.contract.key}, line {line.line}: {line.reason}")
    if found.refused > len(refused):
        print(f"  and {found.refused - len(refused):,} others; --json shows up to 1,000")


@contextmanager
def _nothing() -> Iterator[tuple[Tell | None, TellReport | None]]:
    yield None, None


@contextmanager
def _bars() -> Iterator[tuple[Tell | None, TellReport | None]]:
    """Show how many parts of the book are priced and how many lines that is, then reported."""
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TextColumn("parts{task.fields[lines]}"),
        rich.TimeRemainingColumn(),
    )
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        priced = bars.add_task("pricing the book", total=None, lines="")
        reported = bars.add_task("reporting leakage", total=None, lines="", visible=False)

        def show(news: RunProgress) -> None:
            lines = f", {news.lines:,} lines"
            bars.update(priced, total=news.parts, completed=news.parts_done, lines=lines)

        def show_report(done: int, of: int) -> None:
            bars.update(reported, total=of, completed=done, visible=True)

        yield show, show_report
