"""Check enrolments in programs: against their programs, contracts, one another and the book."""

from __future__ import annotations

from tenure.sync.files.queries.sheet_checks import SheetChecks


def check_enrolments(checks: SheetChecks) -> None:
    """Refuse enrolments that cannot be; needs `db_enrolments` and `db_terms` of the book.

    `alone` is the contract, or empty for all of a customer's: a null would equal nothing.
    """
    checks.add_missing({"contract": "VARCHAR", "end": "DATE", "verified_on": "DATE"})
    checks.duck.execute("ALTER TABLE t_enrolments ADD COLUMN alone VARCHAR")
    checks.duck.execute(
        "UPDATE t_enrolments SET alone = coalesce(contract, ''), "
        'verified_on = coalesce(verified_on, "start")'
    )
    checks.refuse(
        "contract", "t.contract", "'this contract is of another customer'",
        "t_enrolments t JOIN e_contracts e ON e.key = t.contract "
        "JOIN ids_customers i ON i.key = t.customer WHERE e.customer_id <> i.id",
    )  # fmt: skip
    checks.refuse(
        "start", 't."start"', "'the program is not offered on this day'",
        't_enrolments t ASOF LEFT JOIN db_terms d ON d.program = t.program AND d."start" <= '
        't."start" WHERE d.program IS NULL OR d."end" <= t."start"',
    )  # fmt: skip
    checks.refuse(
        "reverify_on", "t.reverify_on", "'must be after the day on which it was verified'",
        "t_enrolments t WHERE t.reverify_on <= t.verified_on",
    )  # fmt: skip
    by = "program, customer, alone"
    checks.duplicates(key=("program", "customer", "alone", "start"))
    checks.refuse(
        "end", 't."end" - 1',
        "'the book has this enrolment with another end; end it there: tenure program end'",
        f'(SELECT t._s, t._r, t."end" FROM t_enrolments t JOIN db_enrolments d '
        f'USING ({by}, "start") WHERE t."end" IS DISTINCT FROM d."end") t',
    )  # fmt: skip
    together = (
        f'SELECT _s, _r, {by}, "start", "end" FROM t_enrolments UNION ALL '
        f'SELECT NULL, NULL, {by}, "start", "end" FROM db_enrolments d ANTI JOIN t_enrolments t '
        f'USING ({by}, "start")'
    )
    checks.refuse_overlaps(together, by, "'overlaps another enrolment in this program'")
