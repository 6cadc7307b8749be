"""The ledger's movements as Parquet files in the data directory, kept up with PostgreSQL.

1. One reader at a time looks whether the log of events or the ledger has grown since the last time.
   If not, the files are what the ledger is: nothing is read.
2. Everything is read in one transaction that sees PostgreSQL as it was at its beginning.
3. New movements are read by their ids, set-based, by COPY, each batch into a file of its own. With
   them comes the product that their lot was bought as, which no later order changes.
4. Contracts, with what they can be sliced by, their renewals and tasks are read again where an
   event since the last time or a new movement is about them, and laid over what was read before.
5. What is kept added up (see `kept`) stays; movements of a contract that is sliced otherwise now
   are restated: taken out as they were and put in as they are. When an eighth is new, it is added
   up anew.
6. Ids are given out before they are committed. Only while nobody is writing movements or events,
   which a lock that is asked for without waiting tells, are new files kept for good and the cursor
   moved. Otherwise what is new lies in files that are read again the next time.
7. The last row kept is compared with PostgreSQL's; if it is another (a database that was restored),
   everything is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
from django.conf import settings
from django.db import connection, transaction

from tenure.insight.queries import kept, source
from tenure.insight.queries.files import Facts, Layered, named, quoted
from tenure.insight.queries.manifest import Manifest, read_manifest, sweep

BATCH = 2_000_000
_MANY = 64  # so many small files are made one
_LAYERS = 16
_FEW = 1_000  # contracts; so few are never a reason to read all
# What changes with contracts: how it is read, and its columns.
_SLICED: dict[str, tuple[Callable[[Sequence[int] | None], str], dict[str, str]]] = {
    "contracts": (source.contracts_sql, source.CONTRACTS),
    "renewals": (source.renewals_sql, source.RENEWALS),
    "tasks": (source.tasks_sql, source.TASKS),
}
_BY_MONTH = "SELECT * FROM t ORDER BY month, contract_id"


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
        yield read_manifest(folder).facts(folder)


def _folder() -> Path:
    """Return the folder of this database's facts."""
    told = {name: str(connection.settings_dict[name]) for name in ("HOST", "PORT", "NAME")}
    name = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]
    folder = Path(settings.DATA_DIR) / "insight" / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _refreshed(folder: Path) -> None:
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            source.start_of_one_knowledge()
        manifest = read_manifest(folder)
        state, is_whole = source.state()
        is_same = manifest.cursor == 0 or source.last_row(manifest.cursor) == manifest.last
        if manifest.seen == state and is_same:
            return
        if not is_same:
            manifest = Manifest(made=manifest.made)
        _read(folder, manifest, state, is_whole=is_whole)
    if len(manifest.parts) > _MANY:
        _make_one(folder, manifest)
    _add_up(folder, manifest)
    manifest.write(folder)
    sweep(folder, manifest)


def _read(folder: Path, manifest: Manifest, state: list[int], *, is_whole: bool) -> None:
    """Read from PostgreSQL what is not in the files yet."""
    manifest.changes = [each for each in manifest.changes if not each["is_tail"]]
    manifest.restated = [each for each in manifest.restated if not each["is_tail"]]
    _read_products(folder, manifest)
    touched = None
    if manifest.read is not None:
        touched = source.touched_contracts(after=manifest.read, upto=state)
    if touched is None or 8 * len(touched) > max(manifest.slices_rows, _FEW):
        _read_all(folder, manifest)
    elif touched:
        _read_again(folder, manifest, touched, is_tail=not is_whole)
    _read_movements(folder, manifest, upto=state[1], is_whole=is_whole)
    manifest.through, manifest.seen = state[1], state if is_whole else None
    if is_whole:
        manifest.read = state


def _read_movements(folder: Path, manifest: Manifest, *, upto: int, is_whole: bool) -> None:
    manifest.tail = None
    after = manifest.cursor
    while after < upto:
        last = min(after + BATCH, upto) if is_whole else upto
        name = manifest.new_name("movements" if is_whole else "tail")
        sql = source.MOVEMENTS_SQL.format(rows=f"id > {after:d} AND id <= {last:d}")
        rows = source.copied(folder / name, sql, source.MOVEMENTS, told=_BY_MONTH)
        if rows and is_whole:
            manifest.parts.append({"name": name, "rows": rows})
        elif rows:
            manifest.tail = name
        after = last
    if is_whole and upto > manifest.cursor:
        manifest.cursor, manifest.last = upto, source.last_row(upto)


def _read_products(folder: Path, manifest: Manifest) -> None:
    """Read the products, which are few; other names or families make what is kept untrue."""
    name = manifest.new_name("products")
    source.copied(folder / name, source.PRODUCTS_SQL, source.PRODUCTS)
    if manifest.products:
        old, new = (named([folder / each]) for each in (manifest.products, name))
        with duckdb.connect(":memory:") as duck:
            lost = duck.execute(f"(FROM {old} EXCEPT FROM {new}) LIMIT 1").fetchall()
        if lost:
            manifest.kept, manifest.kept_rows = None, 0
    manifest.products = name


def _read_all(folder: Path, manifest: Manifest) -> None:
    """Read all contracts and renewals. What is kept may be sliced otherwise: it is made anew."""
    manifest.made += 1
    manifest.slices, manifest.changes, manifest.restated = manifest.made, [], []
    manifest.kept, manifest.kept_rows = None, 0
    for name, (sql, columns) in _SLICED.items():
        rows = source.copied(folder / f"{name}-{manifest.made}.parquet", sql(None), columns)
        if name == "contracts":
            manifest.slices_rows = rows


