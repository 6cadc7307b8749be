"""Write a sample book: rules say what it holds, DuckDB makes the rows, chunk by chunk."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tenure.kernel.currencies import exponent
from tenure.kernel.errors import InvalidInput
from tenure.sync.sample.commands.tables import load_tables
from tenure.sync.sample.rules import account_sql, contract_sql, line_sql
from tenure.sync.sample.rules.bad_row_sql import with_bad_rows
from tenure.sync.sample.rules.catalogue import PRICE_BOOK, PRODUCTS, list_prices
from tenure.sync.sample.rules.company import partners, staff
from tenure.sync.sample.rules.dirt import QUALITY, REJECTS, clean_accounts, dirt_plan
from tenure.sync.sample.rules.manifest import readme
from tenure.sync.sample.rules.places import COUNTRIES
from tenure.sync.sample.rules.sheets import COLUMNS

# Chunks start at multiples of 16, for families, and of 4,000, for large contracts.
CHUNK = 16_000
MOST_ACCOUNTS = 9_999_999
MEMORY = "1500MB"
COUNTED = ("contracts_in_force", "contracts_ended", "terms_ending_in_window", "lines_current")
GROWING = {
    "customers": account_sql.CUSTOMERS,
    "contacts": account_sql.CONTACTS,
    "contracts": contract_sql.CONTRACTS,
    "orders": contract_sql.ORDERS,
    "lines": line_sql.LINES,
}


class SampleError(InvalidInput):
    """Refuse a sample that cannot be written as asked."""


@dataclass(frozen=True, slots=True)
class SampleManifest:
    """What was written: rows per sheet, what was planted, what a run on `on` should find."""

    accounts: int
    seed: int
    on: date
    out: Path
    rows: dict[str, int] = field(default_factory=dict)
    rejects: dict[str, int] = field(default_factory=dict)
    quality: dict[str, int] = field(default_factory=dict)
    book: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest as plain values."""
        return asdict(self)


