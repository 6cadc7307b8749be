"""Reviews: composed from the same figures for page and files, with people's own words, and kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenure.foundation.roles import Permission, may
from tenure.insight.rules.charts import Chart
from tenure.kernel.errors import InvalidInput, TenureError
from tenure.reviews.commands.keeping import keep_review
from tenure.reviews.commands.words import write_words
from tenure.reviews.queries.composing import compose
from tenure.reviews.queries.files import FORMATS, review_file
from tenure.reviews.queries.issues import kept_review, kept_reviews
from tenure.reviews.queries.scopes import scopes_of, usual_whose
from tenure.reviews.queries.words import history_of
from tenure.reviews.rules.periods import HINTS, before, period_of, review_period
from tenure.reviews.rules.reviews import KINDS, Review, Section
from tenure.web import clock
from tenure.web.drawing.pictures import Picture, pictures
from tenure.web.permissions import asks, user_of
from tenure.web.views.errors import refused

_ABOUT = {
    "weekly": "What is due, late, expected, moved, next and escalated; and who disagrees.",
    "monthly": "The book by segment: renewed, lost, open and at risk, on time, quoted in time.",
    "quarterly": "Retention, waterfall, renewals, prices, forecast and result, wins and losses.",
}


@asks(Permission.SEE_METRICS)
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Show which reviews there are, and those that were kept."""
    user, today = user_of(request), clock.today()
    kinds = [
        (kind, KINDS[kind], about, _recent(kind))
        for kind, about in _ABOUT.items()
    ]  # fmt: skip
    context = {"kinds": kinds, "kept": kept_reviews(user), "today": today}
    return render(request, "tenure/pages/reviews.html", context)


def _recent(kind: str) -> list[str]:
    """Return the present period and the three before it."""
    found = [period_of(kind, clock.today())]
    for _ in range(3):
        found.append(before(kind, found[-1]))
    return [one.name for one in found]


@asks(Permission.SEE_METRICS)
@require_safe
def review(request: HttpRequest, kind: str) -> HttpResponse:
    """Show a review of a period; what cannot be told is said in its place."""
    if kind not in KINDS:
        raise Http404
    user = user_of(request)
    period, whose, currency = _asked(request, kind)
    context: dict[str, Any] = {
        "kind": kind, "title": KINDS[kind], "hint": HINTS[kind], "period": period, "whose": whose,
        "scopes": scopes_of(user) if kind == "weekly" else [], "currency": currency,
        "query": urlencode({"period": period, "whose": whose, "in": currency}),
    }  # fmt: skip
    try:
        made = compose(user, kind, period=period, whose=whose, currency=currency, on=clock.today())
    except InvalidInput as error:
        if kind == "customer" and not request.GET.get("whose"):
            raise Http404 from error
        return render(request, "tenure/pages/review.html", context | {"refusal": str(error)})
    context |= {
        **_told(made), "may_write": may(user.role, Permission.WRITE_REVIEWS),
        "earlier": before(kind, review_period(kind, made.period)).name,
        "history": history_of(user, kind, made.period, made.whose),
    }  # fmt: skip
    return render(request, "tenure/pages/review.html", context)


@asks(Permission.SEE_METRICS)
@require_safe
def review_as_file(request: HttpRequest, kind: str, file: str) -> HttpResponse:
    """Send the review as a PDF, slides or a workbook."""
    if kind not in KINDS or file not in FORMATS:
        raise Http404
    period, whose, currency = _asked(request, kind)
    try:
        made = compose(
            user_of(request), kind, period=period, whose=whose, currency=currency, on=clock.today()
        )
    except InvalidInput as error:
        raise Http404 from error
    return _sent(made, file)


def _sent(made: Review, file: str) -> HttpResponse:
    found = review_file(made, file)
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response


@asks(Permission.SEE_METRICS)
@require_safe
def review_kept_file(request: HttpRequest, issue_id: int, file: str) -> HttpResponse:
    """Send a review that was kept, set from what was kept."""
    found = kept_review(issue_id, user=user_of(request))
    if found is None or file not in FORMATS:
        raise Http404
    return _sent(found[1], file)


@asks(Permission.WRITE_REVIEWS)
@require_POST
def review_words(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep what the person wrote into a section."""
    given = request.POST
    try:
        write_words(
            kind=kind, period=given.get("period", ""), whose=given.get("whose", ""),
            section=given.get("section", ""), text=given.get("text", ""), by=user_of(request),
            on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "Your words stand in the review.")
    query = urlencode({name: given.get(name, "") for name in ("period", "whose", "in")})
    return redirect(f"{reverse('review', args=[kind])}?{query}#{given.get('section', '')}")


@asks(Permission.WRITE_REVIEWS)
@require_POST
def review_keeping(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep the review as it is now."""
    given = request.POST
    try:
        kept = keep_review(
            kind=kind, period=given.get("period", ""), whose=given.get("whose", ""),
            currency=given.get("in", ""), by=user_of(request), on=clock.today(),
        )  # fmt: skip
    except TenureError as error:
        return refused(request, error)
    messages.success(request, "The review is kept as it is now.")
    return redirect("review_kept", kept.pk)


@asks(Permission.SEE_METRICS)
@require_safe
def review_kept(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show a review as it was when somebody kept it."""
    found = kept_review(issue_id, user=user_of(request))
    if found is None:
        raise Http404
    issue, made = found
    context = {
        "kind": made.kind, "title": made.title, "period": made.period, "whose": made.whose,
        "issue": issue, **_told(made),
    }  # fmt: skip
    return render(request, "tenure/pages/review.html", context)


def _asked(request: HttpRequest, kind: str) -> tuple[str, str, str]:
    """Return period, scope and currency by name; without them, those of today and of the person."""
    period = request.GET.get("period", "").strip() or period_of(kind, clock.today()).name
    usual = "" if kind == "customer" else usual_whose(user_of(request)).key
    whose = request.GET.get("whose", "").strip() or usual
    return period.upper(), whose, request.GET.get("in", "").strip().upper()


def _told(made: Review) -> dict[str, Any]:
    return {"review": made, "sections": [(one, _pictures(one)) for one in made.sections]}


def _pictures(section: Section) -> list[Picture]:
    """Return a section's charts, each for wide and narrow windows."""
    charts: tuple[Chart, ...] = section.charts
    return pictures(charts, key=f"chart-{section.key}")
