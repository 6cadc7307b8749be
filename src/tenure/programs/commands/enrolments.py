"""Enrol customers in programs, verify that they still belong, and end enrolments."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tenure.book.models import Contract
from tenure.directory.models import Customer
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.kernel.months import add_months
from tenure.kernel.period import format_day
from tenure.programs.models import Enrolment, EnrolmentEnd, ProgramTerms, Verification

_NOTE = 500


class EnrolmentRefused(InvalidInput):
    """The enrolment cannot be made or changed as asked; the message says why."""


@transaction.atomic
def enrol(
    *,
    program: str,
    customer_id: int,
    evidence: str,
    start_on: date,
    by: User,
    on: date,
    contract_id: int | None = None,
    end_on: date | None = None,
    reverify_on: date | None = None,
) -> Enrolment:
    """Enrol a customer, or only one of its contracts, in a program by its code.

    `end_on` is the first day no longer in it (None: open). It counts as verified on `on`, for as
    long as the program's terms say unless `reverify_on` is given. Enrolling the same again changes
    nothing. Raise EnrolmentRefused, or NotAllowed without the right.
    """
    _require_right(by)
    note = _noted(evidence, "what shows that the customer belongs to the program")
    customer = Customer.objects.visible_to(by).filter(pk=customer_id).first()
    if customer is None:
        raise EnrolmentRefused("There is no such customer in your book.")
    contract = _contract_of(customer, contract_id)
    if end_on is not None and end_on <= start_on:
        raise EnrolmentRefused("An enrolment must end after it starts.")
    terms = _terms_on(program, start_on)
    same = Enrolment.objects.filter(
        program_id=terms.program_id, customer=customer, contract=contract, start_on=start_on
    )
    known = same.filter(end_on=end_on)
    if found := known.first():
        return found
    try:
        with transaction.atomic():
            made = Enrolment.objects.create(
                program_id=terms.program_id, customer=customer, contract=contract,
                start_on=start_on, end_on=end_on, evidence=note, enrolled_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        if found := known.first():  # somebody else enrolled the same meanwhile
            return found
        raise EnrolmentRefused(
            f"{contract or customer} is enrolled in {program} on days of that span already."
        ) from error
    _verify(made, reverify_on or add_months(on, terms.verify_months), note, by=by, on=on)
    detail = {
        "program": program, "customer": customer.key, "from": start_on.isoformat(),
        "contract": contract.key if contract else "",
    }  # fmt: skip
    record_event(by=by, on=on, verb="programs.enrol", subject=made, detail=detail)
    return made


@transaction.atomic
def verify_enrolment(
    *, enrolment_id: int, note: str, by: User, on: date, reverify_on: date | None = None
) -> Verification:
    """Record that the customer still belongs, and when that must be looked at again.

    Without a day, for as long as the program's terms on `on` say. The same verification again on
    the same day changes nothing. Raise EnrolmentRefused, or NotAllowed without the right.
    """
    enrolment = _locked(enrolment_id, by)
    if enrolment.end_on is not None and enrolment.end_on <= on:
        raise EnrolmentRefused(f"It ended on {format_day(enrolment.end_on)}: enrol anew.")
    if reverify_on is None:
        terms = _terms_on(enrolment.program.code, max(on, enrolment.start_on))
        reverify_on = add_months(on, terms.verify_months)
    latest = enrolment.verifications.order_by("-pk").first()
    if latest is not None and (latest.verified_on, latest.reverify_on) == (on, reverify_on):
        return latest
    made = _verify(enrolment, reverify_on, _noted(note, "what was looked at"), by=by, on=on)
    detail = {"reverify_on": reverify_on.isoformat()}
    record_event(by=by, on=on, verb="programs.verify_enrolment", subject=enrolment, detail=detail)
    return made


@transaction.atomic
def end_enrolment(
    *, enrolment_id: int, ended_on: date, reason: str, by: User, on: date
) -> EnrolmentEnd:
    """End an enrolment before its time: `ended_on` is the first day no longer in the program.

    A day before it began leaves it no days. Ending it again the same way returns what there is.
    Raise EnrolmentRefused, or NotAllowed without the right.
    """
    enrolment = _locked(enrolment_id, by)
    known = EnrolmentEnd.objects.filter(enrolment=enrolment).first()
    if known is not None:
        if known.ended_on == ended_on:
            return known
        raise EnrolmentRefused(f"It was ended already, on {format_day(known.ended_on)}.")
    if enrolment.end_on is not None and ended_on >= enrolment.end_on:
        raise EnrolmentRefused(f"It ends by itself on {format_day(enrolment.end_on)}.")
    made = EnrolmentEnd.objects.create(
        enrolment=enrolment, ended_on=ended_on, recorded_by=by,
        note=_noted(reason, "why it ends"),
    )  # fmt: skip
    enrolment.end_on = max(ended_on, enrolment.start_on)
    enrolment.save(update_fields=["end_on"])
    detail = {"ended_on": ended_on.isoformat(), "reason": made.note}
    record_event(by=by, on=on, verb="programs.end_enrolment", subject=enrolment, detail=detail)
    return made


def _require_right(by: User) -> None:
    if not may(by.role, Permission.ENROL_CUSTOMERS):
        raise NotAllowed(f"{by} may not enrol customers in programs.")


def _locked(enrolment_id: int, by: User) -> Enrolment:
    _require_right(by)
    found = Enrolment.objects.visible_to(by).select_for_update(of=("self",))
    enrolment = found.select_related("program").filter(pk=enrolment_id).first()
    if enrolment is None:
        raise EnrolmentRefused("There is no such enrolment in your book.")
    return enrolment


def _contract_of(customer: Customer, contract_id: int | None) -> Contract | None:
    if contract_id is None:
        return None
    contract = Contract.objects.filter(pk=contract_id, customer=customer).first()
    if contract is None:
        raise EnrolmentRefused(f"{customer} has no such contract.")
    return contract


def _terms_on(program: str, day: date) -> ProgramTerms:
    found = ProgramTerms.objects.filter(program__code=program, start_on__lte=day)
    terms = found.order_by("-start_on").first()
    if terms is None or (terms.end_on is not None and terms.end_on <= day):
        raise EnrolmentRefused(f"There is no program {program} on {format_day(day)}.")
    return terms


def _verify(
    enrolment: Enrolment, reverify_on: date, note: str, *, by: User, on: date
) -> Verification:
    if reverify_on <= on:
        raise EnrolmentRefused("The day to verify it again must be a later one.")
    return Verification.objects.create(
        enrolment=enrolment, verified_on=on, reverify_on=reverify_on, note=note, recorded_by=by
    )


def _noted(text: str, what: str) -> str:
    note = text.strip()
    if not note:
        raise EnrolmentRefused(f"Say {what}.")
    if len(note) > _NOTE:
        raise EnrolmentRefused(f"A note has at most {_NOTE} characters.")
    return note
