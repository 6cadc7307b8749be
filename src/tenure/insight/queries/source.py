"""What PostgreSQL has of the facts: which rows, in which columns, and how they become files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from django.db import OperationalError, connection, transaction

from tenure.insight.queries.files import quoted

MOVEMENTS = {
    "id": "BIGINT", "contract_id": "BIGINT", "lot": "INTEGER", "product_id": "BIGINT",
    "kind": "VARCHAR", "month": "INTEGER", "effective_on": "DATE", "booked_on": "DATE",
    "amount": "BIGINT", "currency": "VARCHAR",
}  # fmt: skip
MOVEMENTS_SQL = """
    WITH moved AS (SELECT * FROM book_arrmovement WHERE {rows}),
    lots AS (
        SELECT DISTINCT ON (o.contract_id, a.lot) o.contract_id, a.lot, a.product_id
        FROM book_order o JOIN book_orderaction a ON a.order_id = o.id
        WHERE o.contract_id IN (SELECT contract_id FROM moved)
        ORDER BY o.contract_id, a.lot, o.number, a.id)
    SELECT m.id, m.contract_id, m.lot, coalesce(l.product_id, 0), m.kind,
        extract(year FROM m.effective_on)::int * 12 + extract(month FROM m.effective_on)::int - 1,
        m.effective_on, m.booked_on, m.amount_minor, m.currency
    FROM moved m LEFT JOIN lots l ON l.contract_id = m.contract_id AND l.lot = m.lot"""
CONTRACTS = {
    "contract_id": "BIGINT", "customer_id": "BIGINT", "segment": "VARCHAR", "region": "VARCHAR",
    "country": "VARCHAR", "owner": "VARCHAR", "channel": "VARCHAR", "partner": "VARCHAR",
}  # fmt: skip
CONTRACTS_SQL = """
    SELECT k.id, k.customer_id, c.segment, c.region, c.country, coalesce(s.code, ''), k.channel,
        coalesce(r.key, d.key, '')
    FROM book_contract k JOIN directory_customer c ON c.id = k.customer_id
    LEFT JOIN directory_staffmember s ON s.id = k.owner_id
    LEFT JOIN directory_partner r ON r.id = k.reseller_id
    LEFT JOIN directory_partner d ON d.id = k.distributor_id"""
PRODUCTS = {"product_id": "BIGINT", "product": "VARCHAR", "family": "VARCHAR"}
PRODUCTS_SQL = "SELECT id, code, family FROM book_product UNION ALL SELECT 0, '', ''"
RENEWALS = {
    "renewal_id": "BIGINT", "contract_id": "BIGINT", "due_on": "DATE", "renewal_on": "DATE",
    "opened_on": "DATE", "closed_on": "DATE", "quoted_on": "DATE", "atr": "BIGINT",
    "forecast": "BIGINT", "final": "BIGINT", "outcome": "VARCHAR", "currency": "VARCHAR",
    "sent_on": "DATE", "accepted_on": "DATE", "carried": "BIGINT", "entitled": "BIGINT",
    "charged": "BIGINT", "save_on": "DATE", "save_atr": "BIGINT", "save_kept": "BIGINT",
    "save_outcome": "VARCHAR",
}  # fmt: skip
# An evergreen contract has no term that ends. The first quote counts, not the one that replaced it;
# of what was accepted, the last. What a line carries over is in its trace; of one older than that
# it is what expires. Usage has no price to raise.
RENEWALS_SQL = """
    WITH up AS (SELECT * FROM renewals_renewal WHERE renewal_type <> 'evergreen'{of_contracts}),
    quoted AS (
        SELECT q.renewal_id, min(q.priced_on) FILTER (WHERE q.option = 0) AS quoted_on,
            min(s.sent_on) AS sent_on
        FROM quotes_quote q JOIN up ON up.id = q.renewal_id
        LEFT JOIN quotes_sending s ON s.quote_id = q.id GROUP BY q.renewal_id),
    accepted AS (
        SELECT DISTINCT ON (a.renewal_id) a.renewal_id, a.quote_id, a.accepted_on
        FROM quotes_acceptance a JOIN up ON up.id = a.renewal_id
        ORDER BY a.renewal_id, a.accepted_on DESC, a.id DESC),
    priced AS (
        SELECT a.renewal_id, sum(coalesce((jsonb_path_query_first(
                l.trace, '$[*] ? (@.step == "leakage").carried_minor'))::bigint,
                l.expiring_minor)) AS carried,
            sum(l.entitled_minor) AS entitled, sum(l.proposed_minor) AS charged
        FROM accepted a JOIN quotes_quoteline l ON l.quote_id = a.quote_id
        JOIN book_product p ON p.id = l.product_id AND p.charge <> 'usage'
        GROUP BY a.renewal_id),
    saved AS (
        SELECT DISTINCT ON (y.renewal_id) y.renewal_id, e.told_on, y.atr_minor, e.kept_minor,
            e.outcome
        FROM desk_saveplay y JOIN up ON up.id = y.renewal_id
        JOIN desk_saveresult e ON e.save_play_id = y.id
        ORDER BY y.renewal_id, e.told_on DESC, e.id DESC)
    SELECT r.id, r.contract_id, r.due_on, r.renewal_on, r.opened_on, r.closed_on, q.quoted_on,
        r.atr_minor, r.forecast_minor, r.final_minor, coalesce(o.kind, ''), r.currency,
        q.sent_on, a.accepted_on, p.carried, p.entitled, p.charged, s.told_on, s.atr_minor,
        s.kept_minor, s.outcome
    FROM up r LEFT JOIN renewals_outcome o ON o.renewal_id = r.id
    LEFT JOIN quoted q ON q.renewal_id = r.id LEFT JOIN accepted a ON a.renewal_id = r.id
    LEFT JOIN priced p ON p.renewal_id = r.id LEFT JOIN saved s ON s.renewal_id = r.id"""
TASKS = {
    "contract_id": "BIGINT", "due_on": "DATE", "done_on": "DATE", "kind": "VARCHAR",
    "tasks": "BIGINT",
}  # fmt: skip
TASKS_SQL = """
    SELECT r.contract_id, t.due_on, t.done_on, coalesce(e.kind, ''), count(*)
    FROM desk_task t JOIN renewals_renewal r ON r.id = t.renewal_id
    LEFT JOIN desk_taskresult e ON e.task_id = t.id
    WHERE t.play_task_id IS NOT NULL{of_contracts} GROUP BY 1, 2, 3, 4"""
_STATE = """
    SELECT coalesce((SELECT max(id) FROM foundation_auditevent), 0),
        coalesce((SELECT max(id) FROM book_arrmovement), 0)"""

# Which contracts an event is about. What else happens at the desk, on paper or in programs changes
# nothing of a contract's customer, owner or partners, nor of its renewals, but by these events.
_SUBJECTS = {
    "book.contract": "SELECT subject_id FROM told WHERE subject_type = 'book.contract'",
    "book.order": "SELECT o.contract_id FROM book_order o JOIN told t ON t.subject_id = o.id"
    " AND t.subject_type = 'book.order'",
    "renewals.renewal": "SELECT r.contract_id FROM renewals_renewal r JOIN told t"
    " ON t.subject_id = r.id AND t.subject_type = 'renewals.renewal'",
    "quotes.quote": "SELECT r.contract_id FROM renewals_renewal r JOIN quotes_quote q"
    " ON r.id = q.renewal_id JOIN told t ON t.subject_id = q.id"
    " AND t.subject_type = 'quotes.quote'",
    "desk.task": "SELECT r.contract_id FROM renewals_renewal r JOIN desk_task d"
    " ON r.id = d.renewal_id JOIN told t ON t.subject_id = d.id AND t.subject_type = 'desk.task'",
    "directory.customer": "SELECT k.id FROM book_contract k JOIN told t"
    " ON t.subject_id = k.customer_id AND t.subject_type = 'directory.customer'",
}  # fmt: skip
_ELSEWHERE = (
    "desk", "documents", "foundation", "programs", "closing", "quotes", "forecast", "reviews",
    "pricing",
)  # fmt: skip
# Nor do these: who a colleague is, comes by imports, which are about anything.
_NOTHING = ("directory.staffmember", "book.exchangerate", "book.periodlock", "book.priceindex")
_TOLD = """
    WITH told AS (SELECT DISTINCT subject_type, subject_id FROM foundation_auditevent
        WHERE id > {after} AND id <= {upto})"""
_ROW = "SELECT contract_id, lot, kind, effective_on::text, amount_minor FROM book_arrmovement"


def state() -> tuple[list[int], bool]:
    """Return the last event and movement, and whether none before them can still come.

    A lock tells, which is let go of at once: nobody waits for a reader.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        point = transaction.savepoint()
        try:
            cursor.execute(
                "LOCK TABLE foundation_auditevent, book_arrmovement IN SHARE MODE NOWAIT"
            )
            is_whole = True
            cursor.execute(_STATE)
            found = list(cursor.fetchone())
        except OperationalError:  # somebody is writing
            is_whole, found = False, []
        transaction.savepoint_rollback(point)
        if not is_whole:
            cursor.execute(_STATE)
            found = list(cursor.fetchone())
        return found, is_whole


