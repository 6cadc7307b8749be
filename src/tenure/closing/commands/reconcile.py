"""Compare contract, CRM and billing: open what does not agree, settle what agrees again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tenure.closing.models import Discrepancy, Reconciliation, Settlement, Statement
from tenure.closing.queries.extracts import EXTRACTS, copy_extract
from tenure.closing.queries.matching import compare, load, matcher
from tenure.closing.rules import Settled, Tolerance
from tenure.foundation.commands import record_event, write_audited
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput

_BLOCK = 1 << 20
_FOUND = {
    "side": "text", "kind": "text", "key": "text", "product_key": "text", "contract_id": "bigint",
    "currency": "text", "at_stake_minor": "bigint", "ours": "jsonb", "theirs": "jsonb",
    "evidence": "text",
}  # fmt: skip


def reconcile(*, by: User, on: date, tolerance: Tolerance | None = None) -> Reconciliation:
    """Compare the book of a day with the exports that count, and write what changed.

    A discrepancy that is known stays, with its owner and its age; one that agrees again is settled
    as gone; one that was accepted is opened again only when either side says something else.
    Repeating it changes nothing but the record that it ran. Raise InvalidInput without any export.

    1. Copy our contracts and lines and those of the exports to the matcher.
    2. Compare there; copy what was found back.
    3. Open the new, refresh the known, settle the gone: one statement each, audited by row.
    """
    allowed = tolerance or Tolerance()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tenure.closing.reconcile'))")
        sides = {row.side: row for row in Statement.objects.filter(is_current=True)}
        if not sides:
            raise InvalidInput("There is no export of the CRM or of billing to compare with.")
        _find(list(sides), on, allowed)
        made = Reconciliation.objects.create(
            on=on, by=by, crm=sides.get("crm"), billing=sides.get("billing"),
            tolerance=asdict(allowed), counts={},
        )  # fmt: skip
        made.counts = {
            "found": _count(),
            "new": len(_open_new(made, by, on)),
            "known": _refresh_known(made),
            "gone": len(_settle_gone(made, list(sides), by, on)),
        }
        made.save(update_fields=["counts"])
        record_event(by=by, on=on, verb="closing.reconcile", subject=made, detail=made.counts)
    return made


def _find(sides: Sequence[str], on: date, tolerance: Tolerance) -> None:
    """Leave what does not agree in the temporary table `closing_found`."""
    work = Path(settings.DATA_DIR) / "tmp"
    work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="reconcile-", dir=work) as folder, matcher(Path(folder)) as duck:
        for table in EXTRACTS:
            path = Path(folder) / f"{table}.csv"
            copy_extract(table, on, path)
            load(duck, table, path)
            path.unlink()
        compare(duck, on=on, sides=sides, tolerance=tolerance)
        found = Path(folder) / "found.csv"
        duck.execute(
            "COPY (SELECT *, md5(ours::VARCHAR || theirs::VARCHAR) FROM found)"
            f" TO '{found}' (FORMAT csv, HEADER false)"
        )
        _take(found)


def _take(path: Path) -> None:
    listed = ", ".join(f"{name} {kind}" for name, kind in _FOUND.items())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.closing_found")
        cursor.execute(f"CREATE TEMP TABLE closing_found ({listed}) ON COMMIT DROP")
        statement = "COPY closing_found FROM STDIN (FORMAT csv, FORCE_NOT_NULL (product_key))"
        with path.open("rb") as source, cursor.copy(statement) as copy:
            while block := source.read(_BLOCK):
                copy.write(block)
        cursor.execute("ANALYZE closing_found")


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM closing_found")
        return int(cursor.fetchone()[0])


_SAME = """
    d.side = f.side AND d.kind = f.kind AND d.key = f.key AND d.product_key = f.product_key
"""
_TOLD = """jsonb_build_object(
    'side', side, 'kind', kind, 'product', product_key, 'at_stake_minor', at_stake_minor,
    'currency', currency
)"""


def _open_new(run: Reconciliation, by: User, on: date) -> list[int]:
    """Open what is neither open nor accepted as it is; the contract's owner owns it."""
    return _audited(
        f"""
        INSERT INTO closing_discrepancy (
            side, kind, key, product_key, contract_id, currency, at_stake_minor, ours, theirs,
            evidence, owner_id, opened_on, opened_by_id, seen_by_id
        )
        SELECT f.side, f.kind, f.key, f.product_key, f.contract_id, f.currency, f.at_stake_minor,
            f.ours, f.theirs, f.evidence, c.owner_id, %(on)s, %(run)s, %(run)s
        FROM closing_found f LEFT JOIN book_contract c ON c.id = f.contract_id
        WHERE NOT EXISTS (
            SELECT FROM closing_discrepancy d LEFT JOIN closing_settlement s
                ON s.id = d.settlement_id
            WHERE {_SAME} AND (d.settlement_id IS NULL
                OR (s.reason = '{Settled.ACCEPTED}' AND d.evidence = f.evidence))
        )
        ORDER BY f.side, f.key, f.product_key, f.kind
        RETURNING id, key, {_TOLD}
        """,
        {"run": run.pk, "on": on},
        verb="closing.open_discrepancy", by=by, on=on,
    )  # fmt: skip


def _refresh_known(run: Reconciliation) -> int:
    """Note that the open ones were seen again; return how many were open before."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE closing_discrepancy d SET seen_by_id = %(run)s, ours = f.ours,
                theirs = f.theirs, evidence = f.evidence, at_stake_minor = f.at_stake_minor
            FROM closing_found f
            WHERE d.settlement_id IS NULL AND d.opened_by_id <> %(run)s AND {_SAME}
            """,
            {"run": run.pk},
        )
        return int(cursor.rowcount)


def _settle_gone(run: Reconciliation, sides: Sequence[str], by: User, on: date) -> list[int]:
    """Settle the open ones of the sides compared that were not found any more."""
    gone = Discrepancy.objects.filter(settlement=None, side__in=sides).exclude(seen_by=run)
    if not gone.exists():
        return []
    settlement = Settlement.objects.create(reason=Settled.GONE, on=on, by=by)
    return _audited(
        f"""
        UPDATE closing_discrepancy SET settlement_id = %(settlement)s
        WHERE settlement_id IS NULL AND side = ANY(%(sides)s) AND seen_by_id <> %(run)s
        RETURNING id, key, {_TOLD}
        """,
        {"settlement": settlement.pk, "sides": list(sides), "run": run.pk},
        verb="closing.settle_discrepancy", by=by, on=on,
    )  # fmt: skip


def _audited(sql: str, params: Mapping[str, Any], *, verb: str, by: User, on: date) -> list[int]:
    return write_audited(by=by, on=on, verb=verb, model=Discrepancy, sql=sql, params=params)
