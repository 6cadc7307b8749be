"""What went wrong, as JSON that programs can read: {code, status, detail, where}."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from tenure.api.access import ForgedRequest
from tenure.desk.rules.requests import RequestInvalid
from tenure.kernel.errors import Conflict, InvalidInput, TenureError
from tenure.pricing.rules.given import FactsRefused

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("tenure.api")


class Place(Schema):
    """Where something is wrong: in which line (the first is 0), in which field, and why."""

    line: int | None = None
    field: str = ""
    reason: str


class Problem(Schema):
    """What went wrong: a code for programs, a sentence for people, the places."""

    code: str
    status: int
    detail: str
    where: list[Place] = Field(default_factory=list)


def problem(
    status: int, code: str, detail: str, where: Sequence[dict[str, Any]] = ()
) -> JsonResponse:
    """Return the answer that tells a problem."""
    told = {"code": code, "status": status, "detail": detail, "where": list(where)}
    response = JsonResponse(told, status=status, content_type=MEDIA_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _not_signed_in(_: Exception) -> JsonResponse:
    detail = "Send a token that works, as `Authorization: Bearer ...`, or sign in."
    return problem(401, "not_signed_in", detail)


def _not_allowed(error: Exception) -> JsonResponse:
    return problem(403, "not_allowed", str(error))


def _forged(_: Exception) -> JsonResponse:
    return problem(403, "forged", "A request with a session needs the page's CSRF token.")


def _not_found(_: Exception) -> JsonResponse:
    return problem(404, "not_found", "There is nothing here that you may see.")


def _too_many(_: Exception) -> JsonResponse:
    return problem(429, "too_many_requests", "Too many requests in this minute; wait for the next.")


def _unreadable(error: Exception) -> JsonResponse:
    status = error.status_code if isinstance(error, HttpError) else 400
    return problem(status, "unreadable", "The body is not JSON that can be read.")


def _invalid(error: Exception) -> JsonResponse:
    assert isinstance(error, ValidationError)
    where = [
        {"line": None, "field": ".".join(map(str, one["loc"][2:])), "reason": one["msg"]}
        for one in error.errors
    ]
    return problem(422, "invalid", "The request is not as the description says it is.", where)


def _facts_refused(error: Exception) -> JsonResponse:
    assert isinstance(error, FactsRefused)
    where = [asdict(one) for one in error.problems]
    return problem(422, "invalid_facts", f"Nothing was priced. {error}", where)


def _request_invalid(error: Exception) -> JsonResponse:
    assert isinstance(error, RequestInvalid)
    where = [{"line": None, **asdict(one)} for one in error.problems]
    return problem(422, "invalid", f"Nothing was opened. {error}", where)


def _invalid_input(error: Exception) -> JsonResponse:
    return problem(422, "invalid", str(error))


def _conflict(error: Exception) -> JsonResponse:
    return problem(409, "conflict", str(error))


def _refused(error: Exception) -> JsonResponse:
    return problem(400, "refused", str(error))


def _failed(error: Exception) -> JsonResponse:
    _log.error("the API failed", exc_info=error)
    return problem(500, "failed", "The program failed; it was noted.")


# The most telling class of an error decides.
_TOLD: dict[type[Exception], Callable[[Exception], JsonResponse]] = {
    AuthenticationError: _not_signed_in,
    PermissionDenied: _not_allowed,
    ForgedRequest: _forged,
    Http404: _not_found,
    Throttled: _too_many,
    HttpError: _unreadable,
    ValidationError: _invalid,
    FactsRefused: _facts_refused,
    RequestInvalid: _request_invalid,
    InvalidInput: _invalid_input,
    Conflict: _conflict,
    TenureError: _refused,
    Exception: _failed,
}


def tell_problems(api: NinjaAPI) -> None:
    """Let an API tell every error as a problem."""
    for kind, tell in _TOLD.items():
        api.add_exception_handler(kind, _handler(tell))


def _handler(
    tell: Callable[[Exception], JsonResponse],
) -> Callable[[HttpRequest, Any], JsonResponse]:
    return lambda _, error: tell(error)
