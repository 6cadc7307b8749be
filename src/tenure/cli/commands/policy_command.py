"""Policies: list them, see which a slice gets, try them, publish and withdraw them.

FILE is a CSV with a policy a row: kind (price, discount, margin), code, name, start, the slice
(segment, region, family, channel, partner_tier, program) and what the kind says. `list --csv`
writes one. Rows that cannot be read are told with line and column; the others are used.

  tenure policy list
  tenure policy list --kind discount --on 2027-07-01 --csv > discounts.csv
  tenure policy match --segment smb --family edge --on 2027-04-01
  tenure policy simulate 2027.csv          what would it do to the next two quarters' renewals?
  tenure policy publish 2027.csv --dry-run
  tenure policy publish 2027.csv
  tenure policy withdraw price smb-2027 --reason "wrong rate"

Exit codes: 0 done, 1 some rows refused, 2 the file or what was asked makes no sense.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.policies import showing
from tenure.kernel.errors import InvalidInput
from tenure.pricing.rules import KINDS, POLICY_COLUMNS, SLICE, file_rows, read_policy_file

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.pricing.rules import PolicyFile

Parser = argparse.ArgumentParser
Given = argparse.Namespace


def configure(parser: Parser) -> None:
    """Declare a subcommand for each thing to do with policies."""
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


def _on(parser: Parser, what: str = "the day") -> None:
    parser.add_argument(
        "--on", type=session.parse_day, metavar="DATE", help=f"{what} (default: today, UTC)"
    )


def _file(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV with a policy a row")


def _declare_list(parser: Parser) -> None:
    parser.add_argument("--kind", choices=list(KINDS), default="", help="only those of a kind")
    _on(parser)
    parser.add_argument("--csv", action="store_true", help="print a file that can be published")


def _declare_match(parser: Parser) -> None:
    for name in SLICE:
        parser.add_argument(f"--{name.replace('_', '-')}", default="", metavar="VALUE")
    _on(parser, "the first day of the term")


def _declare_simulate(parser: Parser) -> None:
    _file(parser)
    _on(parser)


def _declare_publish(parser: Parser) -> None:
    _file(parser)
    parser.add_argument("--dry-run", action="store_true", help="read and check; publish nothing")


def _declare_withdraw(parser: Parser) -> None:
    parser.add_argument("kind", choices=list(KINDS), metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("code", metavar="CODE")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; kept with it")


def _list(given: Given, actor: User) -> int:
    from tenure.pricing.queries import published

    found = published(actor, given.on or session.today(), kind=given.kind)
    if given.csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(POLICY_COLUMNS)
        standing = [view for view in found if view.withdrawal is None]
        writer.writerows(file_rows((view.row.name, view.policy) for view in standing))
    elif given.json:
        session.print_json({"policies": [showing.policy_json(view) for view in found]})
    else:
        showing.print_policies(found)
    return 0


def _match(given: Given, actor: User) -> int:
    from tenure.pricing.queries import in_force_for

    on = given.on or session.today()
    sliced = {name: getattr(given, name) for name in SLICE}
    found = in_force_for(sliced, on)
    if given.json:
        session.print_json({"on": on, "slice": sliced, "policies": found})
    else:
        for kind, code in found.items():
            print(f"{kind:<10}{code or 'none'}")
    return 0


def _simulate(given: Given, actor: User) -> int:
    import tempfile

    from django.conf import settings

    from tenure.pricing.queries.simulation import named_movers, simulate

    file = _read(given.file)
    proposed = [row.policy for row in file.rows]
    work = Path(settings.DATA_DIR) / "tmp"
    work.mkdir(parents=True, exist_ok=True)
    with (
        showing.progress(quiet=given.json or not sys.stderr.isatty()) as tell,
        tempfile.TemporaryDirectory(prefix="trial-", dir=work) as folder,
    ):
        on = given.on or session.today()
        found = simulate(proposed, on=on, user=actor, folder=Path(folder), tell=tell)
    movers = named_movers(found, actor)
    if given.json:
        told = showing.simulated_json(found, movers)
        session.print_json({"on": on, **told, "faults": showing.faults_json(file.faults)})
    else:
        showing.print_simulated(found, movers)
        showing.print_faults(given.file, file.faults)
    return 1 if file.faults else 0


def _publish(given: Given, actor: User) -> int:
    from tenure.pricing.commands import publish_file

    file = _read(given.file)
    told: dict[str, Any]
    if given.dry_run:
        codes, faults = [row.policy.code for row in file.rows], file.faults
        told = {"dry_run": True, "readable": codes}
        said = f"{len(codes)} can be read, {len(faults)} faults; nothing was published"
    else:
        done = publish_file(file=file, by=actor, on=session.today())
        faults = done.faults
        told = {"published": done.published, "unchanged": done.unchanged}
        said = f"{len(done.published)} published, {len(done.unchanged)} known, {len(faults)} faults"
    if given.json:
        session.print_json({**told, "faults": showing.faults_json(faults)})
    else:
        showing.print_faults(given.file, faults)
        print(said)
    return 1 if faults else 0


def _withdraw(given: Given, actor: User) -> int:
    from tenure.pricing.commands import withdraw_policy

    made = withdraw_policy(
        kind=given.kind, code=given.code, reason=given.reason, by=actor, on=session.today()
    )
    if given.json:
        told = {"kind": given.kind, "code": given.code, "withdrawn_on": made.withdrawn_on}
        session.print_json({**told, "reason": made.reason})
    else:
        print(f"the {given.kind} policy {given.code} is withdrawn")
    return 0


def _read(path: Path) -> PolicyFile:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"The file {path} cannot be read: {error.strerror}.") from None
    try:
        return read_policy_file(content)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from None


WHAT: dict[str, tuple[str, Callable[[Parser], None], Callable[[Given, User], int]]] = {
    "list": ("list the policies as they stand on a day", _declare_list, _list),
    "match": ("show which policies a slice gets", _declare_match, _match),
    "simulate": ("show what a file's policies would do", _declare_simulate, _simulate),
    "publish": ("publish a file's policies", _declare_publish, _publish),
    "withdraw": ("take back a policy that has not started", _declare_withdraw, _withdraw),
}
