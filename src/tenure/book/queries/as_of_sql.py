"""`rules/fold.py` over whole columns: statements of DuckDB, and for COPY what they read.

1. `orders` as they were booked, as far as they were known; `facts`, what they said of each
   contract: the last word on each fact.
2. `acts`: every known action with its contract, order number and ARR, in the order of contract, lot
   and start; `seen`: each with the one before it in its lot. Where no action of a lot meets another
   they are its segments already: nearly all of a book.
3. `odd`: the other lots. Each of their days belongs to the last action that covers it: days are
   cut at every start and end, the winner of each piece is found, and pieces of one winner that
   touch are joined again (`cut`).
4. `lines`: the segments of both. `steps`: what the ledger says of them, see `ledger_sql`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenure.book.queries.held import LINEAGE, Held
from tenure.book.queries.ledger_sql import BEFORE, annual, only_live, steps
from tenure.book.rules.facts import TAKING_AWAY

FACTS = ("start_on", "end_on", "ended_on", "renewal_type")
_GONE = ", ".join(f"'{kind}'" for kind in sorted(TAKING_AWAY))
_MOVING = "kind IN ('move_in', 'move_out', 'restore') OR replaces IS NOT NULL"

BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class Part(Held):
    """A query whose rows are sent as text, blocks of them at once.

    A row sent by itself costs both sides more than its values do. `blocks_of` names a table and
    its alias in the query (which ends with a condition): a block is the rows of so many ids. None:
    the rows are few, or not worth more than one reading of the table.
    """

    blocks_of: tuple[str, str] | None = None

    @property
    def blocks(self) -> str:
        """Return the query of the blocks.

        Lines are composite values with nothing at either end: `(,1,2,)` has four cells.
        """
        row = "ROW(NULL, r.*, NULL)::text"
        if self.blocks_of is None:
            return f"SELECT {row} FROM ({self.sql}) AS r"
        table, alias = self.blocks_of
        ids = f"{alias}.id >= block AND {alias}.id < block + {BLOCK}"
        return (
            f"SELECT (SELECT string_agg({row}, E'\\n') FROM ({self.sql} AND {ids}) AS r) "
            f"FROM generate_series((SELECT min(id) FROM {table}), (SELECT max(id) FROM {table}), "
            f"{BLOCK}) AS block"
        )

    def lines(self, path: str) -> str:
        """Return what a file of blocks holds, as DuckDB reads it."""
        cells = {"_": "VARCHAR", **self.columns, "__": "VARCHAR"}
        kinds = ", ".join(f"'{column}': '{kind}'" for column, kind in cells.items())
        return (
            f"(SELECT * EXCLUDE (_, __) FROM read_csv('{path}', columns={{{kinds}}}, "
            "auto_detect=false, header=false, delim=',', quote='\"', escape='\"', nullstr='', "
            "allow_quoted_nulls=false))"
        )


PRODUCTS = Part(
    name="products",
    sql="SELECT id, charge = 'recurring' FROM book_product",
    columns={"id": "BIGINT", "recurring": "BOOLEAN"},
)


def orders(known_on: date | None, contract_ids: Sequence[int] | None) -> Part:
    """Return the query of the orders known on a day (none: all), facts as JSON text.

    An order is known with all before it: the first that was booked later ends what is known.
    """
    tests, join = [among(contract_ids)], ""
    if known_on is not None:
        join = (
            " LEFT JOIN (SELECT contract_id AS c, min(number) AS n FROM book_order "
            f"WHERE booked_on > '{known_on}' GROUP BY 1) later ON later.c = o.contract_id"
        )
        tests.append("(later.n IS NULL OR o.number < later.n)")
    facts = ", ".join(f"o.terms->'{name}'" for name in FACTS)
    return Part(
        name="orders",
        sql=f"SELECT o.id, o.contract_id, o.number, o.kind, {facts} FROM book_order o{join} "
        f"WHERE {' AND '.join(tests)}",
        columns={"o": "BIGINT", "c": "BIGINT", "n": "INTEGER", "kind": "VARCHAR"}
        | dict.fromkeys(FACTS, "VARCHAR"),
        blocks_of=_all("book_order", "o", contract_ids) if known_on is None else None,
    )


def actions(contract_ids: Sequence[int] | None) -> Part:
    """Return the query of the contracts' actions: what the ledger needs of them, no more.

    A kind is sent where it says something that the segment does not.
    """
    join = "" if contract_ids is None else "JOIN book_order o ON o.id = a.order_id"
    return Part(
        name="actions",
        sql=f"""
            SELECT a.order_id, a.id, a.lot,
                CASE WHEN a.kind IN ({_GONE}, 'move_in', 'restore') OR a.replaces_lot IS NOT NULL
                    THEN a.kind END,
                CASE WHEN a.from_contract_id IS NULL THEN a.replaces_lot END,
                a.product_id, a.quantity, a.unit_price_e4, a.price_months, a.currency,
                a.start_on, a.end_on, a.suspended
            FROM book_orderaction a {join} WHERE {among(contract_ids)}""",
        columns={
            "o": "BIGINT", "id": "BIGINT", "lot": "INTEGER", "kind": "VARCHAR",
            "replaces": "INTEGER", "product_id": "BIGINT", "quantity": "DECIMAL(18,4)",
            "unit_price": "BIGINT", "price_months": "INTEGER", "currency": "VARCHAR",
            "start": "DATE", "end": "DATE", "suspended": "BOOLEAN",
        },
        blocks_of=_all("book_orderaction", "a", contract_ids),
    )  # fmt: skip


def _all(table: str, alias: str, contract_ids: Sequence[int] | None) -> tuple[str, str] | None:
    return (table, alias) if contract_ids is None else None


def among(contract_ids: Sequence[int] | None) -> str:
    """Return the condition that a row `o` belongs to one of the contracts (none: true)."""
    if contract_ids is None:
        return "true"
    return f"o.contract_id = ANY('{{{','.join(map(str, contract_ids))}}}'::bigint[])"


def posted(contract_ids: Sequence[int] | None) -> Part:
    """Return the query of the ledger's movements."""
    return Part(
        name="posted",
        sql="SELECT o.contract_id, o.lot, o.effective_on, o.kind, o.amount_minor "
        f"FROM book_arrmovement o WHERE {among(contract_ids)}",
        columns={
            "c": "BIGINT", "lot": "INTEGER", "day": "DATE", "kind": "VARCHAR", "amount": "BIGINT",
        },
        blocks_of=_all("book_arrmovement", "o", contract_ids),
    )  # fmt: skip


