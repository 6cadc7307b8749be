"""The ledger's movements as Parquet files in the data directory, kept up with PostgreSQL.

1. One reader at a time looks whether the log of events or the ledger has grown since the last time.
   If not, the files are what the ledger is: nothing is read.
2. New movements are read by their ids, set-based, by COPY, each batch into a file of its own. With
   them comes the product that their lot was bought as, which no later order changes.
3. What they can be sliced by changes, and so do renewals: contracts, products and renewals are read
   anew when anything happened.
4. Ids are given out before they are committed. Only while nobody is writing movements or events,
   which a lock that is asked for without waiting tells, are new files kept for good and the cursor
   moved. Otherwise what is new lies in one file, `tail`, and is read again the next time.
5. The last row kept is compared with PostgreSQL's; if it is another (a database that was restored),
   everything is made anew.
6. `manifest.json`, replaced at once, names the files of a state.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import OperationalError, connection, transaction

from tenure.insight.queries.engine import Facts

BATCH = 2_000_000
_MANY = 64  # so many small files are made one
_FORMAT = 2  # of the files; another makes them anew
_MOVEMENTS = {
    "id": "BIGINT", "contract_id": "BIGINT", "lot": "INTEGER", "product_id": "BIGINT",
    "kind": "VARCHAR", "month": "INTEGER", "effective_on": "DATE", "booked_on": "DATE",
    "amount": "BIGINT", "currency": "VARCHAR",
}  # fmt: skip
_MOVEMENTS_SQL = """
    WITH moved AS (SELECT * FROM book_arrmovement WHERE id > {after} AND id <= {upto}),
    lots AS (
        SELECT DISTINCT ON (o.contract_id, a.lot) o.contract_id, a.lot, a.product_id
        FROM book_order o JOIN book_orderaction a ON a.order_id = o.id
        WHERE o.contract_id IN (SELECT contract_id FROM moved)
        ORDER BY o.contract_id, a.lot, o.number, a.id)
    SELECT m.id, m.contract_id, m.lot, coalesce(l.product_id, 0), m.kind,
        extract(year FROM m.effective_on)::int * 12 + extract(month FROM m.effective_on)::int - 1,
        m.effective_on, m.booked_on, m.amount_minor, m.currency
    FROM moved m LEFT JOIN lots l ON l.contract_id = m.contract_id AND l.lot = m.lot"""
_CONTRACTS = {
    "contract_id": "BIGINT", "customer_id": "BIGINT", "segment": "VARCHAR", "region": "VARCHAR",
    "country": "VARCHAR", "owner": "VARCHAR", "channel": "VARCHAR", "partner": "VARCHAR",
}  # fmt: skip
_CONTRACTS_SQL = """
    SELECT k.id, k.customer_id, c.segment, c.region, c.country, coalesce(s.code, ''), k.channel,
        coalesce(r.key, d.key, '')
    FROM book_contract k JOIN directory_customer c ON c.id = k.customer_id
    LEFT JOIN directory_staffmember s ON s.id = k.owner_id
    LEFT JOIN directory_partner r ON r.id = k.reseller_id
    LEFT JOIN directory_partner d ON d.id = k.distributor_id"""
_PRODUCTS = {"product_id": "BIGINT", "product": "VARCHAR", "family": "VARCHAR"}
_PRODUCTS_SQL = "SELECT id, code, family FROM book_product UNION ALL SELECT 0, '', ''"
_RENEWALS = {
    "renewal_id": "BIGINT", "contract_id": "BIGINT", "due_on": "DATE", "renewal_on": "DATE",
    "opened_on": "DATE", "closed_on": "DATE", "quoted_on": "DATE", "atr": "BIGINT",
    "forecast": "BIGINT", "final": "BIGINT", "outcome": "VARCHAR", "currency": "VARCHAR",
}  # fmt: skip
# An evergreen contract has no term that ends. The first quote counts, not the one that replaced it.
_RENEWALS_SQL = """
    SELECT r.id, r.contract_id, r.due_on, r.renewal_on, r.opened_on, r.closed_on, q.quoted_on,
        r.atr_minor, r.forecast_minor, r.final_minor, coalesce(o.kind, ''), r.currency
    FROM renewals_renewal r LEFT JOIN renewals_outcome o ON o.renewal_id = r.id
    LEFT JOIN (SELECT renewal_id, min(priced_on) AS quoted_on FROM quotes_quote
        WHERE option = 0 GROUP BY renewal_id) q ON q.renewal_id = r.id
    WHERE r.renewal_type <> 'evergreen'"""
_STATE = """
    SELECT coalesce((SELECT max(id) FROM foundation_auditevent), 0),
        coalesce((SELECT max(id) FROM book_arrmovement), 0)"""


@dataclass(slots=True)
class _Manifest:
    """What the files hold. `seen`: the state of PostgreSQL they are complete for (none: not)."""

    format: int = _FORMAT
    cursor: int = 0
    last: list[Any] | None = None
    seen: list[int] | None = None
    through: int = 0
    parts: list[dict[str, Any]] = field(default_factory=list)
    tail: str | None = None
    slices: int = 0
    made: int = 0


@contextmanager
def current_facts() -> Iterator[Facts]:
    """Give the files as the ledger is now; they stay while they are read."""
    folder = _folder()
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _refreshed(folder)
        # Others may read too from here on, and whoever has new rows waits until nobody reads. The
        # lock is let go of for a moment on the way: somebody else may have made newer files.
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield _facts(folder, _read_manifest(folder))


def _folder() -> Path:
    """Return the folder of this database's facts."""
    told = {name: str(connection.settings_dict[name]) for name in ("HOST", "PORT", "NAME")}
    name = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]
    folder = Path(settings.DATA_DIR) / "insight" / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _refreshed(folder: Path) -> None:
    manifest = _read_manifest(folder)
    state, is_whole = _state()
    if manifest.seen == state and _is_same_ledger(manifest):
        return
    if not _is_same_ledger(manifest):
        manifest = _Manifest(made=manifest.made)
    _add_movements(folder, manifest, upto=state[1], is_whole=is_whole)
    _add_slices(folder, manifest)
    manifest.through, manifest.seen = state[1], state if is_whole else None
    if len(manifest.parts) > _MANY:
        _make_one(folder, manifest)
    _write_manifest(folder, manifest)
    _sweep(folder, manifest)


