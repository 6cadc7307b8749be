"""Write a believable sample book as the sheets that a user would import (profile `plain`).

The company sells subscriptions in 12 countries and 7 currencies to customers from one blogger to a
group with 400 lines, directly and through partners, with years of history and faults on purpose.
README.txt in the folder says what was planted. The same numbers give the same bytes.

  tenure sample --accounts 400 --seed 1 --out book
  tenure import book --profile plain
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tenure.cli import session


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the size, the seed, the folder and the day."""
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--accounts", type=int, default=400, metavar="N", help="customers (400)")
    size.add_argument(
        "--lines", type=int, default=None, metavar="N", help="or: about so many lines in force"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another book (1)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--on",
        type=session.parse_day,
        default=None,
        metavar="DATE",
        help="the day the book is as of (today)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the sheets and say what is in them."""
    from tenure.sync.sample.commands import write_sample
    from tenure.sync.sample.rules.sizes import accounts_for_current_lines

    accounts = arguments.accounts
    if arguments.lines is not None:
        accounts = accounts_for_current_lines(arguments.lines)
    started = time.monotonic()
    shows = sys.stderr.isatty() and not arguments.json

    def progress(done: int) -> None:
        if shows:
            print(f"\r{done:,} of {accounts:,} accounts", end="", file=sys.stderr)

    manifest = write_sample(
        accounts=accounts,
        seed=arguments.seed,
        out=arguments.out,
        on=arguments.on or session.today(),
        progress=progress,
    )
    if shows:
        print(file=sys.stderr)
    if arguments.json:
        seconds = round(time.monotonic() - started, 3)
        session.print_json({**manifest.as_dict(), "seconds": seconds})
    else:
        print((arguments.out / "README.txt").read_text(encoding="utf-8"), end="")
    return 0
