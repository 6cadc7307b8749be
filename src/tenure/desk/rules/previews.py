"""Previews of many rows: what they count, and that what is done is what they showed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tenure.kernel.errors import Conflict

NAMED = 3


class PreviewStale(Conflict):
    """Something changed since the preview; nothing was done."""


class Planned(Protocol):
    """A row of a preview: whether it would change, and why it is refused ('' where it is not)."""

    @property
    def changes(self) -> bool:
        """Tell whether it would change."""

    @property
    def refused(self) -> str:
        """Return why it is refused."""


class CountsRows:
    """A preview's rows, counted by what would happen to them."""

    __slots__ = ()
    rows: Sequence[Planned]

    @property
    def changing(self) -> int:
        """Return how many would change."""
        return sum(row.changes for row in self.rows)

    @property
    def refused(self) -> int:
        """Return how many are refused."""
        return sum(bool(row.refused) for row in self.rows)

    @property
    def staying(self) -> int:
        """Return how many are as wanted already."""
        return len(self.rows) - self.changing - self.refused


def require_as_seen(changed: Sequence[str], *, joined_by: str = ", ") -> None:
    """Raise PreviewStale, naming the rows of which the preview said something else, if any."""
    if not changed:
        return
    names = joined_by.join(changed[:NAMED])
    more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
    raise PreviewStale(
        f"Nothing was done: since the preview something changed about {names}{more}. "
        "Look at the preview again."
    )
