"""How the segments of a lot follow one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tenure.book.rules.facts import Segment


def chained(segments: Iterable[Segment]) -> Iterator[tuple[Segment, date | None]]:
    """Yield a lot's segments, given in date order, each with the end of the one before it.

    The first has none. Where the segments do not overlap, only the last can be without end.
    """
    prior_end: date | None = None
    for segment in segments:
        yield segment, prior_end
        prior_end = segment.period.end
