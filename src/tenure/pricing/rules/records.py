"""The records of a CSV file as PostgreSQL and DuckDB write them, whole: a cell may hold lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def records(lines: Iterable[str]) -> Iterator[str]:
    """Yield the records of a file without header, each as it stands, with its last newline.

    A newline within quotes belongs to the cell; a quote in a cell is doubled.
    """
    begun = ""
    for line in lines:
        begun += line
        if begun.count('"') % 2 == 0:
            yield begun
            begun = ""
    if begun:
        yield begun
