"""What each step of the daily run does. Each takes the run's facts and returns what it counted.

A step is repeatable: what it did stays done, and it starts from index ranges (the order log since
the previous run, dates that came between the two runs), never from the whole book. Only the first
run has no previous one and looks at everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from tenure.book.models import Order
from tenure.closing.commands import renew_automatically, send_reminders, write_reminders
from tenure.desk.commands.digest import send_digest, write_digest
from tenure.desk.commands.escalating import follow_causes
from tenure.desk.commands.escalation_mails import send_escalation_mails
from tenure.desk.commands.plays import start_plays
from tenure.desk.commands.routing import assign_new_work
from tenure.desk.commands.task_following import follow_renewals
from tenure.desk.commands.worklist import follow_events, wake_due
from tenure.desk.models import Run
from tenure.desk.queries.entering import alarms, imports_since
from tenure.desk.queries.starting import may_start
from tenure.forecast.commands.freezing import freeze_renewals
from tenure.foundation.models import User
from tenure.programs.commands.reminders import (
    send_verification_reminders,
    write_verification_reminders,
)
from tenure.quotes.commands import QuotesMade, expire_quotes, make_quotes, requote_stale
from tenure.quotes.commands.approvals import request_approvals
from tenure.quotes.commands.notices import send_notices, write_notices
from tenure.quotes.tasks import render_quotes
from tenure.renewals.commands.amounts import recompute_amounts
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.commands.planning import refresh_next_actions
from tenure.renewals.commands.quality import review_quality
from tenure.renewals.commands.settling import reopen_reversed, settle_moved
from tenure.renewals.models import Renewal
from tenure.renewals.queries.windows import (
    answered,
    changed_contracts,
    chunks,
    crossed,
    open_renewals_of,
    stale_quoted,
    unquoted_between,
)
from tenure.renewals.rules.dates import Orders, quote_window

QUOTES_PER_CHUNK = 1_000
MANY = 1_000
_NO_END = 2**63 - 1
Tell = Callable[[int, int], None]
Counts = dict[str, int]


@dataclass
class RunFacts:
    """What the steps of one run work on; `previous` is the run that this one continues."""

    run: Run
    previous: Run | None
    by: User
    quote_late: bool = False

    @property
    def on(self) -> date:
        """Return the run's date."""
        return self.run.on

    @property
    def since(self) -> date | None:
        """Return the previous run's date."""
        return self.previous.on if self.previous else None

    @property
    def orders(self) -> Orders:
        """Return the slice of the order log that this run has to look at."""
        return Orders(self.previous.order_cursor if self.previous else 0, self.run.order_cursor)

    @cached_property
    def changed(self) -> list[int]:
        """Return the contracts changed since the previous run (first run: it opens them all)."""
        return changed_contracts(self.orders) if self.previous else []

    @property
    def booked(self) -> list[int]:
        """Return the contracts on which this run itself has booked: their next terms are open."""
        return changed_contracts(Orders(self.run.order_cursor, _NO_END)) if self.previous else []

    @property
    def at(self) -> datetime:
        """Return the instant for which the run is done; hours are counted to and from it."""
        return self.run.at

    @property
    def window(self) -> tuple[date, date]:
        """Return the renewal dates to be quoted; with `quote_late` from today on."""
        first, last = quote_window(self.on, previous=self.since)
        return (self.on if self.quote_late else first), last


def pull(facts: RunFacts, tell: Tell) -> Counts:
    """Say what came in since the previous run: imports, orders, contracts."""
    orders = Order.objects.filter(id__gt=facts.orders.after, id__lte=facts.orders.upto)
    return {
        "imports": imports_since(facts.since),
        "orders": orders.count(),
        "contracts": len(facts.changed),
    }


