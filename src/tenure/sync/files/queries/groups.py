"""Rows that are one thing together, as the tiers of a price: all of them land, or none does.

What is published stays, so a price without one of its tiers would be wrong for good. Rows that were
rejected are kept with what is known of the group they belong to (`gone_<sheet>`); what is not
known, as a key that nobody has, may have meant any group.
"""

from __future__ import annotations

from tenure.sync.files.queries.sheet_checks import SheetChecks
from tenure.sync.files.queries.staging import Staging
from tenure.sync.files.rules.sheets import SHEETS, Sheet


def note_bad_rows(staging: Staging, name: str) -> None:
    """Keep of the rows with a bad cell, and of those that were unreadable, what group they are."""
    sheet = SHEETS[name]
    if not sheet.group:
        return
    kept = ", ".join(f'"{column}"' for column in sheet.group)
    staging.duck.execute(
        f"CREATE OR REPLACE TABLE gone_{name} AS SELECT {kept} FROM t_{name} WHERE _bad"
    )
    staging.duck.execute(
        f"INSERT INTO gone_{name} SELECT {', '.join(['NULL'] * len(sheet.group))} "
        f"FROM problems WHERE sheet = '{name}' AND _r IS NULL"
    )


def note_refused_rows(checks: SheetChecks, *, unknown: str) -> None:
    """Keep the groups of the rows in `refused`; `unknown` is a column whose value says nothing."""
    sheet = checks.sheet
    if sheet.group:
        kept = ", ".join("NULL" if column == unknown else f't."{column}"' for column in sheet.group)
        checks.duck.execute(
            f"INSERT INTO gone_{sheet.name} SELECT {kept} FROM {checks.table} t "
            "SEMI JOIN refused r ON r._s = t._s AND r._r = t._r"
        )


def refuse_partial(checks: SheetChecks, column: str, reason: str, where: str = "true") -> None:
    """Refuse the rows, of those for which `where` holds, whose group has lost one."""
    checks.refuse(
        column, f't."{column}"', reason,
        f"{checks.table} t WHERE {where} AND EXISTS ("
        f"SELECT 1 FROM gone_{checks.sheet.name} g WHERE {_may_be_one(checks.sheet)})",
    )  # fmt: skip


def _may_be_one(sheet: Sheet) -> str:
    """Return the test whether a lost row (`g`) may belong to the group of a row (`t`)."""
    return " AND ".join(f'(g."{column}" IS NULL OR g."{column}" = t."{column}")'
                        for column in sheet.group)  # fmt: skip
