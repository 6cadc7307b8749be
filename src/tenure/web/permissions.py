"""Every view says what it asks for; a guard test reads it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may

View = Callable[..., HttpResponseBase]


def asks(permission: Permission) -> Callable[[View], View]:
    """Let the view through only for people whose role holds the permission (else 403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(user_of(request).role, permission):
                raise PermissionDenied(f"This page is for people who may: {permission.label}.")
            return view(request, *args, **kwargs)

        checked.asks = permission  # type: ignore[attr-defined]
        return checked

    return decorate


def user_of(request: HttpRequest) -> User:
    """Return the signed-in person (LoginRequiredMiddleware lets nobody else through)."""
    return cast(User, request.user)
