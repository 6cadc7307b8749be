"""Daily runs: the one before, their reports, where a running one stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tenure.desk.models import Run, RunStep
from tenure.desk.rules.report import STEPS, RunReport, StepReport, report
from tenure.foundation.models import User


@dataclass(frozen=True, slots=True)
class StepStanding:
    """One step of a run as its page shows it; `state` is waiting, running or done."""

    name: str
    label: str
    state: str
    done: int
    total: int
    seconds: float | None
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class RunStanding:
    """A run as its page shows it."""

    id: int
    on: date
    by: str
    started_at: datetime
    finished_at: datetime | None
    error: str
    steps: list[StepStanding]


def previous_run(on: date) -> Run | None:
    """Return the latest finished run of an earlier date."""
    return Run.objects.filter(on__lt=on, finished_at__isnull=False).order_by("-on").first()


def unfinished_run() -> Run | None:
    """Return the run that was started last and has not finished."""
    unfinished = Run.objects.filter(finished_at=None).select_related("by")
    return unfinished.order_by("-started_at").first()


def is_run_finished(on: date) -> bool:
    """Tell whether the run of a date is finished."""
    return Run.objects.filter(on=on, finished_at__isnull=False).exists()


def report_of(run: Run, *, already_done: bool) -> RunReport:
    """Return a run's report from its stored steps."""
    steps = tuple(
        StepReport(step.name, _seconds(step) or 0.0, step.counts)
        for step in run.steps.order_by("position")
    )
    return report(run.on, steps, already_done=already_done)


def recent_runs(user: User, *, limit: int = 30) -> list[RunStanding]:
    """Return the latest runs that the person may see, newest first (two queries)."""
    runs = (
        Run.objects.visible_to(user)
        .select_related("by")
        .prefetch_related("steps")
        .order_by("-on")[:limit]
    )
    return [_standing(run) for run in runs]


def run_standing(user: User, on: date) -> RunStanding | None:
    """Return where the run of a date stands, if the person may see it and it was begun."""
    run = (
        Run.objects.visible_to(user)
        .select_related("by")
        .prefetch_related("steps")
        .filter(on=on)
        .first()
    )
    return _standing(run) if run else None


def _standing(run: Run) -> RunStanding:
    begun = {step.name: step for step in run.steps.all()}
    steps = [_step(name, label, begun.get(name)) for name, label in STEPS.items()]
    return RunStanding(
        run.pk, run.on, str(run.by), run.started_at, run.finished_at, run.error, steps
    )


def _step(name: str, label: str, step: RunStep | None) -> StepStanding:
    if step is None:
        return StepStanding(name, label, "waiting", 0, 0, None, {})
    state = "done" if step.finished_at else "running"
    return StepStanding(name, label, state, step.done, step.total, _seconds(step), step.counts)


def _seconds(step: RunStep) -> float | None:
    if step.finished_at is None:
        return None
    return round((step.finished_at - step.started_at).total_seconds(), 3)
