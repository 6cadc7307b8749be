"""Who calls, whether they may, and how often: the same for every endpoint."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle
from ninja.utils import check_csrf

from tenure.api import clock
from tenure.foundation.commands import count_request
from tenure.foundation.models import User
from tenure.foundation.queries import token_in_force
from tenure.foundation.roles import Permission, may


class ForgedRequest(Exception):
    """A request with a session's cookie that did not come from our own pages."""


class Token(HttpBearer):
    """Let through who is known, by token or by session, and holds a permission.

    A program sends `Authorization: Bearer <token>`. A page of ours has its session; what writes or
    sends a body then needs the page's CSRF token too. A token never comes with a session.
    """

    def __init__(self, permission: Permission) -> None:
        """Ask for a permission; the guard test of all addresses reads it."""
        super().__init__()
        self.permission = permission

    def __call__(self, request: HttpRequest) -> User | None:
        """Return who calls; None when nobody we know does. Raise what refuses the known."""
        by_token = "Authorization" in request.headers
        user = super().__call__(request) if by_token else _of_session(request)
        if user is None:
            return None
        if not may(user.role, self.permission):
            raise PermissionDenied(f"This is for people who may: {self.permission.label}.")
        request.user = user
        return user

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the user of a token that works today."""
        found = token_in_force(token, on=clock.today())
        if found is None:
            return None
        request.META["tenure.caller"] = f"token {found.pk}"
        return found.user


def asks(permission: Permission) -> Token:
    """Return what lets through who holds a permission; as pages ask, so do endpoints."""
    return Token(permission)


def _of_session(request: HttpRequest) -> User | None:
    if not isinstance(request.user, User):
        return None
    if check_csrf(request) is not None:
        raise ForgedRequest
    request.META["tenure.caller"] = f"user {request.user.pk}"
    return request.user


def user_of(request: HttpRequest) -> User:
    """Return who calls (`asks` lets nobody else through)."""
    assert isinstance(request.user, User)
    return request.user


class PerMinute(BaseThrottle):
    """Let each caller make so many requests a minute (`TENURE_API_PER_MINUTE`)."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request; tell whether it is within the limit."""
        return count_request(
            caller=request.META["tenure.caller"], at=clock.now(), limit=settings.API_PER_MINUTE
        )

    def wait(self) -> float:
        """Return the seconds until the next minute."""
        return 60 - clock.now().second
