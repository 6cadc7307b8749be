"""Record notices of termination, try to keep the customer, end the contract.

tenure termination record C-1001 --received 2027-01-15 --channel email --given-by "Dana Doe" \\
  --reason budget --proof "ticket 4711"
tenure termination list                           what is open, what takes effect first first
tenure termination show 7                         when it ends, why, what was tried, what is owed
tenure termination save 7 executive_call --note "Hana rang; price is the point."
tenure termination book 7 --settlement credit     end the contract as the notice has it
tenure termination book 7 --ends-on 2027-03-31 --because "Goodwill"
tenure termination withdraw 7 --because "Stays for two years"
tenure termination returned 7 offered             a step of the data return is done
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.closing.models import TerminationNotice
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be done, each with its arguments."""
    from tenure.book.rules.changes import Cause, Settlement, Timing
    from tenure.closing.rules.terminations import DATA_RETURN, SAVE_TACTICS, Channel
    from tenure.quotes.rules.acceptance import DeclineReason

    verbs = parser.add_subparsers(dest="verb", required=True, metavar="WHAT")
    record = verbs.add_parser("record", help="keep a notice")
    record.add_argument("contract")
    record.add_argument("--received", type=session.parse_day, required=True, metavar="DATE")
    record.add_argument("--channel", required=True, choices=[one.value for one in Channel])
    record.add_argument("--given-by", required=True, metavar="NAME")
    record.add_argument("--reason", required=True, choices=[one.value for one in DeclineReason])
    record.add_argument("--proof", default="", help="where it can be found, or who heard it")
    record.add_argument("--note", default="")
    record.add_argument("--file", type=Path, metavar="FILE", help="the notice: PDF, PNG or JPEG")
    record.add_argument("--timing", default="at_end", choices=[one.value for one in Timing])
    record.add_argument("--cause", default="convenience", choices=[one.value for one in Cause])
    record.add_argument("--wanted", type=session.parse_day, metavar="DATE",
                        help="for cause: the first day without service")  # fmt: skip
    listed = verbs.add_parser("list", help="list open notices")
    show = verbs.add_parser("show", help="show one")
    save = verbs.add_parser("save", help="log what was tried to keep the customer")
    book = verbs.add_parser("book", help="end the contract")
    withdraw = verbs.add_parser("withdraw", help="the customer stays")
    returned = verbs.add_parser("returned", help="a step of the data return is done")
    for verb in (show, save, book, withdraw, returned):
        verb.add_argument("notice", type=int)
    save.add_argument("tactic", choices=list(SAVE_TACTICS))
    save.add_argument("--note", required=True)
    book.add_argument("--settlement", default="none", choices=[one.value for one in Settlement])
    book.add_argument("--ends-on", type=session.parse_day, metavar="DATE")
    book.add_argument("--because", default="")
    withdraw.add_argument("--because", required=True)
    returned.add_argument("step", choices=list(DATA_RETURN))
    returned.add_argument("--note", default="")
    for verb in (record, listed, show, save, book, withdraw, returned):
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    actor = session.set_up()
    verbs = {
        "record": _record, "list": _list, "show": _show, "save": _save, "book": _book,
        "withdraw": _withdraw, "returned": _returned,
    }  # fmt: skip
    return verbs[arguments.verb](arguments, actor)


