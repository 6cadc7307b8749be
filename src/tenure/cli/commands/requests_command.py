"""Requests to the desk: list and show them, ask for something, take, answer, carry out, settle.

tenure requests list                                     open ones, by when they are due
tenure requests --json list --late
tenure requests show R-2027-000012
tenure requests kinds                                    what can be asked for, and its fields
tenure requests open po_number --about C-1001 --set po_number=4500-77
tenure requests take R-2027-000012
tenure requests confirm R-2027-000012 po_number --about C-1001 --set po_number=4500-77
tenure requests answer R-2027-000012 --text "It is in." --state done
tenure requests do R-2027-000012                         carry it out
tenure requests settle R-2027-000012 refused --note "Not ours"
tenure requests mail                                     read the mailbox, send the answers
tenure requests aside                                    mails that became no request, and why
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.desk.queries.requests.about import About
    from tenure.desk.queries.requests.one import RequestView
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is done to requests."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    _declare_list(does.add_parser("list", help="open requests, by when they are due"))
    does.add_parser("kinds", help="what can be asked for")
    asked = does.add_parser("open", help="ask the desk for something")
    asked.add_argument("kind", metavar="KIND")
    _declare_asked(asked)
    asked.add_argument("--email", default="", help="who is to be answered")
    asked.add_argument("--reference", default="", help="the same again is the same request")
    for name, words in (
        ("show", "show one"), ("take", "take it"), ("do", "carry it out"),
        ("confirm", "say what it asks for"), ("answer", "answer by mail"),
        ("settle", "say that it is done or refused"),
    ):  # fmt: skip
        one = does.add_parser(name, help=words)
        one.add_argument("number", metavar="NUMBER")
        if name == "confirm":
            one.add_argument("kind", metavar="KIND")
            _declare_asked(one)
        if name == "answer":
            one.add_argument("--text", required=True)
            one.add_argument(
                "--state", default="answered", choices=["answered", "waiting", "done", "refused"]
            )
        if name == "settle":
            one.add_argument("outcome", choices=["done", "refused"])
            one.add_argument("--note", default="")
    does.add_parser("mail", help="read the mailbox and send the answers that wait")
    does.add_parser("aside", help="mails that became no request, and why")


def _declare_list(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    for name in ("late", "unconfirmed", "over"):
        which.add_argument(f"--{name}", dest="which", action="store_const", const=name)
    parser.add_argument("--kind", default="", metavar="KIND")
    parser.add_argument("--limit", type=int, default=100, metavar="N", help="(100)")


def _declare_asked(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--about", required=True, metavar="KEY", help="a contract, a quote or a customer"
    )
    parser.add_argument("--set", dest="values", action="append", default=[], metavar="FIELD=VALUE")


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    told = _DOES[given.does](given, actor)
    if given.json:
        session.print_json(told)
    return 0


def _list(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.requests.lists import RequestFilter, request_page

    asked = RequestFilter(which=given.which or "open", kind=given.kind)
    size = max(1, min(given.limit, 10_000))
    page = request_page(actor, asked, at=session.now(), size=size)
    rows = [
        {
            "number": row.number, "state": row.state, "kind": row.kind, "guess": row.guess,
            "subject": row.subject, "customer": row.customer.key if row.customer else None,
            "contract": row.renewal.contract.key if row.renewal else None,
            "owner": row.owner.name if row.owner else None, "queue": row.queue,
            "due_at": row.due_at.isoformat(),
        }
        for row in page.rows
    ]  # fmt: skip
    if not given.json:
        for row in page.rows:
            due = f"{row.due_at:%Y-%m-%d %H:%M}"
            owner = row.owner.name if row.owner else row.queue
            print(f"{row.number}  {due}  {row.get_state_display()}  {owner}  {row.subject}")
        print(f"{len(rows)} of {page.count}{'+' if page.count_is_capped else ''} requests")
    return {"count": page.count, "requests": rows}


def _kinds(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.rules.requests import KINDS

    if not given.json:
        for kind in KINDS:
            fields = ", ".join(one.name if one.required else f"[{one.name}]" for one in kind.fields)
            print(f"{kind.code}  {kind.label}: {fields}")
            print(f"    answered in {kind.answer_hours} working hours, done in {kind.done_hours}")
    return {
        "kinds": [
            {
                "code": kind.code, "label": kind.label, "answer_hours": kind.answer_hours,
                "done_hours": kind.done_hours,
                "fields": [
                    {"name": one.name, "label": one.label, "type": str(one.type),
                     "required": one.required, "choices": dict(one.choices)}
                    for one in kind.fields
                ],
            }
            for kind in KINDS
        ]
    }  # fmt: skip


def _open(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.requests.opening import open_request
    from tenure.desk.rules.requests import CameBy

    made = open_request(
        kind=given.kind, values=_values(given), about=_about(given, actor), came_by=CameBy.API,
        email=given.email, reference=given.reference, by=actor, on=session.today(),
        at=session.now(),
    )  # fmt: skip
    return _shown(given, made.number, actor)


def _show(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    return _shown(given, given.number, actor)


def _confirm(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.requests.handling import confirm_request

    confirm_request(
        request_id=_found(given.number, actor).request.pk, kind=given.kind,
        values=_values(given), about=_about(given, actor), by=actor, on=session.today(),
        at=session.now(),
    )  # fmt: skip
    return _shown(given, given.number, actor)


def _take(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.requests.handling import take_request

    view = _found(given.number, actor)
    take_request(request_id=view.request.pk, by=actor, on=session.today(), at=session.now())
    return _shown(given, given.number, actor)


def _answer(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.requests.handling import answer_request
    from tenure.desk.rules.requests import State

    answer_request(
        request_id=_found(given.number, actor).request.pk, text=given.text,
        state=State(given.state), by=actor, on=session.today(), at=session.now(),
    )  # fmt: skip
    return _shown(given, given.number, actor)


def _do(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.requests.executing import carry_out

    view = _found(given.number, actor)
    carry_out(request_id=view.request.pk, by=actor, on=session.today(), at=session.now())
    return _shown(given, given.number, actor)


def _settle(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.requests.handling import settle_request
    from tenure.desk.rules.requests import State

    settle_request(
        request_id=_found(given.number, actor).request.pk, outcome=State(given.outcome),
        note=given.note, by=actor, on=session.today(), at=session.now(),
    )  # fmt: skip
    return _shown(given, given.number, actor)


def _mail(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.requests.delivery import deliver_answers
    from tenure.desk.commands.requests.mailbox import collect_mail

    on, at = session.today(), session.now()
    found = collect_mail(by=actor, on=on, at=at)
    sent = deliver_answers(by=actor, on=on, at=at)
    if not given.json:
        print(f"{found.requests} taken in, {found.set_aside} set aside, {found.known} known")
        print(f"{sent['sent']} answers sent, {sent['waiting']} wait, {sent['refused']} refused")
    return {
        "requests": found.requests, "set_aside": found.set_aside, "known": found.known,
        "answers": sent,
    }  # fmt: skip


def _aside(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.requests.lists import set_aside

    found = set_aside(actor, limit=100)
    if not given.json:
        for one in found:
            print(f"{one.on}  {one.sender}  {one.subject}: {one.reason}")
        print(f"{len(found)} mails")
    return {
        "mails": [
            {"on": one.on, "sender": one.sender, "subject": one.subject, "reason": one.reason}
            for one in found
        ]
    }


def _values(given: argparse.Namespace) -> dict[str, object]:
    from tenure.kernel.errors import InvalidInput

    pairs = [text.partition("=") for text in given.values]
    if wrong := next((name for name, sign, _ in pairs if not sign), None):
        raise InvalidInput(f"Write a field as name=value, not '{wrong[:60]}'.")
    return {name.strip(): value for name, _, value in pairs}


def _about(given: argparse.Namespace, actor: User) -> About:
    from tenure.desk.queries.requests.about import about_name

    return about_name(given.about, user=actor)


def _found(number: str, actor: User) -> RequestView:
    from tenure.desk.queries.requests.one import request_numbered
    from tenure.kernel.errors import InvalidInput

    view = request_numbered(number, user=actor, at=session.now())
    if view is None:
        raise InvalidInput(f"There is no request {number[:20]}.")
    return view


def _shown(given: argparse.Namespace, number: str, actor: User) -> dict[str, Any]:
    """Print a request, unless JSON is wanted; return it for that."""
    view = _found(number, actor)
    one = view.request
    if not given.json:
        print(f"{one.number}  {one.get_state_display()}  {one.subject}")
        print(f"asked by {one.asked_by} {one.email}; due {one.due_at:%Y-%m-%d %H:%M} UTC")
        for label, value in view.told:
            print(f"    {label}: {value}")
        if not one.kind:
            print(f"    guessed: {one.get_guess_display() or 'nothing'}. {one.because}")
        for step in view.steps:
            print(f"    {step.on} {step.get_state_display()}, {step.by} {step.note}")
    return {
        "number": one.number, "state": one.state, "kind": one.kind, "guess": one.guess,
        "because": one.because, "values": one.values, "subject": one.subject,
        "asked_by": one.asked_by, "email": one.email,
        "customer": one.customer.key if one.customer else None, "renewal": one.renewal_id,
        "queue": one.queue, "owner": one.owner.name if one.owner else None,
        "answer_due_at": one.answer_due_at.isoformat(), "due_at": one.due_at.isoformat(),
        "late": view.is_late,
        "steps": [
            {"state": step.state, "on": step.on, "by": str(step.by), "note": step.note}
            for step in view.steps
        ],
    }  # fmt: skip


_DOES = {
    "list": _list, "kinds": _kinds, "open": _open, "show": _show, "confirm": _confirm,
    "take": _take, "answer": _answer, "do": _do, "settle": _settle, "mail": _mail,
    "aside": _aside,
}  # fmt: skip
