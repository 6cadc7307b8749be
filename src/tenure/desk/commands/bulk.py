"""The worklist's actions on several renewals at once: each is done, or refused with its reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed, TenureError
from tenure.quotes.commands.make import make_quote, requote
from tenure.renewals.commands.owners import assign_owner
from tenure.renewals.models import Renewal

MOST = 200


@dataclass(frozen=True, slots=True)
class BulkDone:
    """How many were done, and why the others were not."""

    done: int
    refused: tuple[str, ...]


def assign_owner_to(
    *, renewal_ids: Sequence[int], staff_id: int, by: User, on: date, at: datetime | None = None
) -> BulkDone:
    """Give several renewals one owner."""
    return _each(
        renewal_ids,
        by,
        lambda pk: assign_owner(renewal_id=pk, staff_id=staff_id, by=by, on=on, at=at),
    )


def make_quotes_of(*, renewal_ids: Sequence[int], by: User, on: date) -> BulkDone:
    """Make the quotes of several renewals; a stale one is made again, a current one is kept."""

    def quoted(pk: int) -> object:
        make_quote(renewal_id=pk, by=by, on=on)
        return requote(renewal_id=pk, by=by, on=on)

    return _each(renewal_ids, by, quoted)


def _each(renewal_ids: Sequence[int], by: User, act: Callable[[int], object]) -> BulkDone:
    if not may(by.role, Permission.WORK_RENEWALS):
        raise NotAllowed("Your role may look at renewals but not work them.")
    if not 0 < len(renewal_ids) <= MOST:
        raise InvalidInput(f"Select between 1 and {MOST} renewals.")
    found = Renewal.objects.visible_to(by).filter(pk__in=renewal_ids).select_related("contract")
    names = {renewal.pk: str(renewal) for renewal in found}
    refused = []
    for pk in sorted(names):
        try:
            with transaction.atomic():
                act(pk)
        except TenureError as error:
            refused.append(f"{names[pk]}: {error}")
    missing = len(set(renewal_ids)) - len(names)
    if missing:
        refused.append(f"{missing} of them are not in your book.")
    return BulkDone(len(names) - len(refused) + (1 if missing else 0), tuple(refused))
