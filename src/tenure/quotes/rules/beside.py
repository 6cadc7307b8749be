"""What a line's trace says beside the recurring price of the next term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Trace = Sequence[Mapping[str, Any]]


def is_new(trace: Trace) -> bool:
    """Tell whether the line is new on the contract: nothing of it expires."""
    return any(step.get("method_source") == "added" for step in trace)


def programs_of(traces: Iterable[Trace]) -> list[str]:
    """Return the codes of the programs that counted in some lines, each once, in order.

    One whose verification had lapsed is in the trace, with the day, and did not count.
    """
    steps = (step for trace in traces for step in trace if step["step"] == "program")
    return sorted({step["enrolled_in"] for step in steps if "lapsed_on" not in step})


def true_up_of(trace: Trace) -> int:
    """Return what is owed once for use above the contract, in minor units; 0 for none."""
    return sum(step.get("true_up_minor", 0) for step in trace if step["step"] == "overage")
