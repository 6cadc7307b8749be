"""Handovers as people read them, and the facts from which their notes are prepared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from tenure.desk.models import Handover, HandoverMail, HandoverNote, HandoverStep, NextStep, Task
from tenure.desk.rules.handovers import NoteDraft, NoteFacts
from tenure.directory.models import StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import AuditEvent, User
from tenure.kernel.errors import InvalidInput
from tenure.quotes.models import Acceptance, Quote, Sending
from tenure.renewals.models import Finding, Renewal

MOST = 200
LATELY = timedelta(days=14)
LINES = 5
# What was done in words, for the events that a colleague wants to know of.
_DONE = {
    "renewals.assign_owner": "given an owner",
    "renewals.set_forecast": "forecast set",
    "desk.finish_task": "task done",
    "desk.log_contact": "contact",
    "desk.set_risk": "risk judged",
    "desk.start_play": "play started",
}


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover in the list: how far it has gone, and what one may do with it."""

    handover: Handover
    state: str
    count: int
    is_mine_to_receive: bool


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """A handover with its notes and steps, and what the person may do with it."""

    handover: Handover
    notes: list[HandoverNote]
    steps: list[HandoverStep]
    state: str
    may_give: bool
    may_acknowledge: bool

    @property
    def giver_id(self) -> int:
        """Return the staff id of the giver."""
        return self.handover.giver_id

    @property
    def is_open(self) -> bool:
        """Tell whether it still can be changed."""
        return self.state in {"prepared", "given"}


