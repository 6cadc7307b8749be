"""The daily run: start it, watch it, look back."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tenure.desk.queries.digest_page import digest_of
from tenure.desk.queries.runs import recent_runs, run_standing
from tenure.desk.tasks import queue_run
from tenure.foundation.roles import Permission, may
from tenure.web import clock
from tenure.web.permissions import asks, user_of

POLL_STOPS = 286  # htmx stops polling on this status


@asks(Permission.REVIEW_QUALITY)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """Show the latest runs and the button for today's."""
    user = user_of(request)
    latest = recent_runs(user)
    today = clock.today()
    context = {
        "runs": latest,
        "today": today,
        "is_done": any(run.on == today and run.finished_at for run in latest),
        "may_run": may(user.role, Permission.RUN_DAY),
    }
    return render(request, "tenure/pages/runs.html", context)


@asks(Permission.RUN_DAY)
@require_http_methods(["POST"])
def run_start(request: HttpRequest) -> HttpResponse:
    """Queue the run of a date for the worker and go to its page."""
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        messages.error(request, "Name a day like 2027-01-15.")
        return redirect("runs")
    if not queue_run(on=on, by=user_of(request)):
        messages.info(request, "A run is waiting or going on already.")
    return redirect("run", on)


@asks(Permission.REVIEW_QUALITY)
@require_safe
def run(request: HttpRequest, on: date) -> HttpResponse:
    """Show where the run of a date stands; the page asks for its part again while it goes on."""
    user = user_of(request)
    standing = run_standing(user, on)
    context = {
        "on": on,
        "run": standing,
        "today": clock.today(),
        "digest": digest_of(user, on),
        "may_run": may(user.role, Permission.RUN_DAY),
    }
    if "part" not in request.GET:
        return render(request, "tenure/pages/run.html", context)
    ended = standing is not None and (standing.finished_at or standing.error)
    return render(
        request, "tenure/parts/run_steps.html", context, status=POLL_STOPS if ended else 200
    )


@asks(Permission.REVIEW_QUALITY)
@require_safe
def run_digest(request: HttpRequest, on: date) -> HttpResponse:
    """Show the digest that the run wrote to this person."""
    digest = digest_of(user_of(request), on)
    if digest is None:
        raise Http404
    return render(request, "tenure/pages/digest.html", {"digest": digest, "on": on})
