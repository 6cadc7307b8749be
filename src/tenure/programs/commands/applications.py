"""Apply for a program, bring evidence, check it, enrol or refuse."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.directory.models import Customer
from tenure.documents.commands import store
from tenure.documents.rules import media_type_of
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.programs.commands.enrolments import enrol
from tenure.programs.models import Application, ApplicationStep, Enrolment, Evidence, Program
from tenure.programs.queries.eligibility import verdict_of
from tenure.programs.rules.applications import MOST_FILES, OPEN, STAGE_WORDS, Stage, may_become
from tenure.programs.rules.eligibility import EVIDENCE


class ApplicationRefused(Conflict):
    """Refuse to work on an application, with the reason."""


@transaction.atomic
def apply_for(*, program: str, customer_id: int, note: str, by: User, on: date) -> Application:
    """Apply for a program for a customer; an open application is returned as it is.

    What the rules say on the day is kept with it: they advise, the check decides. Raise
    ApplicationRefused for a customer who is in the program already.
    """
    _require_right(by)
    customer = Customer.objects.visible_to(by).filter(pk=customer_id).first()
    found = Program.objects.filter(code=program).first()
    if customer is None or found is None:
        raise InvalidInput("There is no such customer in your book, or no such program.")
    Customer.objects.select_for_update().get(pk=customer.pk)
    pending = Application.objects.filter(program=found, customer=customer, stage__in=OPEN).first()
    if pending is not None:
        return pending
    if _is_in(found, customer, on):
        raise ApplicationRefused(f"{customer} is in {found} already.")
    verdict = verdict_of(found.pk, customer_id, on=on)
    made = Application.objects.create(
        program=found, customer=customer, stage=Stage.APPLIED, applied_on=on, applied_by=by,
        verdict=verdict.words if verdict else "There are no rules for it: a person decides.",
    )  # fmt: skip
    ApplicationStep.objects.create(
        application=made, stage=Stage.APPLIED, note=_noted(note, needed=False), on=on, by=by
    )
    detail = {"program": program, "customer": customer.key, "verdict": made.verdict}
    record_event(by=by, on=on, verb="programs.apply", subject=made, detail=detail)
    return made


@transaction.atomic
def add_evidence(
    *, application_id: int, kind: str, name: str, content: bytes, by: User, on: date
) -> Evidence:
    """Keep a document that shows it; the same file again changes nothing.

    Raise InvalidInput for what is no PDF, PNG or JPEG of at most 10 MB, or too many files.
    """
    application = _locked(application_id, by)
    if kind not in EVIDENCE:
        raise InvalidInput(f"kind: one of {', '.join(EVIDENCE)}.")
    media_type = media_type_of(content)
    document = store(content=content, media_type=media_type, template="upload", by=by, on=on)
    mine = Evidence.objects.filter(application=application)
    if found := mine.filter(document=document).first():
        return found
    if mine.count() >= MOST_FILES:
        raise InvalidInput(f"More than {MOST_FILES} files are not kept.")
    made = Evidence.objects.create(
        application=application, kind=kind, name=" ".join(name.split())[:120] or "file",
        document=document, on=on, by=by,
    )  # fmt: skip
    _advance(application, Stage.EVIDENCE, made.get_kind_display(), by=by, on=on)
    return made


@transaction.atomic
def enrol_applicant(
    *, application_id: int, note: str, by: User, on: date, start_on: date | None = None
) -> Enrolment:
    """Enrol the customer once the evidence was checked; again returns the enrolment.

    Raise ApplicationRefused for who applied or brought the evidence: nobody checks their own.
    """
    application = _locked(application_id, by, is_check=True)
    if application.enrolment is not None:
        return application.enrolment
    shown = [one.get_kind_display() for one in application.evidence.order_by("pk")]
    words = _noted(note)
    _require_stage(application, Stage.ENROLLED)
    made = enrol(
        program=application.program.code, customer_id=application.customer_id,
        evidence=f"{', '.join(dict.fromkeys(shown))}: {words}"[:500], start_on=start_on or on,
        by=by, on=on,
    )  # fmt: skip
    application.enrolment = made
    _advance(application, Stage.ENROLLED, words, by=by, on=on)
    return made


@transaction.atomic
def refuse_application(*, application_id: int, reason: str, by: User, on: date) -> Application:
    """Refuse an application with the reason; again it changes nothing."""
    application = _locked(application_id, by, is_check=True)
    if application.stage == Stage.REFUSED:
        return application
    return _advance(application, Stage.REFUSED, _noted(reason), by=by, on=on)


@transaction.atomic
def withdraw_application(*, application_id: int, reason: str, by: User, on: date) -> Application:
    """Withdraw an application with the reason; again it changes nothing."""
    application = _locked(application_id, by)
    if application.stage == Stage.WITHDRAWN:
        return application
    return _advance(application, Stage.WITHDRAWN, _noted(reason), by=by, on=on)


def _locked(application_id: int, by: User, *, is_check: bool = False) -> Application:
    _require_right(by)
    visible = Application.objects.visible_to(by).select_for_update(of=("self",))
    found = visible.select_related("program", "enrolment").filter(pk=application_id).first()
    if found is None:
        raise ApplicationRefused("There is no such application in your book.")
    brought = found.evidence.filter(by=by).exists() if is_check else False
    if is_check and (found.applied_by_id == by.pk or brought):
        raise ApplicationRefused("Somebody else than who applied or brought evidence checks it.")
    return found


def _advance(
    application: Application, stage: Stage, note: str, *, by: User, on: date
) -> Application:
    _require_stage(application, stage)
    ApplicationStep.objects.create(application=application, stage=stage, note=note, on=on, by=by)
    application.stage = stage
    application.save(update_fields=["stage", "enrolment"])
    detail = {"stage": str(stage), "note": note}
    record_event(by=by, on=on, verb="programs.advance", subject=application, detail=detail)
    return application


def _require_stage(application: Application, stage: Stage) -> None:
    now = Stage(application.stage)
    if not may_become(now, stage):
        raise ApplicationRefused(
            f"It is '{STAGE_WORDS[now].lower()}'; it cannot become '{STAGE_WORDS[stage].lower()}'."
        )


def _require_right(by: User) -> None:
    if not may(by.role, Permission.ENROL_CUSTOMERS):
        raise NotAllowed(f"{by} may not enrol customers in programs.")


def _is_in(program: Program, customer: Customer, on: date) -> bool:
    """Tell whether the whole customer is in the program, verified."""
    rows = Enrolment.objects.filter(program=program, customer=customer, contract=None)
    standing = rows.exclude(end_on__lte=on)
    return any(
        one.verifications.order_by("-pk").values_list("reverify_on", flat=True)[0] > on
        for one in standing
    )


def _noted(text: str, *, needed: bool = True) -> str:
    note = " ".join(text.split())
    if (needed and not note) or len(note) > 400:
        raise InvalidInput("Say in at most 400 characters what was looked at, or why.")
    return note
