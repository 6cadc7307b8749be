"""List the offers that are out, and what happened to each last; withdraw one, answer a question.

tenure offers                                     the offers whose links work
tenure offers show Q-2027-000042                  all that happened to what was sent of a quote
tenure offers answer 12 --text "Yes, it does."    answer the question 12
tenure offers withdraw 7 --because "Wrong person" let the link of the sending 7 work no more
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be done, each with its arguments."""
    verbs = parser.add_subparsers(dest="verb", metavar="WHAT")
    listed = verbs.add_parser("list", help="the offers whose links work")
    show = verbs.add_parser("show", help="all that happened to what was sent of a quote")
    show.add_argument("number", metavar="QUOTE")
    answer = verbs.add_parser("answer", help="answer a question; the answer goes out by mail")
    answer.add_argument("question", type=int)
    answer.add_argument("--text", required=True)
    withdraw = verbs.add_parser("withdraw", help="let a link work no more")
    withdraw.add_argument("sending", type=int)
    withdraw.add_argument("--because", required=True)
    for verb in (listed, show, answer, withdraw):
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    actor = session.set_up()
    verbs = {"show": _show, "answer": _answer, "withdraw": _withdraw}
    return verbs.get(arguments.verb or "", _list)(arguments, actor)


def _list(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.quotes.queries.sendings import open_sendings

    rows: list[dict[str, Any]] = [
        {
            "sending": one.sending.pk, "quote": one.sending.quote.number,
            "customer": one.sending.quote.renewal.contract.customer.name,
            "to": one.sending.email, "sent_on": one.sending.sent_on,
            "expires_on": one.sending.expires_on, "last": one.last.value,
            "last_at": one.last_at, "unanswered": one.unanswered,
        }
        for one in open_sendings(user=actor, on=session.today())
    ]  # fmt: skip
    if arguments.json:
        session.print_json(rows)
        return 0
    for row in rows:
        asked = f", {row['unanswered']} to answer" if row["unanswered"] else ""
        print(
            f"{row['sending']}: {row['quote']} to {row['to']} ({row['customer']}):"
            f" {row['last']} {row['last_at']:%Y-%m-%d %H:%M}{asked}"
        )
    if not rows:
        print("No offer is out.")
    return 0


def _show(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.quotes.queries import find_quote
    from tenure.quotes.queries.sendings import send_card

    quote = find_quote(arguments.number, user=actor)
    if quote is None:
        raise InvalidInput(f"There is no quote {arguments.number}.")
    card = send_card(quote, user=actor, on=session.today())
    rows = [
        {
            "event": event.pk, "quote": one.quote.number, "to": one.email, "kind": event.kind,
            "note": event.note, "at": event.at, "by": event.by.username,
        }
        for one in card.sendings
        for event in one.events.all()
    ]  # fmt: skip
    if arguments.json:
        session.print_json({"why_not": card.why_not, "events": rows})
        return 0
    for row in rows:
        print(f"{row['event']}: {row['at']:%Y-%m-%d %H:%M} {row['to']} {row['kind']} {row['note']}")
    print(card.why_not or "It can be sent.")
    return 0


def _answer(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.quotes.commands.sending import answer_question

    made = answer_question(
        event_id=arguments.question, answer=arguments.text, by=actor, on=session.today()
    )
    return _tell({"answer": made.pk, "to": made.sending.email}, "answered", arguments)


def _withdraw(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.quotes.commands.sending import withdraw_sending

    made = withdraw_sending(
        sending_id=arguments.sending, reason=arguments.because, by=actor, on=session.today()
    )
    return _tell({"sending": made.pk}, f"{made}: the link works no more", arguments)


def _tell(told: dict[str, Any], said: str, arguments: argparse.Namespace) -> int:
    if arguments.json:
        session.print_json(told)
    else:
        print(said)
    return 0
