"""Where a renewal stands at a glance: the facts of each stage, from what the stages have kept.

A further stage adds a function here and its name to `desk.rules.progress.STAGES`.
"""

from __future__ import annotations

from datetime import date

from tenure.closing.models import AutomaticRenewal, Booking, BookingRefusal
from tenure.closing.queries.checklist import closing_steps
from tenure.desk.rules.progress import Stage, StageFacts, progress
from tenure.foundation.models import User
from tenure.kernel.period import format_day
from tenure.quotes.models import Acceptance, Quote, Sending
from tenure.quotes.queries import is_stale
from tenure.quotes.queries.acceptance import acceptance_of
from tenure.quotes.queries.approvals import ApprovalView, approval_of
from tenure.quotes.rules.approvals import State
from tenure.quotes.rules.sendings import Happened
from tenure.renewals.models import Renewal

NOBODY = "nobody yet"


def progress_of(renewal: Renewal, primary: Quote | None, *, user: User, on: date) -> list[Stage]:
    """Return the stages of a renewal, for people inside (twenty queries at most)."""
    owner = renewal.owner.name if renewal.owner else NOBODY
    acceptance = acceptance_of(renewal.pk)
    booked = _booked(renewal, acceptance, owner)
    facts = {
        "quote": _quote(primary, owner, on, is_done=acceptance is not None),
        "approval": _approval(primary, owner, user, on),
        "sent": _sent(primary, owner),
        "accepted": _accepted(renewal, acceptance),
        "booked": booked,
        "reconciled": _reconciled(renewal, acceptance, booked),
    }
    return progress(facts, is_over=renewal.closed_on is not None)


def _quote(primary: Quote | None, owner: str, on: date, *, is_done: bool) -> StageFacts:
    if primary is None:
        return StageFacts(note="There is no quote yet.", holder=owner)
    ending = getattr(primary, "ending", None)
    if not is_done:
        if is_stale(primary):
            return StageFacts(note="The quote is stale: make it again.", holder=owner)
        if ending is not None:
            return StageFacts(note=f"The quote was {ending.kind}: make it again.", holder=owner)
        if primary.valid_until < on:
            return StageFacts(note="The quote has expired: make it again.", holder=owner)
    return StageFacts(primary.priced_on, primary.number)


def _approval(primary: Quote | None, owner: str, user: User, on: date) -> StageFacts:
    if primary is None:
        return StageFacts()
    view = approval_of(primary, user=user, on=on)
    if view.request is None:
        return StageFacts(note="Nobody has asked for it yet.", holder=owner)
    if view.changed:
        return StageFacts(note="The quote changed: ask for it anew.", holder=owner)
    if view.state is State.CLEAR:
        return StageFacts(view.request.requested_on, "Nobody is needed.")
    if view.state is State.APPROVED:
        decided = max(one.on for step in view.steps for one in step.decisions)
        return StageFacts(decided, f"By {_approvers(view)}.")
    if view.state is State.REJECTED:
        return StageFacts(note="It was rejected.", holder=owner)
    if view.state is State.ASKED:
        return StageFacts(note="A question waits for its answer.", holder=owner)
    waiting = [str(step.step.approver or "an empty seat") for step in view.steps if step.is_open]
    return StageFacts(note="It waits for a decision.", holder=", ".join(waiting))


def _approvers(view: ApprovalView) -> str:
    names = [str(one.by) for step in view.steps for one in step.decisions if one.kind == "approve"]
    return ", ".join(dict.fromkeys(names))


def _sent(primary: Quote | None, owner: str) -> StageFacts:
    """Return whether the current version is out, to whom, and whether it was looked at."""
    sendings = Sending.objects.filter(quote=primary, withdrawn_because="")
    latest = sendings.order_by("-pk").first() if primary is not None else None
    if latest is None:
        return StageFacts(note="The offer has to reach the customer.", holder=owner)
    opened = latest.events.filter(kind=Happened.OPENED).order_by("pk").first()
    looked = f"opened {format_day(opened.on)}" if opened else "not opened yet"
    return StageFacts(latest.sent_on, f"To {latest.name}; {looked}.")


def _accepted(renewal: Renewal, acceptance: Acceptance | None) -> StageFacts:
    if acceptance is None:
        return StageFacts(note="The customer has not decided yet.", holder=renewal.customer.name)
    return StageFacts(acceptance.accepted_on, f"{acceptance.quote} by {acceptance.name}.")


def _booked(renewal: Renewal, acceptance: Acceptance | None, owner: str) -> StageFacts:
    if acceptance is not None:
        booking = Booking.objects.filter(acceptance=acceptance).select_related("order").first()
        if booking is not None:
            return StageFacts(booking.booked_on, f"Order {booking.order.number}.")
        refusal = BookingRefusal.objects.filter(acceptance=acceptance).first()
        if refusal is not None:
            return StageFacts(note=refusal.reason, holder=owner)
        return StageFacts(note="It is booked within minutes.", holder="Tenure")
    automatic = AutomaticRenewal.objects.filter(renewal=renewal).first()
    if automatic is not None:
        return StageFacts(automatic.booked_on, "It renewed by itself.")
    return StageFacts(note="It is booked once it is accepted.", holder="Tenure")


def _reconciled(renewal: Renewal, acceptance: Acceptance | None, booked: StageFacts) -> StageFacts:
    """Return whether contract, CRM and billing agree; looked at only once it is booked."""
    if booked.done_on is None:
        return StageFacts(note="Contract, CRM and billing are compared.", holder="operations")
    steps = {step.code: step for step in closing_steps(renewal, acceptance)}
    missing = [step for code in ("crm", "billing") if not (step := steps[code]).is_done]
    if missing:
        said = "; ".join(f"{step.words}: {step.detail}" for step in missing)
        return StageFacts(note=said, holder="operations")
    return StageFacts(booked.done_on, "Contract, CRM and billing agree.")
