"""Publish programs, tell who belongs to them, enrol customers, verify and end enrolments.

tenure program list                                   what is offered, and what it is worth
tenure program publish edu --name "Schools" --sentence "For schools the price does not rise." \\
    --from 2027-01-01 --uplift 0%                     or further terms of one that there is
tenure program enrol edu AURORA --evidence "letter of the ministry" --from 2027-01-01
tenure program enrolled --due 2027-03-31              whose verification lapses by then
tenure program verify 17 --note "register of schools" --reverify-on 2028-01-01
tenure program end 17 --on 2027-06-30 --reason "no school any more"

tenure program fact AURORA organisation education --source "register of schools"
tenure program eligible AURORA                        what it is eligible for, and why
tenure program missing --days 180                     who renews and could have more
tenure program rules edu --file edu.toml --from 2027-01-01
tenure program apply edu AURORA
tenure program applications                           what waits for evidence or a check
tenure program evidence 3 accreditation letter.pdf
tenure program check 3 enrol --note "seen"            or refuse, or withdraw

Days are the first and the last on which something holds.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tenure.cli import program_eligibility as eligibility
from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.programs.queries import EnrolmentView, ProgramView

_DAY: dict[str, Any] = {"type": session.parse_day, "metavar": "DATE"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is done to programs."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    does.add_parser("list", help="what is offered, and what it is worth")
    _declare_publish(does.add_parser("publish", help="publish a program, or further terms of one"))
    _declare_enrol(does.add_parser("enrol", help="enrol a customer, or one contract"))
    enrolled = does.add_parser("enrolled", help="list enrolments that are not over")
    enrolled.add_argument("--program", default="", metavar="CODE")
    enrolled.add_argument("--due", help="only those to be verified again by then", **_DAY)
    verify = does.add_parser("verify", help="record that a customer still belongs")
    verify.add_argument("enrolment", type=int, metavar="NUMBER")
    verify.add_argument("--note", required=True, help="what was looked at")
    verify.add_argument("--reverify-on", help="default: as the program's terms say", **_DAY)
    end = does.add_parser("end", help="end an enrolment before its time")
    end.add_argument("enrolment", type=int, metavar="NUMBER")
    end.add_argument("--on", required=True, help="the last day in the program", **_DAY)
    end.add_argument("--reason", required=True)
    eligibility.declare(does, _DAY)


def _declare_publish(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", metavar="CODE")
    parser.add_argument("--name", default="", help="needed the first time")
    parser.add_argument("--sentence", default="", help="what customers read; needed as well")
    parser.add_argument("--from", dest="start", required=True, **_DAY)
    parser.add_argument("--until", help="the last day on which it is offered", **_DAY)
    parser.add_argument("--uplift", metavar="RATE", help="at renewal, such as 0%% or 2.5%%")
    parser.add_argument("--discount", metavar="RATE", help="off each renewal, such as 100%%")
    parser.add_argument("--verify-months", type=int, default=12, metavar="N")


def _declare_enrol(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", metavar="CODE")
    parser.add_argument("customer", metavar="CUSTOMER", help="the customer's key")
    parser.add_argument("--contract", metavar="KEY", help="only this contract of the customer's")
    parser.add_argument("--evidence", required=True, help="what shows that it belongs")
    parser.add_argument("--from", dest="start", help="default: today (UTC)", **_DAY)
    parser.add_argument("--until", help="the last day", **_DAY)
    parser.add_argument("--reverify-on", help="default: as the program's terms say", **_DAY)


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    told = {
        "list": _list, "publish": _publish, "enrol": _enrol, "enrolled": _enrolled,
        "verify": _verify, "end": _end, **eligibility.DOES,
    }[given.does](given, actor)  # fmt: skip
    if given.json:
        session.print_json(told)
    return 0


def _list(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.queries import programs

    found = programs(user=actor)
    if not given.json:
        for view in found:
            _print_program(view)
        if not found:
            print("no program is published")
    return {"programs": [_program_json(view) for view in found]}


def _publish(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.commands import publish_program
    from tenure.programs.rules import Effect

    terms = Effect(
        start_on=given.start,
        end_on=_after(given.until),
        uplift_bp=_rate(given.uplift),
        discount_bp=_rate(given.discount),
        verify_months=given.verify_months,
    )
    made = publish_program(
        code=given.program, name=given.name, sentence=given.sentence, terms=terms,
        by=actor, on=session.today(),
    )  # fmt: skip
    return _said(given, f"published {made}", program=made.program.code, start=made.start_on)


def _enrol(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.book.queries.contracts import contract_keyed
    from tenure.directory.queries import customers_visible_to
    from tenure.kernel.errors import InvalidInput
    from tenure.programs.commands import enrol

    customer = customers_visible_to(actor).filter(key=given.customer).first()
    if customer is None:
        raise InvalidInput(f"There is no customer {given.customer}.")
    contract = contract_keyed(given.contract, user=actor) if given.contract else None
    if given.contract and contract is None:
        raise InvalidInput(f"There is no contract {given.contract}.")
    made = enrol(
        program=given.program, customer_id=customer.pk, evidence=given.evidence,
        contract_id=contract.pk if contract else None, start_on=given.start or session.today(),
        end_on=_after(given.until), reverify_on=given.reverify_on, by=actor, on=session.today(),
    )  # fmt: skip
    return _said(given, f"enrolment {made.pk}: {made}", enrolment=made.pk, start=made.start_on)


def _enrolled(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.queries import enrolments

    found = enrolments(on=session.today(), user=actor, program=given.program, due=given.due)
    if not given.json:
        for view in found:
            one = view.enrolment
            print(f"{one.pk:>6}  {view.state:<8}  verify by {view.reverify_on}  {one}")
        print(f"{len(found)} enrolments")
    return {"enrolments": [_enrolment_json(view) for view in found]}


def _verify(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.commands import verify_enrolment

    made = verify_enrolment(
        enrolment_id=given.enrolment, note=given.note, reverify_on=given.reverify_on,
        by=actor, on=session.today(),
    )  # fmt: skip
    text = f"verified; to be verified again by {made.reverify_on}"
    return _said(given, text, enrolment=given.enrolment, reverify_on=made.reverify_on)


def _end(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.commands import end_enrolment

    end_enrolment(
        enrolment_id=given.enrolment, ended_on=given.on + timedelta(days=1), reason=given.reason,
        by=actor, on=session.today(),
    )  # fmt: skip
    return _said(given, f"ended; last day {given.on}", enrolment=given.enrolment, last_day=given.on)


def _said(given: argparse.Namespace, text: str, **facts: Any) -> dict[str, Any]:
    """Print a line unless JSON is wanted; return the facts for it."""
    if not given.json:
        print(text)
    return facts


def _after(last: date | None) -> date | None:
    return last + timedelta(days=1) if last else None


def _rate(text: str | None) -> int | None:
    from tenure.kernel.percent import Percent

    return None if text is None else Percent.parse(text).basis_points


def _print_program(view: ProgramView) -> None:
    from tenure.kernel.percent import Percent

    print(f"{view.program.code}  {view.program.name}: {view.program.sentence}")
    for terms in view.terms:
        rates = [
            f"{name} {Percent(rate).format()}"
            for name, rate in (("uplift", terms.uplift_bp), ("discount", terms.discount_bp))
            if rate is not None
        ]
        until = f" until {terms.end_on - timedelta(days=1)}" if terms.end_on else ""
        worth = ", ".join(rates) or "as policies for it say"
        print(
            f"    from {terms.start_on}{until}: {worth}; verified for {terms.verify_months} months"
        )


def _program_json(view: ProgramView) -> dict[str, Any]:
    names = ("start_on", "end_on", "uplift_bp", "discount_bp", "verify_months")
    return {
        "code": view.program.code,
        "name": view.program.name,
        "sentence": view.program.sentence,
        "terms": [{name: getattr(terms, name) for name in names} for terms in view.terms],
    }


def _enrolment_json(view: EnrolmentView) -> dict[str, Any]:
    one = view.enrolment
    return {
        "enrolment": one.pk,
        "program": one.program.code,
        "customer": one.customer.key,
        "contract": one.contract.key if one.contract else None,
        "start_on": one.start_on,
        "end_on": one.end_on,
        "reverify_on": view.reverify_on,
        "state": view.state,
    }