def handovers(user: User, *, limit: int = 100) -> list[HandoverRow]:
    """Return the handovers that the person may see, the open ones first, then the latest."""
    found = list(
        Handover.objects.visible_to(user)
        .select_related("giver", "receiver")
        .prefetch_related("steps", "notes")
        .order_by("-prepared_at", "-pk")[:limit]
    )
    own = scope_of(user).staff_ids or _own(user)
    rows = [
        HandoverRow(
            one, state_of(list(one.steps.all())), len(one.notes.all()), one.receiver_id in own
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: row.state not in {"prepared", "given"})


def handover_page(handover_id: int, *, user: User) -> HandoverPage | None:
    """Return a handover with the notes that the person may see; None when it is not visible."""
    found = Handover.objects.visible_to(user).select_related("giver", "receiver", "prepared_by")
    handover = found.filter(pk=handover_id).first()
    if handover is None:
        return None
    steps = list(handover.steps.select_related("by").order_by("pk"))
    notes = HandoverNote.objects.visible_to(user).filter(handover=handover)
    state, own = state_of(steps), scope_of(user).staff_ids or _own(user)
    return HandoverPage(
        handover=handover,
        notes=list(
            notes.select_related("renewal__contract", "renewal__customer")
            .order_by("deadline_on", "pk")
        ),
        steps=steps,
        state=state,
        may_give=state == "prepared" and handover.giver_id in own,
        may_acknowledge=state == "given" and handover.receiver_id in own,
    )  # fmt: skip


def note_of(note_id: int, *, user: User) -> NoteDraft:
    """Return what a note says. Raise InvalidInput for none that the person may see."""
    note = HandoverNote.objects.visible_to(user).filter(pk=note_id).first()
    if note is None:
        raise InvalidInput("There is no such note.")
    return NoteDraft(
        note.state, note.done, note.blocker, note.next_step, note.deadline_on, note.promise
    )


def state_of(steps: Sequence[HandoverStep]) -> str:
    """Return how far a handover has gone: prepared, given, acknowledged or taken_back."""
    kinds = {step.kind for step in steps}
    for kind in ("taken_back", "acknowledged", "given"):
        if kind in kinds:
            return kind
    return "prepared"


def handed_over_by(staff_id: int, *, user: User, until: date) -> list[int]:
    """Return the open renewals of somebody whose next action is due before a day, soonest first."""
    found = Renewal.objects.visible_to(user).filter(
        owner_id=staff_id, closed_on=None, act_on__lt=until
    )
    busy = HandoverNote.objects.filter(is_open=True).values("renewal_id")
    return list(
        found.exclude(pk__in=busy).order_by("act_on", "pk").values_list("pk", flat=True)[:MOST]
    )


def receivers(user: User) -> QuerySet[StaffMember]:
    """Return the colleagues who can take renewals over, by region and name."""
    roles = ("renewals_manager", "head_of_renewals")
    found = StaffMember.objects.visible_to(user).filter(active=True, role__in=roles)
    return found.order_by("region", "name", "pk")


def unsent_handover_mails() -> list[HandoverMail]:
    """Return the mails about handovers that wait, the oldest first."""
    waiting = HandoverMail.objects.filter(sent_at=None, refused="")
    return list(waiting.order_by("pk")[:500])


def note_facts(renewals: Sequence[Renewal], *, on: date) -> dict[int, NoteFacts]:
    """Return what is known of renewals, by id: in a fixed number of reads."""
    ids = [renewal.pk for renewal in renewals]
    quotes = {one.renewal_id: one for one in Quote.objects.filter(renewal__in=ids, is_primary=True)}
    sent = _sent(quotes)
    accepted = dict(
        Acceptance.objects.filter(quote__renewal__in=ids)
        .values_list("quote__renewal_id", "accepted_on")
    )  # fmt: skip
    steps = _own_steps(renewals)
    findings, overdue, done = _findings(renewals), _overdue(ids, on), _done(ids, on)
    facts = {}
    for renewal in renewals:
        quote = quotes.get(renewal.pk)
        facts[renewal.pk] = NoteFacts(
            currency=renewal.currency, atr_minor=renewal.atr_minor,
            forecast_minor=renewal.forecast_minor, due_on=renewal.due_on, act_on=renewal.act_on,
            action=renewal.get_next_action_display(), act_reason=renewal.act_reason,
            quote=quote.number if quote else "", valid_until=quote.valid_until if quote else None,
            sent_on=sent.get(quote.pk) if quote else None, accepted_on=accepted.get(renewal.pk),
            done=tuple(done[renewal.pk][:LINES]), overdue=tuple(overdue[renewal.pk][:LINES]),
            findings=tuple(findings[renewal.contract_id][:LINES]),
            own_step=steps.get(renewal.pk, ""), step_on=renewal.step_on,
            waits_on=renewal.get_waiting_on_display() if renewal.waiting_on else "",
            waiting_until=renewal.waiting_until,
        )  # fmt: skip
    return facts


def _own_steps(renewals: Sequence[Renewal]) -> dict[int, str]:
    """Return the next step that somebody set, by renewal."""
    ids = [renewal.pk for renewal in renewals if renewal.step_on is not None]
    latest = NextStep.objects.filter(renewal__in=ids).order_by("renewal", "-pk")
    return dict(latest.distinct("renewal").values_list("renewal_id", "text"))


def _sent(quotes: dict[int, Quote]) -> dict[int, date]:
    rows = Sending.objects.filter(
        quote__in=[quote.pk for quote in quotes.values()], withdrawn_because=""
    )
    return dict(rows.order_by("sent_on", "pk").values_list("quote_id", "sent_on"))


def _findings(renewals: Sequence[Renewal]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    contracts = [renewal.contract_id for renewal in renewals]
    rows = Finding.objects.filter(contract__in=contracts, cleared_on=None)
    for contract_id, reason in rows.order_by("pk").values_list("contract_id", "reason"):
        found[contract_id].append(reason)
    return found


def _overdue(ids: Sequence[int], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    late = Task.objects.filter(renewal__in=ids, done_on=None, due_on__lt=on)
    for renewal_id, title in late.order_by("due_on", "pk").values_list("renewal_id", "title"):
        found[renewal_id or 0].append(title)
    return found


def _done(ids: Sequence[int], on: date) -> dict[int, list[str]]:
    """Return the last things done, the latest first, as a line each."""
    found: dict[int, list[str]] = defaultdict(list)
    events = AuditEvent.objects.filter(
        Q(verb__in=_DONE), subject_type="renewals.renewal", subject_id__in=ids,
        on__gt=on - LATELY, on__lte=on,
    )  # fmt: skip
    for event in events.select_related("actor").order_by("-pk"):
        what = (
            event.detail.get("title")
            or event.detail.get("reason")
            or event.detail.get("note")
            or ""
        )
        said = f"{event.on}: {_DONE[event.verb]}" + (f" ({what})" if what else "")
        found[event.subject_id].append(f"{said}, {event.actor}")
    return found


def _own(user: User) -> tuple[int, ...]:
    return tuple(StaffMember.objects.filter(user=user).values_list("pk", flat=True))
