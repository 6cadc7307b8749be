"""Save plays: what is tried to keep money at risk, and what came of it.

tenure saves tactics                            the library
tenure saves defaults                           put the starting tactics into an empty library
tenure saves add executive_visit "Executive visit" --about "Ours goes to theirs"
tenure saves start 42 executive_call --note "Their CFO" --cost 500     42: the renewal's number
tenure saves finish 7 saved
tenure saves finish 8 partly --kept 60000 --note "They drop one site"
tenure saves list                               what is open
tenure saves outcomes                           by tactic, with what the rates are of
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is done with save plays."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    does.add_parser("tactics", help="the library")
    does.add_parser("defaults", help="put the starting tactics into an empty library")
    add = does.add_parser("add", help="add a tactic to the library")
    add.add_argument("code", metavar="CODE")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--about", default="")
    start = does.add_parser("start", help="begin a save play on a renewal")
    start.add_argument("renewal", type=int, metavar="RENEWAL")
    start.add_argument("tactic", metavar="TACTIC")
    start.add_argument("--note", required=True)
    start.add_argument("--cost", default="0", metavar="AMOUNT", help="in the renewal's currency")
    finish = does.add_parser("finish", help="tell what came of it")
    finish.add_argument("save", type=int, metavar="NUMBER")
    finish.add_argument("outcome", choices=["saved", "partly", "lost"])
    finish.add_argument("--kept", default="", metavar="AMOUNT", help="partly: of a year's ATR")
    finish.add_argument("--note", default="")
    does.add_parser("list", help="what is open")
    does.add_parser("outcomes", help="by tactic, with what the rates are of")


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    does = {
        "tactics": _tactics, "defaults": _defaults, "add": _add, "start": _start,
        "finish": _finish, "list": _list, "outcomes": _outcomes,
    }  # fmt: skip
    told = does[given.does](given, actor)
    if given.json:
        session.print_json(told)
    return 0


def _tactics(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.saves import tactics

    found = [{"code": one.code, "name": one.name, "about": one.about} for one in tactics(actor)]
    if not given.json:
        for one in found:
            print(f"{one['code']:<20}  {one['name']}: {one['about']}")
    return {"tactics": found}


def _defaults(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.saves import publish_default_tactics

    new = publish_default_tactics(by=actor, on=session.today())
    if not given.json:
        print(f"{new} tactics added" if new else "the library is not empty; nothing was added")
    return {"added": new}


def _add(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.saves import add_tactic

    made = add_tactic(
        code=given.code, name=given.name, about=given.about, by=actor, on=session.today()
    )
    if not given.json:
        print(f"{made.code} is in the library")
    return {"code": made.code, "name": made.name, "about": made.about}


def _start(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.saves import start_save

    cost = _amount(given.cost, _currency(given.renewal, actor))
    made = start_save(
        renewal_id=given.renewal, tactic=given.tactic, note=given.note, cost_minor=cost, by=actor,
        on=session.today(),
    )  # fmt: skip
    if not given.json:
        print(f"save play {made.pk} is begun on renewal {given.renewal}")
    return {"save": made.pk, "renewal": given.renewal, "tactic": given.tactic, "cost_minor": cost}


def _finish(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.saves import finish_save
    from tenure.desk.queries.saves import renewal_of_save
    from tenure.desk.rules.saves import SaveOutcome
    from tenure.kernel.errors import InvalidInput

    found = renewal_of_save(given.save, user=actor)
    if found is None:
        raise InvalidInput(f"There is no save play {given.save}.")
    kept = _amount(given.kept, found[1]) if given.kept else None
    made = finish_save(
        save_id=given.save, outcome=SaveOutcome(given.outcome), told_minor=kept, note=given.note,
        by=actor, on=session.today(),
    )  # fmt: skip
    if not given.json:
        print(f"save play {given.save}: {made.get_outcome_display().lower()}")
    return {"save": given.save, "outcome": made.outcome, "kept_minor": made.kept_minor}


def _list(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.saves import saves_page

    rows = saves_page(actor).open
    if not given.json:
        for row in rows:
            print(f"{row.id:>8}  {row.started_on}  {row.contract}  {row.tactic}  {row.note}")
        print(f"{len(rows)} open")
    return {"saves": [asdict(row) for row in rows]}


def _outcomes(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.saves import tactic_figures
    from tenure.kernel.money import Money
    from tenure.kernel.percent import Percent

    found = tactic_figures(actor)
    if not given.json:
        for one in found:
            saved = "-" if one.saved_bp is None else Percent(one.saved_bp).format()
            kept = "-" if one.kept_bp is None else Percent(one.kept_bp).format()
            cost = Money(one.cost_minor, one.currency).format()
            decided = Money(one.decided_atr_minor, one.currency).format()
            print(
                f"{one.name:<24}  {one.saved} of {one.decided} saved ({saved}), {kept} of {decided}"
                f" kept, {one.open} open, cost {cost}"
            )
    return {
        "tactics": [
            {
                **asdict(one),
                "decided": one.decided,
                "saved_bp": one.saved_bp,
                "kept_bp": one.kept_bp,
            }
            for one in found
        ]
    }


def _currency(renewal_id: int, actor: User) -> str:
    from tenure.desk.queries.renewal_page import currency_of
    from tenure.kernel.errors import InvalidInput

    currency = currency_of(renewal_id, user=actor)
    if currency is None:
        raise InvalidInput(f"There is no renewal {renewal_id}.")
    return currency


def _amount(text: str, currency: str) -> int:
    from tenure.kernel.money import Money

    return Money.from_decimal(text.replace(",", ""), currency).minor