def _state() -> tuple[list[int], bool]:
    """Return the last event and movement, and whether none before them can still come."""
    with transaction.atomic(), connection.cursor() as cursor:
        is_whole = True
        try:
            with transaction.atomic():
                cursor.execute(
                    "LOCK TABLE foundation_auditevent, book_arrmovement IN SHARE MODE NOWAIT"
                )
        except OperationalError:  # somebody is writing
            is_whole = False
        cursor.execute(_STATE)
        return list(cursor.fetchone()), is_whole


def _last_row(cursor: Any, movement_id: int) -> list[Any] | None:
    cursor.execute(
        "SELECT contract_id, lot, kind, effective_on::text, amount_minor FROM book_arrmovement"
        " WHERE id = %s",
        [movement_id],
    )
    row = cursor.fetchone()
    return list(row) if row else None


def _is_same_ledger(manifest: _Manifest) -> bool:
    """Tell whether PostgreSQL still has the last row that was kept."""
    if manifest.cursor == 0:
        return True
    with connection.cursor() as cursor:
        return _last_row(cursor, manifest.cursor) == manifest.last


def _add_movements(folder: Path, manifest: _Manifest, *, upto: int, is_whole: bool) -> None:
    manifest.tail = None
    after = manifest.cursor
    if not is_whole and upto > after:
        name = _new_name(manifest, "tail")
        sql = _MOVEMENTS_SQL.format(after=after, upto=upto)
        manifest.tail = name if _copy(folder, name, sql, _MOVEMENTS) else None
        return
    while after < upto:
        last = min(after + BATCH, upto)
        name = _new_name(manifest, "movements")
        sql = _MOVEMENTS_SQL.format(after=after, upto=last)
        if rows := _copy(folder, name, sql, _MOVEMENTS):
            manifest.parts.append({"name": name, "rows": rows})
        after = last
    if upto > manifest.cursor:
        with connection.cursor() as cursor:
            manifest.cursor, manifest.last = upto, _last_row(cursor, upto)


