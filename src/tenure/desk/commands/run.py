"""The daily run for one date: idempotent, resumable, one at a time.

1. Take the session lock; a run of this date that is finished is reported again, nothing is done
   (but mails that the mail server refused are tried once more).
2. Begin: wait until orders being booked are committed, note the last one as this run's cursor.
   A run that was killed is found here and goes on with its own cursor and horizon.
3. Each step is one transaction that also marks the step as done, so a step is done and marked or
   neither. Quotes are made in chunks, mails sent one by one: each of those commits by itself and
   is not made again, because it starts from what is still missing.
4. Finish. The next run continues from this one's cursor and horizon.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from tenure.book.models import Order
from tenure.desk.commands import steps
from tenure.desk.commands.lock import run_lock
from tenure.desk.commands.steps import QUOTES_PER_CHUNK, Counts, RunFacts, Tell
from tenure.desk.models import Run, RunStep
from tenure.desk.queries.runs import previous_run, report_of
from tenure.desk.rules.report import STEPS, RunReport, StepNews
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import NotAllowed, TenureError
from tenure.renewals.rules.dates import HORIZON_DAYS

Progress = Callable[[StepNews], None]
Step = Callable[[RunFacts, Tell], Counts]

IN_ONE_TRANSACTION: dict[str, Step] = {
    "pull": steps.pull,
    "open": steps.open_and_review,
    "recompute": steps.recompute,
    "assign": steps.assign,
    "carry": steps.carry,
    "plays": steps.play,
    "escalate": steps.escalate,
    "alarm": steps.alarm,
    "snapshot": steps.freeze,
}


def run_day(
    *,
    on: date,
    by: User,
    at: datetime | None = None,
    progress: Progress | None = None,
    quote_late: bool = False,
    horizon_days: int = HORIZON_DAYS,
) -> RunReport:
    """Do the daily run for a date, or what is left of it; return its report.

    `at` is the instant for which it is done, without one the moment at which it is begun; a run
    that goes on keeps its own. `quote_late` also quotes what is past T-90 without a quote. Raises
    RunInProgress, NotAllowed.
    """
    if not may(by.role, Permission.RUN_DAY):
        raise NotAllowed("Your role may not start the daily run.")
    with run_lock():
        run = _begin(on=on, by=by, at=at, horizon_days=horizon_days)
        facts = RunFacts(run, previous_run(on), by, quote_late)
        if run.finished_at is not None:
            steps.send(facts, _silent)
            return report_of(run, already_done=True)
        try:
            for position, name in enumerate(STEPS):
                _do(facts, position, name, progress or _ignore)
        except TenureError as error:
            Run.objects.filter(pk=run.pk).update(error=str(error))
            raise
        _finish(facts)
    return report_of(run, already_done=False)


def _begin(*, on: date, by: User, at: datetime | None, horizon_days: int) -> Run:
    """Return the run of the date, begun now if there is none."""
    with transaction.atomic():
        run = Run.objects.filter(on=on).first()
        if run is not None:
            return run
        with connection.cursor() as cursor:
            # Orders get their ids under a lock that conflicts with this one and is held until
            # they are committed: behind the last id seen now, none can appear later.
            cursor.execute("LOCK TABLE book_order IN SHARE MODE")
        last = Order.objects.order_by("-id").values_list("id", flat=True).first()
        run = Run.objects.create(
            on=on,
            by=by,
            at=at or Now(),
            started_at=Now(),
            order_cursor=last or 0,
            horizon_on=on + timedelta(days=horizon_days),
        )
        record_event(by=by, on=on, verb="desk.start_run", subject=run)
    run.refresh_from_db()
    return run


def _finish(facts: RunFacts) -> None:
    with transaction.atomic():
        Run.objects.filter(pk=facts.run.pk).update(finished_at=Now(), error="")
        record_event(by=facts.by, on=facts.on, verb="desk.finish_run", subject=facts.run)
    facts.run.refresh_from_db()


def _do(facts: RunFacts, position: int, name: str, progress: Progress) -> None:
    """Do one step unless it is done."""
    step, _ = RunStep.objects.get_or_create(
        run=facts.run, position=position, defaults={"name": name, "started_at": Now()}
    )
    if step.finished_at is not None:
        return

    def tell(done: int, total: int) -> None:
        progress(StepNews(name, done, total))

    tell(step.done, step.total)
    RunStep.objects.filter(pk=step.pk).update(started_at=Now())
    if name == "quote":
        _quote(facts, step, tell)
    elif name == "digest":
        _digest(facts, step, tell)
    else:
        with transaction.atomic():
            counts = IN_ONE_TRANSACTION[name](facts, tell)
            tell(1, 1)
            _mark_done(step, counts)
    progress(StepNews(name, 1, 1, finished=True))


def _quote(facts: RunFacts, step: RunStep, tell: Tell) -> None:
    """Make what quotes are missing, refresh what is stale, a chunk per transaction; end the old."""
    counts: Counts = {"created": 0, "refreshed": 0, "refused": 0, "expired": 0, **step.counts}
    work = [(steps.quote_chunk, steps.unquoted(facts)), (steps.requote_chunk, steps.stale(facts))]
    total = step.done + sum(len(ids) for _, ids in work)
    done = step.done
    for make, ids in work:
        for start in range(0, len(ids), QUOTES_PER_CHUNK):
            chunk = ids[start : start + QUOTES_PER_CHUNK]
            with transaction.atomic():
                for key, count in make(facts, chunk).items():
                    counts[key] += count
                done += len(chunk)
                RunStep.objects.filter(pk=step.pk).update(done=done, total=total, counts=counts)
                tell(done, total)
    with transaction.atomic():
        _mark_done(step, counts | steps.expire(facts))


def _digest(facts: RunFacts, step: RunStep, tell: Tell) -> None:
    """Write the mails in one transaction, then send them one by one."""
    totals: Counts = {}
    for other in facts.run.steps.exclude(pk=step.pk):
        totals |= other.counts
    mails = steps.write(facts, totals)
    tell(0, mails)
    sent = steps.send(facts, tell)
    sent["sent"] = facts.run.mails.filter(sent_at__isnull=False).count()
    _mark_done(step, {"mails": mails, **sent})


def _mark_done(step: RunStep, counts: Counts) -> None:
    RunStep.objects.filter(pk=step.pk).update(finished_at=Now(), counts=counts)


def _silent(done: int, total: int) -> None:
    """Tell nobody how far a step is."""


def _ignore(news: StepNews) -> None:
    """Tell nobody how the run goes."""
