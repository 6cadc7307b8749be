"""Of which records a figure is made up, and to which of them it can be narrowed."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.insight.rules.asking import Asked
from tenure.kernel.errors import InvalidInput


def record_of(asked: Asked) -> str:
    """Return what a figure is the sum of: `customer`, `contract` or `renewal`.

    It is what the metric counts or caps as one. Raise InvalidInput when a position makes the figure
    something else than the sum of its records.
    """
    for name, position in asked.positions.items():
        if position.slices == ():
            raise InvalidInput(
                f"Records do not add up to the figure with {name} {position.name}: "
                "take another position."
            )
    if asked.metric.record:
        return asked.metric.record
    level = asked.positions.get("level")
    if level and "customer_id" in level.sql:
        return "customer"
    return "renewal" if asked.metric.facts == "renewals" else "contract"


def check_only(asked: Asked, only: Mapping[str, str]) -> None:
    """Raise InvalidInput for a narrowing to what was not asked for."""
    known = [*asked.by, *(["currency"] if asked.metric.unit == "money" else [])]
    for name in only:
        if name not in known:
            taken = ", ".join(known) or "nothing"
            raise InvalidInput(f"Records are narrowed by {taken}, not by {name}.")
