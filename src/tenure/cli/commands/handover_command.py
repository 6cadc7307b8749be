"""Hand renewals over to another colleague: prepare the notes, give them, acknowledge them.

tenure handover prepare alice@example.com zoe@example.com --why "end of the day"
tenure handover prepare alice@example.com zoe@example.com --why holiday --renewals 17,18
tenure handover note 5 --promise "5 % off if signed by Friday"     5: the note's number
tenure handover give 3
tenure handover acknowledge 3 --by zoe                             from now on they are zoe's
tenure handover return 3                                           taken back before that
tenure handover list
tenure handover show 3
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.approvals.people import colleague
from tenure.cli.shifts.showing import staff_named

if TYPE_CHECKING:
    from tenure.foundation.models import User

_TEXTS = ("state", "done", "blocker", "next_step", "promise")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is asked or done."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    does.add_parser("list", help="the handovers, the open ones first")
    prepare = does.add_parser("prepare", help="write the notes from the facts")
    prepare.add_argument("giver", metavar="FROM")
    prepare.add_argument("receiver", metavar="TO")
    prepare.add_argument("--why", required=True)
    prepare.add_argument(
        "--renewals", default="", metavar="NUMBERS", help="comma-separated; (those due in a week)"
    )
    note = does.add_parser("note", help="change what a note says")
    note.add_argument("note", type=int, metavar="NUMBER")
    for name in _TEXTS:
        note.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="TEXT")
    note.add_argument("--deadline", dest="deadline_on", type=session.parse_day, metavar="DATE")
    for name, words in (
        ("show", "a handover with its notes"),
        ("give", "give it: the receiver is told by mail"),
        ("acknowledge", "take over what was given"),
        ("return", "take it back before it is acknowledged"),
    ):
        one = does.add_parser(name, help=words)
        one.add_argument("handover", type=int, metavar="NUMBER")
        if name == "acknowledge":
            one.add_argument("--by", required=True, metavar="USER", help="the receiver")


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    does = {
        "list": _list, "prepare": _prepare, "note": _note, "show": _show, "give": _give,
        "acknowledge": _acknowledge, "return": _return,
    }  # fmt: skip
    told = does[given.does](given, actor)
    if given.json:
        session.print_json(told)
    return 0


def _list(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.handovers import handovers

    found = handovers(actor)
    if not given.json:
        for row in found:
            print(f"{row.handover.pk:>8}  {row.state}  {row.handover}  {row.count} renewals")
        print(f"{len(found)} handovers")
    return {
        "handovers": [
            {"handover": row.handover.pk, "state": row.state, "giver": row.handover.giver.code,
             "receiver": row.handover.receiver.code, "renewals": row.count}
            for row in found
        ]
    }  # fmt: skip


def _prepare(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.handovers import prepare_handover
    from tenure.kernel.errors import InvalidInput

    texts = [text.strip() for text in given.renewals.split(",") if text.strip()]
    if not all(text.isdecimal() for text in texts):
        raise InvalidInput("Name renewals by their numbers, as 17,18.")
    made = prepare_handover(
        giver_id=staff_named(given.giver), receiver_id=staff_named(given.receiver), why=given.why,
        renewal_ids=[int(text) for text in texts], by=actor, on=session.today(), at=session.now(),
    )  # fmt: skip
    return _shown(made.pk, given, actor)


def _note(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.handovers import edit_note
    from tenure.desk.queries.handovers import note_of

    changed = {name: getattr(given, name) for name in (*_TEXTS, "deadline_on")}
    note = replace(
        note_of(given.note, user=actor), **{k: v for k, v in changed.items() if v is not None}
    )
    edit_note(note_id=given.note, note=note, by=actor, on=session.today())
    if not given.json:
        print(f"note {given.note} is changed")
    return {"note": given.note}


def _show(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    return _shown(given.handover, given, actor)


def _shown(handover_id: int, given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.handovers import handover_page
    from tenure.kernel.errors import InvalidInput

    page = handover_page(handover_id, user=actor)
    if page is None:
        raise InvalidInput(f"There is no handover {handover_id}.")
    if not given.json:
        print(f"handover {handover_id}: {page.handover}, {page.state}")
        for note in page.notes:
            print(f"{note.pk:>8}  {note.renewal}: {note.state} {note.blocker}")
            print(f"          by {note.deadline_on}: {note.next_step} {note.promise}")
    return {
        "handover": handover_id, "state": page.state,
        "notes": [
            {"note": note.pk, "renewal": note.renewal_id, "deadline_on": note.deadline_on,
             **{name: getattr(note, name) for name in _TEXTS}}
            for note in page.notes
        ],
    }  # fmt: skip


def _give(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.handovers import give_handover

    give_handover(handover_id=given.handover, by=actor, on=session.today(), at=session.now())
    return _shown(given.handover, given, actor)


def _acknowledge(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.handovers import acknowledge_handover

    changed = acknowledge_handover(
        handover_id=given.handover, by=colleague(given.by, actor), on=session.today(),
        at=session.now(),
    )  # fmt: skip
    if not given.json:
        print(f"{len(changed)} renewals changed hands")
    return {"handover": given.handover, "changed": changed}


def _return(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.handovers import take_back_handover

    take_back_handover(handover_id=given.handover, by=actor, on=session.today(), at=session.now())
    return _shown(given.handover, given, actor)
