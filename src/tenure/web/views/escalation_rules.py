"""Escalation rules: those of a day, drafting one with what it would do, publishing, withdrawing."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.desk.commands.escalation_rules import (
    publish_default_escalation_rules,
    publish_escalation_rule,
    withdraw_escalation_rule,
)
from tenure.desk.queries.escalation_preview import escalation_preview
from tenure.desk.queries.escalation_rules import (
    cause_choices,
    cause_name,
    escalation_rule_slots,
    threshold_words,
)
from tenure.desk.rules.escalations import (
    RULE_COLUMNS,
    SEVERITY_NAMES,
    EscalationRuleFacts,
    NotAnEscalationRule,
    hours_words,
    over_text,
    read_rule,
    share_text,
)
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.web import clock
from tenure.web.numbers import read_day
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused


@asks(Permission.SEE_ESCALATIONS)
@require_safe
def escalation_rules(request: HttpRequest) -> HttpResponse:
    """Show the rules as they count on a day, with what came before and will come."""
    user = user_of(request)
    try:
        on = read_day(request.GET.get("on", "")) or clock.today()
    except InvalidInput as error:
        return refused(request, error, status=400)
    rows = [
        {
            "rule": slot.latest,
            "cause": cause_name(slot.latest.cause),
            "severity": SEVERITY_NAMES[slot.latest.severity],
            "threshold": threshold_words(slot.now) if slot.now else "",
            "hours": hours_words(slot.latest),
            "query": urlencode(_draft(slot.latest)),
            "later": [(rule, threshold_words(rule)) for rule in slot.later],
            "earlier": [(rule, threshold_words(rule)) for rule in slot.earlier],
        }
        for slot in escalation_rule_slots(user, on=on)
    ]
    may_set = may(user.role, Permission.SET_ESCALATIONS)
    context = {"rows": rows, "on": on, "today": clock.today(), "may_set": may_set}
    return render(request, "tenure/pages/escalation_rules.html", context)


@asks(Permission.SET_ESCALATIONS)
@require_POST
def escalation_defaults(request: HttpRequest) -> HttpResponse:
    """Publish the starting rules."""
    new = publish_default_escalation_rules(by=user_of(request), on=clock.today())
    if new:
        messages.success(request, f"{new} rules are published; the next run raises by them.")
    else:
        messages.info(request, "There are rules already; nothing was published.")
    return redirect("escalation_rules")


@asks(Permission.SET_ESCALATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def escalation_rule(request: HttpRequest) -> HttpResponse:
    """Draft a rule, see what it would do to what is escalated, then publish it."""
    user, today = user_of(request), clock.today()
    given = request.POST if request.method == "POST" else request.GET
    typed = {name: given.get(name, "").strip() for name in RULE_COLUMNS}
    ends = "ends" in given
    if request.method != "POST" and "preview" not in given:
        return _draw(request, typed, ends)
    try:
        rule = read_rule(typed, ends=ends)
        if request.method != "POST":
            return _draw(request, typed, ends, preview_of=rule)
        publish_escalation_rule(rule=rule, by=user, on=today)
    except NotAnEscalationRule as error:
        return _draw(request, typed, ends, wrong=(error.column, error.reason))
    except TenureError as error:
        return _draw(request, typed, ends, wrong=("code", str(error)))
    messages.success(request, f"{_said(rule)} It counts from {rule.start_on}.")
    return redirect("escalation_rules")


@asks(Permission.SET_ESCALATIONS)
@require_POST
def escalation_rule_withdrawal(request: HttpRequest) -> HttpResponse:
    """Take back a rule that has not started."""
    code = request.POST.get("code", "")
    try:
        withdraw_escalation_rule(
            code=code, reason=request.POST.get("reason", ""), by=user_of(request), on=clock.today()
        )
    except TenureError as error:
        return refused(request, error)
    messages.success(request, f"The rule {code} is withdrawn.")
    return redirect("escalation_rules")


def _said(rule: EscalationRuleFacts) -> str:
    if rule.ends:
        return f"{cause_name(rule.cause)}, {SEVERITY_NAMES[rule.severity]}: nothing any more."
    words = f"{SEVERITY_NAMES[rule.severity]} from {threshold_words(rule)}"
    return f"{cause_name(rule.cause)}: {words}."


def _draft(rule: EscalationRuleFacts) -> dict[str, str]:
    """Return what a draft that takes the place of a rule begins with."""
    return {
        "cause": rule.cause, "severity": rule.severity.name.lower(), "days": str(rule.days),
        "currency": rule.currency, "hours": ",".join(map(str, rule.hours)),
        "over": over_text(rule), "share": share_text(rule),
    }  # fmt: skip


def _draw(
    request: HttpRequest,
    typed: dict[str, str],
    ends: bool,
    *,
    wrong: tuple[str, str] = ("", ""),
    preview_of: EscalationRuleFacts | None = None,
) -> HttpResponse:
    user, today = user_of(request), clock.today()
    preview, said = None, ""
    if preview_of is not None:
        preview = escalation_preview(preview_of, user, on=today, at=clock.now())
        said = _said(preview_of)
    context = {
        "typed": typed,
        "wrong": wrong[0],
        "reason": wrong[1],
        "ends": ends,
        "preview": preview,
        "said": said,
        "causes": cause_choices(),
        "severities": [(one.name.lower(), name) for one, name in SEVERITY_NAMES.items()],
        "today": today,
    }
    status = 400 if wrong[1] else 200
    return render(request, "tenure/pages/escalation_rule.html", context, status=status)