def write_sample(
    *,
    accounts: int,
    seed: int,
    out: Path,
    on: date,
    progress: Callable[[int], None] = lambda done: None,
) -> SampleManifest:
    """Write the sheets of a sample book of `accounts` customers, as of the day `on`.

    The same arguments give the same bytes. `progress` is told how many accounts are done. Files
    appear under their names only when all are complete; existing ones are replaced. Raises
    SampleError for a size that is too small or too large, or a folder that is a file.
    """
    if not 1 <= accounts <= MOST_ACCOUNTS:
        raise SampleError(f"A sample has 1 to {MOST_ACCOUNTS:,} accounts, not {accounts:,}.")
    if out.exists() and not out.is_dir():
        raise SampleError(f"{out} is a file; name a folder.")
    out.mkdir(parents=True, exist_ok=True)
    plan = dirt_plan(accounts)
    with tempfile.TemporaryDirectory(dir=out, prefix=".sample-") as name:
        folder = Path(name)
        rows = _write_fixed_sheets(folder, accounts, seed, on)
        book = dict.fromkeys(COUNTED, 0)
        for last, chunk in _chunks(folder, accounts, seed, on):
            for sheet, count in chunk.rows.items():
                rows[sheet] += count
                _append(chunk.parts[sheet], folder / f"{sheet}.csv")
            for counted, count in chunk.book.items():
                book[counted] += count
            progress(last)
        manifest = SampleManifest(
            accounts=accounts,
            seed=seed,
            on=on,
            out=out,
            rows=rows,
            rejects={kind.code: plan.count(kind.code, accounts) for kind in REJECTS},
            quality={kind.code: plan.count(kind.code, accounts) for kind in QUALITY},
            book=book,
        )
        (folder / "README.txt").write_text(readme(manifest.as_dict()), encoding="utf-8")
        for path in sorted(folder.iterdir()):
            if path.is_file():
                path.replace(out / path.name)
    return manifest


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The rows of some accounts: a file and a count per sheet, and what is in them."""

    parts: dict[str, Path]
    rows: dict[str, int]
    book: dict[str, int]


def _chunks(folder: Path, accounts: int, seed: int, on: date) -> Iterator[tuple[int, _Chunk]]:
    """Make the chunks on all cores; yield them in order, with the account each ends before."""
    workers = min(os.cpu_count() or 1, 4)
    starts = range(0, accounts, CHUNK)
    with (
        _database(folder, accounts, seed, on) as duck,
        ThreadPoolExecutor(workers) as pool,
    ):
        words = _words(accounts, seed, on)
        ahead: list[tuple[int, Future[_Chunk]]] = []
        for first in starts:
            last = min(first + CHUNK, accounts)
            bounds = {**words, "first": first, "last": last}
            # A cursor is a connection of its own: its temporary tables are its own too.
            ahead.append((last, pool.submit(_make_chunk, duck.cursor(), folder, bounds)))
            if len(ahead) > workers:
                done, future = ahead.pop(0)
                yield done, future.result()
        for done, future in ahead:
            yield done, future.result()


def _database(folder: Path, accounts: int, seed: int, on: date) -> duckdb.DuckDBPyConnection:
    """Open DuckDB with the macros and the small tables."""
    spill = folder / "spill"
    spill.mkdir()
    duck = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(spill)})
    duck.execute(account_sql.MACROS.format(seed=seed))
    duck.execute(line_sql.FACTOR_MACRO)
    load_tables(
        duck,
        plan=dirt_plan(accounts),
        people=staff(accounts, seed),
        partners=partners(accounts, seed),
        prices=list_prices(on),
    )
    return duck


def _words(accounts: int, seed: int, on: date) -> dict[str, Any]:
    """Return what is filled into the statements, but for the bounds of a chunk."""
    plan = dirt_plan(accounts)
    *large, vast = clean_accounts(plan, accounts, 30)[2::5] or [-1]
    lottery = [i for i, country in enumerate(COUNTRIES) for _ in range(country.percent)]
    return {
        "on": f"DATE '{on.isoformat()}'",
        "seed": seed,
        "modulus": plan.modulus,
        "vast": vast,
        "large": ", ".join(map(str, large)) or "-1",
        "country_lottery": str(lottery),
        "end_reason": contract_sql.END_REASON,
    }


def _make_chunk(duck: duckdb.DuckDBPyConnection, folder: Path, bounds: dict[str, Any]) -> _Chunk:
    with duck:
        for statement in (
            account_sql.ACCOUNT,
            account_sql.FAMILY,
            contract_sql.CONTRACT,
            contract_sql.TERM,
            line_sql.LOT,
            line_sql.SEGMENT,
        ):
            duck.execute(statement.format(**bounds))
        parts, rows = {}, {}
        for sheet, query in GROWING.items():
            parts[sheet] = folder / f"{sheet}-{bounds['first']}.part"
            every = with_bad_rows(sheet, COLUMNS[sheet], query.format(**bounds))
            written = duck.execute(
                f"COPY (SELECT * EXCLUDE (at_a, at_k) FROM ({every}) ORDER BY at_a, at_k) "
                f"TO '{_quoted(parts[sheet])}' (FORMAT csv, HEADER false)"
            ).fetchone()
            rows[sheet] = int(written[0]) if written else 0
        counts = duck.execute(line_sql.COUNTS.format(**bounds)).fetchone() or (0,) * len(COUNTED)
    return _Chunk(parts, rows, dict(zip(COUNTED, map(int, counts), strict=True)))


def _append(part: Path, sheet: Path) -> None:
    with part.open("rb") as source, sheet.open("ab") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    part.unlink()


def _write_fixed_sheets(folder: Path, accounts: int, seed: int, on: date) -> dict[str, int]:
    """Write the sheets that do not grow with the accounts, the others' headings; count rows."""
    fixed: dict[str, list[tuple[object, ...]]] = {
        "staff": [
            (p.email, p.name, p.email, p.role, p.region, p.languages, p.time_zone, p.team,
             p.manager)
            for p in staff(accounts, seed)
        ],
        "partners": [
            (p.key, p.name, p.kind, COUNTRIES[p.country].code, p.email)
            for p in partners(accounts, seed)
        ],
        "products": [
            (p.code, p.name, p.family, p.charge, p.support_tier, p.successor) for p in PRODUCTS
        ],
        "prices": _price_rows(on),
    }  # fmt: skip
    for sheet in COLUMNS:
        _write_sheet(folder / f"{sheet}.csv", COLUMNS[sheet], fixed.get(sheet, []))
    return {sheet: len(fixed.get(sheet, [])) for sheet in COLUMNS}


def _write_sheet(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _price_rows(on: date) -> list[tuple[object, ...]]:
    return [
        (
            PRICE_BOOK,
            PRODUCTS[price.product].code,
            price.currency,
            _decimal(price.minor, exponent(price.currency)),
            12,
            f"{price.year}-01-01",
            "" if price.last_year is None else f"{price.last_year}-12-31",
        )
        for price in list_prices(on)
    ]


def _decimal(minor: int, places: int) -> str:
    if not places:
        return str(minor)
    whole, rest = divmod(minor, 10**places)
    return f"{whole}.{rest:0{places}d}"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
