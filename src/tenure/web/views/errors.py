"""Pages for what went wrong: what it means and what to do next."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tenure.kernel.errors import TenureError


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be read."""
    return _page(request, 400, "That request could not be read", _reason(exception))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which right is missing."""
    return _page(request, 403, "This is not open to your role", _reason(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here that the person may see."""
    return _page(request, 404, "There is nothing here that you may see", "")


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the program failed; touches nothing that may be broken."""
    return render(request, "tenure/pages/broken.html", status=500)


def refused(request: HttpRequest, error: TenureError, *, status: int = 409) -> HttpResponse:
    """Show why a command refused, on its own page."""
    return _page(request, status, "That was not done", str(error))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old or came from elsewhere."""
    return _page(
        request, 403, "This form is no longer valid",
        "Go back, reload the page and send it again. Cookies must be allowed for this site.",
    )  # fmt: skip


def _reason(exception: Exception) -> str:
    return str(exception) if isinstance(exception, PermissionDenied | TenureError) else ""


def _page(request: HttpRequest, status: int, title: str, reason: str) -> HttpResponse:
    context = {"status": status, "title": title, "reason": reason}
    return render(request, "tenure/pages/error.html", context, status=status)