def _add_slices(folder: Path, manifest: _Manifest) -> None:
    manifest.made += 1
    manifest.slices = manifest.made
    _copy(folder, f"contracts-{manifest.slices}.parquet", _CONTRACTS_SQL, _CONTRACTS)
    _copy(folder, f"products-{manifest.slices}.parquet", _PRODUCTS_SQL, _PRODUCTS)
    _copy(folder, f"renewals-{manifest.slices}.parquet", _RENEWALS_SQL, _RENEWALS)


def _new_name(manifest: _Manifest, what: str) -> str:
    manifest.made += 1
    return f"{what}-{manifest.made}.parquet"


def _copy(folder: Path, name: str, sql: str, types: dict[str, str]) -> int:
    """Copy what a query of PostgreSQL returns into a Parquet file; return the rows."""
    piece, target = folder / f"{name}.csv", folder / name
    kinds = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
    try:
        with connection.cursor() as cursor, piece.open("wb") as file:
            copied = f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '\\N')"
            with cursor.copy(copied) as copy:
                for block in copy:
                    file.write(block)
        with duckdb.connect(":memory:") as duck:
            rows = duck.execute(
                f"COPY (SELECT * FROM read_csv('{_quoted(piece)}', columns = {{{kinds}}},"
                " header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N',"
                " auto_detect = false))"
                f" TO '{_quoted(target)}' (FORMAT parquet, COMPRESSION zstd)"
            ).fetchone()
        return int(rows[0]) if rows else 0
    finally:
        piece.unlink(missing_ok=True)


def _make_one(folder: Path, manifest: _Manifest) -> None:
    """Put the small files together: many files are slow to open."""
    small = [part for part in manifest.parts if part["rows"] < BATCH // 4]
    name = _new_name(manifest, "movements")
    paths = ", ".join(f"'{_quoted(folder / part['name'])}'" for part in small)
    with duckdb.connect(":memory:") as duck:
        duck.execute(
            f"COPY (SELECT * FROM read_parquet([{paths}]))"
            f" TO '{_quoted(folder / name)}' (FORMAT parquet, COMPRESSION zstd)"
        )
    rows = sum(part["rows"] for part in small)
    kept = [part for part in manifest.parts if part not in small]
    manifest.parts = [*kept, {"name": name, "rows": rows}]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _facts(folder: Path, manifest: _Manifest) -> Facts:
    names = [part["name"] for part in manifest.parts]
    if manifest.tail:
        names.append(manifest.tail)
    return Facts(
        movements=tuple(folder / name for name in names),
        contracts=folder / f"contracts-{manifest.slices}.parquet",
        products=folder / f"products-{manifest.slices}.parquet",
        renewals=folder / f"renewals-{manifest.slices}.parquet",
        through_movement=manifest.through,
    )


def _paths(facts: Facts) -> tuple[Path, ...]:
    return (*facts.movements, facts.contracts, facts.products, facts.renewals)


def _read_manifest(folder: Path) -> _Manifest:
    try:
        manifest = _Manifest(**json.loads((folder / "manifest.json").read_text()))
    except (OSError, ValueError, TypeError):  # none yet, or not ours to read: make it anew
        return _Manifest()
    facts = _facts(folder, manifest)
    are_there = all(path.exists() for path in _paths(facts))
    return manifest if manifest.format == _FORMAT and are_there else _Manifest(made=manifest.made)


def _write_manifest(folder: Path, manifest: _Manifest) -> None:
    draft = folder / "manifest.json.draft"
    draft.write_text(json.dumps(asdict(manifest)))
    os.replace(draft, folder / "manifest.json")


def _sweep(folder: Path, manifest: _Manifest) -> None:
    """Remove files that the manifest does not name: older states, and what was cut short."""
    facts = _facts(folder, manifest)
    named = {path.name for path in _paths(facts)}
    for path in folder.iterdir():
        if path.name not in named | {"lock", "manifest.json"}:
            path.unlink()
