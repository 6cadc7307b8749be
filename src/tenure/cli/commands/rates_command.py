"""Exchange rates that the company reports by: list them, set those of a file.

FILE is a CSV with currency, from and rate: USD,2027-01-01,0.92 says that a dollar is worth 0.92 of
the reporting currency from that day on. All of it is taken, or nothing. A rate set again for its
day corrects it; reports as known on an earlier day still tell by the one before.

  tenure rates list
  tenure rates list --into EUR --known-on 2027-04-05
  tenure rates set rates.csv --into EUR --dry-run
  tenure rates set rates.csv --into EUR

`tenure report ... --in EUR` tells amounts by them.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.cli import session
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.book.rules.exchange_rates import ExchangeRateFrom
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare listing and setting."""
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT", title="what to do")
    told = what.add_parser("list", help="list the rates that stand")
    told.add_argument("--into", default="", metavar="CURRENCY", help="those into one currency")
    told.add_argument("--known-on", type=session.parse_day, metavar="DATE", help="as set by a day")
    given = what.add_parser("set", help="set the rates of a file")
    given.add_argument("file", type=Path, metavar="FILE", help="a CSV with currency, from, rate")
    given.add_argument("--into", required=True, metavar="CURRENCY", help="the reporting currency")
    given.add_argument("--dry-run", action="store_true", help="read and check; set nothing")
    for each in (told, given):
        # Also before the name: see `main`.
        each.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object"
        )


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked for."""
    actor = session.set_up()
    return _list(arguments) if arguments.what == "list" else _set(arguments, actor)


def _list(arguments: argparse.Namespace) -> int:
    from tenure.book.queries.rates import rates_into, reporting_currencies
    from tenure.book.rules.exchange_rates import plain_rate

    wanted = [arguments.into] if arguments.into else reporting_currencies()
    found = [
        {
            "into": into, "currency": one.currency, "from": one.start_on,
            "rate": plain_rate(one.rate_e10),
        }
        for into in wanted
        for one in rates_into(into, known_on=arguments.known_on)
    ]  # fmt: skip
    if arguments.json:
        session.print_json({"rates": found})
        return 0
    for row in found:
        print(f"{row['currency']} in {row['into']}  from {row['from']}  {row['rate']:>20}")
    if not found:
        print("no exchange rate is set")
    return 0


def _set(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.book.commands.rates import set_exchange_rates

    rates = _read(arguments.file, arguments.into)
    if arguments.dry_run:
        told = {"dry_run": True, "readable": len(rates)}
        said = f"{len(rates)} can be read; nothing was set"
    else:
        done = set_exchange_rates(
            rates=rates, into=arguments.into, by=actor, on=session.today()
        )  # fmt: skip
        told = {"new": done.new, "corrected": done.corrected, "unchanged": done.unchanged}
        said = f"{done.new} new, {done.corrected} corrected, {done.unchanged} as they were"
    if arguments.json:
        session.print_json(told)
    else:
        print(said)
    return 0


def _read(path: Path, into: str) -> tuple[ExchangeRateFrom, ...]:
    from tenure.book.rules.exchange_rates import read_rate_file

    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return read_rate_file(lines, into=into)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from error
