"""Register deals of partners, approve them and withdraw them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from tenure.book.models import Contract, DealApproval, DealRegistration, DealWithdrawal
from tenure.directory.models import Partner
from tenure.directory.scope import scope_of
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.kernel.period import format_day

_TEXT = 500


class DealRefused(InvalidInput):
    """The deal cannot be registered, approved or withdrawn as asked; the message says why."""


@transaction.atomic
def register_deal(
    *,
    contract_id: int,
    partner_id: int,
    by: User,
    on: date,
    end_on: date | None = None,
    note: str = "",
) -> DealRegistration:
    """Register a partner's claim on a contract, valid from `on` until `end_on`, not included.

    Without an end it is valid through the first day of the next term, which is the day that prices
    ask for. A partner's own people register for that partner alone. One that stands already is
    returned. Raise DealRefused, or NotAllowed without the right.
    """
    partner = _partner(partner_id, by)
    contract = Contract.objects.visible_to(by).select_for_update(of=("self",)).filter(
        pk=contract_id
    ).first()  # fmt: skip
    if contract is None:
        raise DealRefused("There is no such contract, or it is not yours to register.")
    if contract.ended_on is not None and contract.ended_on <= on:
        raise DealRefused(f"The contract ended on {format_day(contract.ended_on)}.")
    if len(note.strip()) > _TEXT:
        raise DealRefused(f"A note has at most {_TEXT} characters.")
    end = end_on or _after_renewal(contract)
    if end <= on:
        raise DealRefused("A registration must be valid beyond today.")
    known = DealRegistration.objects.filter(
        contract=contract, partner=partner, withdrawal=None, end_on=end
    ).first()
    if known is not None:
        return known
    made = DealRegistration.objects.create(
        contract=contract, partner=partner, start_on=on, end_on=end, note=note.strip(),
        registered_by=by,
    )  # fmt: skip
    _record("register_deal", made, by=by, on=on, end_on=end.isoformat())
    return made


@transaction.atomic
def approve_deal(*, registration_id: int, by: User, on: date) -> DealApproval:
    """Approve a registered deal: nobody else's on this contract is in force beside it.

    An earlier one of the same partner gives way to it. Approving it again changes nothing. Nobody
    approves what they registered. Raise DealRefused with the reason, or NotAllowed.
    """
    if not may(by.role, Permission.MANAGE_PARTNERS):
        raise NotAllowed(f"{by} may not approve deals.")
    deal = _locked(registration_id, by)
    known = DealApproval.objects.filter(registration=deal).first()
    if DealWithdrawal.objects.filter(registration=deal).exists():
        raise DealRefused("This registration was withdrawn.")
    if known is not None:
        return known
    if deal.end_on <= on:
        raise DealRefused(f"This registration was valid until {format_day(deal.end_on)} only.")
    if deal.registered_by_id == by.pk and not by.is_system:
        raise DealRefused("Somebody else has to approve what you registered.")
    try:
        with transaction.atomic():
            _give_way(deal)
            made = DealApproval.objects.create(
                registration=deal, contract_id=deal.contract_id, partner_id=deal.partner_id,
                start_on=deal.start_on, end_on=deal.end_on, approved_on=on, approved_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise DealRefused("Another registration on this contract is in force.") from error
    _record("approve_deal", deal, by=by, on=on)
    return made


@transaction.atomic
def withdraw_deal(*, registration_id: int, reason: str, by: User, on: date) -> DealWithdrawal:
    """Withdraw a deal, approved or not: it is in force no longer than the day before `on`.

    For those who decide on deals, the partner's own people and who registered it. Withdrawing it
    again returns what there is. Raise DealRefused with the reason, or NotAllowed.
    """
    deal = _locked(registration_id, by)
    own = deal.partner_id in scope_of(by).partner_ids or deal.registered_by_id == by.pk
    if not own and not may(by.role, Permission.MANAGE_PARTNERS):
        raise NotAllowed(f"{by} may not withdraw this deal.")
    known = DealWithdrawal.objects.filter(registration=deal).first()
    if known is not None:
        return known
    if not reason.strip() or len(reason.strip()) > _TEXT:
        raise DealRefused(f"Say why, in at most {_TEXT} characters.")
    made = DealWithdrawal.objects.create(
        registration=deal, withdrawn_on=on, reason=reason.strip(), withdrawn_by=by
    )
    approval = DealApproval.objects.filter(registration=deal, end_on__gt=on).first()
    if approval is not None:
        approval.end_on = max(on, approval.start_on)
        approval.save(update_fields=["end_on"])
    _record("withdraw_deal", deal, by=by, on=on, reason=made.reason)
    return made


def _give_way(deal: DealRegistration) -> None:
    """Let what the same partner has in force on the contract end where the deal begins."""
    earlier = DealApproval.objects.filter(
        contract_id=deal.contract_id, partner_id=deal.partner_id, end_on__gt=deal.start_on
    )
    for approval in earlier:
        approval.end_on = max(deal.start_on, approval.start_on)
        approval.save(update_fields=["end_on"])


def _partner(partner_id: int, by: User) -> Partner:
    if not may(by.role, Permission.REGISTER_DEALS):
        raise NotAllowed(f"{by} may not register deals.")
    partner = Partner.objects.visible_to(by).filter(pk=partner_id).first()
    if partner is None:
        raise DealRefused("There is no such partner, or you do not act for it.")
    return partner


def _after_renewal(contract: Contract) -> date:
    if contract.end_on is None:
        raise DealRefused("The contract has no end: say until when the registration is valid.")
    return contract.end_on + timedelta(days=1)


def _locked(registration_id: int, by: User) -> DealRegistration:
    """Return the registration, its contract locked: decisions on one contract take turns."""
    deal = DealRegistration.objects.visible_to(by).filter(pk=registration_id).first()
    if deal is None:
        raise DealRefused("There is no such registration, or it is not yours to see.")
    Contract.objects.select_for_update().get(pk=deal.contract_id)
    return deal


def _record(verb: str, deal: DealRegistration, *, by: User, on: date, **detail: str) -> None:
    told = {"deal": str(deal.pk), "partner": deal.partner.key, **detail}
    record_event(by=by, on=on, verb=f"book.{verb}", subject=deal.contract, detail=told)
