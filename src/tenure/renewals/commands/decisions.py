"""What people decide about a renewal: the forecast, and how it ended."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.book.commands.orders import book_termination
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.renewals.commands.quality import review_quality
from tenure.renewals.commands.scope import locked_renewals
from tenure.renewals.commands.settling import settle_moved
from tenure.renewals.models import Outcome, Renewal


class ReasonMissing(InvalidInput):
    """A decision without a reason."""


class OutcomeFollowsOrder(InvalidInput):
    """This outcome is not set by hand: it follows from the order that is booked."""


@transaction.atomic
def set_forecast(*, renewal_id: int, amount_minor: int, by: User, on: date, reason: str) -> Renewal:
    """Set what is expected to be kept (minor units a year). The same amount changes nothing."""
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    if amount_minor < 0:
        raise InvalidInput("A forecast is zero or more.")
    _require(reason)
    if renewal.forecast_minor == amount_minor:
        return renewal
    before, renewal.forecast_minor = renewal.forecast_minor, amount_minor
    renewal.save(update_fields=["forecast_minor"])
    detail = {"before_minor": before, "amount_minor": amount_minor, "reason": reason}
    record_event(by=by, on=on, verb="renewals.set_forecast", subject=renewal, detail=detail)
    return renewal


@transaction.atomic
def close_renewal(*, renewal_id: int, kind: str, reason: str, by: User, on: date) -> Renewal:
    """Close a renewal by a person's decision, with a reason.

    churned: books the termination of the contract on the renewal date; the outcome follows.
    renewed: only for the yearly review of an evergreen contract, which goes on by itself.
    merged: its money is up elsewhere. The others follow from a booked renewal order.
    """
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    _require(reason)
    if kind == Outcome.Kind.CHURNED:
        _churn(renewal, reason=reason, by=by, on=on)
    elif kind == Outcome.Kind.MERGED:
        _close(renewal, kind=kind, final_minor=None, reason=reason, by=by, on=on)
    elif kind == Outcome.Kind.RENEWED and renewal.renewal_type == "evergreen":
        _close(renewal, kind=kind, final_minor=renewal.atr_minor, reason=reason, by=by, on=on)
    else:
        raise OutcomeFollowsOrder("Book the renewal order; the outcome follows from it.")
    review_quality(contract_ids=[renewal.contract_id], by=by, on=on)
    renewal.refresh_from_db()
    return renewal


def _churn(renewal: Renewal, *, reason: str, by: User, on: date) -> None:
    book_termination(
        contract_id=renewal.contract_id, ended_on=renewal.renewal_on, booked_on=on,
        reason=reason, by=by, on=on,
    )  # fmt: skip
    settle_moved(contract_ids=[renewal.contract_id], by=by, on=on)


def _close(
    renewal: Renewal, *, kind: str, final_minor: int | None, reason: str, by: User, on: date
) -> None:
    renewal.closed_on = on
    renewal.final_minor = final_minor
    renewal.save(update_fields=["closed_on", "final_minor"])
    Outcome.objects.create(renewal=renewal, kind=kind, reason=reason[:200], closed_on=on, by=by)
    detail = {"outcome": kind, "reason": reason, "final_minor": final_minor}
    record_event(by=by, on=on, verb="renewals.close", subject=renewal, detail=detail)


def _require(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("Say why: a decision is kept with its reason.")
