"""Check what was used above contracts: against the lots and terms as the import leaves them."""

from __future__ import annotations

from tenure.sync.files.queries.sheet_checks import SheetChecks


def check_overages(checks: SheetChecks) -> None:
    """Refuse overages that cannot be; needs `known_lots` and `e_contracts`.

    `known_lots` has a row for each lot of the contracts (c, line, charge), those of the files too.
    """
    checks.add_missing({"true_forward": "BOOLEAN"})
    checks.duck.execute("UPDATE t_overages SET true_forward = coalesce(true_forward, false)")
    checks.refuse(
        "line", "t.line", "'this contract has no such line'",
        "t_overages t JOIN ids_contracts i ON i.key = t.contract "
        "ANTI JOIN known_lots k ON k.c = i.id AND k.line = t.line",
    )  # fmt: skip
    checks.refuse(
        "line", "t.line", "'only what is paid for by the term has an overage: usage is billed'",
        "t_overages t JOIN ids_contracts i ON i.key = t.contract "
        "JOIN known_lots k ON k.c = i.id AND k.line = t.line WHERE k.charge <> 'recurring'",
    )  # fmt: skip
    checks.refuse(
        "start", 't."start"', "'not measured on days of the present term'",
        "t_overages t JOIN ids_contracts i ON i.key = t.contract "
        "JOIN e_contracts e ON e.id = i.id "
        'WHERE t."start" < e.start_on OR t."end" > e.end_on',
    )  # fmt: skip
