"""One sample book for all tests of this folder, read back as text by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tenure.sync.sample.commands import SampleManifest, write_sample
from tenure.sync.sample.rules.sheets import COLUMNS

ON = date(2027, 1, 15)
ACCOUNTS = 4000


class Book:
    """The written sheets as tables of text; `clean_*` leaves out what must be rejected."""

    def __init__(self, manifest: SampleManifest) -> None:
        self.manifest = manifest
        self.duck = duckdb.connect()
        for sheet in COLUMNS:
            path = manifest.out / f"{sheet}.csv"
            self.duck.execute(
                f"CREATE TABLE {sheet} AS SELECT row_number() OVER () AS row_number, * "
                f"FROM read_csv('{path}', all_varchar = true, header = true, quote = '\"')"
            )

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.duck.execute(sql).fetchall()

    def one(self, sql: str) -> int:
        row = self.duck.execute(sql).fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> SampleManifest:
    out: Path = tmp_path_factory.mktemp("sample")
    return write_sample(accounts=ACCOUNTS, seed=7, out=out, on=ON)


@pytest.fixture(scope="session")
def book(written: SampleManifest) -> Iterator[Book]:
    book = Book(written)
    for name, sql in CLEAN.items():
        book.duck.execute(f"CREATE TABLE clean_{name} AS {sql}")
    yield book
    book.duck.close()


# An import's judgement, written a second time and by itself: what is left are the good rows.
_DAY = "coalesce(try_cast({0} AS DATE) IS NOT NULL, false)"
_ORDERED = (
    'try_cast("start" AS DATE) IS NOT NULL AND '
    '("end" IS NULL OR try_cast("end" AS DATE) >= try_cast("start" AS DATE))'
)
CLEAN = {
    "customers": """
        SELECT * FROM customers WHERE customer NOT LIKE '=%' AND name IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY customer ORDER BY row_number) = 1""",
    "contacts": """
        SELECT * FROM contacts WHERE customer IN (SELECT customer FROM clean_customers)""",
    "contracts": f"""
        SELECT * FROM contracts WHERE contract NOT LIKE '=%' AND {_ORDERED}
            AND currency IN ('USD', 'EUR', 'GBP', 'JPY', 'BRL', 'KWD', 'INR')
            AND customer IN (SELECT customer FROM clean_customers)
        QUALIFY row_number() OVER (PARTITION BY contract ORDER BY row_number) = 1""",
    "orders": f"""
        SELECT * FROM orders WHERE {_DAY.format("effective_on")}
            AND kind IN ('new', 'renewal', 'amendment', 'termination', 'transfer')
            AND contract IN (SELECT contract FROM clean_contracts)""",
    "lines": f"""
        SELECT * FROM lines WHERE line NOT LIKE '=%' AND {_ORDERED}
            AND quantity NOT LIKE '-%' AND product IN (SELECT product FROM products)
            AND currency IN ('USD', 'EUR', 'GBP', 'JPY', 'BRL', 'KWD', 'INR')
            AND contract IN (SELECT contract FROM clean_contracts)
        QUALIFY row_number() OVER (PARTITION BY contract, line, "start" ORDER BY row_number) = 1""",
}
