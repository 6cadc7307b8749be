"""Merge overages from files, set-based: one that says something else takes the place of the last.

The rows come typed and checked in the DuckDB table `v_overages` (see sync/files), after contracts
and lines. The caller holds the transaction and records the one audit event of the import.
"""

from __future__ import annotations

from tenure.book.rules.overages import lasted
from tenure.foundation.bulk import Bulk, Counts
from tenure.kernel.period import Period

SHEET = "overages"
_TABLE = "book_overage"
# The lots of the contracts in the temporary table `load_overages`; of a lot its last product.
_LOTS = """
    SELECT DISTINCT ON (l.contract_id, l.lot) l.contract_id, l.lot, l.lot_key, p.charge
    FROM book_line l JOIN load_overages k ON k.key = l.contract_id
    JOIN book_product p ON p.id = l.product_id
    ORDER BY l.contract_id, l.lot, l.start_on DESC
"""
# What counts in each contract's present term: the one recorded last.
_OVERAGES = """
    SELECT DISTINCT ON (o.contract_id, o.lot) o.contract_id, o.lot, (o.quantity * 10000)::bigint,
        o.start_on, o.end_on, o.true_forward
    FROM book_overage o JOIN load_overages k ON k.key = o.contract_id
    JOIN book_contract c ON c.id = o.contract_id
    WHERE o.start_on >= c.start_on AND (c.end_on IS NULL OR o.end_on <= c.end_on)
    ORDER BY o.contract_id, o.lot, o.id DESC
"""
_LOT_COLUMNS = {"c": "BIGINT", "lot": "INTEGER", "line": "VARCHAR", "charge": "VARCHAR"}
_OVERAGE_COLUMNS = {
    "c": "BIGINT", "lot": "INTEGER", "quantity": "BIGINT", "start": "DATE", "end": "DATE",
    "true_forward": "BOOLEAN",
}  # fmt: skip
_SAME = '(d.quantity, d."start", d."end", d.true_forward)'
_GIVEN = '(v.quantity, v."start", v."end", v.true_forward)'


class OverageLoad:
    """The overages' part of one import."""

    def __init__(self, bulk: Bulk, *, actor_id: int) -> None:
        self._bulk = bulk
        self._actor_id = actor_id

    def lock(self) -> None:
        """Keep other writers off until the transaction ends; readers go on."""
        self._bulk.cursor.execute(f"LOCK TABLE {_TABLE} IN EXCLUSIVE MODE")
        self._bulk.number((_TABLE,))

    def pull(self, *, with_lines: bool) -> None:
        """Copy lots and overages of the contracts in `t_overages`; `with_lines`: of files too.

        Waits until what was sent of contracts and lines is written.
        """
        bulk = self._bulk
        wanted = "SELECT DISTINCT i.id FROM t_overages t JOIN ids_contracts i ON i.key = t.contract"
        bulk.keys_table("load_overages", wanted, "bigint")
        bulk.pull("db_lots_now", _LOTS, _LOT_COLUMNS)
        bulk.pull("db_overages", _OVERAGES, _OVERAGE_COLUMNS)
        known = "SELECT c, line, charge FROM db_lots_now"
        if with_lines:  # a dry run has written none of them
            charge = "CASE WHEN recurring THEN 'recurring' ELSE 'other' END"
            known += (
                f" UNION SELECT v.c, v.line, {charge} FROM v_lines v ANTI JOIN db_lots_now d "
                "ON d.c = v.c AND d.line = v.line"
            )
        bulk.duck.execute(f"CREATE OR REPLACE TABLE known_lots AS {known}")

    def plan(self) -> Counts:
        """Decide which overages say something new."""
        bulk = self._bulk
        bulk.duck.execute(
            "CREATE OR REPLACE TABLE e_overages AS SELECT v._s, v._r, i.id AS c, n.lot, v.quantity,"
            ' v."start", v."end", v.true_forward, d.c IS NOT NULL AS old, '
            f"coalesce({_SAME} = {_GIVEN}, false) OR (d.c IS NULL AND v.quantity = 0) AS same "
            "FROM v_overages v JOIN ids_contracts i ON i.key = v.contract "
            "LEFT JOIN db_lots_now n ON n.c = i.id AND n.line = v.line "
            "LEFT JOIN db_overages d ON d.c = i.id AND d.lot = n.lot"
        )
        new = bulk.count("SELECT count(*) FROM e_overages WHERE NOT old AND NOT same")
        changed = bulk.count("SELECT count(*) FROM e_overages WHERE old AND NOT same")
        return Counts(new, changed, bulk.count("SELECT count(*) FROM e_overages WHERE same"))

    def write(self) -> None:
        """Write those that say something new; how long each lasted is worked out once a span."""
        bulk = self._bulk
        self._measure()
        wanted = 'e_overages o JOIN lasted s USING ("start", "end") WHERE NOT same'
        first = bulk.reserve(_TABLE, bulk.count(f"SELECT count(*) FROM {wanted}"))
        bulk.send(
            _TABLE,
            ("id", "contract_id", "lot", "quantity", "start_on", "end_on", "months", "days",
             "month_days", "true_forward", "note", "recorded_by_id"),
            f"SELECT {first} - 1 + row_number() OVER (ORDER BY _s, _r), c, lot, "
            'CAST(CAST(quantity AS DECIMAL(18,0)) * 0.0001 AS VARCHAR), "start", "end", '
            f"months, days, month_days, true_forward, '', {self._actor_id} FROM {wanted}",
        )  # fmt: skip

    def _measure(self) -> None:
        duck = self._bulk.duck
        spans = duck.execute('SELECT DISTINCT "start", "end" FROM e_overages').fetchall()
        duck.execute(
            'CREATE OR REPLACE TABLE lasted ("start" DATE, "end" DATE, months INTEGER, '
            "days INTEGER, month_days INTEGER)"
        )
        rows = [(start, end, lasted(Period(start, end))) for start, end in spans]
        if rows:
            duck.executemany(
                "INSERT INTO lasted VALUES (?, ?, ?, ?, ?)",
                [(start, end, n.months, n.days, n.month_days) for start, end, n in rows],
            )
