"""Hand renewals to another: prepare the notes from the facts, edit them, give, acknowledge.

Until the receiver acknowledges, the giver owns the renewals; then they change hands in the same
transaction. A renewal that was closed, or that somebody else got meanwhile, stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction

from tenure.desk.models import Handover, HandoverMail, HandoverNote, HandoverStep
from tenure.desk.queries.handovers import (
    MOST,
    handed_over_by,
    note_facts,
    state_of,
    unsent_handover_mails,
)
from tenure.desk.rules.handovers import NoteDraft, checked, draft, mail_body, mail_subject
from tenure.directory.models import StaffMember
from tenure.foundation.commands import record_event
from tenure.foundation.mailing import MailRefused, hand_over, unclaimed
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.renewals.commands.owners import Transfer, transfer_owners
from tenure.renewals.commands.scope import locked_renewals

SOON_DAYS = 7
PREPARED, GIVEN = "prepared", HandoverStep.Kind.GIVEN


class HandoverRefused(InvalidInput):
    """The handover cannot be done like that; the message says why."""


class HandoverOver(Conflict):
    """The handover has gone further already than what is asked."""


@transaction.atomic
def prepare_handover(
    *, giver_id: int, receiver_id: int, why: str, renewal_ids: Sequence[int] = (),
    by: User, on: date, at: datetime,
) -> Handover:  # fmt: skip
    """Prepare a handover with a note for each renewal: of those named, or of what is due in a week.

    By the giver, or by who plans shifts. Raise HandoverRefused, NotAllowed, and what
    `locked_renewals` raises.
    """
    giver, receiver = _person(giver_id), _person(receiver_id)
    _require(giver, by)
    if giver == receiver:
        raise HandoverRefused("Hand over to somebody else.")
    why = " ".join(why.split())
    if not 0 < len(why) <= 300:
        raise HandoverRefused("Say in at most 300 characters why they change hands.")
    soon = on + timedelta(days=SOON_DAYS)
    ids = sorted(set(renewal_ids)) or handed_over_by(giver.pk, user=by, until=soon)
    if not 0 < len(ids) <= MOST:
        raise HandoverRefused(f"Hand over between 1 and {MOST} renewals at once.")
    renewals = locked_renewals(renewal_ids=list(ids), by=by)
    cleared = bool(receiver.user and receiver.user.cleared)
    for renewal in renewals:
        if renewal.owner_id != giver.pk:
            raise HandoverRefused(f"{renewal} is not owned by {giver}.")
        if renewal.customer.export_controlled and not cleared:
            raise HandoverRefused(f"{receiver} is not cleared for {renewal}.")
    handover = Handover.objects.create(
        giver=giver, receiver=receiver, why=why, prepared_at=at, prepared_by=by
    )
    facts = note_facts(renewals, on=on)
    notes = [
        HandoverNote(handover=handover, renewal=renewal, **asdict(draft(facts[renewal.pk])))
        for renewal in renewals
    ]
    try:
        with transaction.atomic():
            HandoverNote.objects.bulk_create(notes)
    except IntegrityError as error:
        raise HandoverRefused("One of them is in another handover that is open.") from error
    detail = {"giver": giver.code, "receiver": receiver.code, "renewals": len(renewals)}
    record_event(by=by, on=on, verb="desk.prepare_handover", subject=handover, detail=detail)
    return handover


@transaction.atomic
def edit_note(*, note_id: int, note: NoteDraft, by: User, on: date) -> HandoverNote:
    """Change what a note says, as long as the handover is not given."""
    found = HandoverNote.objects.select_related("handover__giver").filter(pk=note_id).first()
    if found is None:
        raise HandoverRefused("There is no such note.")
    handover, state = _locked(found.handover_id)
    _require(handover.giver, by)
    if state != PREPARED:
        raise HandoverOver("The handover is given: its notes stay as they are.")
    given = asdict(checked(note))
    before = {name: getattr(found, name) for name in given}
    if before == given:
        return found
    for name, value in given.items():
        setattr(found, name, value)
    found.save(update_fields=list(given))
    changed = [name for name in given if before[name] != given[name]]
    detail = {"renewal": found.renewal_id, "changed": changed}
    record_event(by=by, on=on, verb="desk.edit_handover_note", subject=handover, detail=detail)
    return found


@transaction.atomic
def give_handover(*, handover_id: int, by: User, on: date, at: datetime) -> HandoverStep:
    """Give a prepared handover: the receiver is told by mail, and can acknowledge it."""
    handover, state = _locked(handover_id)
    _require(handover.giver, by)
    if state == GIVEN:
        return handover.steps.get(kind=GIVEN)
    if state != PREPARED:
        raise HandoverOver("The handover is over.")
    step = HandoverStep.objects.create(handover=handover, kind=GIVEN, at=at, by=by)
    _write_mail(handover, at)
    record_event(by=by, on=on, verb="desk.give_handover", subject=handover)
    return step


@transaction.atomic
def acknowledge_handover(*, handover_id: int, by: User, on: date, at: datetime) -> list[int]:
    """Take over what was given: from now on the receiver owns it. Return what changed hands.

    Only by the receiver. Again it changes nothing.
    """
    handover, state = _locked(handover_id)
    if handover.receiver.user_id != by.pk:
        raise NotAllowed(f"Only {handover.receiver} can acknowledge it.")
    if state == HandoverStep.Kind.ACKNOWLEDGED:
        return []
    if state != GIVEN:
        raise HandoverOver("It is not given, or was taken back.")
    kind = HandoverStep.Kind.ACKNOWLEDGED
    HandoverStep.objects.create(handover=handover, kind=kind, at=at, by=by)
    why = f"handed over by {handover.giver}: {handover.why}"
    transfers = [
        Transfer(note.renewal_id, handover.giver_id, handover.receiver_id, why)
        for note in handover.notes.order_by("renewal_id")
    ]
    changed = transfer_owners(transfers=transfers, by=by, on=on, at=at)
    handover.notes.update(is_open=False)
    detail = {"changed": len(changed), "stayed": len(transfers) - len(changed)}
    record_event(by=by, on=on, verb="desk.acknowledge_handover", subject=handover, detail=detail)
    return changed


@transaction.atomic
def take_back_handover(*, handover_id: int, by: User, on: date, at: datetime) -> HandoverStep:
    """Take a handover back that was not acknowledged; the giver goes on owning the renewals."""
    handover, state = _locked(handover_id)
    _require(handover.giver, by)
    kind = HandoverStep.Kind.TAKEN_BACK
    if state == kind:
        return handover.steps.get(kind=kind)
    if state == HandoverStep.Kind.ACKNOWLEDGED:
        raise HandoverOver(f"{handover.receiver} has acknowledged it already.")
    step = HandoverStep.objects.create(handover=handover, kind=kind, at=at, by=by)
    handover.notes.update(is_open=False)
    record_event(by=by, on=on, verb="desk.take_back_handover", subject=handover)
    return step


def send_handover_mails(*, by: User, on: date, at: datetime) -> dict[str, int]:
    """Send the mails about handovers that wait; without a mail server nothing is sent."""
    waiting = unsent_handover_mails()
    if not waiting or not settings.EMAIL_HOST:
        return {"sent": 0, "failed": 0, "waiting": len(waiting)}
    backend = get_connection()
    outcomes = [_send(mail, backend, at) for mail in waiting]
    sent, failed = outcomes.count(True), outcomes.count(False)
    if sent:
        first = waiting[0].handover
        record_event(
            by=by, on=on, verb="desk.send_handover_mails", subject=first, detail={"sent": sent}
        )
    return {"sent": sent, "failed": failed, "waiting": failed}


def _send(mail: HandoverMail, backend: BaseEmailBackend, at: datetime) -> bool | None:
    mine = HandoverMail.objects.filter(unclaimed(at), pk=mail.pk, sent_at=None)
    if not mine.update(claimed_at=at):
        return None
    row = HandoverMail.objects.filter(pk=mail.pk)
    try:
        taken = hand_over(
            subject=mail.subject, body=mail.body, to=[mail.recipient],
            message_id=f"<handover-{mail.pk}@tenure.invalid>", backend=backend,
        )  # fmt: skip
    except MailRefused as error:
        row.update(refused=str(error)[:500])
        return False
    row.update(**({"sent_at": at} if taken else {"claimed_at": None}))
    return taken


def _write_mail(handover: Handover, at: datetime) -> None:
    receiver = handover.receiver
    address = receiver.email or (receiver.user.email if receiver.user else "")
    if not address:
        return
    notes = handover.notes.select_related("renewal__contract", "renewal__customer")
    told = [
        (
            f"{note.renewal.customer} {note.renewal}",
            NoteDraft(note.state, note.done, note.blocker, note.next_step, note.deadline_on,
                      note.promise),
        )
        for note in notes.order_by("deadline_on", "pk")
    ]  # fmt: skip
    page = f"{settings.DESK_URL}/handovers/{handover.pk}/"
    HandoverMail.objects.create(
        handover=handover, recipient=address, written_at=at,
        subject=mail_subject(handover.giver.name, len(told)),
        body=mail_body(handover.giver.name, handover.why, told, page),
    )  # fmt: skip


def _locked(handover_id: int) -> tuple[Handover, str]:
    found = Handover.objects.select_for_update(of=("self",)).filter(pk=handover_id)
    handover = found.select_related("giver__user", "receiver__user").first()
    if handover is None:
        raise HandoverRefused("There is no such handover.")
    return handover, state_of(list(handover.steps.all()))


def _person(staff_id: int) -> StaffMember:
    staff = StaffMember.objects.select_related("user").filter(pk=staff_id).first()
    if staff is None or not staff.active:
        raise HandoverRefused("There is no such active colleague.")
    return staff


def _require(giver: StaffMember, by: User) -> None:
    if giver.user_id != by.pk and not may(by.role, Permission.PLAN_SHIFTS):
        raise NotAllowed(f"Only {giver}, or who plans shifts, can do that.")