def _fact(name: str) -> str:
    """Return a fact's last word; JSON's null is one: an order took the fact away."""
    said = f"nullif(trim(arg_max({name}, n) FILTER ({name} IS NOT NULL), '\"'), 'null')"
    return f"{said}{'::DATE' if name.endswith('_on') else ''} AS {name}"


FACTS_TABLE = (
    f"CREATE TABLE facts AS SELECT c, max(n) AS revision, {', '.join(map(_fact, FACTS))} "
    "FROM orders GROUP BY c"
)


def _acts() -> str:
    earns = "(p.recurring AND NOT a.suspended)"
    arr = annual("a.quantity", "a.unit_price", "a.price_months", "a.currency")
    return (
        "SELECT o.c, a.lot, o.n, a.id, a.kind, a.replaces, "
        f"CASE WHEN {_MOVING.replace('kind', 'a.kind')} THEN o.kind END AS order_kind, "
        f"coalesce(a.kind IN ({_GONE}), false) AS gone, a.product_id, a.suspended, "
        'a.quantity, a.unit_price, a.price_months, a.currency, a."start", a."end", '
        f"{earns} AS earns, CASE WHEN {earns} THEN {arr} ELSE 0 END AS arr, "
        f'{earns} AND (f.ended_on IS NULL OR a."start" < f.ended_on) AS live, '
        "f.end_on AS term_end, f.ended_on, "
        "f.renewal_type IS NOT DISTINCT FROM 'evergreen' AS evergreen "
        f"FROM (SELECT * REPLACE ((quantity * 10000)::BIGINT AS quantity) FROM actions) a "
        "JOIN orders o ON o.o = a.o JOIN facts f ON f.c = o.c "
        "JOIN products p ON p.id = a.product_id"
    )


