"""Book what was accepted, see what cannot be booked and what waits for a person, close it.

tenure close accept Q-2027-000042 --name "Dana Doe" --title CFO --email dana@example.com \\
  --manner signed_form --po PO-77                keep an acceptance that came on paper, and book it
tenure close sign Q-2027-000042 --name "Dana Doe" --title CFO --email dana@example.com
                                                  ask for an electronic signature by the service
tenure close run                                  book what was accepted and waits
tenure close list                                 what was accepted and is not booked, and why
tenure close check 12 --entity "Aurora Shipping AS" --number Q-2027-000042 --days 30 \\
  --total 13650.00 --currency EUR --lines "Edge Network, Firewall"
                                                  compare a purchase order or form with the quote
tenure close waive 3 finance --because "..."      finance, and legal, let its differences pass
tenure close void 12 --because "Made again"       an acceptance counts no more
tenure close held                                 automatic renewals that a person has to decide
tenure close steps C-1001                         what is missing before the renewal is closed
tenure close done C-1001 invoiced --note INV-7    a step that people say is done
tenure close exception C-1001 migration --note "..."   ask that a loss does not count

Exit codes: 0 done, 1 something could not be booked or is missing, 2 wrong usage or input.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.renewals.models import Renewal


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be done, each with its arguments."""
    from tenure.closing.rules.checklist import BY_HAND
    from tenure.closing.rules.paper import WAIVED_BY
    from tenure.quotes.rules.acceptance import Manner

    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    accept = verbs.add_parser("accept", help="keep an acceptance, and book it")
    sign = verbs.add_parser("sign", help="ask for an electronic signature")
    for verb in (accept, sign):
        verb.add_argument("number", help="the quote's number")
        verb.add_argument("--name", required=True)
        verb.add_argument("--title", required=True, help="the signer's office")
        verb.add_argument("--email", required=True)
    accept.add_argument("--po", default="", metavar="NUMBER")
    accept.add_argument("--note", default="", help="where the signed form is kept")
    accept.add_argument("--manner", default="signed_form", choices=[one.value for one in Manner])
    book = verbs.add_parser("run", help="book what was accepted")
    listed = verbs.add_parser("list", help="what is accepted and not booked")
    void = verbs.add_parser("void", help="an acceptance counts no more")
    void.add_argument("acceptance", type=int)
    void.add_argument("--because", required=True)
    check = verbs.add_parser("check", help="compare a paper with the quote")
    check.add_argument("acceptance", type=int)
    for name in ("--entity", "--number", "--total", "--currency", "--lines"):
        check.add_argument(name, required=True)
    check.add_argument("--days", type=int, required=True, help="payment within so many days")
    waive = verbs.add_parser("waive", help="let a paper's differences pass")
    waive.add_argument("check", type=int)
    waive.add_argument("role", choices=WAIVED_BY)
    waive.add_argument("--because", required=True)
    held = verbs.add_parser("held", help="automatic renewals that wait for a person")
    steps = verbs.add_parser("steps", help="the closing checklist of a contract's renewal")
    done = verbs.add_parser("done", help="say that a step is done")
    ask = verbs.add_parser("exception", help="ask for a churn exception")
    for verb in (steps, done, ask):
        verb.add_argument("contract")
    done.add_argument("step", choices=BY_HAND)
    done.add_argument("--note", default="")
    ask.add_argument("reason")
    ask.add_argument("--note", required=True)
    for verb in (accept, sign, book, listed, void, check, waive, held, steps, done, ask):
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    actor = session.set_up()
    verbs = {
        "accept": _accept, "sign": _sign, "run": _run, "list": _list, "void": _void, "held": _held,
        "check": _check, "waive": _waive, "steps": _steps, "done": _done, "exception": _exception,
    }  # fmt: skip
    return verbs[arguments.verb](arguments, actor)


