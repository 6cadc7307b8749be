"""Every escalation raised within one daily run of its cause, ended with it, and never doubled.

On each morning the second opinion (`causes`) says of what there is a cause. Just that has to be
open then: what is missing was not raised in time, what is too much has no cause. What a person
resolved may be absent.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from tests.desk.simulation.checks import Verdict
from tests.desk.simulation.history import History


def check_escalations(history: History) -> Verdict:
    """Return which causes were not escalated in time, twice, or without being there."""
    verdict = Verdict("every escalation within one run of its cause")
    before: set[tuple[str, str]] = set()
    for morning in history.mornings:
        is_open = Counter(morning.open)
        began = morning.found - before
        before = morning.found
        for cause, _ in began:
            verdict.count(cause)
        for cause, subject in sorted(morning.found - set(is_open)):
            resolved = history.resolved.get((cause, subject))
            if resolved is None or resolved > morning.on:
                verdict.wrong.append(
                    f"{cause} of {subject} is there and not escalated on {morning.on}."
                )
        for cause, subject in sorted(set(is_open) - morning.found):
            verdict.wrong.append(
                f"{cause} of {subject} is escalated on {morning.on} without a cause."
            )
        for (cause, subject), times in is_open.items():
            verdict.expect(
                times == 1, f"{cause} of {subject} is escalated {times} times on {morning.on}."
            )
    _once(history, verdict)
    return verdict


def _once(history: History, verdict: Verdict) -> None:
    days: dict[tuple[str, str, str], date] = {}
    for row in history.escalations:
        key = (row.cause, row.subject, row.occurrence)
        if key in days:
            verdict.wrong.append(
                f"{row.cause} of {row.subject} ({row.occurrence}) was raised on {days[key]} and "
                f"again on {row.raised_on}."
            )
        days[key] = row.raised_on
