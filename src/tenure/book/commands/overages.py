"""Record what was used above the contract; it is owed for with the renewal of the term."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from tenure.book.models import Contract, Line, Overage
from tenure.book.queries.overages import overage_of_lot
from tenure.book.rules.overages import MeasuredLot, check_overage, lasted
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.kernel.exact import fixed_point
from tenure.kernel.period import Period

_NOTE = 500


class OverageRefused(InvalidInput):
    """The overage cannot be recorded as given; the message says why."""


@transaction.atomic
def record_overage(
    *,
    contract_id: int,
    lot: int,
    quantity_e4: int,
    measured: Period,
    by: User,
    on: date,
    true_forward: bool = False,
    note: str = "",
) -> Overage:
    """Record how much more of a lot was used on days of the present term, in 1/10,000 pieces.

    With `true_forward` it is renewed as well. It takes the place of what was recorded for the lot
    in this term; 0 takes that back. The same again changes nothing. Raise OverageRefused with the
    reason, InvalidInput for what no overage can be, or NotAllowed without the right.
    """
    if not may(by.role, Permission.WORK_RENEWALS):
        raise NotAllowed(f"{by} may not record overages.")
    contract = (
        Contract.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=contract_id)
    ).first()
    if contract is None:
        raise OverageRefused("There is no such contract, or it is not yours.")
    if len(note.strip()) > _NOTE:
        raise OverageRefused(f"A note has at most {_NOTE} characters.")
    segment = Line.objects.filter(contract=contract, lot=lot).select_related("product")
    line = segment.order_by("-start_on").first()
    if line is None:
        raise OverageRefused(f"{contract} has no lot {lot}.")
    check_overage(
        quantity_e4, measured, MeasuredLot(contract.start_on, contract.end_on, line.product.charge)
    )
    assert measured.end is not None  # checked above
    length = lasted(measured)
    wanted = {
        "quantity": Decimal(quantity_e4).scaleb(-4), "start_on": measured.start,
        "end_on": measured.end, "true_forward": true_forward,
    }  # fmt: skip
    known = overage_of_lot(contract, lot)
    if known is not None and {name: getattr(known, name) for name in wanted} == wanted:
        return known
    made = Overage.objects.create(
        contract=contract, lot=lot, months=length.months, days=length.days,
        month_days=length.month_days, note=note.strip(), recorded_by=by, **wanted,
    )  # fmt: skip
    detail = {
        "lot": lot, "quantity": fixed_point(quantity_e4, 4), "from": measured.start.isoformat(),
        "to": measured.end.isoformat(), "true_forward": true_forward,
    }  # fmt: skip
    record_event(by=by, on=on, verb="book.record_overage", subject=contract, detail=detail)
    return made
