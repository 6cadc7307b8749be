"""Approval rules, seats of approvers, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.quotes.commands.approvers import (
    delegate_approvals,
    end_delegation,
    leave_seat,
    publish_approval_rule,
    seat_approver,
)
from tenure.quotes.queries.approvers import (
    REGIONS,
    colleagues,
    covers,
    find_colleague,
    rule_slots,
    seats,
)
from tenure.quotes.rules.approvals import (
    ROLE_NAMES,
    RULE_COLUMNS,
    TRIGGER_NAMES,
    ApprovalRuleFacts,
    Approver,
    NotARule,
    asked_words,
    limit_words,
    read_rule,
)
from tenure.web import clock
from tenure.web.numbers import read_day
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

_ROLES = [(role.value, name.removeprefix("the ")) for role, name in ROLE_NAMES.items()]


@asks(Permission.SEE_POLICIES)
@require_safe
def approval_rules(request: HttpRequest) -> HttpResponse:
    """Show the rules in force on a day, with what came before and what will come."""
    user = user_of(request)
    try:
        on = read_day(request.GET.get("on", "")) or clock.today()
    except InvalidInput:
        raise Http404 from None
    slots = rule_slots(user, on=on)
    rows = [
        {
            "trigger": TRIGGER_NAMES[slot.latest.trigger],
            "rule": slot.latest,
            "asks": asked_words(slot.latest),
            "limit": limit_words(slot.now) if slot.now else "",
            "since": slot.now.start_on if slot.now else None,
            "later": [(rule, limit_words(rule)) for rule in slot.later],
            "earlier": [(rule, limit_words(rule)) for rule in slot.earlier],
        }
        for slot in slots
    ]
    may_set = may(user.role, Permission.SET_APPROVALS)
    context = {"rows": rows, "on": on, "today": clock.today(), "may_set": may_set}
    return render(request, "tenure/pages/approval_rules.html", context)


@asks(Permission.SET_APPROVALS)
@require_http_methods(["GET", "HEAD", "POST"])
def approval_rule(request: HttpRequest) -> HttpResponse:
    """Publish a rule, which takes the place of an earlier one from its day on."""
    given = request.POST if request.method == "POST" else request.GET
    typed = {name: given.get(name, "").strip() for name in RULE_COLUMNS}
    if request.method != "POST":
        return _draw_rule(request, typed)
    try:
        rule = read_rule(typed, ends="ends" in given)
        publish_approval_rule(rule=rule, by=user_of(request), on=clock.today())
    except NotARule as error:
        return _draw_rule(request, typed, error.column, error.reason)
    except TenureError as error:
        return _draw_rule(request, typed, "code", str(error))
    messages.success(request, f"{_said(rule)} It counts from {rule.start_on}.")
    return redirect("approval_rules")


def _said(rule: ApprovalRuleFacts) -> str:
    return f"{TRIGGER_NAMES[rule.trigger]}, {limit_words(rule)}: {asked_words(rule)}."


def _draw_rule(
    request: HttpRequest, typed: dict[str, str], wrong: str = "", reason: str = ""
) -> HttpResponse:
    context = {
        "typed": typed,
        "wrong": wrong,
        "reason": reason,
        "ends": "ends" in request.POST,
        "triggers": [(trigger.value, name) for trigger, name in TRIGGER_NAMES.items()],
        "roles": _ROLES,
        "today": clock.today(),
    }
    status = 400 if reason else 200
    return render(request, "tenure/pages/approval_rule.html", context, status=status)


@asks(Permission.SEE_POLICIES)
@require_http_methods(["GET", "HEAD", "POST"])
def approval_seats(request: HttpRequest) -> HttpResponse:
    """Show who sits where, by part and region; seat somebody from a day on."""
    user = user_of(request)
    if request.method == "POST":
        given = request.POST
        return _done(
            request, "approval_seats", "The seat is taken from that day on.",
            lambda: seat_approver(
                role=_role(given.get("role", "")), region=_region(given.get("region", "")),
                user=_colleague(given.get("user", ""), user),
                start_on=_day(given.get("start_on", "")), by=_setting(user), on=clock.today(),
            ),
        )  # fmt: skip
    found = seats(user, on=clock.today())
    held = {seat.row.role for seat in found if seat.is_held}
    may_set = may(user.role, Permission.SET_APPROVALS)
    context = {
        "seats": [seat for seat in found if not seat.is_over],
        "over": [seat for seat in found if seat.is_over],
        "empty": [name for role, name in _ROLES if role not in held and role != Approver.MANAGER],
        "roles": _ROLES,
        "regions": REGIONS,
        "may_set": may_set,
        "colleagues": colleagues(user) if may_set else [],
        "today": clock.today(),
    }
    return render(request, "tenure/pages/approval_seats.html", context)


@asks(Permission.SET_APPROVALS)
@require_POST
def approval_seat_end(request: HttpRequest, seat_id: int) -> HttpResponse:
    """Let nobody sit there any more from a day on."""
    return _done(
        request, "approval_seats", "The seat is free from that day on.",
        lambda: leave_seat(
            seat_id=seat_id, end_on=_day(request.POST.get("end_on", "")), by=user_of(request),
            on=clock.today(),
        ),
    )  # fmt: skip


@asks(Permission.WORK_RENEWALS)
@require_http_methods(["GET", "HEAD", "POST"])
def approval_cover(request: HttpRequest) -> HttpResponse:
    """Show who stands in for the person and for whom the person does; give it to somebody."""
    user = user_of(request)
    if request.method == "POST":
        given = request.POST
        return _done(
            request, "approval_cover", "They stand in on these days.",
            lambda: delegate_approvals(
                given_by=_colleague(given.get("given_by", "") or user.username, user),
                given_to=_colleague(given.get("given_to", ""), user),
                start_on=_day(given.get("start_on", "")),
                end_on=_day(given.get("last_on", "")) + timedelta(days=1),
                by=user, on=clock.today(),
            ),
        )  # fmt: skip
    context = {
        "rows": list(covers(user, on=clock.today())),
        "colleagues": colleagues(user),
        "may_set": may(user.role, Permission.SET_APPROVALS),
        "today": clock.today(),
    }
    return render(request, "tenure/pages/approval_cover.html", context)


@asks(Permission.WORK_RENEWALS)
@require_POST
def approval_cover_end(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """Let nobody stand in any more: somebody is back."""
    return _done(
        request, "approval_cover", "Nobody stands in any more.",
        lambda: end_delegation(
            delegation_id=delegation_id, by=user_of(request), on=clock.today()
        ),
    )  # fmt: skip


def _done(
    request: HttpRequest, where: str, done: str, command: Callable[[], object]
) -> HttpResponse:
    try:
        command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, done)
    return redirect(where)


def _setting(user: User) -> User:
    if not may(user.role, Permission.SET_APPROVALS):
        raise InvalidInput("Your role may look at seats but not fill them.")
    return user


def _role(text: str) -> Approver:
    if text not in set(Approver):
        raise InvalidInput("Choose in which part somebody approves.")
    return Approver(text)


def _region(text: str) -> str:
    if text and text not in REGIONS:
        raise InvalidInput("Choose a region, or all.")
    return text


def _colleague(username: str, user: User) -> User:
    found = find_colleague(username, user)
    if found is None:
        raise InvalidInput("Choose a colleague.")
    return found


def _day(text: str) -> date:
    found = read_day(text)
    if found is None:
        raise InvalidInput("Say from which day.")
    return found
