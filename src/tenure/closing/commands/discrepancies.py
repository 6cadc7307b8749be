"""What people do with a discrepancy: own it, note what they found, settle it with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from tenure.book.models import Order
from tenure.closing.models import Discrepancy, DiscrepancyNote, Settlement
from tenure.closing.rules import BY_HAND, Settled
from tenure.directory.models import StaffMember
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput

_LONGEST = 2_000


class DiscrepancyNotOpen(Conflict):
    """Refuse to touch what is settled, or not there for this person."""


@transaction.atomic
def own_discrepancies(*, ids: Sequence[int], staff_id: int, by: User, on: date) -> int:
    """Give open discrepancies an owner; return how many had another one before."""
    owner = StaffMember.objects.visible_to(by).filter(pk=staff_id, active=True).first()
    if owner is None:
        raise InvalidInput("Choose a colleague whom you can see.")
    changed = 0
    for row in _open(ids, by).exclude(owner=owner):
        row.owner = owner
        row.save(update_fields=["owner"])
        detail = {"owner": owner.code}
        record_event(by=by, on=on, verb="closing.own_discrepancy", subject=row, detail=detail)
        changed += 1
    return changed


@transaction.atomic
def note_discrepancy(*, discrepancy_id: int, text: str, by: User, on: date) -> DiscrepancyNote:
    """Keep what somebody found out."""
    words = _clean(text)
    if not words:
        raise InvalidInput("A note needs words.")
    (row,) = _open([discrepancy_id], by)
    made = DiscrepancyNote.objects.create(discrepancy=row, text=words, on=on, by=by)
    record_event(by=by, on=on, verb="closing.note_discrepancy", subject=row)
    return made


@transaction.atomic
def settle_discrepancies(
    *, ids: Sequence[int], reason: Settled, note: str = "", order_id: int | None = None,
    by: User, on: date,
) -> Settlement:  # fmt: skip
    """Settle open discrepancies together, with a reason.

    That an order corrected the contract needs the order, and one of a contract concerned; that it
    is right as it is needs a note. Raise DiscrepancyNotOpen if one of them is not open any more.
    """
    if reason not in BY_HAND:
        raise InvalidInput("That they agree again is for the comparison to say.")
    words = _clean(note)
    if reason == Settled.ACCEPTED and not words:
        raise InvalidInput("Say why it is right that they differ.")
    rows = list(_open(ids, by))
    order = _order(order_id, rows) if reason == Settled.ORDER else None
    made = Settlement.objects.create(reason=reason, note=words, order=order, on=on, by=by)
    for row in rows:
        row.settlement = made
        row.save(update_fields=["settlement"])
        detail = {"reason": reason, "note": words}
        record_event(by=by, on=on, verb="closing.settle_discrepancy", subject=row, detail=detail)
    return made


def _open(ids: Sequence[int], by: User) -> QuerySet[Discrepancy]:
    """Return and lock the open discrepancies; all of them, or none."""
    found = (
        Discrepancy.objects.visible_to(by)
        .filter(pk__in=set(ids), settlement=None)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if len(found) != len(set(ids)) or not found:
        raise DiscrepancyNotOpen("A discrepancy is settled already, or not yours to work on.")
    return found


def _order(order_id: int | None, rows: Sequence[Discrepancy]) -> Order:
    concerned = {row.contract_id or 0 for row in rows}
    order = Order.objects.filter(pk=order_id or 0, contract_id__in=concerned).first()
    if order is None or len(concerned) > 1:
        raise InvalidInput("Name the order that corrected this contract.")
    return order


def _clean(text: str) -> str:
    words = text.strip()
    if len(words) > _LONGEST:
        raise InvalidInput(f"A note has at most {_LONGEST:,} characters.")
    return words
