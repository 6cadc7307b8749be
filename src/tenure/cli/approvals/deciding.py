"""What waits for approval, where a quote stands, asking, deciding, and the terms of its offer."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.approvals.people import colleague
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.quotes.models import Quote
    from tenure.quotes.queries.approvals import ApprovalView

Subparsers = Any  # argparse gives its class no public name


def configure(does: Subparsers) -> None:
    """Declare waiting, show, request, decide, terms."""
    waiting = does.add_parser("waiting", help="what waits for a decision")
    waiting.add_argument("--of", metavar="USER", help="for one person only")
    waiting.set_defaults(told=_waiting)
    for name, told, line in (
        ("show", _show, "where the approval of a quote stands, and why"),
        ("request", _request, "ask for what a quote needs to be approved"),
    ):
        parser = does.add_parser(name, help=line)
        parser.add_argument("quote", metavar="QUOTE", help="the quote's number")
        parser.set_defaults(told=told)
    remind = does.add_parser("remind", help="send the mails about what waits that are due now")
    remind.set_defaults(told=_remind)
    decide = does.add_parser("decide", help="approve, reject, ask or answer, for a person")
    decide.add_argument("quote", metavar="QUOTE")
    decide.add_argument("role", metavar="PART", help="as in director")
    decide.add_argument("kind", choices=["approve", "reject", "ask", "answer"])
    decide.add_argument("--by", required=True, metavar="USER", help="whose decision it is")
    decide.add_argument("--note", default="", help="why; needed for all but an approval")
    decide.set_defaults(told=_decide)
    terms = does.add_parser("terms", help="set the terms of the offer that are not its prices")
    terms.add_argument("quote", metavar="QUOTE")
    terms.add_argument("--payment-days", type=int, metavar="DAYS")
    terms.add_argument("--paper", choices=["standard", "amended", "customer"])
    terms.add_argument("--auto-renew", choices=["yes", "no"])
    terms.add_argument("--custom-sla", choices=["yes", "no"])
    terms.add_argument("--opt-out-days", type=int, metavar="DAYS", help="0: no way out")
    terms.add_argument("--by", metavar="USER", help="who sets them (default: the program)")
    terms.set_defaults(told=_terms)


def _waiting(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.queries.approvals import waiting_for, waiting_for_anybody

    on = session.today()
    if given.of:
        steps = waiting_for(colleague(given.of, actor), on=on)
    else:
        steps = waiting_for_anybody(actor)
    rows: list[dict[str, Any]] = [
        {
            "quote": step.request.quote.number,
            "customer": step.request.quote.renewal.contract.customer.name,
            "part": step.role,
            "approver": step.approver.username if step.approver else None,
            "asked_on": step.request.requested_on,
            "why": [one["why"] for one in step.why],
        }
        for step in steps
    ]
    if not given.json:
        for row in rows:
            who = row["approver"] or "nobody"
            print(f"{row['quote']}  {row['part']:<9}  {who:<12}  {' '.join(row['why'])}")
        print(f"{len(rows)} wait")
    return {"waiting": rows}


def _show(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.queries.approvals import approval_of

    quote = _quote(given.quote, actor)
    view = approval_of(quote, user=actor, on=session.today())
    if not given.json:
        _print(quote, view)
    return _facts(quote, view)


def _request(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.commands.approvals import request_approval

    quote = _quote(given.quote, actor)
    request_approval(quote_id=quote.pk, by=actor, on=session.today(), at=datetime.now(UTC))
    return _show(given, actor)


def _remind(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.commands.notices import send_notices, write_notices

    on, at = session.today(), datetime.now(UTC)
    new = write_notices(by=actor, on=on, at=at)
    sent = send_notices(by=actor, on=on, at=at)
    if not given.json:
        print(f"{new} mails written, {sent['sent']} sent, {sent['waiting']} wait")
    return {"written": new, **sent}


def _decide(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.commands.approvals import decide
    from tenure.quotes.queries.approvals import approval_of

    quote = _quote(given.quote, actor)
    view = approval_of(quote, user=actor, on=session.today())
    steps = [one.step for one in view.steps if one.step.role == given.role]
    if not steps:
        raise InvalidInput(f"{quote.number} does not ask the part {given.role!r}.")
    decide(
        step_id=steps[0].pk, kind=given.kind, note=given.note,
        by=colleague(given.by, actor), on=session.today(),
    )  # fmt: skip
    return _show(given, actor)


def _terms(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.commands.approvals import set_offer_terms
    from tenure.quotes.queries.approvals import offer_terms
    from tenure.quotes.rules.approvals import OfferTermsFacts, Paper

    quote = _quote(given.quote, actor)
    now = offer_terms(quote.renewal_id)
    out = now.opt_out_days if given.opt_out_days is None else given.opt_out_days
    terms = OfferTermsFacts(
        payment_days=now.payment_days if given.payment_days is None else given.payment_days,
        auto_renews=given.auto_renew == "yes" if given.auto_renew else now.auto_renews,
        paper=Paper(given.paper) if given.paper else now.paper,
        custom_sla=given.custom_sla == "yes" if given.custom_sla else now.custom_sla,
        opt_out_days=out or None,
    )
    set_offer_terms(
        renewal_id=quote.renewal_id, terms=terms,
        by=colleague(given.by, actor) if given.by else actor,
        on=session.today(), at=datetime.now(UTC),
    )  # fmt: skip
    return _show(given, actor)


def _quote(number: str, actor: User) -> Quote:
    from tenure.quotes.queries import find_quote

    quote = find_quote(number, user=actor)
    if quote is None:
        raise InvalidInput(f"There is no quote {number}.")
    return quote


def _facts(quote: Quote, view: ApprovalView) -> dict[str, Any]:
    return {
        "quote": quote.number,
        "state": view.state.value,
        "may_be_sent": view.is_free,
        "changed": view.changed,
        "steps": [
            {
                "stage": one.step.stage,
                "part": one.step.role,
                "approver": one.step.approver.username if one.step.approver else None,
                "why": one.reasons,
                "is_open": one.is_open,
                "due": one.due,
                "decisions": [
                    {"kind": said.kind, "by": said.by.username, "note": said.note, "on": said.on}
                    for said in one.decisions
                ],
            }
            for one in view.steps
        ],
    }


def _print(quote: Quote, view: ApprovalView) -> None:
    print(f"{quote.number}: {view.state.value}")
    if view.changed:
        print(f"  changed since: {', '.join(view.changed)}; ask again")
    for one in view.steps:
        print(f"  {one.step.stage}  {one.step.role:<9}  {one.step.approver or 'nobody'}")
        for why in one.reasons:
            print(f"       {why}")
        for said in one.decisions:
            note = f": {said.note}" if said.note else ""
            print(f"       {said.get_kind_display()} by {said.by}, {said.on}{note}")
        if one.due:
            print(f"       due {one.due:%Y-%m-%d %H:%M} UTC")
