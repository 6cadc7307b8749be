"""Programs: who could have more, applications with their evidence, what is to be verified."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.programs.commands.applications import (
    add_evidence,
    apply_for,
    enrol_applicant,
    refuse_application,
    withdraw_application,
)
from tenure.programs.commands.facts import record_fact
from tenure.programs.queries import enrolments
from tenure.programs.queries.eligibility import (
    application_of,
    applications,
    evidence_file,
    missing,
)
from tenure.programs.rules.applications import OPEN
from tenure.programs.rules.eligibility import EVIDENCE
from tenure.web import clock
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused
from tenure.web.views.files import read_upload, uploaded_file

_AHEAD = timedelta(days=60)


@asks(Permission.ENROL_CUSTOMERS)
@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """Show who renews and could have more, what waits for a check, what is to be verified."""
    user, today = user_of(request), clock.today()
    context = {
        "missing": missing(on=today, user=user, limit=200),
        "applications": applications(user),
        "due": enrolments(on=today, user=user, due=today + _AHEAD, limit=200),
        "today": today,
    }
    return render(request, "tenure/pages/programs.html", context)


@asks(Permission.ENROL_CUSTOMERS)
@require_safe
def application(request: HttpRequest, application_id: int) -> HttpResponse:
    """Show an application: what the rules say, the evidence, how it went on."""
    user = user_of(request)
    found = application_of(application_id, user=user)
    if found is None:
        raise Http404
    context = {
        "row": found,
        "is_open": found.stage in OPEN,
        "is_own": found.applied_by_id == user.pk
        or any(one.by_id == user.pk for one in found.evidence.all()),
        "kinds": list(EVIDENCE.items()),
        "today": clock.today(),
    }
    return render(request, "tenure/pages/application.html", context)


@asks(Permission.ENROL_CUSTOMERS)
@require_POST
def customer_fact(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Record what is known of a customer."""
    given = request.POST

    def record() -> HttpResponse:
        record_fact(
            customer_id=customer_id, fact=given.get("fact", ""), value=given.get("value", ""),
            source=given.get("source", ""), by=user_of(request), on=clock.today(),
        )  # fmt: skip
        return redirect("customer", customer_id)

    return _done(request, "It is recorded.", record)


@asks(Permission.ENROL_CUSTOMERS)
@require_POST
def customer_application(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Apply for a program for a customer."""

    def apply() -> HttpResponse:
        made = apply_for(
            program=request.POST.get("program", ""), customer_id=customer_id, note="",
            by=user_of(request), on=clock.today(),
        )  # fmt: skip
        return redirect("application", made.pk)

    return _done(request, "The application is open: bring the evidence.", apply)


@asks(Permission.ENROL_CUSTOMERS)
@require_POST
def application_evidence(request: HttpRequest, application_id: int) -> HttpResponse:
    """Keep a document that shows it."""
    file = request.FILES.get("file")

    def keep() -> HttpResponse:
        add_evidence(
            application_id=application_id, kind=request.POST.get("kind", ""),
            name=(file.name or "") if file else "", content=read_upload(request, "file"),
            by=user_of(request), on=clock.today(),
        )  # fmt: skip
        return redirect("application", application_id)

    return _done(request, "It is kept.", keep)


@asks(Permission.ENROL_CUSTOMERS)
@require_POST
def application_check(request: HttpRequest, application_id: int) -> HttpResponse:
    """Enrol the customer, refuse or withdraw the application."""
    outcome, note = request.POST.get("outcome", ""), request.POST.get("note", "")
    user, today = user_of(request), clock.today()

    def check() -> HttpResponse:
        if outcome == "enrol":
            enrol_applicant(application_id=application_id, note=note, by=user, on=today)
        elif outcome == "refuse":
            refuse_application(application_id=application_id, reason=note, by=user, on=today)
        else:
            withdraw_application(application_id=application_id, reason=note, by=user, on=today)
        return redirect("application", application_id)

    return _done(request, "It is noted.", check)


@asks(Permission.ENROL_CUSTOMERS)
@require_safe
def application_file(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """Send what was brought as evidence, to be saved, never to be shown here."""
    document = evidence_file(evidence_id, user=user_of(request))
    if document is None:
        raise Http404
    return uploaded_file(request, document, f"evidence-{evidence_id}")


def may_enrol(role: str) -> bool:
    """Tell whether a role may record facts and apply for programs."""
    return may(role, Permission.ENROL_CUSTOMERS)


def _done(request: HttpRequest, said: str, command: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        answer = command()
    except TenureError as error:
        return refused(request, error)
    messages.success(request, said)
    return answer
