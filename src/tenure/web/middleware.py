"""What no page can do anything with is turned away before a page sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from tenure.kernel.errors import InvalidInput
from tenure.web.views.errors import bad_request

NUL = "\0"


class RefuseNul:
    """Answer 400 to a NUL character in the address or a form: PostgreSQL cannot hold one in text.

    Stands before the sessions: a cookie with one (a session's key, say) counts as not sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for name in [name for name, value in request.COOKIES.items() if NUL in value]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Look once everything that a page needs to be drawn is there."""
        if NUL in request.path or _has_nul(request.GET) or _has_nul(request.POST):
            error = InvalidInput("What was entered holds a character that is not text (NUL).")
            return bad_request(request, error)
        return None


def _has_nul(data: QueryDict) -> bool:
    return any(
        NUL in name or any(NUL in value for value in values) for name, values in data.lists()
    )
