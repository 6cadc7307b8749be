"""What a daily run says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# The steps of a run, in order, with what a person reads while they run.
STEPS = {
    "pull": "Take in what was loaded since the last run",
    "open": "Open renewals, settle what was decided, review the book",
    "recompute": "Recompute ATR, notice dates and next actions",
    "assign": "Give unowned renewals an owner",
    "quote": "Make the quotes of the window, refresh stale ones",
    "carry": "Remind of renewals that happen by themselves, and book those nobody stopped",
    "plays": "Start the plays of the playbook and open their tasks",
    "escalate": "Raise escalations and let them climb",
    "alarm": "Count what is late or near",
    "snapshot": "Freeze the open renewals as they stand",
    "digest": "Write and send the digest",
}


@dataclass(frozen=True, slots=True)
class StepNews:
    """Where a run stands: told at the start and end of each step and on the way."""

    name: str
    done: int
    total: int
    finished: bool = False


@dataclass(frozen=True, slots=True)
class StepReport:
    """One finished step: seconds it took and what it counted."""

    name: str
    seconds: float
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunReport:
    """A finished run. `already_done`: it had been finished before, and nothing was done now."""

    on: date
    renewals_opened: int
    quotes_created: int
    findings: int
    owners_assigned: int
    mails: int
    steps: tuple[StepReport, ...]
    seconds: float
    already_done: bool

    def summary(self) -> str:
        """Return the run in a sentence."""
        done = "already done: " if self.already_done else ""
        return (
            f"{done}{self.renewals_opened:,} renewals opened, {self.quotes_created:,} quotes made, "
            f"{self.owners_assigned:,} owners assigned, {self.findings:,} findings, "
            f"{self.mails:,} digests"
        )


def report(on: date, steps: tuple[StepReport, ...], *, already_done: bool) -> RunReport:
    """Return the run's report from its steps."""
    counts = {step.name: step.counts for step in steps}
    return RunReport(
        on=on,
        renewals_opened=counts.get("open", {}).get("opened", 0),
        quotes_created=counts.get("quote", {}).get("created", 0),
        findings=counts.get("open", {}).get("found", 0),
        owners_assigned=counts.get("assign", {}).get("assigned", 0),
        mails=counts.get("digest", {}).get("mails", 0),
        steps=steps,
        seconds=round(sum(step.seconds for step in steps), 3),
        already_done=already_done,
    )
