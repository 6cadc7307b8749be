"""Whether a price that was kept and one worked out again are the same, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tenure.pricing.rules.facts import PricedLine
from tenure.pricing.rules.steps import WATERFALL, Waterfall
from tenure.pricing.rules.trace import Trace, trace_of


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold one figure that came out otherwise: of which step, what was kept and what it is now.

    Figures as traces hold them: integers of their unit, days as ISO text; None: there is none.
    """

    step: str
    figure: str
    kept: Any
    again: Any


def differences(
    trace: Trace, again: PricedLine, waterfall: Waterfall = WATERFALL
) -> list[Difference]:
    """Return the figures of a kept trace that come out otherwise now, in the order of the steps.

    A step that every trace has but this one did not exist when it was kept: it says nothing. One
    that is in a trace only where it applied, and is not in this one, did not apply.
    """
    now = trace_of(again, waterfall)
    figures = {name: value for step in now for name, value in step.items()}
    found = [
        Difference(step["step"], name, value, figures.get(name))
        for step in trace
        for name, value in step.items()
        if name != "step" and figures.get(name) != value
    ]
    return found + list(_new(trace, now, waterfall))


def _new(trace: Trace, now: Trace, waterfall: Waterfall) -> Iterator[Difference]:
    """Yield figures that there are now and were not when the trace was kept."""
    kept = {name for step in trace for name in step}
    taken = {step["step"] for step in trace} | {step.name for step in waterfall.steps if step.when}
    for step in now:
        if step["step"] in taken:
            for name in step.keys() - kept:
                yield Difference(step["step"], name, None, step[name])