def open_and_review(facts: RunFacts, tell: Tell) -> Counts:
    """Settle what orders decided, open what entered the horizon, review what that touches."""
    tell(0, 3)
    reopened = reopen_reversed(contract_ids=facts.changed, by=facts.by, on=facts.on)
    settled = settle_moved(contract_ids=facts.changed, by=facts.by, on=facts.on)
    tell(1, 3)
    opened = open_renewals(
        on=facts.on,
        by=facts.by,
        horizon_days=(facts.run.horizon_on - facts.on).days,
        since=facts.previous.horizon_on if facts.previous else None,
        changed=facts.changed,
    )
    tell(2, 3)
    if len(opened) > MANY:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE renewals_renewal")  # the planner must learn of them now
    reviewed = review_quality(contract_ids=_touched(facts, opened), by=facts.by, on=facts.on)
    return {
        "opened": len(opened),
        "settled": len(settled),
        "reopened": len(reopened),
        "found": reviewed.found,
        "cleared": reviewed.cleared,
    }


def _touched(facts: RunFacts, opened: list[int]) -> list[int] | None:
    """Return the contracts whose findings may have changed (first run: all)."""
    if facts.since is None:
        return None
    touched = set(facts.changed)
    for ids in chunks(opened):
        touched |= set(Renewal.objects.filter(pk__in=ids).values_list("contract_id", flat=True))
    touched |= set(crossed(facts.since, facts.on).values_list("contract_id", flat=True))
    if imports_since(facts.since):
        touched |= set(answered().values_list("contract_id", flat=True))
    return sorted(touched)


def recompute(facts: RunFacts, tell: Tell) -> Counts:
    """Bring amounts up to the orders, and next actions up to the date."""
    recomputed = recompute_amounts(contract_ids=facts.changed, by=facts.by, on=facts.on)
    tell(1, 2)
    ids = set(recomputed)
    for contracts in chunks(facts.changed):
        ids |= set(open_renewals_of(contracts).values_list("pk", flat=True))
    # The opening has just planned what it opened; the first run has older ones only by exception.
    ids |= set(
        crossed(facts.since, facts.on).exclude(opened_on=facts.on).values_list("pk", flat=True)
    )
    planned = refresh_next_actions(renewal_ids=sorted(ids), by=facts.by, on=facts.on)
    return {"recomputed": len(recomputed), "planned": planned}


def assign(facts: RunFacts, tell: Tell) -> Counts:
    """Give renewals that nobody owns an owner: whom it suits best, or by turns."""
    done = assign_new_work(by=facts.by, on=facts.on)
    return {"assigned": done.routed + done.by_rule}


def carry(facts: RunFacts, tell: Tell) -> Counts:
    """Remind customers whose contract renews by itself; book what nobody gave notice of."""
    reminders = write_reminders(by=facts.by, on=facts.on)
    tell(1, 2)
    done = renew_automatically(by=facts.by, on=facts.on)
    return {
        "reminders": reminders, "renewed": done.renewed, "held": done.held,
        "refused": done.refused,
    }  # fmt: skip


def play(facts: RunFacts, tell: Tell) -> Counts:
    """Start the plays whose day or event came, open their tasks, let tasks follow renewals."""
    renewals = may_start(facts.previous, facts.run, [*facts.changed, *facts.booked])
    started = start_plays(renewal_ids=renewals, by=facts.by, on=facts.on, at=facts.at)
    followed = follow_renewals(by=facts.by, on=facts.on, at=facts.at)
    told = {"tasks_written_off": followed.written_off, "tasks_recounted": followed.recounted}
    counts = {"plays_started": started.plays, "tasks_opened": started.tasks}
    return counts | {name: count for name, count in told.items() if count}


def escalate(facts: RunFacts, tell: Tell) -> Counts:
    """Raise what has a cause, end what has none any more, let the ladder climb.

    Work days are brought up to what happened first: causes are looked at as of the same events.
    """
    woken = follow_events(by=facts.by, on=facts.on)["woken"]
    done = follow_causes(by=facts.by, on=facts.on, at=facts.at)
    counts = {"escalated": done.raised + done.reopened, "ended": done.gone, "climbed": done.climbed}
    return {**counts, "woken": woken} if woken else counts