ACTS_TABLE = f'CREATE TABLE acts AS {_acts()} ORDER BY o.c, a.lot, a."start"'
_OF_STEPS = (
    'c, lot, n, currency, quantity, arr, live, term_end, ended_on, evergreen, "start", "end"'
)
_SAME = "lag(c) OVER () = c AND lag(lot) OVER () = lot"
_FOLLOWS = "lead(c) OVER () = c AND lead(lot) OVER () = lot"
# `acts` stand in order, so that what comes before is the row before: no other sort is needed.
SEEN_VIEW = (
    f"CREATE VIEW seen AS SELECT {_OF_STEPS}, gone, "
    + ", ".join(
        f"CASE WHEN {_SAME} THEN lag({column}) OVER () END AS {name}"
        for name, column in (*BEFORE.items(), ("p_live", "live"), ("p_n", "n"))
    )
    + f", CASE WHEN {_FOLLOWS} THEN lead(live) OVER () END AS next_live FROM acts"
)
# Lots whose actions meet or take away, of which only a part makes revenue, or whose first segment
# was brought by a later order than another.
ODD_TABLE = (
    "CREATE TABLE odd AS SELECT DISTINCT c, lot FROM seen WHERE gone OR p_live <> live "
    'OR (p_start IS NOT NULL AND coalesce(p_end > "start", true)) OR (n = 1 AND p_n > 1)'
)
_CUT = """
    CREATE TABLE cut AS WITH told AS (
        SELECT a.*, row_number() OVER k AS rank, min(n) OVER (PARTITION BY c, lot) AS first_n
        FROM acts a SEMI JOIN odd USING (c, lot)
        WINDOW k AS (PARTITION BY c, lot ORDER BY n, id)),
    days AS (
        SELECT c, lot, "start" AS day FROM told
        UNION SELECT c, lot, "end" FROM told WHERE "end" IS NOT NULL),
    pieces AS (
        SELECT c, lot, day, lead(day) OVER (PARTITION BY c, lot ORDER BY day) AS next FROM days),
    won AS (
        SELECT p.c, p.lot, p.day, any_value(p.next) AS next, max(t.rank) AS rank
        FROM pieces p JOIN told t ON t.c = p.c AND t.lot = p.lot
            AND t."start" <= p.day AND coalesce(t."end" > p.day, true)
        GROUP BY 1, 2, 3),
    marked AS (
        SELECT *, (lag(rank) OVER k = rank AND lag(next) OVER k = day) IS NOT TRUE AS begins
        FROM won WINDOW k AS (PARTITION BY c, lot ORDER BY day)),
    joined AS (
        SELECT c, lot, rank, day, next, sum(begins::INTEGER) OVER
            (PARTITION BY c, lot ORDER BY day ROWS UNBOUNDED PRECEDING) AS island
        FROM marked),
    islands AS (
        SELECT c, lot, island, any_value(rank) AS rank, min(day) AS day,
            CASE WHEN bool_and(next IS NOT NULL) THEN max(next) END AS stop
        FROM joined GROUP BY 1, 2, 3)
    SELECT t.* EXCLUDE (rank) REPLACE (i.day AS "start", i.stop AS "end", {live} AS live)
    FROM islands i JOIN told t ON t.c = i.c AND t.lot = i.lot AND t.rank = i.rank
    WHERE NOT t.gone"""
CUT_TABLE = _CUT.format(live="t.earns AND (t.ended_on IS NULL OR i.day < t.ended_on)")
_LINE = (
    "c, lot, id, product_id, suspended, quantity, unit_price, price_months, currency, arr, "
    '"start", "end"'
)
LINES_VIEW = (
    f"CREATE VIEW lines AS SELECT {_LINE} FROM acts ANTI JOIN odd USING (c, lot) "
    f"UNION ALL SELECT {_LINE} FROM cut"
)
LINEAGE_TABLE = (
    "CREATE TABLE lineage AS WITH db_lineage AS (SELECT c, lot, id, kind AS action, "
    f"order_kind AS kind, replaces FROM acts WHERE {_MOVING}) {LINEAGE.replace('WITH ', ', ')}"
)
_NOT_NEEDED = "NULL::BIGINT AS order_id, NULL::DATE AS booked_on, false AS old"
_PAUSES = 'coalesce(NOT lead(earns) OVER k AND lead("start") OVER k = "end", false) AS pauses'


def steps_table(*, has_odd: bool, has_lineage: bool) -> str:
    """Return the statement that makes `steps`: c, lot, day, kind, amount; none of 0."""
    plain = f"SELECT {_OF_STEPS}, n AS first_n, false AS pauses, {', '.join(BEFORE)}, next_live"
    if not has_odd:
        rows = f"{plain}, {_NOT_NEEDED} FROM seen"
    else:
        nothing = ", ".join(f"NULL AS {name}" for name in (*BEFORE, "next_live"))
        cut = (
            f"(SELECT {_OF_STEPS}, first_n, {_PAUSES}, {nothing}, unit_price, price_months "
            'FROM cut WINDOW k AS (PARTITION BY c, lot ORDER BY "start"))'
        )
        rows = (
            f"SELECT *, {_NOT_NEEDED} FROM ({plain} FROM seen ANTI JOIN odd USING (c, lot) "
            f"UNION ALL BY NAME SELECT * EXCLUDE (unit_price, price_months) FROM {only_live(cut)})"
        )
    found = steps(f"({rows})", first_order="first_n = 1", has_lineage=has_lineage)
    return (
        f"CREATE TABLE steps AS SELECT c, lot, day, kind, amount FROM ({found}) WHERE amount <> 0"
    )
