"""Every read goes through `visible_to(user)`; a model says how in `scope_q`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self, TypeVar, cast, runtime_checkable

from django.db import models

if TYPE_CHECKING:
    from tenure.foundation.models import User

M = TypeVar("M", bound=models.Model, covariant=True)


@runtime_checkable
class Scoped(Protocol):
    """A model that can tell which of its rows a user may see."""

    @classmethod
    def scope_q(cls, user: User) -> models.Q:
        """Return the condition that holds for the rows the user may see."""
        ...


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset whose rows can be narrowed to what a user may see."""

    def visible_to(self, user: User) -> Self:
        """Keep the rows that the user may see (none when signed out or inactive)."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(cast(type[Scoped], self.model).scope_q(user))
