"""Check rows against one another, against other sheets and against the book.

Rows that fail leave `t_<sheet>`; why stands in `problems`. What remains is `v_<sheet>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from tenure.sync.files.queries.bundle_checks import check_bundles
from tenure.sync.files.queries.enrolment_checks import check_enrolments
from tenure.sync.files.queries.groups import note_bad_rows, note_refused_rows
from tenure.sync.files.queries.overage_checks import check_overages
from tenure.sync.files.queries.price_checks import check_prices
from tenure.sync.files.queries.price_clauses import check_price_clauses
from tenure.sync.files.queries.staging import Staging
from tenure.sync.files.queries.succession_checks import check_successions
from tenure.sync.files.rules.cells import literal
from tenure.sync.files.rules.compile import CompiledSheet
from tenure.sync.files.rules.sheets import SHEETS, Kind, Sheet

_SAFE_ARR = 9 * 10**18


def wanted_keys(compiled: Mapping[str, CompiledSheet], sheet: str) -> str:
    """Return the DuckDB query of every key of a sheet that the files name."""
    parts = []
    for name, made in compiled.items():
        for column in SHEETS[name].columns:
            own = name == sheet and column.name == SHEETS[sheet].key[0]
            if column.name in made.columns and (column.ref == sheet or own):
                parts.append(f'SELECT "{column.name}" AS key FROM t_{name}')
    union = " UNION ".join(parts) or "SELECT NULL::VARCHAR AS key"
    return f"SELECT DISTINCT key FROM ({union}) WHERE key IS NOT NULL"


def drop_bad_rows(staging: Staging, sheet: str) -> None:
    """Take the rows with a bad cell out of `t_<sheet>`."""
    note_bad_rows(staging, sheet)
    staging.duck.execute(f"DELETE FROM t_{sheet} WHERE _bad")


def check_sheet(staging: Staging, compiled: Mapping[str, CompiledSheet], name: str) -> None:
    """Check one sheet whose references are planned already (`ids_<sheet>`); make `v_<sheet>`."""
    sheet = SHEETS[name]
    checks = Checks(staging, compiled, sheet)
    checks.dates()
    if name not in {"prices", "bundles", "lines", "enrolments"}:
        checks.duplicates()
    checks.references()
    special: dict[str, Callable[[], None]] = {
        "customers": checks.families,
        "prices": partial(check_prices, checks),
        "successions": partial(check_successions, checks),
        "bundles": partial(check_bundles, checks),
        "contracts": checks.contracts,
        "orders": checks.orders,
        "lines": checks.lines,
        "enrolments": partial(check_enrolments, checks),
        "overages": partial(check_overages, checks),
    }
    if name in special:
        special[name]()
    if name not in {"prices", "bundles", "orders", "lines"}:
        staging.duck.execute(f"CREATE OR REPLACE VIEW v_{name} AS SELECT * FROM t_{name}")


class Checks:
    """The checks of one sheet."""

    def __init__(
        self, staging: Staging, compiled: Mapping[str, CompiledSheet], sheet: Sheet
    ) -> None:
        self.duck = staging.duck
        self.compiled = compiled
        self.sheet = sheet
        self.present = compiled[sheet.name].columns
        self.table = f"t_{sheet.name}"

    def refuse(
        self, column: str, value: str, reason: str, rows: str, *, unknown: bool = False
    ) -> bool:
        """Write a problem per row of the query `FROM rows`, drop them; tell whether any was.

        `unknown` where the column names nothing that is known.
        """
        problems = "problems"
        self.duck.execute(
            f"CREATE OR REPLACE TABLE refused AS SELECT t._s, t._r, {value} AS value, "
            f"{reason} AS reason FROM {rows}"
        )
        row = self.duck.execute("SELECT count(*) FROM refused").fetchone()
        if not row or not row[0]:
            return False
        self.duck.execute(
            f"INSERT INTO {problems} SELECT '{self.sheet.name}', _s, _r, NULL, '{column}', "
            "left(CAST(value AS VARCHAR), 2000), reason FROM refused"
        )
        note_refused_rows(self, unknown=column if unknown else "")
        self.duck.execute(
            f"DELETE FROM {self.table} t USING refused r WHERE r._s = t._s AND r._r = t._r"
        )
        return True

    def dates(self) -> None:
        """Refuse what ends before it starts."""
        if {"start", "end"} <= set(self.present):
            self.refuse(
                "end",
                't."end" - 1',
                "'ends before it starts'",
                f'{self.table} t WHERE t."end" <= t."start"',
            )

    def duplicates(self, table: str = "", key: tuple[str, ...] = ()) -> None:
        """Refuse all but the first row of a key."""
        names = key or self.sheet.key
        keys = ", ".join(f't."{column}"' for column in names)
        listed = ", ".join(f'"{column}"' for column in names)
        source = table or self.table
        twice = f"(SELECT {listed} FROM {source} GROUP BY ALL HAVING count(*) > 1)"
        ranked = (
            f"(SELECT t.*, row_number() OVER (PARTITION BY {keys} ORDER BY t._s, t._r) AS place "
            f"FROM {source} t SEMI JOIN {twice} d USING ({listed})) t WHERE place > 1"
        )
        shown = f"concat_ws(' / ', {keys})"
        self.refuse(
            names[-1] if len(names) == 1 else self.sheet.key[1],
            shown,
            "'given more than once in the files; the first row stands'",
            ranked,
        )

    def references(self) -> None:
        """Refuse rows that name what is neither in the files nor in the book."""
        for column in self.sheet.columns:
            if column.kind is not Kind.REF or column.name not in self.present:
                continue
            if column.ref == "orders":
                continue
            again = True
            while again:
                again = self._refers(column.name, column.ref) and column.ref == self.sheet.name

    def _refers(self, column: str, ref: str) -> bool:
        keys = f"ids_{ref}"
        if ref == self.sheet.name:
            own, stored = self.sheet.key[0], "code" if ref in {"staff", "products"} else "key"
            keys = (
                f'(SELECT "{own}" AS key FROM {self.table} UNION SELECT "{stored}" FROM db_{ref})'
            )
        unknown = (
            f'{self.table} t ANTI JOIN {keys} k ON k.key = t."{column}" '
            f'WHERE t."{column}" IS NOT NULL'
        )
        row = self.duck.execute(f"SELECT count(*) FROM {unknown}").fetchone()
        if not row or not row[0]:
            return False
        word = ref.removesuffix("s") if ref != "staff" else "staff member"
        told = f"'there is no {word} with this key in the files or in the book'"
        if ref in self.compiled:
            key = SHEETS[ref].key[0]
            seen = f'SELECT "{key}" FROM m_{ref} WHERE "{key}" IS NOT NULL'
            rejected = f"'the {word} with this key was itself rejected'"
            told = f'CASE WHEN t."{column}" IN ({seen}) THEN {rejected} ELSE {told} END'
        return self.refuse(column, f't."{column}"', told, unknown, unknown=True)

    def families(self) -> None:
        """Refuse customers whose parents lead round in a circle."""
        if "parent" not in self.present:
            return
        up = (
            "WITH RECURSIVE up AS (SELECT customer, parent, 1 AS depth FROM t_customers "
            "WHERE parent IS NOT NULL UNION ALL SELECT up.customer, t.parent, depth + 1 FROM up "
            "JOIN t_customers t ON t.customer = up.parent WHERE t.parent IS NOT NULL "
            "AND depth < 40) SELECT DISTINCT customer FROM up WHERE depth >= 40"
        )
        self.refuse(
            "parent",
            "t.parent",
            "'the family goes round in a circle (or is deeper than 40)'",
            f"t_customers t SEMI JOIN ({up}) u ON u.customer = t.customer",
        )

    def contracts(self) -> None:
        """Refuse impossible terms, and another currency than the book's."""
        if "first_start" in self.present:
            # Without a first start of its own a contract began with this term.
            self.duck.execute(
                'UPDATE t_contracts SET first_start = "start" WHERE first_start IS NULL'
            )
            self.refuse(
                "first_start", "t.first_start", "'the first term starts after this one'",
                't_contracts t WHERE t.first_start > t."start"',
            )  # fmt: skip
        if "ended_on" in self.present:
            first = "first_start" if "first_start" in self.present else '"start"'
            self.refuse(
                "ended_on", "t.ended_on", "'ended before it began'",
                f"t_contracts t WHERE t.ended_on < t.{first}",
            )  # fmt: skip
        check_price_clauses(self.present, self.refuse)
        self.refuse(
            "currency", "t.currency", "'the contract is in ' || d.currency || ' in the book'",
            "(SELECT t._s, t._r, t.currency, t.contract FROM t_contracts t) t "
            "JOIN db_contracts d ON d.key = t.contract WHERE d.currency <> t.currency",
        )  # fmt: skip

    def orders(self) -> None:
        """Refuse changes of booked orders; make `v_orders` with the contract's id."""
        reason = "reason" if "reason" in self.present else "''"
        self.refuse(
            "order", 't."order"',
            "'this order is booked with other facts; booked orders are never changed'",
            "(SELECT t._s, t._r, t.\"order\" FROM t_orders t JOIN ids_contracts i "
            'ON i.key = t.contract JOIN db_orders d ON d.c = i.id AND d.key = t."order" '
            "WHERE d.kind <> t.kind OR d.effective_on <> t.effective_on "
            "OR d.booked_on <> t.booked_on) t",
        )  # fmt: skip
        self.duck.execute(
            "CREATE OR REPLACE TABLE v_orders AS SELECT t._s, t._r, i.id AS c, "
            't."order", row_number() OVER () AS o, t.kind, '
            f"t.effective_on, t.booked_on, {reason} AS reason FROM t_orders t "
            "JOIN ids_contracts i ON i.key = t.contract"
        )

    def lines(self) -> None:
        """Refuse lines that do not fit their contract or one another; make `v_lines`."""
        self._resolve_lines()
        self.refuse(
            "currency", "t.currency", "'the contract is in ' || t.contract_currency",
            "t_lines t WHERE t.currency <> t.contract_currency",
        )  # fmt: skip
        self.refuse(
            "order", 't."order"', "'there is no such order of this contract'",
            't_lines t WHERE t.o IS NULL AND t."order" IS NOT NULL',
        )  # fmt: skip
        places = "t.quantity::DOUBLE * t.unit_price::DOUBLE * 12.0 / t.price_months * 10000 / 1e8"
        self.refuse(
            "unit_price", "t.unit_price", "'quantity times price is too large'",
            f"t_lines t WHERE {places} > {_SAFE_ARR}",
        )  # fmt: skip
        together = 'SELECT _s, _r, c, line, "start", "end" FROM t_lines'
        if self._any("db_lines"):
            together += (
                ' UNION ALL SELECT NULL, NULL, c, line, "start", "end" FROM db_lines d '
                'ANTI JOIN t_lines t USING (c, line, "start")'
            )
            self.refuse_overlaps(together, "c, line", "'overlaps another segment of this line'")
        elif self._overlap_in_order():
            together += " SEMI JOIN clashing USING (c, line)"
            self.refuse_overlaps(together, "c, line", "'overlaps another segment of this line'")
        self.duck.execute("CREATE OR REPLACE VIEW v_lines AS SELECT * FROM t_lines")

    def _resolve_lines(self) -> None:
        """Put contract, product and order beside the keys, and defaults where columns are missing.

        Sorted by contract, line and start: everything after needs that order, and only looks at
        the row before.
        """
        given = {
            "price_months": "12",
            "end": "NULL::DATE",
            "list_unit_price": "NULL::BIGINT",
            "uplift": "NULL::INTEGER",
            "order": "NULL::VARCHAR",
        }
        cells = ", ".join(
            f't."{name}"' if name in self.present else f'{default} AS "{name}"'
            for name, default in given.items()
        )
        orders = "SELECT c, key, -id AS o FROM db_orders"
        if "orders" in self.compiled:
            orders = (
                'SELECT c, "order" AS key, o FROM v_orders UNION ALL SELECT d.c, d.key, -d.id '
                'FROM db_orders d ANTI JOIN v_orders v ON v.c = d.c AND v."order" = d.key'
            )
        key = 't."order"' if "order" in self.present else "NULL::VARCHAR"
        self.duck.execute(
            "CREATE OR REPLACE TABLE x_lines AS SELECT t._s, t._r, t.line, t.quantity, "
            f't.unit_price, t.currency, t."start", {cells}, e.id AS c, '
            "e.currency AS contract_currency, p.id AS product_id, p.recurring, k.o FROM t_lines t "
            "JOIN e_contracts e ON e.key = t.contract JOIN sold p ON p.key = t.product "
            f"LEFT JOIN ({orders}) k ON k.c = e.id AND k.key = {key} "
            'ORDER BY c, t.line, t."start", t._s, t._r'
        )
        self.duck.execute("DROP TABLE t_lines")
        self.duck.execute("ALTER TABLE x_lines RENAME TO t_lines")

    def _overlap_in_order(self) -> bool:
        """Make `clashing`, the lots in which a line begins before the one before it ends.

        Tell whether there are any; needs the sorted order.
        """
        self.duck.execute(
            "CREATE OR REPLACE TABLE clashing AS SELECT DISTINCT c, line FROM "
            '(SELECT c, line, "start", lag(c) OVER () AS p_c, '
            'lag(line) OVER () AS p_line, lag("end") OVER () AS p_end FROM t_lines) '
            'WHERE p_c = c AND p_line = line AND (p_end IS NULL OR p_end > "start")'
        )
        return self._any("clashing")

    def add_missing(self, columns: Mapping[str, str]) -> None:
        """Give the sheet the columns, with their types, that the files do not have."""
        for column, kind in columns.items():
            if column not in self.present:
                self.duck.execute(f'ALTER TABLE {self.table} ADD COLUMN "{column}" {kind}')

    def refuse_overlaps(self, together: str, by: str, reason: str) -> None:
        """Refuse a row of the files that begins before its predecessor ends (or when it does)."""
        keys = f'PARTITION BY {by} ORDER BY "start", _s NULLS FIRST, _r'
        told = (
            'CASE WHEN t.p_start = t."start" THEN '
            "'given more than once in the files; the first row stands' "
            f"ELSE {reason} || coalesce(' (from ' || t.p_start || ')', '') END"
        )
        again = True
        while again:
            beside = (
                'SELECT *, lag("start") OVER k AS p_start, lag("end") OVER k AS p_end, '
                'CASE WHEN lead(_s) OVER k IS NULL THEN lead("start") OVER k END AS n_start '
                f"FROM ({together}) WINDOW k AS ({keys})"
            )
            # A row of the book stays; the row of the files that reaches into it goes.
            hits = (
                'SELECT *, p_start IS NOT NULL AND (p_end IS NULL OR p_end > "start") AS hit, '
                'n_start IS NOT NULL AND ("end" IS NULL OR "end" > n_start) AS into_next '
                f"FROM ({beside})"
            )
            row = self.duck.execute(f"SELECT count(*) FROM ({hits}) WHERE hit").fetchone()
            if not row or not row[0]:
                return
            # Only the first of several in a row: without it, the next may fit.
            first = (
                f"SELECT *, lag(hit, 1, false) OVER k AS p_hit FROM ({hits}) WINDOW k AS ({keys})"
            )
            again = self.refuse(
                "start",
                't."start"',
                told,
                f"({first}) t WHERE _r IS NOT NULL AND ((hit AND NOT p_hit) OR into_next)",
            )

    def _any(self, table: str) -> bool:
        row = self.duck.execute(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT 1)").fetchone()
        return bool(row and row[0])


