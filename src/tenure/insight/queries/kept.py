"""What is kept added up of the ledger, so that reports need not read every movement again.

`sums`: amounts, and how many (`weight`), by month, kind, currency and each single slice (and none).
`sheets`: for each year,
a row per customer and currency: ARR before each month and after the last, and the sums of what
happened in each month by class. A customer's numbers are spread over `buckets` files of a year, so
that no more than one bucket is in memory while they are made. Everything in them can be added up
from the movements; nothing is rounded or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tenure.insight.queries.files import Facts, Kept, named, opened, quoted
from tenure.insight.queries.tables import KEPT_SLICES, OF_PRODUCTS
from tenure.insight.rules.units import CLASSES, KINDS

WORTH = 200_000  # movements; fewer are as fast to read themselves
_A_BUCKET = 5_000_000  # movements
_MONTHS = range(1, 13)
_MOVED = (*CLASSES, "other")


@dataclass(frozen=True, slots=True)
class Made:
    """The names of the files, as a manifest has them."""

    through: int
    booked_on: str
    sums: str
    sheets: dict[str, list[str]]

    def kept(self, folder: Path, restated: list[str]) -> Kept:
        """Return the files in their folder."""
        sheets = {
            int(year): tuple(folder / name for name in names) for year, names in self.sheets.items()
        }
        return Kept(
            self.through, date.fromisoformat(self.booked_on), folder / self.sums, sheets,
            tuple(folder / name for name in restated),
        )  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def is_due(*, kept_rows: int, rows: int, restated_rows: int) -> bool:
    """Tell whether to add up anew: what is new is more than an eighth of what is kept."""
    return rows >= WORTH and 8 * (rows - kept_rows + restated_rows) > kept_rows


def make(folder: Path, mark: str, facts: Facts) -> Made | None:
    """Add up all movements of the facts into files with `mark` in their names.

    Return nothing when a sum does not fit into 64 bits: such a ledger is told from its movements.
    """
    with opened(folder / "spill") as duck:
        duck.execute(f"CREATE VIEW movements AS SELECT * FROM {named(facts.movements)}")
        duck.execute(f"CREATE VIEW contracts AS {facts.contracts.sql()}")
        duck.execute(f"CREATE VIEW products AS SELECT * FROM {named([facts.products])}")
        try:
            sums = _make_sums(duck, folder / f"sums-{mark}.parquet")
            sheets = dict(_make_sheets(duck, folder, mark))
        except (duckdb.OutOfRangeException, duckdb.ConversionException):
            return None
        [(booked_on,)] = duck.execute("SELECT max(booked_on)::VARCHAR FROM movements").fetchall()
    return Made(facts.through_movement, booked_on, sums, sheets)


def _make_sums(duck: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Add up by every slice. 38 digits: one kind of a month may be more than 64 bits hold."""
    duck.execute(
        "CREATE TEMP TABLE sums (slice VARCHAR, value VARCHAR, month INTEGER, kind VARCHAR,"
        " currency VARCHAR, amount DECIMAL(38, 0), weight BIGINT)"
    )
    for name in KEPT_SLICES:
        join, value = "JOIN contracts c USING (contract_id)", f"c.{name}"
        if name == "whole":
            join, value = "", "'all'"
        elif name in OF_PRODUCTS:
            join, value = "LEFT JOIN products p USING (product_id)", f"p.{name}"
        duck.execute(
            f"INSERT INTO sums SELECT '{name}', {value}, m.month, m.kind, m.currency,"
            f" sum(m.amount)::DECIMAL(38, 0), count(*) FROM movements m {join} GROUP BY ALL"
        )
    duck.execute(f"COPY (FROM sums ORDER BY ALL) TO {quoted(path)} (FORMAT parquet)")
    return path.name


def _make_sheets(
    duck: duckdb.DuckDBPyConnection, folder: Path, mark: str
) -> Iterator[tuple[str, list[str]]]:
    [(first, last, rows)] = duck.execute(
        "SELECT min(month) // 12, max(month) // 12, count(*) FROM movements"
    ).fetchall()
    buckets = rows // _A_BUCKET + 1
    before: list[str] = []
    for year in range(first, last + 1):
        made = []
        for bucket in range(buckets):
            path = folder / f"sheet-{year}-{mark}-{bucket}.parquet"
            earlier = named([folder / before[bucket]]) if before else None
            sheet = _sheet_sql(year, bucket, buckets, earlier)
            duck.execute(f"COPY ({sheet}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)")
            made.append(path.name)
        before = made
        yield str(year), made


def _sheet_sql(year: int, bucket: int, buckets: int, earlier: str | None) -> str:
    """Return the rows of a year: what the year before ended with, and the months of this one.

    Sixty sums under as many conditions are slow to group by. So each row's sums come as one list
    with the list of their places (month by class), and are looked up there.
    """
    first = year * 12
    places = " ".join(
        f"WHEN '{kind}' THEN {_MOVED.index(name)}" for name in CLASSES for kind in KINDS[name]
    )
    taken = ", ".join(
        f"coalesce(amounts[list_position(places, {_place(month, name)}::TINYINT)], 0)"
        f" AS {name}_{month:02}"
        for month in _MONTHS
        for name in _MOVED
    )
    rolled = ", ".join(
        f"before_{month:02} + {' + '.join(f'{name}_{month:02}' for name in _MOVED)}"
        f" AS {f'before_{month + 1:02}' if month < 12 else 'ending'}"
        for month in _MONTHS
    )
    told = ", ".join(f"{name}_{month:02}" for month in _MONTHS for name in CLASSES)
    ended = earlier or "(SELECT 0 AS customer_id, '' AS currency, 0::BIGINT AS ending LIMIT 0)"
    return f"""
        WITH moved AS (
            SELECT c.customer_id, m.currency, sum(m.amount)::BIGINT AS amount,
                ((m.month - {first}) * {len(_MOVED)}
                    + CASE m.kind {places} ELSE {_MOVED.index("other")} END)::TINYINT AS place
            FROM movements m JOIN contracts c USING (contract_id)
            WHERE m.month >= {first} AND m.month < {first + 12}
                AND c.customer_id % {buckets} = {bucket} GROUP BY ALL),
        listed AS (
            SELECT customer_id, currency, list(place) AS places, list(amount) AS amounts
            FROM moved GROUP BY ALL),
        had AS (SELECT customer_id, currency, ending FROM {ended}),
        months AS (
            SELECT customer_id, currency, coalesce(ending, 0) AS before_01, {taken}
            FROM listed FULL JOIN had USING (customer_id, currency)
            WHERE places IS NOT NULL OR ending <> 0)
        SELECT customer_id, currency, before_01, {rolled}, {told} FROM months"""


def _place(month: int, name: str) -> int:
    return (month - 1) * len(_MOVED) + _MOVED.index(name)