def start_of_one_knowledge() -> None:
    """Let the transaction that has just begun see PostgreSQL as it is at its first query."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def last_row(movement_id: int) -> list[Any] | None:
    """Return what PostgreSQL has under the id of a movement, to be compared with what was kept."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_ROW} WHERE id = %s", [movement_id])
        row = cursor.fetchone()
    return list(row) if row else None


def touched_contracts(*, after: Sequence[int], upto: Sequence[int]) -> list[int] | None:
    """Return the contracts that events and movements after a state are about.

    None when an event may be about anything (an import).
    """
    told = _TOLD.format(after=int(after[0]), upto=int(upto[0]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{told} SELECT EXISTS (SELECT FROM told WHERE subject_type <> ALL(%s)"
            " AND split_part(subject_type, '.', 1) <> ALL(%s))",
            [[*_SUBJECTS, *_NOTHING], list(_ELSEWHERE)],
        )
        if cursor.fetchone()[0]:
            return None
        moved = (
            f"SELECT contract_id FROM book_arrmovement WHERE id > {int(after[1])}"
            f" AND id <= {int(upto[1])}"
        )
        cursor.execute(f"{told} {' UNION '.join((*_SUBJECTS.values(), moved))}")
        return [row[0] for row in cursor.fetchall()]


def contracts_sql(ids: Sequence[int] | None = None) -> str:
    """Return the SELECT of contracts with what they are sliced by: all, or some."""
    return CONTRACTS_SQL if ids is None else f"{CONTRACTS_SQL} WHERE k.id IN ({_listed(ids)})"


def renewals_sql(ids: Sequence[int] | None = None) -> str:
    """Return the SELECT of renewals: all, or those of some contracts."""
    some = "" if ids is None else f" AND contract_id IN ({_listed(ids)})"
    return RENEWALS_SQL.format(of_contracts=some)


def tasks_sql(ids: Sequence[int] | None = None) -> str:
    """Return the SELECT of the playbook's tasks, counted: all, or those of some contracts."""
    some = "" if ids is None else f" AND r.contract_id IN ({_listed(ids)})"
    return TASKS_SQL.format(of_contracts=some)


def movements_of(ids: Sequence[int], *, through: int) -> str:
    """Return the SELECT of some contracts' movements up to one, by their index."""
    rows = f"contract_id IN ({_listed(ids)}) AND id <= {through:d}"
    return MOVEMENTS_SQL.format(rows=rows)


def _listed(ids: Sequence[int]) -> str:
    return f"SELECT unnest('{{{', '.join(f'{one:d}' for one in ids)}}}'::bigint[])"


def copied(target: Path, sql: str, types: dict[str, str], *, told: str = "SELECT * FROM t") -> int:
    """Copy what a query of PostgreSQL returns into a Parquet file; return its rows.

    `told` is what DuckDB makes of the rows, which it knows as `t`.
    """
    piece = target.with_suffix(".csv")
    kinds = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
    try:
        with connection.cursor() as cursor, piece.open("wb") as file:
            statement = f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '\\N')"
            with cursor.copy(statement) as copy:
                for block in copy:
                    file.write(block)
        with duckdb.connect(":memory:") as duck:
            duck.execute(
                f"CREATE VIEW t AS SELECT * FROM read_csv({quoted(piece)}, columns = {{{kinds}}},"
                " header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N',"
                " auto_detect = false)"
            )
            rows = duck.execute(
                f"COPY ({told}) TO {quoted(target)} (FORMAT parquet, COMPRESSION zstd)"
            ).fetchone()
        return int(rows[0]) if rows else 0
    finally:
        piece.unlink(missing_ok=True)
