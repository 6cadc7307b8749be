"""What people say about the engagement: risk, stakeholders, contacts, the next step.

Everything is appended, and the same again by anybody changes nothing. What orders the worklist is
kept on the renewal in the same transaction.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.desk.commands.worklist import refresh_waiting
from tenure.desk.models import LoggedContact, NextStep, RiskMark, Stakeholder
from tenure.desk.rules.engagement import (
    CHANNELS,
    LONGEST_WORDS,
    PARTS,
    SENTIMENTS,
    SIDES,
    checked_contact_day,
    checked_words,
    chosen,
)
from tenure.directory.models import Contact, StaffMember
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.renewals.commands.scope import locked_renewals
from tenure.renewals.models import Renewal
from tenure.renewals.rules.priority import RISKS

LONGEST_CONTACT = 1_000


@transaction.atomic
def set_risk(*, renewal_id: int, category: str, reason: str, by: User, on: date) -> RiskMark:
    """Give a renewal a risk category, with the reason; it moves its place in the worklist."""
    chosen(category, RISKS, "The risk category")
    why = checked_words(reason, "The reason")
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    latest = RiskMark.objects.filter(renewal=renewal).order_by("-pk").first()
    if latest is not None and (latest.category, latest.reason) == (category, why):
        return latest
    made = RiskMark.objects.create(renewal=renewal, category=category, reason=why, on=on, by=by)
    before, renewal.risk = renewal.risk, category
    renewal.save(update_fields=["risk"])
    detail = {"category": category, "before": before, "reason": why}
    record_event(by=by, on=on, verb="desk.set_risk", subject=renewal, detail=detail)
    return made


@transaction.atomic
def set_stakeholder(
    *, renewal_id: int, contact_id: int, part: str, sentiment: str = "unknown", note: str = "",
    by: User, on: date,
) -> Stakeholder:  # fmt: skip
    """Say which part a contact has in the decision, and how they feel; an empty part: none."""
    chosen(part, ["", *PARTS], "The part")
    chosen(sentiment, SENTIMENTS, "The sentiment")
    said = _brief(note)
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    contact = _contact(renewal, contact_id)
    latest = Stakeholder.objects.filter(renewal=renewal, contact=contact).order_by("-pk").first()
    known = (latest.part, latest.sentiment, latest.note) if latest else None
    if latest is not None and known == (part, sentiment, said):
        return latest
    made = Stakeholder.objects.create(
        renewal=renewal, contact=contact, part=part, sentiment=sentiment, note=said, on=on, by=by
    )
    detail = {"contact": contact.name, "part": part, "sentiment": sentiment, "note": said}
    record_event(by=by, on=on, verb="desk.set_stakeholder", subject=renewal, detail=detail)
    return made


@transaction.atomic
def log_contact(
    *, renewal_id: int, side: str, channel: str, happened_on: date, note: str,
    contact_id: int | None = None, by: User, on: date,
) -> LoggedContact:  # fmt: skip
    """Log a contact that happened outside Tenure; ours moves the day to ask again.

    The same contact, logged again, changes nothing.
    """
    chosen(side, SIDES, "The side")
    chosen(channel, CHANNELS, "The channel")
    day = checked_contact_day(happened_on, on)
    said = checked_words(note, "What was said", longest=LONGEST_CONTACT)
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    contact = _contact(renewal, contact_id) if contact_id is not None else None
    same = LoggedContact.objects.filter(
        renewal=renewal, side=side, channel=channel, happened_on=day, note=said, contact=contact
    ).first()
    if same is not None:
        return same
    made = LoggedContact.objects.create(
        renewal=renewal, side=side, channel=channel, happened_on=day, note=said, contact=contact,
        on=on, by=by,
    )  # fmt: skip
    detail = {"side": side, "channel": channel, "happened_on": str(day), "note": said}
    record_event(by=by, on=on, verb="desk.log_contact", subject=renewal, detail=detail)
    refresh_waiting(renewal_ids=[renewal.pk], by=by, on=on)
    return made


@transaction.atomic
def set_next_step(
    *, renewal_id: int, text: str, due_on: date, staff_id: int | None = None, by: User, on: date
) -> NextStep:
    """Say what is done next, by whom (the owner unless told otherwise) and by when.

    It takes the place of the next action by rule until it is done or taken back.
    """
    words = checked_words(text, "The next step")
    if due_on < on:
        raise InvalidInput("A next step is due today or on a day that is still to come.")
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    owner = _owner(renewal, staff_id)
    latest = NextStep.objects.filter(renewal=renewal).order_by("-pk").first()
    known = (latest.text, latest.due_on, latest.owner_id) if latest else None
    if latest is not None and known == (words, due_on, owner.pk):
        return latest
    made = NextStep.objects.create(
        renewal=renewal, text=words, due_on=due_on, owner=owner, on=on, by=by
    )
    renewal.step_on = due_on
    renewal.save(update_fields=["step_on"])
    detail = {"step": words, "due_on": str(due_on), "owner": owner.code}
    record_event(by=by, on=on, verb="desk.set_next_step", subject=renewal, detail=detail)
    return made


@transaction.atomic
def end_next_step(*, renewal_id: int, because: str, by: User, on: date) -> NextStep | None:
    """End the next step that somebody set: what came of it. The next action by rule counts again.

    Without one it changes nothing and returns None.
    """
    why = checked_words(because, "What came of it")
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    latest = NextStep.objects.filter(renewal=renewal).order_by("-pk").first()
    if latest is None or not latest.text:
        return None
    made = NextStep.objects.create(renewal=renewal, because=why, on=on, by=by)
    renewal.step_on = None
    renewal.save(update_fields=["step_on"])
    detail = {"step": latest.text, "because": why}
    record_event(by=by, on=on, verb="desk.end_next_step", subject=renewal, detail=detail)
    return made


def _brief(note: str) -> str:
    said = " ".join(note.split())
    if len(said) > LONGEST_WORDS:
        raise InvalidInput(f"The note has at most {LONGEST_WORDS} characters.")
    return said


def _contact(renewal: Renewal, contact_id: int) -> Contact:
    contact = Contact.objects.filter(pk=contact_id, customer_id=renewal.customer_id).first()
    if contact is None:
        raise InvalidInput("That is no contact of this customer.")
    return contact


def _owner(renewal: Renewal, staff_id: int | None) -> StaffMember:
    wanted = renewal.owner_id if staff_id is None else staff_id
    staff = StaffMember.objects.filter(pk=wanted, active=True).first() if wanted else None
    if staff is None:
        raise InvalidInput("Say which colleague does the next step.")
    return staff
