"""Give renewals an owner: by rule for those nobody owns, by hand for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import Count, Q

from tenure.book.models import Contract
from tenure.directory.models import StaffMember
from tenure.foundation.commands import record_event, write_audited
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, Role, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.renewals.commands.planning import refresh_next_actions
from tenure.renewals.commands.quality import review_quality
from tenure.renewals.commands.scope import locked_renewals
from tenure.renewals.models import Renewal
from tenure.renewals.queries.windows import open_renewals_of
from tenure.renewals.rules.assignment import Assignment, Manager, Ownerless, assign


class OwnerUnfit(InvalidInput):
    """The colleague cannot own this renewal; the message says why."""


_ASSIGNED = """
    UPDATE renewals_renewal r SET owner_id = a.staff_id
    FROM unnest(%(ids)s::bigint[], %(staff)s::bigint[], %(why)s::text[]) AS a (id, staff_id, why)
    WHERE r.id = a.id AND r.owner_id IS NULL AND r.closed_on IS NULL
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
def assign_owners(*, by: User, on: date) -> int:
    """Give every open renewal that nobody owns an owner by rule; return how many got one.

    The reason is in each event's detail. Renewals that nobody may own stay on the worklist.
    """
    ownerless = _ownerless()
    if not ownerless:
        return 0
    assignments = assign(ownerless, _managers())
    if not assignments:
        return 0
    assigned = _save(assignments, by=by, on=on)
    refresh_next_actions(renewal_ids=assigned, by=by, on=on)
    return len(assigned)


@transaction.atomic
def assign_owner(*, renewal_id: int, staff_id: int, by: User, on: date) -> Renewal:
    """Give one renewal an owner, or another one. The same owner again changes nothing."""
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    staff = _fit(staff_id, export_controlled=renewal.customer.export_controlled)
    if renewal.owner_id == staff.pk:
        return renewal
    before, renewal.owner = renewal.owner, staff
    renewal.save(update_fields=["owner"])
    detail = {"owner": staff.code, "before": before.code if before else None}
    record_event(by=by, on=on, verb="renewals.assign_owner", subject=renewal, detail=detail)
    _own_contracts([renewal.pk], by=by, on=on)
    review_quality(contract_ids=[renewal.contract_id], by=by, on=on)
    refresh_next_actions(renewal_ids=[renewal.pk], by=by, on=on)
    renewal.refresh_from_db()
    return renewal


@transaction.atomic
def assign_contract_owner(*, contract_id: int, staff_id: int, by: User, on: date) -> Contract:
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
    _save([Assignment(renewal.pk, staff.pk, "owner of the contract") for renewal in unowned],
          by=by, on=on)  # fmt: skip
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


def _save(assignments: Sequence[Assignment], *, by: User, on: date) -> list[int]:
    columns = {
        "ids": [assignment.renewal_id for assignment in assignments],
        "staff": [assignment.staff_id for assignment in assignments],
        "why": [assignment.why for assignment in assignments],
    }
    assigned = write_audited(
        by=by, on=on, verb="renewals.assign_owner", model=Renewal, sql=_ASSIGNED, params=columns
    )
    owned = _own_contracts(assigned, by=by, on=on)
    if owned:
        review_quality(contract_ids=owned, by=by, on=on)
    return assigned


def _own_contracts(renewal_ids: Sequence[int], *, by: User, on: date) -> list[int]:
    return write_audited(
        by=by, on=on, verb="book.assign_owner", model=Contract, sql=_OWNED,
        params={"ids": list(renewal_ids)},
    )  # fmt: skip
