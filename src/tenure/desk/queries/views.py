"""A person's saved views of the worklist."""

from __future__ import annotations

from tenure.desk.models import SavedView
from tenure.foundation.models import User


def views_of(user: User) -> list[SavedView]:
    """Return the person's saved views by name."""
    return list(SavedView.objects.visible_to(user).order_by("name"))
