"""Take an export of the other side in the place of the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from tenure.closing.models import KeyMatch, Statement
from tenure.closing.queries.extracts import annual_sql
from tenure.closing.rules import Side
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput

_BLOCK = 1 << 20
# The columns of the two files, in order; ends are the first day after.
CONTRACT_COLUMNS = {
    "key": "text", "customer_key": "text", "currency": "text", "start_on": "date",
    "end_on": "date", "ended_on": "date",
}  # fmt: skip
LINE_COLUMNS = {
    "contract_key": "text", "product_key": "text", "quantity_e4": "bigint",
    "unit_price_e4": "bigint", "price_months": "int", "currency": "text", "start_on": "date",
    "end_on": "date",
}  # fmt: skip


class StatementRefused(Conflict):
    """Refuse an export that is older than the one that counts."""


def load_statement(
    *,
    side: Side,
    as_of: date,
    profile: str,
    contracts: Path,
    lines: Path,
    rejected: int = 0,
    by: User,
    on: date,
) -> Statement:
    """Load an export from two CSV files (no header, checked by the caller); it counts from now on.

    The rows of the export before it are dropped, what they led to stays. Lines of a contract that
    the file has not are told apart by their key alone. Raise StatementRefused for an export of an
    earlier day than the present one.
    """
    if as_of > on:
        raise InvalidInput("An export cannot show a day that is still to come.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tenure.closing.statement'))")
        _retire(side, as_of)
        made = Statement.objects.create(
            side=side, as_of=as_of, profile=profile, loaded_on=on, loaded_by=by,
            contracts=0, lines=0, rejected=rejected,
        )  # fmt: skip
        made.contracts, made.lines = _copy(made, contracts, lines)
        made.save(update_fields=["contracts", "lines"])
        detail = {"side": side, "as_of": str(as_of), "contracts": made.contracts,
                  "lines": made.lines, "rejected": rejected}  # fmt: skip
        record_event(by=by, on=on, verb="closing.load_statement", subject=made, detail=detail)
    return made


def match_key(*, side: Side, key: str, contract_id: int | None, by: User, on: date) -> KeyMatch:
    """Say which of our contracts a key of the other side is; none: it is none of ours.

    Saying the same again changes nothing. The next reconciliation goes by it.
    """
    latest = KeyMatch.objects.filter(side=side, key=key).order_by("-id").first()
    if latest is not None and latest.contract_id == contract_id:
        return latest
    with transaction.atomic():
        made = KeyMatch.objects.create(
            side=side, key=key, contract_id=contract_id, matched_on=on, matched_by=by
        )
        detail = {"side": side, "key": key, "contract": contract_id}
        record_event(by=by, on=on, verb="closing.match_key", subject=made, detail=detail)
    return made


def _retire(side: Side, as_of: date) -> None:
    """Let the present export of a side count no more, and drop its rows."""
    present = Statement.objects.filter(side=side, is_current=True).first()
    if present is None:
        return
    if present.as_of > as_of:
        raise StatementRefused(
            f"The present export of {side.label} shows {present.as_of}; this one is older."
        )
    present.is_current = False
    present.save(update_fields=["is_current"])
    with connection.cursor() as cursor:
        for table in ("closing_statementline", "closing_statementcontract"):
            cursor.execute(f"DELETE FROM {table} WHERE statement_id = %s", [present.pk])


def _copy(statement: Statement, contracts: Path, lines: Path) -> tuple[int, int]:
    """Copy the rows in; contracts of which only lines are there are made from those."""
    with connection.cursor() as cursor:
        _into(cursor, "closing_new_contracts", CONTRACT_COLUMNS, contracts)
        _into(cursor, "closing_new_lines", LINE_COLUMNS, lines)
        cursor.execute(
            """
            INSERT INTO closing_statementcontract
                (statement_id, key, customer_key, currency, start_on, end_on, ended_on)
            SELECT %(statement)s, key, customer_key, currency, start_on, end_on, ended_on
            FROM closing_new_contracts
            UNION ALL
            SELECT %(statement)s, l.contract_key, '', min(l.currency), min(l.start_on),
                CASE WHEN count(l.end_on) = count(*) THEN max(l.end_on) END, NULL::date
            FROM closing_new_lines l
            WHERE NOT EXISTS (SELECT FROM closing_new_contracts c WHERE c.key = l.contract_key)
            GROUP BY l.contract_key
            """,
            {"statement": statement.pk},
        )
        count = cursor.rowcount
        annual = annual_sql("l.quantity_e4", "l.unit_price_e4", "l.price_months", "l.currency")
        cursor.execute(
            f"""
            INSERT INTO closing_statementline (
                statement_id, contract_id, product_key, quantity_e4, unit_price_e4, price_months,
                annual_minor, start_on, end_on
            )
            SELECT %(statement)s, c.id, l.product_key, l.quantity_e4, l.unit_price_e4,
                l.price_months, {annual}, l.start_on, l.end_on
            FROM closing_new_lines l JOIN (
                SELECT key, min(id) AS id FROM closing_statementcontract
                WHERE statement_id = %(statement)s GROUP BY key
            ) c ON c.key = l.contract_key
            """,
            {"statement": statement.pk},
        )
        return count, cursor.rowcount


def _into(cursor: Any, table: str, columns: Mapping[str, str], path: Path) -> None:
    """Copy a file into a temporary table."""
    listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(f"CREATE TEMP TABLE {table} ({listed}) ON COMMIT DROP")
    with path.open("rb") as source, cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
        while block := source.read(_BLOCK):
            copy.write(block)
    cursor.execute(f"ANALYZE {table}")