def make_sold(staging: Staging, *, in_files: bool) -> None:
    """Make `sold`: every product that lines may name, with its id and whether it recurs."""
    told = (
        "SELECT id, charge FROM e_products UNION ALL "
        "SELECT d.id, d.charge FROM db_products d ANTI JOIN e_products e ON e.id = d.id"
    )
    if not in_files:
        told = "SELECT id, charge FROM db_products"
    staging.duck.execute(
        "CREATE OR REPLACE TABLE sold AS SELECT i.key, i.id, k.charge = 'recurring' AS recurring "
        f"FROM ids_products i JOIN ({told}) k ON k.id = i.id"
    )


def rejected_rows(staging: Staging, sheet: str) -> int:
    """Return how many rows of a sheet have a problem."""
    row = staging.duck.execute(
        "SELECT count(DISTINCT (_s, coalesce(_r, -line))) FROM problems "
        f"WHERE sheet = {literal(sheet)}"
    ).fetchone()
    return int(row[0]) if row else 0


def unreadable_rows(staging: Staging, sheet: str) -> int:
    """Return how many rows of a sheet could not even be read as cells."""
    row = staging.duck.execute(
        f"SELECT count(*) FROM problems WHERE _r IS NULL AND sheet = {literal(sheet)}"
    ).fetchone()
    return int(row[0]) if row else 0
