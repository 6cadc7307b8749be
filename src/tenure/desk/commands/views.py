"""Saved views: a person's named filters of the worklist."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.desk.models import SavedView
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput

MOST = 20


class ViewRefused(InvalidInput):
    """The view cannot be saved; the message says why."""


@transaction.atomic
def save_view(*, by: User, on: date, name: str, query: str) -> SavedView:
    """Keep a filter under a name; the same name again replaces it. Raises ViewRefused."""
    name = " ".join(name.split())
    if not name:
        raise ViewRefused("Give the view a name.")
    if len(name) > 60 or len(query) > 400:
        raise ViewRefused("The name may have 60 characters and the filter 400.")
    others = SavedView.objects.visible_to(by).exclude(name=name).count()
    if others >= MOST:
        raise ViewRefused(f"{MOST} views are kept at most; forget one first.")
    view, made = SavedView.objects.get_or_create(user=by, name=name, defaults={"query": query})
    if not made:
        if view.query == query:
            return view
        view.query = query
        view.save(update_fields=["query"])
    record_event(by=by, on=on, verb="desk.save_view", subject=view, detail={"query": query})
    return view


@transaction.atomic
def forget_view(*, by: User, on: date, view_id: int) -> bool:
    """Forget one of the person's own views; return whether there was one."""
    view = SavedView.objects.visible_to(by).select_for_update().filter(pk=view_id).first()
    if view is None:
        return False
    record_event(by=by, on=on, verb="desk.forget_view", subject=view)
    view.delete()
    return True
