"""Segments of a contract as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tenure.book.rules.facts import ContractState, Segment
from tenure.web.drawing.contract import notes_of, quantity_text

MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment with its product's name, where it stands in time, and where its lot went."""

    segment: Segment
    product: str
    quantity: str
    state: str
    notes: list[tuple[str, int | None]]


def segment_rows(
    state: ContractState, segments: Sequence[Segment], names: Mapping[str, str], day: date
) -> list[SegmentRow]:
    """Return the rows in the order given."""
    return [
        SegmentRow(
            segment,
            names.get(segment.product, segment.product),
            quantity_text(segment.quantity_e4),
            _state(segment, day),
            notes_of(state, segment.lot),
        )
        for segment in segments[:MOST_ROWS]
    ]


def _state(segment: Segment, day: date) -> str:
    if segment.period.start > day:
        return "to come"
    if segment.period.contains(day):
        return "suspended" if segment.suspended else "in force"
    return "over"
