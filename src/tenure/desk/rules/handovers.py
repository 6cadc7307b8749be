"""The first draft of a handover note, from the facts; the giver edits it.

| facts | state | blocker | promise |
|---|---|---|---|
| no quote yet | Not quoted; 1,200.00 EUR a year are up on 31 March 2027. | | |
| quoted, sent, no answer | Quote Q-1 was sent on 1 January 2027; ... | | Quote Q-1 holds until 31 January 2027. |
| a finding is open | ... | No contact for C-1001. | |
| it waits on legal | ...; it waits on legal until 20 January 2027. | | |
"""  # noqa: E501 - the table's rows are as long as the sentences that they show

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money
from tenure.kernel.period import format_day

LONGEST = {"state": 500, "done": 2000, "blocker": 500, "next_step": 500, "promise": 500}
NAMES = {
    "state": "State",
    "done": "Done",
    "blocker": "Blocker",
    "next_step": "Next step",
    "deadline_on": "Deadline",
    "promise": "Promise made to the customer",
}


class NoteIncomplete(InvalidInput):
    """The note says too little or too much; the message says where."""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What is known of a renewal: money a year in minor units, days, and lines of text."""

    currency: str
    atr_minor: int
    forecast_minor: int
    due_on: date
    act_on: date
    action: str
    act_reason: str
    quote: str = ""
    valid_until: date | None = None
    sent_on: date | None = None
    accepted_on: date | None = None
    done: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    own_step: str = ""
    step_on: date | None = None
    waits_on: str = ""
    waiting_until: date | None = None


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A handover note as text; a deadline as a day."""

    state: str
    done: str
    blocker: str
    next_step: str
    deadline_on: date
    promise: str


def draft(facts: NoteFacts) -> NoteDraft:
    """Return the note that the facts make."""
    step = facts.action + (f": {facts.act_reason}" if facts.act_reason else "")
    deadline_on = facts.act_on
    if facts.step_on is not None:
        step, deadline_on = f"{facts.own_step.rstrip('.')}. Then: {step}", facts.step_on
    late = (f"overdue: {task}" for task in facts.overdue)
    blocker = "; ".join([*(finding.rstrip(".") for finding in facts.findings), *late])
    promise = ""
    if facts.sent_on is not None and facts.valid_until is not None:
        promise = f"Quote {facts.quote} holds until {format_day(facts.valid_until)}."
    return NoteDraft(
        state=_cut("state", _state(facts)), done=_cut("done", "\n".join(facts.done)),
        blocker=_cut("blocker", blocker), next_step=_cut("next_step", step),
        deadline_on=deadline_on, promise=_cut("promise", promise),
    )  # fmt: skip


def _state(facts: NoteFacts) -> str:
    if facts.accepted_on is not None:
        how = f"Quote {facts.quote} was accepted on {format_day(facts.accepted_on)}"
    elif facts.sent_on is not None:
        how = f"Quote {facts.quote} was sent on {format_day(facts.sent_on)}"
    elif facts.quote:
        how = f"Quote {facts.quote} is made and not sent"
    else:
        how = "Not quoted"
    up = Money(facts.atr_minor, facts.currency).format()
    told = f"{how}; {up} a year are up on {format_day(facts.due_on)}"
    if facts.forecast_minor != facts.atr_minor:
        told += f", {Money(facts.forecast_minor, facts.currency).format()} are expected"
    if facts.waits_on:
        told += f"; it waits on {facts.waits_on}"
        told += f" until {format_day(facts.waiting_until)}" if facts.waiting_until else ""
    return f"{told}."


def checked(note: NoteDraft) -> NoteDraft:
    """Return the note with its white space put right; raise NoteIncomplete where it falls short."""
    texts = {}
    for name, longest in LONGEST.items():
        given = str(getattr(note, name))
        kept = [" ".join(line.split()) for line in given.splitlines()]
        text = "\n".join(line for line in kept if line) if name == "done" else " ".join(kept)
        texts[name] = text.strip()
        if len(texts[name]) > longest:
            raise NoteIncomplete(f"{NAMES[name]}: at most {longest} characters.")
    for name in ("state", "next_step"):
        if not texts[name]:
            raise NoteIncomplete(f"{NAMES[name]}: the receiver has to know.")
    return NoteDraft(deadline_on=note.deadline_on, **texts)


def mail_subject(giver: str, count: int) -> str:
    """Return the subject of the mail to the receiver."""
    return f"{giver} hands you {count} renewal{'' if count == 1 else 's'}"


def mail_body(giver: str, why: str, notes: Sequence[tuple[str, NoteDraft]], page: str) -> str:
    """Return the mail to the receiver: what is handed over, and where to acknowledge it."""
    parts = [f"{giver} hands these renewals to you ({why}).",
             f"Until you acknowledge them, {giver} owns them: {page}"]  # fmt: skip
    for label, note in notes:
        lines = [label, f"  State: {note.state}"]
        lines += [f"  Done: {line}" for line in note.done.splitlines()]
        if note.blocker:
            lines.append(f"  Blocker: {note.blocker}")
        lines.append(f"  Next step, by {format_day(note.deadline_on)}: {note.next_step}")
        if note.promise:
            lines.append(f"  Promised: {note.promise}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _cut(name: str, text: str) -> str:
    longest = LONGEST[name]
    return text if len(text) <= longest else text[: longest - 1] + "\N{HORIZONTAL ELLIPSIS}"
