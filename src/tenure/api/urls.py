"""Addresses of the API. Each says what it asks for, and tells what goes wrong as a problem."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router

from tenure import __version__
from tenure.api import pricing, quotes, requests
from tenure.api.access import PerMinute, Token
from tenure.api.problems import problem, tell_problems
from tenure.foundation.roles import Permission

app_name = "api"
ROUTERS = (quotes.router, pricing.router, requests.router)

api = NinjaAPI(
    title="Tenure",
    version=__version__,
    description="What the renewals desk shows and tries out, for programs. See docs/api.md.",
    urls_namespace=app_name,
    docs_url=None,  # it would load scripts from elsewhere
    throttle=PerMinute(),
)
tell_problems(api)
for router in ROUTERS:
    api.add_router("", router)


@login_not_required
@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """Say that there is no such address, as a problem."""
    return problem(404, "not_found", "There is nothing here that you may see.")


def _asked(router: Router) -> Iterator[tuple[str, Permission]]:
    for view in router.path_operations.values():
        for operation in view.operations:
            [auth] = operation.auth_callbacks
            if not isinstance(auth, Token):
                raise TypeError(f"{operation.url_name} does not say what it asks for.")
            yield operation.url_name, auth.permission


def _served(pattern: URLPattern, asked: Permission | None) -> URLPattern:
    """Return an address whose callers are known by `asks`, not by the pages' sign-in."""
    view = pattern.callback

    @wraps(view, assigned=(), updated=())
    def served(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = problem(405, "not_allowed_here", f"This address takes {allowed}.")
            response["Allow"] = allowed
        response["Cache-Control"] = "private, no-store"
        return response

    if asked is not None:
        served.asks = asked  # type: ignore[attr-defined] # of a function; a guard test reads it
    pattern.callback = csrf_exempt(login_not_required(served))
    return pattern


_ASKED = {name: permission for router in ROUTERS for name, permission in _asked(router)}
urlpatterns = [
    _served(pattern, _ASKED.get(pattern.name or ""))
    for pattern in api.urls[0]
    if isinstance(pattern, URLPattern) and pattern.name != "api-root"
] + [
    path("", nothing_here, name="api-root"),
    path("<path:rest>", nothing_here, name="api_nothing"),
]