def alarm(facts: RunFacts, tell: Tell) -> Counts:
    """Bring the order of the worklists up to what happened; count what is unowned, late or near."""
    woken = wake_due(by=facts.by, on=facts.on)
    woken += follow_events(by=facts.by, on=facts.on)["woken"]
    tell(1, 2)
    return {**alarms(facts.since, facts.on), "woken": woken}


def freeze(facts: RunFacts, tell: Tell) -> Counts:
    """Keep how the open renewals stand on this day, as far as it differs from the last."""
    return {"frozen": freeze_renewals(by=facts.by, on=facts.on)}


def unquoted(facts: RunFacts) -> list[int]:
    """Return the renewals to be quoted, in the order in which quotes are numbered.

    In two reads: joined at once, the planner takes the few for many and reads all contracts.
    """
    ids = list(unquoted_between(*facts.window).values_list("pk", flat=True))
    numbered = Renewal.objects.filter(pk__in=ids).order_by("renewal_on", "contract__key")
    return list(numbered.values_list("pk", flat=True))


def quote_chunk(facts: RunFacts, renewal_ids: list[int]) -> Counts:
    """Make the quotes of some renewals and queue their documents."""
    made = make_quotes(renewal_ids=renewal_ids, by=facts.by, on=facts.on, limit=len(renewal_ids))
    if made.count:
        _ask_for_approvals(facts, made)
        _queue_documents()
    return {"created": made.count, "refused": len(made.refused)}


def stale(facts: RunFacts) -> list[int]:
    """Return the contracts that moved after their renewal was quoted."""
    return [
        contract_id
        for contracts in chunks(facts.changed)
        for contract_id in stale_quoted(contracts).values_list("contract_id", flat=True)
    ]


def requote_chunk(facts: RunFacts, contract_ids: list[int]) -> Counts:
    """Make the next version of stale quotes and queue their documents."""
    made = requote_stale(
        contract_ids=contract_ids, by=facts.by, on=facts.on, limit=2 * len(contract_ids)
    )
    if made.count:
        _ask_for_approvals(facts, made)
        _queue_documents()
    return {"refreshed": made.count, "refused": len(made.refused)}


def expire(facts: RunFacts) -> Counts:
    """End the quotes that are not valid any more."""
    return {"expired": expire_quotes(by=facts.by, on=facts.on, since=facts.since)}


def _ask_for_approvals(facts: RunFacts, made: QuotesMade) -> None:
    """Ask for what the quotes just made need; most need nobody."""
    request_approvals(quote_ids=made.ids, by=facts.by, on=facts.on, at=facts.at)


def _queue_documents() -> None:
    """Queue the setting of missing documents, in this transaction."""
    try:
        with transaction.atomic():
            render_quotes.defer()
    except AlreadyEnqueued:
        pass  # one job that waits sets all that are missing


def write(facts: RunFacts, totals: Counts) -> int:
    """Write the digest's mails, and what approvers and those who verify have to be told."""
    write_verification_reminders(by=facts.by, on=facts.on)
    write_notices(by=facts.by, on=facts.on, at=facts.at)
    return write_digest(run=facts.run, since=facts.since, totals=totals, by=facts.by, on=facts.on)


def send(facts: RunFacts, tell: Tell) -> Counts:
    """Send the reminders that wait, the mails to approvers, and the digest's."""
    send_verification_reminders(by=facts.by, on=facts.on, at=facts.at)
    send_reminders(by=facts.by, on=facts.on, at=facts.at)
    told = send_notices(by=facts.by, on=facts.on, at=facts.at)
    send_escalation_mails(by=facts.by, on=facts.on, at=facts.at)
    sent = send_digest(run=facts.run, by=facts.by, on=facts.on, tell=tell)
    return {**sent, "to_approvers": told["sent"]} if told["sent"] else sent
