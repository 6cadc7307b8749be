"""Register deals of partners, approve them, withdraw them, and list them.

tenure deal list                            those that wait for a decision
tenure deal list --contract C-1001          all of a contract; --partner P-1: all of a partner
tenure deal register C-1001 P-1             valid through the first day of the next term
tenure deal register C-1001 P-1 --until 2027-02-28 --note "found the project"
tenure deal approve 17
tenure deal withdraw 17 --reason "the customer buys elsewhere"
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.book.queries.deals import DealView
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is done to deals."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    listed = does.add_parser("list", help="those to be decided, or all of a contract or partner")
    which = listed.add_mutually_exclusive_group()
    which.add_argument("--contract", metavar="KEY")
    which.add_argument("--partner", metavar="KEY")
    register = does.add_parser("register", help="register a partner's claim on a contract")
    register.add_argument("contract", metavar="CONTRACT", help="the contract's key")
    register.add_argument("partner", metavar="PARTNER", help="the partner's key")
    register.add_argument(
        "--until", type=session.parse_day, metavar="DATE",
        help="the last day of its validity (default: the first day of the next term)",
    )  # fmt: skip
    register.add_argument("--note", default="")
    approve = does.add_parser("approve", help="approve a registered deal")
    approve.add_argument("deal", type=int, metavar="NUMBER")
    withdraw = does.add_parser("withdraw", help="withdraw a deal, approved or not")
    withdraw.add_argument("deal", type=int, metavar="NUMBER")
    withdraw.add_argument("--reason", required=True)


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    told = {"list": _list, "register": _register, "approve": _approve, "withdraw": _withdraw}
    facts = told[given.does](given, actor)
    if given.json:
        session.print_json(facts)
    return 0


def _list(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.book.queries import deals

    on = session.today()
    if given.contract:
        found = deals.deals_of_contract(_contract(given.contract, actor), on=on, user=actor)
    elif given.partner:
        found = deals.deals_of_partner(_partner(given.partner, actor), on=on, user=actor)
    else:
        found = deals.deals_to_decide(on=on, user=actor)
    if not given.json:
        for view in found:
            last = view.deal.end_on - timedelta(days=1)
            print(f"{view.deal.pk:>6}  {view.state:<14}  until {last}  {view.deal}")
        print(f"{len(found)} deals")
    return {"deals": [_json(view) for view in found]}


def _register(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.book.commands.deals import register_deal

    deal = register_deal(
        contract_id=_contract(given.contract, actor), partner_id=_partner(given.partner, actor),
        end_on=given.until + timedelta(days=1) if given.until else None, note=given.note,
        by=actor, on=session.today(),
    )  # fmt: skip
    last = deal.end_on - timedelta(days=1)
    return _said(given, f"deal {deal.pk}: {deal}, until {last}", deal=deal.pk, last_day=last)


def _approve(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.book.commands.deals import approve_deal

    made = approve_deal(registration_id=given.deal, by=actor, on=session.today())
    return _said(given, f"approved: {made.registration}", deal=given.deal)


def _withdraw(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.book.commands.deals import withdraw_deal

    made = withdraw_deal(
        registration_id=given.deal, reason=given.reason, by=actor, on=session.today()
    )
    return _said(given, f"withdrawn: {made.registration}", deal=given.deal)


def _said(given: argparse.Namespace, text: str, **facts: Any) -> dict[str, Any]:
    """Print a line unless JSON is wanted; return the facts for it."""
    if not given.json:
        print(text)
    return facts


def _contract(key: str, actor: User) -> int:
    from tenure.book.queries.contracts import contract_keyed
    from tenure.kernel.errors import InvalidInput

    contract = contract_keyed(key, user=actor)
    if contract is None:
        raise InvalidInput(f"There is no contract {key}.")
    return contract.pk


def _partner(key: str, actor: User) -> int:
    from tenure.directory.queries import partner_named
    from tenure.kernel.errors import InvalidInput

    partner = partner_named(key, user=actor)
    if partner is None:
        raise InvalidInput(f"There is no partner {key}.")
    return partner.pk


def _json(view: DealView) -> dict[str, Any]:
    deal = view.deal
    return {
        "deal": deal.pk,
        "contract": deal.contract.key,
        "partner": deal.partner.key,
        "start_on": deal.start_on,
        "end_on": deal.end_on,
        "state": view.state,
        "note": deal.note,
    }
