"""Carry out from its page what a request asks for, by the commands that do it anyway."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db import transaction

from tenure.desk.commands.requests.handling import (
    RequestRefused,
    advance_request,
    locked_request,
)
from tenure.desk.models import Request
from tenure.desk.rules.requests import OVER, State, kind_of
from tenure.directory.commands.contacts import change_contact
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import NotAllowed, TenureError
from tenure.quotes.commands.acceptance import set_po_number
from tenure.quotes.commands.make import quote_now
from tenure.quotes.commands.sending import send_quote

# What was done, in words, and whether nothing is left to do.
Result = tuple[str, bool]


@transaction.atomic
def carry_out(*, request_id: int, by: User, on: date, at: datetime) -> Request:
    """Do what a request asks for and settle it, all or nothing; what is left to do stays open.

    Raise RequestRefused for one that is over, not confirmed, or is done by hand; the refusal of
    the command that does it; NotAllowed without the right to do it.
    """
    request = locked_request(request_id=request_id, by=by)
    if not may(by.role, Permission.WORK_RENEWALS):
        raise NotAllowed(f"{by} may not carry it out.")
    if State(request.state) in OVER:
        raise RequestRefused(f"{request.number} is {request.get_state_display().lower()}.")
    does = _DOES.get(kind_of(request.kind).does) if request.kind else None
    if does is None:
        raise RequestRefused("This is done by hand: note here when it is.")
    if request.customer is None:
        raise RequestRefused("Say first which customer it is for.")
    words, is_all = does(request, by, on)
    state = State.DONE if is_all else State.TAKEN
    return advance_request(request=request, state=state, note=words, by=by, on=on, at=at)


def _contact(request: Request, by: User, on: date) -> Result:
    asked = request.values
    assert request.customer is not None
    made = change_contact(
        customer_id=request.customer.pk, name=asked["name"], email=asked["email"],
        phone=asked.get("phone", ""), role=asked["role"], replaces=asked.get("replaces", ""),
        by=by, on=on,
    )  # fmt: skip
    return f"{made.name} <{made.email}> is the contact for {made.get_role_display().lower()}.", True


def _quote(request: Request, by: User, on: date) -> Result:
    quote = quote_now(renewal_id=_renewal_id(request), by=by, on=on)
    to = request.values.get("send_to", "")
    if not to:
        return f"{quote.number} is current.", True
    try:
        with transaction.atomic():
            send_quote(quote_id=quote.pk, to=to, by=by, on=on)
    except TenureError as error:
        return f"{quote.number} is current. It was not sent to {to}: {error}", False
    return f"{quote.number} is current and goes to {to}.", True


def _po_number(request: Request, by: User, on: date) -> Result:
    number = request.values["po_number"]
    standing = set_po_number(renewal_id=_renewal_id(request), po_number=number, by=by, on=on)
    return f"{standing.quote.number} was accepted with PO number {standing.po_number}.", True


def _renewal_id(request: Request) -> int:
    if request.renewal_id is None:
        raise RequestRefused("Say first which renewal it is about.")
    return request.renewal_id


_DOES: Mapping[str, Callable[[Request, User, date], Result]] = {
    "contact": _contact,
    "quote": _quote,
    "po_number": _po_number,
}
