"""One thing done to several renewals at once, as it was previewed: all that can be, or nothing.

What is refused of a renewal leaves the others alone and is told with its reason. Where one has
changed since the preview nothing is done. Repeating it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tenure.desk.commands.said_of_many import SAID, say_of_many
from tenure.desk.queries.bulk import checked_number, preview_of
from tenure.desk.rules.bulk import Asked, PlannedRow, differs
from tenure.desk.rules.previews import require_as_seen
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import NotAllowed, TenureError
from tenure.quotes.commands.candidates import lock_maker
from tenure.quotes.commands.make import make_quote, make_quotes, requote
from tenure.renewals.commands.groups import group_renewals
from tenure.renewals.commands.owners import Transfer, transfer_owners
from tenure.renewals.models import Renewal


@dataclass(frozen=True, slots=True)
class BulkDone:
    """How many were done, how many were so already, and why the others were not."""

    done: int
    already: int
    refused: tuple[str, ...]


@transaction.atomic
def do_to_many(
    *, renewal_ids: Sequence[int], asked: Asked, seen: Mapping[int, str] | None = None, by: User,
    on: date, at: datetime | None = None,
) -> BulkDone:  # fmt: skip
    """Do one thing to several renewals; `seen` are the marks of the preview, none: without one.

    1. Take the locks: of the quote makers where quotes are made, then of the renewals by id.
    2. Plan under the locks what happens to each, by the rule that made the preview.
    3. Where the preview said otherwise of one that is to change, refuse all: PreviewStale.
    4. Do it to those that are to change; one that is refused even so leaves the others alone.

    Raises InvalidInput for what is asked wrongly, NotAllowed, PreviewStale.
    """
    if not may(by.role, Permission.WORK_RENEWALS):
        raise NotAllowed("Your role may look at renewals but not work them.")
    checked_number(renewal_ids)
    if asked.action == "quotes":
        lock_maker()
    found = Renewal.objects.visible_to(by).filter(pk__in=renewal_ids)
    locked = found.select_for_update(of=("self",))
    plan = preview_of(locked, asked, renewal_ids=renewal_ids, on=on)
    if seen is not None:
        require_as_seen([_name(row) for row in differs(plan.rows, seen)])
    assert plan.asked is not None
    changing = [row for row in plan.rows if row.changes]
    refused = [f"{_name(row)}: {row.refused}" for row in plan.rows if row.refused]
    failed = _do(plan.asked, changing, by=by, on=on, at=at) if changing else []
    if plan.missing:
        refused.append(f"{plan.missing} of them are not in your book.")
    return BulkDone(len(changing) - len(failed), plan.staying, (*refused, *failed))


def _do(
    asked: Asked, rows: Sequence[PlannedRow], *, by: User, on: date, at: datetime | None
) -> list[str]:
    """Do it to these, all at once where there is a command for it; return what was refused."""
    ids = [row.renewal_id for row in rows]
    if asked.action == "owner":
        assert asked.person is not None
        before = dict(Renewal.objects.filter(pk__in=ids).values_list("pk", "owner_id"))
        moves = [Transfer(pk, before[pk], asked.person, "by hand") for pk in ids]
        transfer_owners(transfers=moves, by=by, on=on, at=at)
        return []
    if asked.action == "group":
        group_renewals(renewal_ids=ids, by=by, on=on)
        return []
    if asked.action in SAID:
        say_of_many(renewal_ids=ids, asked=asked, by=by, on=on)
        return []
    make_quotes(renewal_ids=ids, by=by, on=on, limit=len(ids))

    def quote(pk: int) -> object:
        make_quote(renewal_id=pk, by=by, on=on)  # says why where none could be made
        return requote(renewal_id=pk, by=by, on=on)

    return _each(rows, quote)


def _each(rows: Sequence[PlannedRow], act: Callable[[int], object]) -> list[str]:
    failed = []
    for row in rows:
        try:
            with transaction.atomic():
                act(row.renewal_id)
        except TenureError as error:
            failed.append(f"{_name(row)}: {error}")
    return failed


def _name(row: PlannedRow) -> str:
    return f"{row.customer} {row.contract}"