def _record(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.book.queries.contracts import contract_keyed
    from tenure.book.rules.changes import Cause, Timing
    from tenure.closing.commands import record_notice
    from tenure.closing.rules.terminations import Channel, NoticeGiven

    contract = contract_keyed(arguments.contract, user=actor)
    if contract is None:
        raise InvalidInput(f"There is no contract {arguments.contract}.")
    given = NoticeGiven(
        received_on=arguments.received, channel=Channel(arguments.channel),
        given_by=arguments.given_by, reason=arguments.reason, proof=arguments.proof,
        note=arguments.note, timing=Timing(arguments.timing), cause=Cause(arguments.cause),
        wanted_on=arguments.wanted,
    )  # fmt: skip
    made = record_notice(
        contract_id=contract.pk, given=given, file=_content(arguments.file), by=actor,
        on=session.today(),
    )  # fmt: skip
    return _told(made, f"notice {made.pk}: {_end_of(made)}. {made.finding}", arguments)


def _content(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path else b""
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error


def _list(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.queries.terminations import open_notices

    rows = open_notices(actor, limit=1000)
    if arguments.json:
        session.print_json([_as_json(row) for row in rows])
        return 0
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "contract", "customer", "given by", "received", "ends", "in time", "reason")
    for row in rows:
        table.add_row(
            str(row.pk), row.contract.key, row.contract.customer.name, row.given_by,
            str(row.received_on), str(row.ends_on), "yes" if row.is_in_time else "no",
            row.get_reason_display(),
        )  # fmt: skip
    Console().print(table if rows else "No notice is open.")
    return 0


def _show(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.queries.terminations import notice_view

    view = notice_view(arguments.notice, user=actor, on=session.today())
    if view is None:
        raise InvalidInput(f"There is no notice {arguments.notice}.")
    credit = str(view.credit) if view.credit else ""
    if arguments.json:
        session.print_json(_as_json(view.notice) | {
            "tried": [{"tactic": one.tactic, "note": one.note, "on": one.tried_on}
                      for one in view.attempts],
            "end": view.end.kind if view.end else "", "credit": credit,
            "returned": [step.code for step in view.returns if step.done],
        })  # fmt: skip
        return 0
    print(f"{view.notice}: {_end_of(view.notice)}. {view.notice.finding}")
    for attempt in view.attempts:
        print(f"tried {attempt.tried_on}: {attempt.get_tactic_display()}. {attempt.note}")
    print(f"{view.end.get_kind_display()}: {view.end.reason}" if view.end else "open")
    if credit:
        print(f"what is paid for the days after: {credit}")
    for step in view.returns if view.is_terminated else []:
        print(f"[{'x' if step.done else ' '}] {step.words} {step.done}".rstrip())
    return 0


def _save(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import log_save

    made = log_save(
        notice_id=arguments.notice, tactic=arguments.tactic, note=arguments.note, by=actor,
        on=session.today(),
    )  # fmt: skip
    return _told(made.notice, f"logged: {made.get_tactic_display()}", arguments)


def _book(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.book.rules.changes import Settlement
    from tenure.closing.commands import book_notice
    from tenure.kernel.money import Money

    end = book_notice(
        notice_id=arguments.notice, settlement=Settlement(arguments.settlement),
        ends_on=arguments.ends_on, reason=arguments.because, by=actor, on=session.today(),
    )  # fmt: skip
    assert end.order is not None
    worth = Money(end.credit_minor, end.currency)
    said = f"booked as order {end.order.number}; paid for the days after: {worth}"
    return _told(end.notice, said, arguments, order=end.order.number, credit=str(worth))


def _withdraw(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import withdraw_notice

    end = withdraw_notice(
        notice_id=arguments.notice, reason=arguments.because, by=actor, on=session.today()
    )
    return _told(end.notice, "withdrawn: the customer stays", arguments)


def _returned(arguments: argparse.Namespace, actor: User) -> int:
    from tenure.closing.commands import tick_data_return

    made = tick_data_return(
        notice_id=arguments.notice, step=arguments.step, note=arguments.note, by=actor,
        on=session.today(),
    )  # fmt: skip
    return _told(made.notice, f"done: {made.get_step_display()}", arguments)


def _told(notice: TerminationNotice, said: str, arguments: argparse.Namespace, **more: Any) -> int:
    if arguments.json:
        session.print_json(_as_json(notice) | more)
    else:
        print(said)
    return 0


def _end_of(notice: TerminationNotice) -> str:
    from tenure.kernel.period import format_day

    return f"{notice.contract.key} has no service from {format_day(notice.ends_on)}"


def _as_json(notice: TerminationNotice) -> dict[str, Any]:
    return {
        "id": notice.pk, "contract": notice.contract.key, "given_by": notice.given_by,
        "received_on": notice.received_on, "channel": notice.channel, "reason": notice.reason,
        "timing": notice.timing, "cause": notice.cause, "ends_on": notice.ends_on,
        "is_in_time": notice.is_in_time, "finding": notice.finding, "closed_on": notice.closed_on,
    }  # fmt: skip
