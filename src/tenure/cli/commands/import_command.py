"""Load files into the book: CSV, XLSX, or ZIP of them; good rows land, bad ones come back.

FILE may be files or folders. A profile says how to read them; a mapping (TOML) reads any other
file. Rows that cannot land are written to a rejects file with line, column and reason. The same
files again change nothing; changed files change what changed.

  tenure import book/ --profile plain
  tenure import contracts.xlsx --map ours.toml --dry-run
  tenure import export/*.csv --profile salesforce-cpq

Exit codes: 0 all landed, 1 some rows rejected, 2 files or mapping unusable.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.sync.files.commands import ImportResult

_COUNTS = ("read", "new", "changed", "unchanged", "rejected", "skipped", "merged")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the files, the way to read them, and the day."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files or folders")
    parser.add_argument(
        "--profile", default="plain", help="plain (default), salesforce-cpq or zuora"
    )
    parser.add_argument("--map", type=Path, metavar="TOML", help="a mapping file of your own")
    parser.add_argument("--dry-run", action="store_true", help="check and count; write nothing")
    parser.add_argument(
        "--on", type=session.parse_day, default=None, metavar="DATE", help="effective date (today)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Import and print what landed and what did not."""
    mapping = _mapping(arguments.map)
    actor = session.set_up()
    from tenure.sync.files.commands import import_files

    with _progress(quiet=arguments.json or not sys.stderr.isatty()) as tell:
        result = import_files(
            paths=arguments.files,
            profile=arguments.profile,
            mapping=mapping,
            dry_run=arguments.dry_run,
            by=actor,
            on=arguments.on or session.today(),
            progress=tell,
        )
    if arguments.json:
        session.print_json(_as_json(result))
    else:
        _print(result)
    return 1 if result.rejected else 0


def _mapping(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The mapping {path} cannot be read: {error}.") from None


def _as_json(result: ImportResult) -> dict[str, Any]:
    return {
        "run": result.run_id,
        "dry_run": result.dry_run,
        "sheets": result.counts,
        "rejected": result.rejected,
        "rejects": result.rejects,
        "notes": list(result.notes),
        "seconds": round(result.seconds, 3),
    }


def _print(result: ImportResult) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Dry run: nothing was written" if result.dry_run else None)
    table.add_column("sheet")
    shown = [name for name in _COUNTS if _matters(name, result)]
    for name in shown:
        table.add_column(name, justify="right")
    for sheet, counts in result.counts.items():
        table.add_row(sheet, *(f"{counts[name]:,}" for name in shown))
    console = Console()
    console.print(table)
    for note in result.notes:
        console.print(f"note: {note}", markup=False, highlight=False)
    if result.rejects is not None:
        console.print(
            f"{result.rejected:,} rows did not land; why: {result.rejects}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    console.print(f"{result.seconds:.1f} s", highlight=False)


def _matters(name: str, result: ImportResult) -> bool:
    if name in {"skipped", "merged", "changed", "unchanged"}:
        return any(counts[name] for counts in result.counts.values())
    return True


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    if quiet:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total or None)

        yield tell
