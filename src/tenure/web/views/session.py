"""Signing in and out, and the health check: the views that ask for no permission."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.foundation.commands import note_failed_sign_in
from tenure.foundation.queries import sign_in_is_blocked
from tenure.web import clock


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Check name and password; after too many failures for a name, wait a quarter of an hour."""
    if request.user.is_authenticated:
        return redirect(_destination(request))
    form = AuthenticationForm(request, data=request.POST or None)
    status = 200
    blocked = False
    if request.method == "POST":
        username = request.POST.get("username", "")
        blocked = sign_in_is_blocked(username, at=clock.now())
        if not blocked and form.is_valid():
            login(request, form.get_user())
            return redirect(_destination(request))
        if not blocked:
            note_failed_sign_in(username=username, at=clock.now())
        status = 429 if blocked else 400
    context = {"form": form, "blocked": blocked, "next": request.GET.get("next", "")}
    return render(request, "tenure/pages/sign_in.html", context, status=status)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the desk and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def _destination(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else "/"
