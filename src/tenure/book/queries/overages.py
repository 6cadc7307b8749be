"""What was used above the contract in the present term."""

from __future__ import annotations

from tenure.book.models import Contract, Overage
from tenure.foundation.models import User


def overage_of_lot(contract: Contract, lot: int) -> Overage | None:
    """Return what counts for a lot in the contract's present term: the one recorded last."""
    found = Overage.objects.filter(contract=contract, lot=lot, start_on__gte=contract.start_on)
    if contract.end_on is not None:
        found = found.filter(end_on__lte=contract.end_on)
    return found.order_by("-pk").first()


def overages_of(contract: Contract, *, user: User) -> list[Overage]:
    """Return what counts for each lot in the contract's present term, by lot; not what is 0."""
    found = Overage.objects.visible_to(user).filter(
        contract=contract, start_on__gte=contract.start_on
    )
    if contract.end_on is not None:
        found = found.filter(end_on__lte=contract.end_on)
    latest = found.order_by("lot", "-pk").distinct("lot").select_related("recorded_by")
    return [one for one in latest if one.quantity]
