"""Compare contract, CRM and billing, and work off what does not agree.

tenure reconcile load billing export/ --profile zuora --as-of 2027-01-31
tenure reconcile load crm opportunities.csv --map crm.toml
tenure reconcile run                              compare with the exports that count
tenure reconcile list --side billing --kind uplift --json
tenure reconcile match billing SUB-77 C-1001      this key of theirs is that contract of ours
tenure reconcile settle 12 13 --reason accepted --note "Billed with the partner's fee."

Exit codes: 0 done, 1 rows were rejected or discrepancies are open, 2 wrong usage or input.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.closing.models import Discrepancy
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be done, each with its arguments."""
    from tenure.closing.rules import BY_HAND, Kind, Side

    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    sides = [side.value for side in Side]
    load = verbs.add_parser("load", help="take an export of a side")
    load.add_argument("side", choices=sides)
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--profile", default="plain", help="plain, salesforce-cpq or zuora")
    load.add_argument("--map", type=Path, metavar="TOML", help="a mapping file of your own")
    load.add_argument("--as-of", type=session.parse_day, metavar="DATE", help="the day it shows")
    compare = verbs.add_parser("run", help="compare with the exports that count")
    compare.add_argument("--on", type=session.parse_day, metavar="DATE", help="the book's day")
    compare.add_argument("--within", type=int, default=100, metavar="MINOR",
                         help="yearly amounts agree within so many minor units (100)")  # fmt: skip
    compare.add_argument("--days", type=int, default=0, help="terms' ends agree within (0)")
    listed = verbs.add_parser("list", help="list what does not agree")
    listed.add_argument("--side", choices=sides, default="")
    listed.add_argument("--kind", choices=[kind.value for kind in Kind], default="")
    listed.add_argument("--owner", default="", metavar="CODE", help="a colleague, or nobody")
    listed.add_argument("--limit", type=int, default=50)
    match = verbs.add_parser("match", help="say which contract a key of theirs is")
    match.add_argument("side", choices=sides)
    match.add_argument("key")
    match.add_argument("contract", nargs="?", help="ours; without it the key is none of ours")
    settle = verbs.add_parser("settle", help="settle discrepancies with a reason")
    settle.add_argument("ids", nargs="+", type=int, metavar="ID")
    settle.add_argument("--reason", required=True, choices=[reason.value for reason in BY_HAND])
    settle.add_argument("--note", default="")
    settle.add_argument("--order", type=int, help="the order that corrected the contract")
    for verb in (load, compare, listed, match, settle):
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    actor = session.set_up()
    verbs = {"load": _load, "run": _compare, "list": _list, "match": _match, "settle": _settle}
    return verbs[arguments.verb](arguments, actor)


def _load(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.rules import Side
    from tenure.sync.files.commands.statements import load_statement_files

    try:
        mapping = arguments.map.read_text(encoding="utf-8") if arguments.map else ""
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The mapping {arguments.map} cannot be read: {error}.") from None
    today = session.today()
    done = load_statement_files(
        side=Side(arguments.side), as_of=arguments.as_of or today, paths=arguments.files,
        profile=arguments.profile, mapping=mapping, by=actor, on=today,
    )  # fmt: skip
    if arguments.json:
        session.print_json({
            "statement": done.statement_id, "contracts": done.contracts, "lines": done.lines,
            "rejected": done.rejected, "rejects": done.rejects, "notes": list(done.notes),
        })  # fmt: skip
    else:
        print(f"{arguments.side}: {done.contracts:,} contracts, {done.lines:,} lines")
        for note in done.notes:
            print(f"note: {note}")
        if done.rejects:
            print(f"{done.rejected:,} rows could not be used; why: {done.rejects}")
    return 1 if done.rejects else 0


def _compare(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import reconcile
    from tenure.closing.rules import Tolerance

    tolerance = Tolerance(amount_minor=arguments.within, days=arguments.days)
    done = reconcile(by=actor, on=arguments.on or session.today(), tolerance=tolerance)
    if arguments.json:
        session.print_json({"reconciliation": done.pk, "on": done.on, **done.counts})
    else:
        counts = done.counts
        print(
            f"{counts['found']:,} do not agree: {counts['new']:,} new,"
            f" {counts['known']:,} known; {counts['gone']:,} agree again"
        )
    return 1 if done.counts["found"] else 0


def _list(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.queries import Chosen, discrepancies

    chosen = Chosen(side=arguments.side, kind=arguments.kind, owner=arguments.owner)
    rows = [_told(row) for row in discrepancies(actor, chosen, limit=arguments.limit)]
    if arguments.json:
        session.print_json(rows)
        return 0
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "key", "product", "what", "at stake a year", "owner", "since")
    for row in rows:
        table.add_row(*(str(row[name]) for name in (
            "id", "key", "product", "what", "at_stake", "owner", "opened_on",
        )))  # fmt: skip
    Console().print(table if rows else "Nothing: contract, CRM and billing agree.")
    return 0


def _told(row: Discrepancy) -> dict[str, Any]:
    from tenure.closing.rules import words
    from tenure.kernel.money import Money

    return {
        "id": row.pk, "side": row.side, "kind": row.kind, "key": row.key,
        "product": row.product_key, "what": words(row.kind, row.side),
        "at_stake": str(Money(row.at_stake_minor, row.currency)),
        "at_stake_minor": row.at_stake_minor, "currency": row.currency, "ours": row.ours,
        "theirs": row.theirs, "owner": row.owner.code if row.owner else "",
        "opened_on": row.opened_on,
    }  # fmt: skip


def _match(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.book.queries.contracts import contract_keyed
    from tenure.closing.commands import match_key
    from tenure.closing.rules import Side

    contract = contract_keyed(arguments.contract, user=actor) if arguments.contract else None
    if arguments.contract and contract is None:
        raise InvalidInput(f"There is no contract {arguments.contract}.")
    made = match_key(
        side=Side(arguments.side), key=arguments.key,
        contract_id=contract.pk if contract else None, by=actor, on=session.today(),
    )  # fmt: skip
    if arguments.json:
        session.print_json({"key": made.key, "contract": arguments.contract})
    else:
        print(f"{made.key} is {arguments.contract or 'none of ours'}")
    return 0


def _settle(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import settle_discrepancies
    from tenure.closing.rules import Settled

    made = settle_discrepancies(
        ids=arguments.ids, reason=Settled(arguments.reason), note=arguments.note,
        order_id=arguments.order, by=actor, on=session.today(),
    )  # fmt: skip
    if arguments.json:
        session.print_json({"settlement": made.pk, "settled": arguments.ids})
    else:
        print(f"settled {len(set(arguments.ids))}: {made}")
    return 0
