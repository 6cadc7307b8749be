"""Give renewals an owner: by rule for those nobody owns, by hand for one, from one to another.

Each change writes the history of owners in the same transaction (see `ownership`). `at` is the
instant of the change; without one, the start of the day `on`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Count, Q

from tenure.book.models import Contract
from tenure.directory.models import StaffMember
from tenure.foundation.commands import record_event, write_audited
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, Role, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.renewals.commands.ownership import write_ownership
from tenure.renewals.commands.planning import refresh_next_actions
from tenure.renewals.commands.quality import review_quality
from tenure.renewals.commands.scope import locked_renewals
from tenure.renewals.models import Renewal
from tenure.renewals.queries.windows import open_renewals_of
from tenure.renewals.rules.assignment import Manager, Ownerless, assign


class OwnerUnfit(InvalidInput):
    """The colleague cannot own this renewal; the message says why."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A renewal that goes from the owner it has (none: nobody) to another, and why."""

    renewal_id: int
    before_id: int | None
    staff_id: int
    why: str


# Compare-and-set: what has another owner by now than the one expected stays with that one.
_ASSIGNED = """
    UPDATE renewals_renewal r SET owner_id = a.staff_id
    FROM unnest(%(ids)s::bigint[], %(before)s::bigint[], %(staff)s::bigint[], %(why)s::text[])
         AS a (id, before_id, staff_id, why)
    WHERE r.id = a.id AND r.owner_id IS NOT DISTINCT FROM a.before_id AND r.closed_on IS NULL
          AND a.staff_id IS DISTINCT FROM a.before_id
    RETURNING r.id, (SELECT key FROM book_contract WHERE id = r.contract_id) || ' ' || r.renewal_on,
              jsonb_build_object('owner', (SELECT code FROM directory_staffmember
                                           WHERE id = a.staff_id), 'why', a.why)"""

# Who owns the renewal owns the contract: visibility goes through the contract, and so they see
# its quote and its lines.
_OWNED = """
    UPDATE book_contract c SET owner_id = r.owner_id
    FROM renewals_renewal r
    WHERE r.id = ANY(%(ids)s) AND c.id = r.contract_id
          AND c.owner_id IS DISTINCT FROM r.owner_id
    RETURNING c.id, c.key, jsonb_build_object('owner', (SELECT code FROM directory_staffmember
                                                        WHERE id = c.owner_id))"""


@transaction.atomic
def assign_owners(*, by: User, on: date, at: datetime | None = None) -> int:
    """Give every open renewal that nobody owns an owner by rule; return how many got one.

    The reason is in each event's detail. Renewals that nobody may own stay on the worklist.
    """
    ownerless = _ownerless()
    if not ownerless:
        return 0
    assignments = assign(ownerless, _managers())
    if not assignments:
        return 0
    transfers = [Transfer(one.renewal_id, None, one.staff_id, one.why) for one in assignments]
    return len(transfer_owners(transfers=transfers, by=by, on=on, at=at))


@transaction.atomic
def transfer_owners(
    *, transfers: Sequence[Transfer], by: User, on: date, at: datetime | None = None
) -> list[int]:
    """Let renewals change hands, set-based; return those that did.

    For commands that have decided who may do it and who is fit. A renewal that is closed or that
    has another owner by now is left alone, so repeating changes nothing.
    """
    changed = _save(transfers, by=by, on=on, at=at)
    refresh_next_actions(renewal_ids=changed, by=by, on=on)
    return changed


@transaction.atomic
def assign_owner(
    *, renewal_id: int, staff_id: int, by: User, on: date, at: datetime | None = None
) -> Renewal:
    """Give one renewal an owner, or another one. The same owner again changes nothing."""
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    staff = _fit(staff_id, export_controlled=renewal.customer.export_controlled)
    if renewal.owner_id == staff.pk:
        return renewal
    before, renewal.owner = renewal.owner, staff
    renewal.save(update_fields=["owner"])
    detail = {"owner": staff.code, "before": before.code if before else None}
    record_event(by=by, on=on, verb="renewals.assign_owner", subject=renewal, detail=detail)
    write_ownership(renewal_ids=[renewal.pk], why=["by hand"], by=by, on=on, at=at)
    _own_contracts([renewal.pk], by=by, on=on)
    review_quality(contract_ids=[renewal.contract_id], by=by, on=on)
    refresh_next_actions(renewal_ids=[renewal.pk], by=by, on=on)
    renewal.refresh_from_db()
    return renewal


