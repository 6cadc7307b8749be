"""Price indices that contracts follow: list them, show one's values, publish new ones.

FILE is a CSV with a value a row: index, name, month (2026-10), value (129.36), published_on. Rows
that cannot be taken are told with line and column; the others are published. A value never
changes: a revision is a further row with a later day of publication.

  tenure index list
  tenure index show HICP-EA
  tenure index show HICP-EA --on 2027-01-01      as it was published by that day
  tenure index publish hicp.csv --dry-run
  tenure index publish hicp.csv
  tenure index add HICP-EA 2026-10 129.36 --published 2026-11-18

Exit codes: 0 done, 1 some rows refused, 2 the file or what was asked makes no sense.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.book.rules.index_file import IndexFile, ValueFault, published_of, read_index_file
from tenure.cli import session
from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import fixed_point

if TYPE_CHECKING:
    from tenure.foundation.models import User

Parser = argparse.ArgumentParser
Given = argparse.Namespace


def configure(parser: Parser) -> None:
    """Declare a subcommand for each thing to do with indices."""
    found = parser.add_subparsers(dest="what", required=True, metavar="WHAT", title="what to do")
    for name, (line, declare, _) in WHAT.items():
        own = found.add_parser(name, help=line, description=f"{line[0].upper()}{line[1:]}.")
        declare(own)
        # Also before the name: see `main`.
        own.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object"
        )


def run(given: Given) -> int:
    """Do what was asked for."""
    actor = session.set_up()
    return WHAT[given.what][2](given, actor)


def _declare_list(_: Parser) -> None:
    """Take nothing."""


def _declare_show(parser: Parser) -> None:
    parser.add_argument("index", metavar="INDEX", help="the index's code")
    parser.add_argument(
        "--on", type=session.parse_day, metavar="DATE",
        help="as published by this day (default: today, UTC)",
    )  # fmt: skip


def _declare_publish(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV with a value a row")
    parser.add_argument("--dry-run", action="store_true", help="read and check; publish nothing")


def _declare_add(parser: Parser) -> None:
    parser.add_argument("index", metavar="INDEX", help="the index's code; an unknown one is made")
    parser.add_argument("month", metavar="MONTH", help="as in 2026-10")
    parser.add_argument("value", metavar="VALUE", help="at most three decimals")
    parser.add_argument(
        "--published", required=True, metavar="DATE", help="the day it was published"
    )
    parser.add_argument("--name", default="", help="what a new index is called")


def _list(given: Given, actor: User) -> int:
    from tenure.book.queries.indices import indices

    found = indices(actor)
    if given.json:
        told = [{name: value for name, value in asdict(one).items() if name != "pk"}
                for one in found]  # fmt: skip
        session.print_json({"indices": told})
        return 0
    for index in found:
        reach = f"{index.first_month:%Y-%m} to {index.last_month:%Y-%m}" if index.months else "-"
        print(f"{index.code:<16}{reach:<20}{index.months:>5} months  {index.name}")
    if not found:
        print("no price index is known: publish its values first")
    return 0


def _show(given: Given, actor: User) -> int:
    from tenure.book.queries.indices import indices, values_on

    if given.index not in {index.code for index in indices(actor)}:
        raise InvalidInput(f"There is no price index {given.index}.")
    found = values_on(given.index, given.on or session.today(), actor)
    if given.json:
        values = [
            {
                "month": f"{row.month:%Y-%m}", "value": fixed_point(row.value_e3, 3),
                "published_on": row.published_on, "revisions": row.revisions,
            }
            for row in found
        ]  # fmt: skip
        session.print_json({"index": given.index, "values": values})
        return 0
    for row in found:
        revised = f"  revised {row.revisions} times" if row.revisions else ""
        value = fixed_point(row.value_e3, 3)
        print(f"{row.month:%Y-%m}{value:>16}  published {row.published_on}{revised}")
    return 0


def _publish(given: Given, actor: User) -> int:
    from tenure.book.commands.indices import publish_index_file

    file = _read(given.file)
    if given.dry_run:
        told = {"dry_run": True, "readable": len(file.rows)}
        said = f"{len(file.rows)} can be read, {len(file.faults)} faults; nothing was published"
        faults: Sequence[ValueFault] = file.faults
    else:
        done = publish_index_file(file=file, by=actor, on=session.today())
        told = {"published": done.new, "unchanged": done.unchanged}
        said = f"{done.new} published, {done.unchanged} known, {len(done.faults)} faults"
        faults = done.faults
    if given.json:
        session.print_json({**told, "faults": [asdict(fault) for fault in faults]})
    else:
        for fault in faults:
            place = f"{given.file}, line {fault.line}, {fault.column or 'row'}"
            print(f"{place}: {fault.reason}", file=sys.stderr)
        print(said)
    return 1 if faults else 0


def _add(given: Given, actor: User) -> int:
    from tenure.book.commands.indices import publish_index_value

    published = published_of(
        {
            "index": given.index, "name": given.name, "month": given.month,
            "value": given.value, "published_on": given.published,
        }
    )  # fmt: skip
    new = publish_index_value(published=published, by=actor, on=session.today())
    if given.json:
        session.print_json({"published": int(new)})
    else:
        print("published" if new else "known already")
    return 0


def _read(path: Path) -> IndexFile:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"The file {path} cannot be read: {error.strerror}.") from None
    try:
        return read_index_file(content)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from None


WHAT: dict[str, tuple[str, Callable[[Parser], None], Callable[[Given, User], int]]] = {
    "list": ("list the indices and how far they reach", _declare_list, _list),
    "show": ("show an index's values", _declare_show, _show),
    "publish": ("publish a file's values", _declare_publish, _publish),
    "add": ("publish one value", _declare_add, _add),
}
