"""Price indices for tests: published months of HICP-EA."""

from __future__ import annotations

from datetime import date

from tenure.book.commands.indices import ValuesPublished, publish_index_file
from tenure.book.rules.index_file import IndexFile, ValueRow, published_of
from tenure.foundation.models import User

HICP = [
    ("2025-10", "127.00", "2025-11-18"),
    ("2026-01", "127.50", "2026-02-18"),
    ("2026-10", "129.54", "2026-11-18"),
]


def publish(
    by: User, values: list[tuple[str, str, str]] | None = None, *, on: date, code: str = "HICP-EA"
) -> ValuesPublished:
    """Publish values, each of a month and a day; without any those of `HICP`."""
    rows = [
        ValueRow(
            line,
            published_of(
                {"index": code, "month": month, "value": value, "published_on": published}
            ),
        )
        for line, (month, value, published) in enumerate(values or HICP, start=2)
    ]
    return publish_index_file(file=IndexFile(tuple(rows), ()), by=by, on=on)