def _read_again(folder: Path, manifest: Manifest, ids: Sequence[int], *, is_tail: bool) -> None:
    """Read some contracts and their renewals, and lay them over what was read before."""
    before = manifest.facts(folder)
    manifest.made += 1
    made = manifest.made
    for name, (sql, columns) in _SLICED.items():
        target = folder / f"{name}-{made}.parquet"
        source.copied(target, sql(ids), columns, told=_layer(ids, made))
    manifest.changes.append({"made": made, "rows": len(ids), "is_tail": is_tail})
    if before.kept:
        now = folder / f"contracts-{made}.parquet"
        _restate(folder, manifest, before, now, is_tail=is_tail)
    if len(manifest.changes) > _LAYERS and not is_tail:
        _fold(folder, manifest)


def _layer(ids: Sequence[int], made: int) -> str:
    """Return a layer of rows of these contracts; one that has none has a row that says so."""
    listed = ", ".join(f"{one:d}" for one in ids)
    return f"""SELECT t.*, {made} AS made, true AS is_there FROM t UNION ALL BY NAME
        SELECT contract_id, {made} AS made, false AS is_there
        FROM (SELECT unnest([{listed}]::BIGINT[]) AS contract_id)
        WHERE contract_id NOT IN (SELECT contract_id FROM t)"""


def _restate(folder: Path, manifest: Manifest, before: Facts, now: Path, *, is_tail: bool) -> None:
    """Take kept movements out of where they are counted and put them in where they are now."""
    assert before.kept
    columns = [name for name in source.CONTRACTS if name != "contract_id"]
    differ = " OR ".join(f"o.{name} IS DISTINCT FROM n.{name}" for name in columns)
    was = before.contracts.sql()
    with duckdb.connect(":memory:") as duck:
        found = duck.execute(
            f"SELECT n.contract_id FROM {named([now])} n JOIN ({was}) o USING (contract_id)"
            f" WHERE n.is_there AND ({differ})"
        ).fetchall()
    if not found:
        return
    name = manifest.new_name("restated")
    told = ", ".join(f"c.{column}" for column in columns)
    rows = source.copied(
        folder / name,
        source.movements_of([row[0] for row in found], through=before.kept.through),
        source.MOVEMENTS,
        told=f"""SELECT t.* REPLACE (-amount AS amount), -1 AS weight, {told}
            FROM t JOIN ({was}) c ON c.contract_id = t.contract_id
            UNION ALL SELECT t.*, 1 AS weight, {told} FROM t JOIN {named([now])} c
            ON c.contract_id = t.contract_id""",
    )
    if rows:
        manifest.restated.append({"name": name, "rows": rows, "is_tail": is_tail})


def _fold(folder: Path, manifest: Manifest) -> None:
    """Make the many layers one; or, when they are an eighth of what they lie on, one with it."""
    read_again = sum(each["rows"] for each in manifest.changes)
    into_base = 8 * read_again > max(manifest.slices_rows, _FEW)
    facts = manifest.facts(folder)
    manifest.made += 1
    with duckdb.connect(":memory:") as duck:
        for name in _SLICED:
            layered: Layered = getattr(facts, name)
            rows = layered.sql() if into_base else _one_layer(layered, manifest.made)
            target = folder / f"{name}-{manifest.made}.parquet"
            duck.execute(f"COPY ({rows}) TO {quoted(target)} (FORMAT parquet, COMPRESSION zstd)")
    if into_base:
        manifest.slices, manifest.changes = manifest.made, []
        return
    manifest.changes = [{"made": manifest.made, "rows": read_again, "is_tail": False}]


def _one_layer(layered: Layered, made: int) -> str:
    return f"""SELECT * REPLACE ({made} AS made) FROM (SELECT * FROM {named(layered.changes)} c
        QUALIFY made = max(made) OVER (PARTITION BY contract_id)) c"""


def _make_one(folder: Path, manifest: Manifest) -> None:
    """Put the small files together: many files are slow to open."""
    small = [part for part in manifest.parts if part["rows"] < BATCH // 4]
    name = manifest.new_name("movements")
    paths = named(folder / part["name"] for part in small)
    with duckdb.connect(":memory:") as duck:
        duck.execute(
            f"COPY (SELECT * FROM {paths} ORDER BY month, contract_id)"
            f" TO {quoted(folder / name)} (FORMAT parquet, COMPRESSION zstd)"
        )
    rows = sum(part["rows"] for part in small)
    rest = [part for part in manifest.parts if part not in small]
    manifest.parts = [*rest, {"name": name, "rows": rows}]


def _add_up(folder: Path, manifest: Manifest) -> None:
    """Add the movements up anew when that is worth it: never of rows that may be overtaken."""
    if manifest.seen is None:
        return
    rows = manifest.rows()
    restated = sum(each["rows"] for each in manifest.restated)
    if kept.is_due(kept_rows=manifest.kept_rows, rows=rows, restated_rows=restated):
        manifest.made += 1
        made = kept.make(folder, str(manifest.made), manifest.facts(folder))
        manifest.kept = made.as_json() if made else None
        manifest.kept_rows, manifest.restated = rows, []
