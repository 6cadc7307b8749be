"""`rules/fold.py` over whole columns, as statements of DuckDB; they read what `as_of_rows` sends.

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

from tenure.book.queries.as_of_rows import FACTS, GONE
from tenure.book.queries.held import LINEAGE
from tenure.book.queries.ledger_sql import BEFORE, annual, only_live, steps

_MOVING = "kind IN ('move_in', 'move_out', 'restore') OR replaces IS NOT NULL"


def _fact(name: str) -> str:
    """Return a fact's last word; JSON's null is one: an order took the fact away."""
    said = f"nullif(arg_max({name}, n) FILTER ({name} IS NOT NULL), 'null')"
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
        f"coalesce(a.kind IN ({GONE}), false) AS gone, a.product_id, a.suspended, "
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
