"""Record a notice, try to keep the customer, end the contract or let the notice be withdrawn."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.book.commands.orders import change_contract
from tenure.book.models import Contract
from tenure.book.queries.effects import effect_of_changes
from tenure.book.queries.orders import booked_orders
from tenure.book.rules.changes import Settlement, Terminate
from tenure.book.rules.fold import fold
from tenure.closing.models import DataReturnStep, NoticeEnd, SaveAttempt, TerminationNotice
from tenure.closing.rules.terminations import (
    DATA_RETURN,
    SAVE_TACTICS,
    NoticeGiven,
    check_notice,
)
from tenure.documents.commands import store
from tenure.documents.models import Document
from tenure.documents.rules import media_type_of
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput
from tenure.kernel.period import format_day
from tenure.quotes.rules.acceptance import DeclineReason
from tenure.renewals.commands.settling import settle_moved


class NoticeNotOpen(Conflict):
    """Refuse what cannot be done with a notice, with the reason."""


@transaction.atomic
def record_notice(
    *, contract_id: int, given: NoticeGiven, file: bytes = b"", by: User, on: date
) -> TerminationNotice:
    """Keep a notice with the day on which the contract ends by it; the same again returns it.

    `file` is the notice itself, where there is one. Raise NoticeNotOpen when another notice is
    open, ChangeRefused for an ended contract, InvalidInput for what is no PDF, PNG or JPEG.
    """
    contract = _visible(contract_id, by)
    open_one = TerminationNotice.objects.filter(contract=contract, closed_on=None).first()
    if open_one is not None:
        if (open_one.received_on, open_one.given_by) == (given.received_on, given.given_by.strip()):
            return open_one
        raise NoticeNotOpen(
            f"{open_one.given_by} gave notice on {format_day(open_one.received_on)} already."
        )
    if given.received_on > on:
        raise InvalidInput("A notice cannot have been received after today.")
    checked = check_notice(fold(booked_orders(contract)), given)
    document = _kept(file, by, on) if file else None
    made = TerminationNotice.objects.create(
        contract=contract, received_on=given.received_on, channel=given.channel,
        given_by=given.given_by.strip(), reason=DeclineReason(given.reason), note=given.note,
        proof=given.proof, document=document, timing=given.timing, cause=given.cause,
        ends_on=checked.ends_on, is_in_time=checked.is_in_time, finding=checked.words,
        recorded_on=on, recorded_by=by,
    )  # fmt: skip
    detail = {
        "received_on": given.received_on.isoformat(), "given_by": made.given_by,
        "ends_on": checked.ends_on.isoformat(), "in_time": checked.is_in_time,
        "reason": str(made.reason), "contract": contract.key,
    }  # fmt: skip
    record_event(by=by, on=on, verb="closing.record_notice", subject=made, detail=detail)
    return made


@transaction.atomic
def log_save(*, notice_id: int, tactic: str, note: str, by: User, on: date) -> SaveAttempt:
    """Keep what was tried to keep the customer; `none` says why nothing is. Again: once."""
    notice = _open(notice_id, by)
    if tactic not in SAVE_TACTICS:
        raise InvalidInput(f"There is no save tactic {tactic}.")
    if not note.strip():
        raise InvalidInput("Say what was done, or why nothing is tried.")
    found = notice.attempts.filter(tactic=tactic, note=note.strip(), tried_on=on).first()
    if found is not None:
        return found
    made = SaveAttempt.objects.create(
        notice=notice, tactic=tactic, note=note.strip(), tried_on=on, by=by
    )
    detail = {"tactic": tactic, "note": made.note}
    record_event(by=by, on=on, verb="closing.log_save", subject=notice, detail=detail)
    return made


@transaction.atomic
def book_notice(
    *,
    notice_id: int,
    settlement: Settlement,
    by: User,
    on: date,
    ends_on: date | None = None,
    reason: str = "",
) -> NoticeEnd:
    """End the contract as a notice has it; again it returns the end that there is.

    `ends_on` lets it end on another day, which needs a reason (goodwill for a late notice). Raise
    NoticeNotOpen before anything was tried to keep the customer, and while a term that the notice
    came too late for is not renewed yet.
    """
    ended = NoticeEnd.objects.filter(notice_id=notice_id, kind=NoticeEnd.Kind.BOOKED).first()
    if ended is not None and TerminationNotice.objects.visible_to(by).filter(pk=notice_id).exists():
        return ended
    notice = _open(notice_id, by)
    contract = notice.contract
    day = ends_on or notice.ends_on
    _require_bookable(notice, day, reason)
    change = Terminate(day, notice.get_reason_display())
    credit = _credit(contract, change, by, on)
    order = change_contract(
        contract_id=contract.pk,
        changes=[change],
        booked_on=on,
        by=by,
        on=on,
        reason=reason or f"Notice of {notice.given_by} on {format_day(notice.received_on)}",
        key=f"notice-{notice.pk}",
        details={
            "given_on": notice.received_on.isoformat(), "timing": notice.timing,
            "cause": notice.cause, "settlement": str(settlement), "credit_minor": credit,
        },
    )  # fmt: skip
    end = _end(notice, NoticeEnd.Kind.BOOKED, reason or notice.finding, by, on)
    end.order, end.settlement, end.credit_minor = order, settlement, credit
    end.save()
    settle_moved(contract_ids=[contract.pk], by=by, on=on)
    detail = {"order": order.number, "ended_on": day.isoformat(), "credit_minor": credit}
    record_event(by=by, on=on, verb="closing.book_notice", subject=notice, detail=detail)
    return end


@transaction.atomic
def withdraw_notice(*, notice_id: int, reason: str, by: User, on: date) -> NoticeEnd:
    """Keep that a notice was withdrawn: the customer stays. Again it returns the same."""
    done = NoticeEnd.objects.filter(notice_id=notice_id, kind=NoticeEnd.Kind.WITHDRAWN).first()
    if done is not None and TerminationNotice.objects.visible_to(by).filter(pk=notice_id).exists():
        return done
    notice = _open(notice_id, by)
    if not reason.strip():
        raise InvalidInput("Say why the customer stays: the next play learns from it.")
    end = _end(notice, NoticeEnd.Kind.WITHDRAWN, reason.strip(), by, on)
    end.save()
    detail = {"reason": end.reason}
    record_event(by=by, on=on, verb="closing.withdraw_notice", subject=notice, detail=detail)
    return end


@transaction.atomic
def tick_data_return(
    *, notice_id: int, step: str, note: str = "", by: User, on: date
) -> DataReturnStep:
    """Keep that a step of the data return was done; again it returns the first."""
    notice = TerminationNotice.objects.visible_to(by).filter(pk=notice_id).first()
    if notice is None or not NoticeEnd.objects.filter(notice=notice, kind="booked").exists():
        raise NoticeNotOpen("Data is returned once the termination is booked.")
    if step not in DATA_RETURN:
        raise InvalidInput(f"There is no step {step} of the data return.")
    made, is_new = DataReturnStep.objects.get_or_create(
        notice=notice, step=step, defaults={"note": note, "done_on": on, "by": by}
    )
    if is_new:
        detail = {"step": step, "note": note}
        record_event(by=by, on=on, verb="closing.return_data", subject=notice, detail=detail)
    return made


def _kept(file: bytes, by: User, on: date) -> Document:
    return store(content=file, media_type=media_type_of(file), template="notice", by=by, on=on)


def _require_bookable(notice: TerminationNotice, day: date, reason: str) -> None:
    if not notice.attempts.exists():
        raise NoticeNotOpen(
            "Open the save play first: log what was tried to keep the customer, or why nothing is."
        )
    if day != notice.ends_on and not reason.strip():
        raise InvalidInput("Another day than the contract's needs a reason.")
    end_on = notice.contract.end_on
    if end_on is not None and day > end_on:
        raise NoticeNotOpen(
            f"The notice came too late for this term, which is due to renew on {format_day(end_on)}"
            " first. To let it end earlier, name the day and the reason."
        )


def _credit(contract: Contract, change: Terminate, by: User, on: date) -> int:
    """Return the price of the paid days after the end, minor units, 0 or above."""
    effect = effect_of_changes(contract.pk, [change], booked_on=on, user=by)
    money = effect.money(contract.currency) if effect else None
    return -money[0].minor if money else 0


def _end(notice: TerminationNotice, kind: str, reason: str, by: User, on: date) -> NoticeEnd:
    notice.closed_on = on
    notice.save(update_fields=["closed_on"])
    return NoticeEnd(
        notice=notice, kind=kind, reason=reason, settlement=Settlement.NOTHING,
        currency=notice.contract.currency, ended_on=on, by=by,
    )  # fmt: skip


def _visible(contract_id: int, by: User) -> Contract:
    seen = Contract.objects.visible_to(by).filter(pk=contract_id)
    contract = seen.select_for_update(of=("self",)).first()
    if contract is None:
        raise NoticeNotOpen("There is no such contract, or it is not yours to work on.")
    return contract


def _open(notice_id: int, by: User) -> TerminationNotice:
    seen = TerminationNotice.objects.visible_to(by).filter(pk=notice_id)
    notice = seen.select_for_update(of=("self",)).select_related("contract").first()
    if notice is None:
        raise NoticeNotOpen("There is no such notice, or it is not yours to work on.")
    if notice.closed_on is not None:
        raise NoticeNotOpen(f"The notice was settled on {format_day(notice.closed_on)}.")
    return notice
