"""Merge enrolments from files, set-based: new ones are added, later verifications recorded.

The rows come typed and checked in the DuckDB table `v_enrolments` (see sync/files). The caller
holds the transaction and records the one audit event of the import. An enrolment of the book is
never rewritten; one that the file has with a later day to verify it again gets a verification.
"""

from __future__ import annotations

from collections.abc import Sequence

from tenure.foundation.bulk import Bulk, Counts

SHEET = "enrolments"
_TABLES = ("programs_enrolment", "programs_verification")
_PROGRAMS = "SELECT code, id FROM programs_program"
_TERMS = """
    SELECT p.code, t.start_on, t.end_on
    FROM programs_programterms t JOIN programs_program p ON p.id = t.program_id
"""
# Those that have days left, of the customers in the temporary table `load_enrolled`.
_ENROLMENTS = """
    SELECT e.id, p.code, cu.key, coalesce(c.key, ''), e.start_on, e.end_on,
        (SELECT v.reverify_on FROM programs_verification v WHERE v.enrolment_id = e.id
         ORDER BY v.id DESC LIMIT 1)
    FROM programs_enrolment e
    JOIN load_enrolled k ON k.key = e.customer_id
    JOIN programs_program p ON p.id = e.program_id
    JOIN directory_customer cu ON cu.id = e.customer_id
    LEFT JOIN book_contract c ON c.id = e.contract_id
    WHERE e.end_on IS NULL OR e.end_on > e.start_on
"""
_ENROLMENT_COLUMNS = {
    "id": "BIGINT", "program": "VARCHAR", "customer": "VARCHAR", "alone": "VARCHAR",
    "start": "DATE", "end": "DATE", "reverify_on": "DATE",
}  # fmt: skip


class ProgramsLoad:
    """The programs' part of one import."""

    def __init__(self, bulk: Bulk, *, actor_id: int) -> None:
        self._bulk = bulk
        self._actor_id = actor_id
        self._planned = False

    def lock(self) -> None:
        """Keep other writers off until the transaction ends; readers go on."""
        for table in _TABLES:
            self._bulk.cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        self._bulk.number(_TABLES)

    def pull(self, sheet: str, keys: str) -> None:
        """Copy programs, their terms and the enrolments of the customers in `t_enrolments`."""
        bulk = self._bulk
        bulk.pull("ids_programs", _PROGRAMS, {"key": "VARCHAR", "id": "BIGINT"})
        bulk.pull("db_terms", _TERMS, {"program": "VARCHAR", "start": "DATE", "end": "DATE"})
        customers = "SELECT DISTINCT i.id FROM t_enrolments t JOIN ids_customers i "
        bulk.keys_table("load_enrolled", f"{customers} ON i.key = t.customer", "bigint")
        bulk.pull("db_enrolments", _ENROLMENTS, _ENROLMENT_COLUMNS)

    def absent(self, sheet: str) -> None:
        """Have nothing to do where the files have no enrolments: no other sheet names them."""

    def plan(self, sheet: str, present: Sequence[str]) -> Counts:
        """Decide which enrolments and verifications are new. Needs the ids of all it names."""
        bulk = self._bulk
        self._planned = True
        fresh = (
            "SELECT count(*) FROM v_enrolments v ANTI JOIN db_enrolments d "
            'USING (program, customer, alone, "start")'
        )
        first = bulk.reserve("programs_enrolment", bulk.count(fresh))
        # Those of the book come last, so that the new ones are numbered without gaps.
        bulk.duck.execute(
            "CREATE OR REPLACE TABLE e_enrolments AS SELECT v._s, v._r, p.id AS program_id, "
            'cu.id AS customer_id, c.id AS contract_id, v."start", v."end", v.evidence, '
            "v.verified_on, v.reverify_on, d.id IS NOT NULL AS old, d.reverify_on AS before, "
            "coalesce(d.id, "
            f"{first} - 1 + row_number() OVER (ORDER BY d.id IS NOT NULL, v._s, v._r)) AS id "
            "FROM v_enrolments v JOIN ids_programs p ON p.key = v.program "
            "JOIN ids_customers cu ON cu.key = v.customer "
            "LEFT JOIN ids_contracts c ON c.key = v.contract LEFT JOIN db_enrolments d "
            "ON (d.program, d.customer, d.alone) = (v.program, v.customer, v.alone) "
            'AND d."start" = v."start"'
        )
        new = bulk.count("SELECT count(*) FROM e_enrolments WHERE NOT old")
        changed = bulk.count("SELECT count(*) FROM e_enrolments WHERE reverify_on > before")
        total = bulk.count("SELECT count(*) FROM e_enrolments")
        return Counts(new, changed, total - new - changed)

    def write(self) -> None:
        """Write what was planned, after customers and contracts."""
        if not self._planned:
            return
        bulk = self._bulk
        bulk.send(
            "programs_enrolment",
            ("id", "program_id", "customer_id", "contract_id", "start_on", "end_on", "evidence",
             "enrolled_by_id"),
            'SELECT id, program_id, customer_id, contract_id, "start", "end", evidence, '
            f"{self._actor_id} FROM e_enrolments WHERE NOT old ORDER BY id",
        )  # fmt: skip
        wanted = "e_enrolments WHERE NOT old OR reverify_on > before"
        number = bulk.count(f"SELECT count(*) FROM {wanted}")
        first = bulk.reserve("programs_verification", number)
        bulk.send(
            "programs_verification",
            ("id", "enrolment_id", "verified_on", "reverify_on", "note", "recorded_by_id"),
            f"SELECT {first} - 1 + row_number() OVER (ORDER BY _s, _r), id, verified_on, "
            f"reverify_on, evidence, {self._actor_id} FROM {wanted}",
        )
