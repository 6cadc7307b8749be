"""What the checks of a sheet do for one another (see `checks.Checks`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from tenure.sync.files.rules.sheets import Sheet


class SheetChecks(Protocol):
    """The sheet that is checked, its table, and how rows of it are refused."""

    duck: Any
    sheet: Sheet
    table: str
    present: tuple[str, ...]

    def refuse(self, column: str, value: str, reason: str, rows: str) -> bool:
        """Write a problem per row of the query and drop those rows."""
        ...

    def duplicates(self, table: str = "", key: tuple[str, ...] = ()) -> None:
        """Refuse all but the first row of a key."""
        ...

    def add_missing(self, columns: Mapping[str, str]) -> None:
        """Give the sheet the columns that the files do not have."""
        ...

    def refuse_overlaps(self, together: str, by: str, reason: str) -> None:
        """Refuse a row that begins before its predecessor ends."""
        ...
