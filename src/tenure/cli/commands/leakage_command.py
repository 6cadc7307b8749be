"""Show what is not asked for of what one is entitled to, over the whole book, and why.

From the lines that `tenure price` keeps; where a renewal has a primary quote, from the quote's.

  tenure leakage                                   by reason
  tenure leakage --by owner --currency EUR
  tenure leakage --by family --region EMEA --json
  tenure leakage --by segment --csv > leakage.csv
  tenure leakage --by reason --xlsx leakage.xlsx
  tenure leakage --refresh                         with the quotes made since, first

Currencies are never added up. Amounts are for the whole next term.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.quotes.rules.leakage import DIMENSIONS, REALISATION, rate_words, reason_words

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.quotes.queries.leakage import Leakage

SHOWN = 10  # leaks, on the terminal
_TEXTS = ("reason", "segment", "region", "family", "channel", "currency")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what to tell apart, what to narrow to, and the sheets."""
    parser.add_argument("--by", choices=list(DIMENSIONS), default="reason")
    for name in _TEXTS:
        parser.add_argument(f"--{name}", default="", metavar="VALUE", help="only of that")
    parser.add_argument("--owner", default="", metavar="NAME", help="only of a colleague")
    parser.add_argument("--refresh", action="store_true", help="make the report anew first")
    sheets = parser.add_mutually_exclusive_group()
    sheets.add_argument("--csv", action="store_true", help="print it as CSV")
    sheets.add_argument("--xlsx", type=Path, metavar="FILE", help="write it as a sheet")


def run(arguments: argparse.Namespace) -> int:
    """Print the report."""
    actor = session.set_up()
    from tenure.quotes.commands import NotPriced, report_leakage
    from tenure.quotes.queries.leakage import SHEET_COLUMNS, leakage, sheet_rows

    if arguments.refresh:
        report_leakage(by=actor, on=session.today(), again=True)
    found = leakage(actor, by=arguments.by, chosen=_chosen(arguments, actor))
    if found is None:
        raise NotPriced("The book was not priced yet: do that first, with `tenure price`.")
    if arguments.json:
        session.print_json(_as_json(found))
    elif arguments.csv:
        from tenure.documents.queries.sheets import csv_lines

        sys.stdout.writelines(csv_lines(SHEET_COLUMNS, sheet_rows(found)))
    elif arguments.xlsx:
        from tenure.documents.queries.sheets import write_xlsx

        with arguments.xlsx.open("wb") as file:
            write_xlsx(file, "leakage", SHEET_COLUMNS, sheet_rows(found))
    else:
        _print(found)
    return 0


def _chosen(arguments: argparse.Namespace, actor: User) -> Any:
    from tenure.directory.queries import owners_visible_to
    from tenure.kernel.errors import InvalidInput
    from tenure.quotes.queries.leakage import LeakageFilter

    owner = ""
    if arguments.owner:
        known = {name: pk for pk, name in owners_visible_to(actor)}
        if arguments.owner not in known:
            raise InvalidInput(f"Nobody who owns renewals is called {arguments.owner!r}.")
        owner = str(known[arguments.owner])
    return LeakageFilter(owner=owner, **{name: getattr(arguments, name) for name in _TEXTS})


def _as_json(found: Leakage) -> dict[str, Any]:
    groups = [
        {
            "value": group.value,
            "name": group.name,
            "currency": group.currency,
            **asdict(group.figures),
            "realisation_bp": group.figures.realisation_bp,
            "leakage_bp": group.figures.leakage_bp,
        }
        for group in found.groups
    ]
    leaks = [
        {**{k: v for k, v in asdict(leak).items() if k != "figures"}, **asdict(leak.figures)}
        for leak in found.leaks
    ]
    return {
        "on": found.on, "made_at": found.made_at, "by": found.by, "definition": REALISATION,
        "groups": groups, "leaks": leaks,
    }  # fmt: skip


def _print(found: Leakage) -> None:
    from tenure.kernel.money import Money

    print(f"Leakage by {DIMENSIONS[found.by].lower()}, as priced for {found.on}")
    for group in found.groups:
        figures = group.figures
        leaked = Money(figures.leakage_minor, group.currency).format()
        entitled = Money(figures.entitled_minor, group.currency).format()
        print(
            f"  {group.name:<40}{leaked:>24} of {entitled:>24}"
            f"   realised {rate_words(figures.realisation_bp)}"
        )
    if not found.groups:
        print("  nothing renews")
    for leak in found.leaks[:SHOWN]:
        leaked = Money(leak.figures.leakage_minor, leak.currency).format()
        where = leak.quote or f"contract {leak.contract}"
        print(f"  {leaked:>24}  {where}, {leak.customer}: {reason_words(leak.reason)}")
    print(REALISATION)
