"""All SLA clocks equal to an independent calculation: minute by minute (`working`)."""

from __future__ import annotations

from tests.desk.simulation.checks import Verdict
from tests.desk.simulation.checks.working import Place, worked_until
from tests.desk.simulation.history import History


def check_clocks(history: History) -> Verdict:
    """Return which deadlines are not where the minutes say."""
    verdict = Verdict("every SLA clock equal to the minutes counted")
    for clock in history.clocks:
        verdict.count(clock.what)
        due = worked_until(clock.since, clock.minutes, Place(clock.zone, clock.country))
        verdict.expect(
            due == clock.due_at,
            f"{clock.what}: {clock.minutes} minutes from {clock.since} at {clock.zone} are over "
            f"at {due} and not at {clock.due_at}.",
        )
    verdict.wrong += history.stuck
    return verdict