def _accept(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import accept_and_book
    from tenure.quotes.queries import find_quote
    from tenure.quotes.rules.acceptance import Manner, Signer

    quote = find_quote(arguments.number, user=actor)
    if quote is None:
        raise InvalidInput(f"There is no quote {arguments.number}.")
    signer = Signer(arguments.name, arguments.title, arguments.email, arguments.po, arguments.note)
    today = session.today()
    booking = accept_and_book(
        quote_id=quote.pk, signer=signer, manner=Manner(arguments.manner), by=actor, on=today
    )
    told = {
        "acceptance": booking.acceptance_id, "quote": quote.number, "order": booking.order.number,
    }  # fmt: skip
    return _tell(told, f"{booking}", arguments)


def _sign(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands.esignature import ask_for_signature
    from tenure.quotes.queries import find_quote
    from tenure.quotes.rules.acceptance import Signer

    quote = find_quote(arguments.number, user=actor)
    if quote is None:
        raise InvalidInput(f"There is no quote {arguments.number}.")
    made = ask_for_signature(
        quote_id=quote.pk, signer=Signer(arguments.name, arguments.title, arguments.email),
        by=actor, on=session.today(),
    )  # fmt: skip
    return _tell({"envelope": made.service_id, "quote": quote.number}, str(made), arguments)


def _run(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import book_accepted

    booked = refused = 0
    while True:
        done = book_accepted(by=actor, on=session.today())
        booked, refused = booked + done.count, refused + done.refused
        if not done.more:
            break
    _tell({"booked": booked, "refused": refused}, f"{booked:,} booked, {refused:,} not", arguments)
    return 1 if refused else 0


def _list(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.queries.signed import unbooked

    rows = [
        {
            "acceptance": one.pk, "quote": one.quote.number, "accepted_by": one.name,
            "accepted_on": one.accepted_on, "contract": one.quote.renewal.contract.key,
            "why_not": one.refusal.reason if hasattr(one, "refusal") else "",
        }
        for one in unbooked(user=actor)[:1000]
    ]  # fmt: skip
    if arguments.json:
        session.print_json(rows)
    for row in [] if arguments.json else rows:
        said = row["why_not"] or "waits to be booked"
        print(
            f"{row['acceptance']}: {row['contract']} {row['quote']}, {row['accepted_by']}: {said}"
        )
    if not rows and not arguments.json:
        print("Everything that was accepted is booked.")
    return 1 if rows else 0


def _void(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import let_acceptance_go

    made = let_acceptance_go(
        acceptance_id=arguments.acceptance, reason=arguments.because, by=actor, on=session.today()
    )
    return _tell({"acceptance": made.pk}, f"{made} counts no more", arguments)


def _check(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import check_paper
    from tenure.closing.rules.paper import PaperSaid
    from tenure.kernel.money import Money

    said = PaperSaid(
        entity=arguments.entity, quote_number=arguments.number, payment_days=arguments.days,
        lines=arguments.lines, currency=arguments.currency,
        total_minor=Money.from_decimal(arguments.total, arguments.currency).minor,
    )  # fmt: skip
    made = check_paper(acceptance_id=arguments.acceptance, said=said, by=actor, on=session.today())
    found = [str(one) for one in made.mismatches.order_by("pk")]
    said_of_it = "\n".join([f"paper {made.pk} differs:", *found]) if found else "as offered"
    _tell({"check": made.pk, "differs": found}, said_of_it, arguments)
    return 1 if found else 0


def _waive(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import waive_mismatches

    made = waive_mismatches(
        check_id=arguments.check, role=arguments.role, reason=arguments.because, by=actor,
        on=session.today(),
    )  # fmt: skip
    return _tell({"check": arguments.check, "role": made.role}, str(made), arguments)


def _held(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.queries.automatic import held

    rows = held(session.today(), user=actor, limit=1000)
    if arguments.json:
        session.print_json([
            {"contract": row.renewal.contract.key, "renewal_on": row.renewal.renewal_on,
             "notice_on": row.renewal.notice_on, "why": row.reason}
            for row in rows
        ])  # fmt: skip
        return 0
    for row in rows:
        print(f"{row.renewal}: {row.reason}")
    if not rows:
        print("No automatic renewal waits for a person.")
    return 0


def _steps(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.queries.desk import renewal_closing
    from tenure.closing.rules.checklist import is_closed

    renewal = _renewal(arguments.contract, actor)
    page = renewal_closing(renewal.pk, user=actor, on=session.today())
    steps = page.steps if page else []
    if arguments.json:
        session.print_json([
            {"step": step.code, "done": step.is_done, "detail": step.detail} for step in steps
        ])  # fmt: skip
    for step in [] if arguments.json else steps:
        print(f"[{'x' if step.is_done else ' '}] {step.words}: {step.detail}")
    return 0 if is_closed(steps) else 1


def _done(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import tick_closing

    made = tick_closing(
        renewal_id=_renewal(arguments.contract, actor).pk, step=arguments.step,
        note=arguments.note, by=actor, on=session.today(),
    )  # fmt: skip
    return _tell({"step": made.step, "done_on": made.done_on}, str(made), arguments)


def _exception(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import ask_churn_exception

    made = ask_churn_exception(
        renewal_id=_renewal(arguments.contract, actor).pk, reason=arguments.reason,
        note=arguments.note, by=actor, on=session.today(),
    )  # fmt: skip
    return _tell({"exception": made.pk, "reason": made.reason}, f"asked: {made}", arguments)


def _renewal(contract: str, actor: User) -> Renewal:
    from tenure.closing.queries.checklist import renewal_to_close

    renewal = renewal_to_close(contract, user=actor)
    if renewal is None:
        raise InvalidInput(f"There is no renewal of a contract {contract}.")
    return renewal


def _tell(told: dict[str, Any], said: str, arguments: argparse.Namespace) -> int:
    if arguments.json:
        session.print_json(told)
    else:
        print(said)
    return 0
