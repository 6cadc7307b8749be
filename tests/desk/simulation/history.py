"""What a quarter left, as plain records: what the checks judge, and nothing of the program."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Owned:
    """Somebody owned a renewal in [from_at, until_at); none: still does."""

    renewal_id: int
    owner_id: int
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class Given:
    """The simulation gave a renewal to somebody at an instant."""

    renewal_id: int
    to_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RenewalThen:
    """A renewal as it was when a step of a run had been done."""

    id: int
    contract_id: int
    owner_id: int | None
    renewal_on: date
    notice_on: date | None
    renewal_type: str
    currency: str
    atr_minor: int
    forecast_minor: int
    opened_on: date
    closed_on: date | None
    quoted_on: date | None
    act_on: date

    @property
    def is_open(self) -> bool:
        """Tell whether it is undecided."""
        return self.closed_on is None


@dataclass(frozen=True, slots=True)
class Deal:
    """What does not change about a contract and its customer."""

    contract_id: int
    customer_id: int
    channel: str
    partner_kinds: tuple[str, ...]
    segment: str
    country: str
    executive_id: int | None
    success_id: int | None
    addresses: int


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague, as on the list: the zone and region they work in."""

    id: int
    zone: str
    region: str


@dataclass(slots=True)
class Morning:
    """One daily run: its day and instant, and what was there when its steps had been done.

    `renewals` by id and `notices` (contract, first day after it) when escalations had been raised;
    `before_reminders` likewise when reminders were about to be written. `found` are the causes
    that the second opinion finds, `open` what is escalated (cause and subject, as often as it is
    open). `steps` are the approvals that wait when the digest is about to be written.
    """

    on: date
    at: datetime
    renewals: dict[int, RenewalThen] = field(default_factory=dict)
    notices: set[tuple[int, date]] = field(default_factory=set)
    before_reminders: dict[int, RenewalThen] = field(default_factory=dict)
    notices_before: set[tuple[int, date]] = field(default_factory=set)
    enrolled: list[tuple[int, int | None, date, date | None]] = field(default_factory=list)
    found: set[tuple[str, str]] = field(default_factory=set)
    open: list[tuple[str, str]] = field(default_factory=list)
    mail_is_up: bool = True
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of a play as it is at the end."""

    id: int
    renewal_id: int
    play: str
    code: str
    due_on: date
    opened_on: date | None
    done_on: date | None
    sla_due_at: datetime | None
    place: str


@dataclass(frozen=True, slots=True)
class StartRow:
    """A play that was started on a renewal."""

    renewal_id: int
    play: str
    started_on: date


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """A reminder that a contract renews by itself."""

    renewal_id: int
    written_on: date
    sent_on: date | None


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail that the mail server took."""

    message_id: str
    to: str
    subject: str
    on: date


@dataclass(frozen=True, slots=True)
class QueuedMail:
    """A mail that was written down: in which queue, and whether it went out.

    `waits`: it is right that it waits (its matter is settled, or the server was down since).
    """

    queue: str
    key: str
    recipient: str
    sent: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline that the program set: since when, how many working minutes, where, and when."""

    what: str
    since: datetime
    minutes: int
    zone: str
    country: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A step of an approval and its clock: when it began, where its approver works."""

    step_id: int
    began: datetime
    zone: str
    region: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A mail to an approver (or, escalated, to their manager) about a step."""

    step_id: int
    kind: str
    round: int
    user_id: int
    due_at: datetime
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """The second opinion on what an approver has to have been told at an instant."""

    step_id: int
    round: int
    kind: str
    began: datetime
    due_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """An escalation: when it was first raised, and how often its cause and subject were open."""

    id: int
    cause: str
    subject: str
    occurrence: str
    raised_on: date


@dataclass(frozen=True, slots=True)
class Reminded:
    """Somebody is to be reminded of a task: how near its day is, and the day on which it is due."""

    task_id: int
    staff_id: int
    standing: str
    due_on: date


@dataclass(frozen=True, slots=True)
class ReminderMessage:
    """A message that reminds of tasks, in the zone of its reader; `waits`: quiet hours, or over."""

    id: int
    zone: str
    sent_at: datetime | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """An escalation came to a rung in a round. `is_controlled`: not everybody may hear of it."""

    escalation_id: int
    round: int
    rung: int
    is_controlled: bool = False


@dataclass(slots=True)
class Ladder:
    """Where an escalation stands: its rung, since when (none: not judged), and its deadline.

    `seen` is the deadline that was looked at last, `ends` when the rung is over.
    """

    rung: int
    since: datetime | None
    seen: datetime | None = None
    ends: datetime | None = None


@dataclass(slots=True)
class Watch:
    """What was seen of the ladders so far."""

    last_event: int = 0
    ladders: dict[int, Ladder] = field(default_factory=dict)


@dataclass
class History:
    """All of it. `plays` are the files by code with the instant from which they are published.

    `instants` are those at which owners are counted, in order. `finished` says when tasks were
    finished: those `by_hand` by people, the others written off. `resolved` says what people
    resolved (cause and subject) and on which day. `final` are the renewals at the end.
    """

    mornings: list[Morning] = field(default_factory=list)
    final: dict[int, RenewalThen] = field(default_factory=dict)
    owned: list[Owned] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    instants: list[datetime] = field(default_factory=list)
    deals: dict[int, Deal] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    plays: list[tuple[datetime, str, str]] = field(default_factory=list)
    starts: list[StartRow] = field(default_factory=list)
    started_by_hand: set[tuple[int, str]] = field(default_factory=set)
    tasks: list[TaskRow] = field(default_factory=list)
    finished: dict[int, datetime] = field(default_factory=dict)
    by_hand: set[int] = field(default_factory=set)
    reminders: list[ReminderRow] = field(default_factory=list)
    delivered: list[Delivered] = field(default_factory=list)
    queued: list[QueuedMail] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    notices: list[NoticeRow] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    escalations: list[EscalationRow] = field(default_factory=list)
    to_remind: dict[Reminded, date] = field(default_factory=dict)
    reminded: list[tuple[Reminded, date]] = field(default_factory=list)
    messages: list[ReminderMessage] = field(default_factory=list)
    rungs: list[Rung] = field(default_factory=list)
    told_of_rungs: list[tuple[Rung, str]] = field(default_factory=list)
    resolved: dict[tuple[str, str], date] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    watch: Watch = field(default_factory=Watch)
    stuck: list[str] = field(default_factory=list)

    @cached_property
    def chains(self) -> dict[int, list[Owned]]:
        """Return who owned each renewal, in order."""
        found: dict[int, list[Owned]] = {}
        for one in sorted(self.owned, key=lambda one: one.from_at):
            found.setdefault(one.renewal_id, []).append(one)
        return found

    def chain_of(self, renewal_id: int) -> list[Owned]:
        """Return who owned a renewal, in order."""
        return self.chains.get(renewal_id, [])
