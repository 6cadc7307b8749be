"""What one thing done to many renewals would change, from the facts of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tenure.desk.models import NextStep, RiskMark, Snooze, WaitingMark
from tenure.desk.rules.bulk import Asked, Colleague, PlannedRow, RowFacts, checked, planned
from tenure.desk.rules.previews import CountsRows
from tenure.directory.models import StaffMember
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.quotes.models import Quote
from tenure.renewals.models import Renewal
from tenure.renewals.rules.waiting import MARKED

MOST = 200


@dataclass(frozen=True, slots=True)
class BulkPreview(CountsRows):
    """What would happen to each renewal that the person sees; `missing` they do not see.

    Without `asked` the rows say nothing of what would happen yet.
    """

    asked: Asked | None
    rows: tuple[PlannedRow, ...]
    missing: int


def bulk_preview(user: User, asked: Asked, *, renewal_ids: Sequence[int], on: date) -> BulkPreview:
    """Return what would happen (a fixed number of queries). Raise InvalidInput where asked wrongly.

    The facts are read in the order of the ids.
    """
    checked_number(renewal_ids)
    found = Renewal.objects.visible_to(user).filter(pk__in=renewal_ids)
    return preview_of(found, asked, renewal_ids=renewal_ids, on=on)


def preview_of(
    found: QuerySet[Renewal], asked: Asked, *, renewal_ids: Sequence[int], on: date
) -> BulkPreview:
    """Return what would happen to these renewals, which the caller may have locked."""
    colleague = _colleague(asked.person)
    sound = checked(asked, colleague, on)
    rows = _facts(found, sound.action)
    missing = len(set(renewal_ids)) - len(rows)
    return BulkPreview(sound, tuple(planned(sound, rows, colleague, on)), missing)


def chosen_rows(user: User, *, renewal_ids: Sequence[int]) -> BulkPreview:
    """Return the chosen renewals before it is said what is to be done with them."""
    checked_number(renewal_ids)
    found = Renewal.objects.visible_to(user).filter(pk__in=renewal_ids)
    rows = tuple(
        PlannedRow(one.renewal_id, one.contract, one.customer, "", "", changes=False)
        for one in _facts(found, "")
    )
    return BulkPreview(None, rows, len(set(renewal_ids)) - len(rows))


def checked_number(ids: Sequence[int], noun: str = "renewals") -> None:
    """Raise InvalidInput for none, or for more than is done at once."""
    if not 0 < len(set(ids)) <= MOST:
        raise InvalidInput(f"Select between 1 and {MOST} {noun}.")


def renewals_named(user: User, names: Sequence[str]) -> list[int]:
    """Return the ids of renewals by their contract's key, else by their number.

    Raise InvalidInput for a key without an open renewal that the person sees. A number that they do
    not see is returned as it is: what is done with it says so.
    """
    by_key = dict(
        Renewal.objects.visible_to(user).filter(contract__key__in=names, closed_on=None)
        .order_by("-renewal_on").values_list("contract__key", "pk")
    )  # fmt: skip
    numbers = {name: int(name) for name in names if name.isdecimal() and len(name) <= 18}
    found = {**numbers, **by_key}
    if unknown := [name for name in names if name not in found]:
        raise InvalidInput(f"There is no open renewal of {', '.join(unknown)} in your book.")
    return list(dict.fromkeys(found[name] for name in names))


def _colleague(staff_id: int | None) -> Colleague | None:
    if staff_id is None:
        return None
    staff = StaffMember.objects.select_related("user").filter(pk=staff_id, active=True).first()
    if staff is None:
        return None
    return Colleague(staff.pk, staff.name, bool(staff.user and staff.user.cleared))


def _facts(found: QuerySet[Renewal], action: str) -> list[RowFacts]:
    renewals = list(found.select_related("contract", "customer", "owner").order_by("pk"))
    more = _more(action, [one.pk for one in renewals])
    return [
        RowFacts(
            renewal_id=one.pk, contract=one.contract.key, customer=one.customer.name,
            customer_id=one.customer_id, renewal_on=one.renewal_on, due_on=one.due_on,
            notice_on=one.notice_on if one.renewal_type == "auto" else None,
            is_closed=one.closed_on is not None, is_controlled=one.customer.export_controlled,
            is_evergreen=one.renewal_type == "evergreen",
            owner_id=one.owner_id, owner=one.owner.name if one.owner else "",
            owner_is_active=one.owner is not None and one.owner.active,
            snoozed_until=one.snoozed_until, waiting_on=one.waiting_on, risk=one.risk,
            group_id=one.group_id, **_of(one, more.get(one.pk)),
        )
        for one in renewals
    ]  # fmt: skip


_LATEST: dict[str, Any] = {
    "step": NextStep, "snooze": Snooze, "wake": Snooze, "waiting": WaitingMark, "risk": RiskMark,
}  # fmt: skip


def _more(action: str, ids: Sequence[int]) -> dict[int, Any]:
    """Return the row by renewal that an action compares with: the latest said, or the quote."""
    if action == "quotes":
        rows = Quote.objects.filter(renewal__in=ids, is_primary=True)
        return {row.renewal_id: row for row in rows}
    if action not in _LATEST:
        return {}
    latest = _LATEST[action].objects.filter(renewal__in=ids).order_by("renewal", "-pk")
    if action == "step":
        latest = latest.select_related("owner")
    return {row.renewal_id: row for row in latest.distinct("renewal")}


def _of(renewal: Renewal, row: object) -> dict[str, Any]:
    """Return what the row says, as facts."""
    if isinstance(row, NextStep):
        owner = row.owner.name if row.owner else ""
        return {"step": (row.text, row.due_on, row.owner_id, owner) if row.text else None}
    if isinstance(row, Snooze):
        return {"snoozed_because": row.reason}
    if isinstance(row, WaitingMark):
        # A mark after which something newer happened says nothing any more.
        counts = not row.on_whom or renewal.waiting_why == MARKED
        return {"mark": (row.on_whom, row.until, row.note)} if counts else {}
    if isinstance(row, RiskMark):
        return {"risk_because": row.reason}
    if isinstance(row, Quote):
        stale = row.contract_revision != renewal.contract.revision
        return {"quote": renewal.quote_ended or ("stale" if stale else "current")}
    return {}