@transaction.atomic
def assign_contract_owner(
    *, contract_id: int, staff_id: int, by: User, on: date, at: datetime | None = None
) -> Contract:
    """Give a contract, and its open renewals that nobody owns, an owner."""
    if not may(by.role, Permission.WORK_RENEWALS):
        raise NotAllowed("Your role may look at contracts but not assign them.")
    contract = (
        Contract.objects.visible_to(by)
        .select_related("customer")
        .select_for_update(of=("self",))
        .filter(pk=contract_id)
        .first()
    )
    if contract is None:
        raise InvalidInput("There is no such contract in your book.")
    staff = _fit(staff_id, export_controlled=contract.customer.export_controlled)
    if contract.owner_id != staff.pk:
        contract.owner = staff
        contract.save(update_fields=["owner"])
        record_event(
            by=by, on=on, verb="book.assign_owner", subject=contract, detail={"owner": staff.code}
        )
    unowned = open_renewals_of([contract.pk]).filter(owner=None)
    why = "owner of the contract"
    transfers = [Transfer(renewal.pk, None, staff.pk, why) for renewal in unowned]
    _save(transfers, by=by, on=on, at=at)
    review_quality(contract_ids=[contract.pk], by=by, on=on)
    open_ids = list(open_renewals_of([contract.pk]).values_list("pk", flat=True))
    refresh_next_actions(renewal_ids=open_ids, by=by, on=on)
    return contract


def _fit(staff_id: int, *, export_controlled: bool) -> StaffMember:
    staff = StaffMember.objects.select_related("user").filter(pk=staff_id, active=True).first()
    if staff is None:
        raise OwnerUnfit("There is no such active colleague.")
    if export_controlled and not (staff.user and staff.user.cleared):
        raise OwnerUnfit(f"{staff} is not cleared for customers under export control.")
    return staff


def _ownerless() -> list[Ownerless]:
    """Return and lock the open renewals that nobody owns, by date (index on the owner)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.id, u.region, u.export_controlled, c.owner_id
            FROM renewals_renewal r
            JOIN directory_customer u ON u.id = r.customer_id
            JOIN book_contract c ON c.id = r.contract_id
            WHERE r.owner_id IS NULL AND r.closed_on IS NULL
            ORDER BY r.renewal_on, c.key FOR UPDATE OF r"""
        )
        return [Ownerless(*row) for row in cursor.fetchall()]


def _managers() -> list[Manager]:
    """Return the active renewals managers with their open renewals, by staff code."""
    load = Count("renewals", filter=Q(renewals__closed_on=None))
    managers = (
        StaffMember.objects.filter(active=True, role=Role.RENEWALS_MANAGER)
        .select_related("user")
        .annotate(load=load)
        .order_by("code")
    )
    return [
        Manager(m.pk, m.code, m.region, m.load, cleared=bool(m.user and m.user.cleared))
        for m in managers
    ]


def _save(transfers: Sequence[Transfer], *, by: User, on: date, at: datetime | None) -> list[int]:
    columns = {
        "ids": [one.renewal_id for one in transfers],
        "before": [one.before_id for one in transfers],
        "staff": [one.staff_id for one in transfers],
        "why": [one.why for one in transfers],
    }
    changed = write_audited(
        by=by, on=on, verb="renewals.assign_owner", model=Renewal, sql=_ASSIGNED, params=columns
    )
    if not changed:
        return changed
    reasons = {one.renewal_id: one.why for one in transfers}
    write_ownership(renewal_ids=changed, why=[reasons[pk] for pk in changed], by=by, on=on, at=at)
    owned = _own_contracts(changed, by=by, on=on)
    if owned:
        review_quality(contract_ids=owned, by=by, on=on)
    return changed


def _own_contracts(renewal_ids: Sequence[int], *, by: User, on: date) -> list[int]:
    return write_audited(
        by=by, on=on, verb="book.assign_owner", model=Contract, sql=_OWNED,
        params={"ids": list(renewal_ids)},
    )  # fmt: skip
