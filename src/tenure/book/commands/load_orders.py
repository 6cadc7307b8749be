"""Lots, lines, orders and order actions of an import, in DuckDB.

`all_lines` are the segments that the contracts in the files have afterwards: those of the files
and those of the book that the files do not name. `state` is new, changed or kept. They stand in the
order of contract, lot and start: what needs a segment's predecessor looks at the row before, and no
other sort is needed. (`v_lines` come sorted by contract, line and start; a book without lines of
these contracts numbers the lots in that order.)
"""

from __future__ import annotations

from collections.abc import Mapping

from tenure.book.queries.ledger_sql import BEFORE, annual
from tenure.book.rules.index_clause import INDEX_FACTS
from tenure.foundation.bulk import Bulk, Counts

_COLUMNS = (
    'product_id, recurring, quantity, unit_price, price_months, currency, "start", "end", '
    "list_unit_price, uplift"
)
_SAME = (
    "v.product_id = d.product_id AND v.quantity = d.quantity AND v.unit_price = d.unit_price "
    'AND v.price_months = d.price_months AND v."end" IS NOT DISTINCT FROM d."end" '
    "AND v.list_unit_price IS NOT DISTINCT FROM d.list_unit_price "
    "AND v.uplift IS NOT DISTINCT FROM d.uplift"
)


def plan_lines(bulk: Bulk) -> Counts:
    """Make `all_lines`, `replaced_lines` and `touched` (contract ids whose lines change)."""
    duck = bulk.duck
    if bulk.count("SELECT (SELECT count(*) FROM db_lines) + (SELECT count(*) FROM db_lots)"):
        _all_with_the_books(bulk)
    else:
        _all_new(bulk)
    duck.execute(
        "CREATE OR REPLACE TABLE replaced_lines AS SELECT old_id AS id FROM all_lines "
        "WHERE state = 'changed'"
    )
    row = duck.execute(
        "SELECT count(*) FILTER (WHERE state = 'new'), count(*) FILTER (WHERE state = 'changed') "
        "FROM all_lines"
    ).fetchone()
    new, changed = row or (0, 0)
    return Counts(new, changed, bulk.count("SELECT count(*) FROM v_lines") - new - changed)


def _all_new(bulk: Bulk) -> None:
    """Number the lots of contracts without lines in the book, from the sorted rows alone."""
    bulk.duck.execute(
        "CREATE OR REPLACE TABLE all_lines AS WITH marked AS (SELECT *, "
        "lag(c) OVER () IS DISTINCT FROM c AS new_c, "
        "lag(c) OVER () IS DISTINCT FROM c OR lag(line) OVER () IS DISTINCT FROM line AS new_lot "
        "FROM v_lines), counted AS (SELECT *, sum(new_lot::INTEGER) OVER "
        "(ROWS UNBOUNDED PRECEDING) AS lots FROM marked), numbered AS (SELECT *, max(CASE WHEN "
        "new_c THEN lots END) OVER (ROWS UNBOUNDED PRECEDING) AS first_lot FROM counted) "
        "SELECT n.c, n.line, (n.lots - n.first_lot + 1)::INTEGER AS lot, "
        f"NULL::INTEGER AS first_n, {_COLUMNS}, false AS suspended, n.o, 'new' AS state, "
        "NULL::BIGINT AS old_id "
        "FROM numbered n"
    )


def _all_with_the_books(bulk: Bulk) -> None:
    """Put the files' lines and those of the book together; lots keep the book's numbers."""
    bulk.duck.execute(
        f"CREATE OR REPLACE TABLE mixed_lines AS SELECT v.c, v.line, {_prefixed('v')}, v.o, "
        f"CASE WHEN d.id IS NULL THEN 'new' WHEN {_SAME} THEN 'kept' ELSE 'changed' END AS state, "
        "d.id AS old_id, coalesce(d.suspended, false) AS suspended FROM v_lines v "
        "LEFT JOIN db_lines d "
        'ON d.c = v.c AND d.line = v.line AND d."start" = v."start" '
        f"UNION ALL SELECT d.c, d.line, {_prefixed('d')}, NULL, 'kept', d.id, "
        "d.suspended "
        "FROM (SELECT *, charge = 'recurring' AS recurring FROM db_lines) d ANTI JOIN v_lines v "
        'ON d.c = v.c AND d.line = v.line AND d."start" = v."start"'
    )
    bulk.duck.execute(
        "CREATE OR REPLACE TABLE lots AS WITH seen AS (SELECT DISTINCT c, line FROM mixed_lines), "
        "known AS (SELECT s.*, l.lot, l.first_n FROM seen s "
        "LEFT JOIN db_lots l ON l.c = s.c AND l.lot_key = s.line), "
        "top AS (SELECT c, max(lot) AS top FROM db_lots GROUP BY 1) "
        "SELECT k.c, k.line, k.first_n, coalesce(k.lot, (coalesce(t.top, 0) + row_number() OVER "
        "(PARTITION BY k.c, k.lot IS NULL ORDER BY k.line))::INTEGER) AS lot "
        "FROM known k LEFT JOIN top t ON t.c = k.c"
    )
    bulk.duck.execute(
        f"CREATE OR REPLACE TABLE all_lines AS SELECT m.c, m.line, l.lot, l.first_n, "
        f"{_prefixed('m')}, m.suspended, m.o, m.state, m.old_id FROM mixed_lines m "
        'JOIN lots l ON l.c = m.c AND l.line = m.line ORDER BY m.c, l.lot, m."start"'
    )


def plan_orders(bulk: Bulk, *, on: str, reason: str) -> Counts:
    """Make `new_orders` and `revisions` (the last of each contract) from `all_lines`."""
    _book_orders(bulk, on=on, reason=reason)
    given = bulk.count("SELECT count(*) FROM v_orders")
    new = bulk.count("SELECT count(*) FROM new_orders WHERE NOT implied")
    return Counts(new, 0, given - new)


def _book_orders(bulk: Bulk, *, on: str, reason: str) -> None:
    """Number the orders of each contract: the files' new ones, and one for what they leave over.

    A new contract's implied order is the `new` order of its first day; a contract of the book
    whose lines or facts changed outside the files' new orders gets one amendment.
    """
    bulk.duck.execute(
        'CREATE OR REPLACE TABLE file_orders AS SELECT o.c, o.o, o."order" AS key, o.kind, '
        "o.effective_on, o.booked_on, o.reason, false AS implied FROM v_orders o "
        'ANTI JOIN db_orders d ON d.c = o.c AND d.key = o."order"'
    )
    cut = _CUT_BY_NEXT if bulk.count("SELECT count(*) FROM replaced_lines") else "false"
    loose = (
        'SELECT a.c, min(a."start") AS s FROM all_lines a '
        "LEFT JOIN file_orders f ON f.o = CASE WHEN a.state = 'new' THEN a.o END "
        f"WHERE a.state <> 'kept' AND f.c IS NULL AND NOT ({cut}) GROUP BY 1"
    )
    bulk.duck.execute(
        f"CREATE OR REPLACE TABLE implied_orders AS WITH loose AS ({loose}), "
        "e AS (SELECT e.*, g.c IS NOT NULL AS ordered FROM e_contracts e "
        "LEFT JOIN (SELECT DISTINCT c FROM file_orders) g ON g.c = e.id) "
        "SELECT e.id AS c, NULL::BIGINT AS o, '' AS key, 'new' AS kind, "
        "e.first_start_on AS effective_on, e.first_start_on AS booked_on, '' AS reason, "
        "true AS implied FROM e LEFT JOIN loose l ON l.c = e.id "
        "WHERE NOT e.old AND (l.c IS NOT NULL OR NOT e.ordered) UNION ALL "
        f"SELECT e.id, NULL, '', 'amendment', coalesce(l.s, DATE '{on}'), DATE '{on}', "
        f"'{reason}', true FROM e LEFT JOIN loose l ON l.c = e.id "
        "WHERE e.old AND (l.c IS NOT NULL OR (e.facts_changed AND NOT e.ordered))"
    )
    total = bulk.count(
        "SELECT (SELECT count(*) FROM file_orders) + (SELECT count(*) FROM implied_orders)"
    )
    first = bulk.reserve("book_order", total)
    # Of a contract of the book, the amendment comes first: what it corrects, the others build on.
    bulk.duck.execute(
        "CREATE OR REPLACE TABLE new_orders AS WITH o AS (SELECT * FROM file_orders UNION ALL "
        "SELECT * FROM implied_orders), ranked AS (SELECT o.*, e.revision, e.old, e.facts_changed, "
        "row_number() OVER k AS rank, lead(o.c) OVER k IS NULL AS is_last "
        "FROM o JOIN e_contracts e ON e.id = o.c WINDOW k AS (PARTITION BY o.c ORDER BY "
        "(e.old AND o.implied) DESC, o.booked_on, o.effective_on, o.key)) "
        f"SELECT {first} - 1 + row_number() OVER (ORDER BY r.c, r.rank) AS id, r.c, r.o, r.key, "
        "r.kind, r.effective_on, r.booked_on, coalesce(r.reason, '') AS reason, r.implied, "
        "(r.revision + r.rank)::INTEGER AS n, r.is_last, "
        f"{_ORDER_TERMS} AS terms FROM ranked r JOIN e_contracts e ON e.id = r.c "
        'LEFT JOIN (SELECT o, CASE WHEN count(*) = count("end") THEN max("end") END AS ends '
        "FROM all_lines WHERE o IS NOT NULL GROUP BY o) x ON x.o = r.o"
    )
    bulk.duck.execute(
        "CREATE OR REPLACE TABLE revisions AS SELECT c, n, id AS order_id, booked_on "
        "FROM new_orders WHERE is_last"
    )


# A segment of the book that only became shorter, to make room for a new one of the files: the new
# segment's own action says so by taking those days.
_CUT_BY_NEXT = (
    "a.state = 'changed' AND EXISTS (SELECT 1 FROM db_lines d JOIN all_lines x "
    'ON x.c = a.c AND x.line = a.line AND x.state = \'new\' AND x."start" = a."end" '
    "JOIN file_orders y ON y.o = x.o "
    "WHERE d.id = a.old_id AND d.product_id = a.product_id AND d.quantity = a.quantity "
    "AND d.unit_price = a.unit_price AND d.price_months = a.price_months "
    "AND d.list_unit_price IS NOT DISTINCT FROM a.list_unit_price "
    'AND d.uplift IS NOT DISTINCT FROM a.uplift AND (d."end" IS NULL OR d."end" > a."end") '
    'AND (x."end" IS NULL OR x."end" >= d."end"))'
)


# What the term was when the first of several orders was booked; the last one says what it is now.
_AT_FIRST = {
    "start_on": "r.effective_on", "end_on": "x.ends", "term_months": "NULL", "ended_on": "NULL",
    "end_reason": "''",
}  # fmt: skip


def _terms(known: Mapping[str, str]) -> str:
    """Return the JSON of a contract's facts; a new contract leaves out what says nothing."""
    always = ("currency", "start_on", "first_start_on", "end_on", "renewal_type",
              "renewal_term_months", "notice_days", "channel")  # fmt: skip
    sometimes = ("term_months", "uplift_bp", "uplift_cap_bp", "price_hold_until", "ended_on",
                 "bill_to_id", "reseller_id", "distributor_id")  # fmt: skip
    texts = ("price_method", "terms_version", "co_term_group", "end_reason")
    cells = {name: known.get(name, f"e.{name}") for name in (*always, *sometimes, *texts)}
    full = ", ".join(f"'{name}', {cell}" for name, cell in cells.items())
    clauses = ", ".join(f"'{name}', e.{name}" for name in ("escalator_bp", *INDEX_FACTS))
    if_any = [f"{cells[name]} IS NOT NULL" for name in sometimes]
    if_any += [f"{cells[name]} <> ''" for name in texts]
    short = ", ".join(f"'{name}', {cells[name]}" for name in always)
    test = " OR ".join(if_any)
    return (
        "CASE WHEN r.old OR e.index_code <> '' OR e.escalator_bp IS NOT NULL "
        f"THEN json_object({full}, {clauses}) "
        f"WHEN {test} THEN json_object({full}) ELSE json_object({short}) END"
    )


# A new contract's facts stand with its first order, as far as they were so then: clauses are taken
# to be what they always were, the term is that of the order's lines. Later terms come with their
# renewals, so that the contract can be looked at as it was known on any day.
_ORDER_TERMS = (
    f"CASE WHEN r.old THEN CASE WHEN r.is_last AND r.facts_changed THEN {_terms({})} END "
    f"WHEN r.rank = 1 THEN CASE WHEN r.is_last THEN {_terms({})} ELSE {_terms(_AT_FIRST)} END "
    "WHEN r.is_last THEN json_object('start_on', e.start_on, 'end_on', e.end_on, 'term_months', "
    "e.term_months, 'ended_on', e.ended_on, 'end_reason', e.end_reason) "
    "WHEN r.kind = 'renewal' THEN json_object('start_on', r.effective_on, 'end_on', x.ends) END"
)


def plan_segments(bulk: Bulk) -> None:
    """Make `w`: segments with their order and the one before."""
    _place_lines(bulk)
    _follow_predecessors(bulk)


def _place_lines(bulk: Bulk) -> None:
    """Make `placed`: every segment with its order, its ARR and the facts that the ledger needs.

    A segment of the book's own past keeps no order: only its place in time matters here.
    """
    earns = "(a.recurring AND NOT a.suspended)"
    arr = annual("a.quantity", "a.unit_price", "a.price_months", "a.currency")
    bulk.duck.execute(
        "CREATE OR REPLACE TABLE placed AS SELECT a.*, coalesce(o.n, i.n) AS n, "
        "coalesce(o.id, i.id) AS order_id, coalesce(o.kind, i.kind) AS order_kind, "
        "coalesce(o.booked_on, i.booked_on) AS booked_on, "
        f"CASE WHEN {earns} THEN {arr} ELSE 0 END AS arr, "
        f'{earns} AND (e.ended_on IS NULL OR a."start" < e.ended_on) AS live, '
        "e.end_on AS term_end, e.ended_on, e.renewal_type = 'evergreen' AS evergreen, e.old "
        "FROM all_lines a "
        "JOIN e_contracts e ON e.id = a.c "
        "LEFT JOIN (SELECT * FROM new_orders WHERE NOT implied) o "
        "ON o.o = CASE WHEN a.state = 'new' THEN a.o END "
        "LEFT JOIN (SELECT * FROM new_orders WHERE implied) i "
        "ON i.c = CASE WHEN a.state <> 'kept' THEN a.c END "
        # The joins lose the order.
        'ORDER BY a.c, a.lot, a."start"'
    )


def _follow_predecessors(bulk: Bulk) -> None:
    """Make `w`: the placed segments with the one before in the lot, and the ids of new lines."""
    first = bulk.reserve(
        "book_line", bulk.count("SELECT count(*) FROM placed WHERE state <> 'kept'")
    )
    same = "lag(c) OVER () = c AND lag(lot) OVER () = lot"
    before = ", ".join(
        f"CASE WHEN {same} THEN lag({column}) OVER () END AS {name}"
        for name, column in BEFORE.items()
    )
    pauses = 'NOT lead(recurring AND NOT suspended) OVER () AND lead("start") OVER () = "end"'
    follows = "lead(c) OVER () = c AND lead(lot) OVER () = lot"
    bulk.duck.execute(
        f"CREATE OR REPLACE TABLE w AS SELECT {first} - 1 + sum((state <> 'kept')::INTEGER) OVER "
        f"(ROWS UNBOUNDED PRECEDING) AS id, *, {before}, CASE WHEN {same} THEN lag(live) OVER () "
        f"END AS p_live, CASE WHEN {follows} THEN lead(live) OVER () END AS next_live, "
        f"coalesce({follows} AND {pauses}, false) AS pauses FROM placed"
    )
    bulk.duck.execute("DROP TABLE placed")


def plan_actions(bulk: Bulk) -> None:
    """Make `new_actions`, in the order in which the fold has to apply them."""
    segment = f"lot, line, {_COLUMNS}, suspended"
    kind = (
        "CASE WHEN state = 'changed' THEN 'correct' WHEN p_start IS NULL THEN 'add' "
        "WHEN order_kind = 'renewal' AND p_end IS NOT NULL AND \"start\" >= p_end THEN 'renew' "
        "WHEN quantity IS DISTINCT FROM p_quantity THEN 'change_quantity' ELSE 'reprice' END"
    )
    plain = f"SELECT order_id, {kind} AS action, {segment} FROM w"
    if bulk.count("SELECT count(*) FROM replaced_lines"):
        bulk.duck.execute(
            f"CREATE OR REPLACE TABLE actions AS SELECT order_id, {kind} AS action, 1 AS rank, "
            f"{segment} FROM w a WHERE state <> 'kept' AND NOT ({_CUT_BY_NEXT}) "
            # The book's segment reached further than the corrected one: its last days are removed.
            f"UNION ALL SELECT a.order_id, 'remove', 0, a.lot, a.line, {_removed()}, "
            "a.suspended FROM w a "
            f"JOIN db_lines d ON d.id = a.old_id WHERE a.state = 'changed' "
            f'AND NOT ({_CUT_BY_NEXT}) AND a."end" IS NOT NULL '
            'AND (d."end" IS NULL OR d."end" > a."end")'
        )
        plain = f"SELECT order_id, action, {segment} FROM actions ORDER BY order_id, rank, lot"
    else:
        plain += " WHERE state <> 'kept'"
    first = bulk.reserve("book_orderaction", bulk.count(f"SELECT count(*) FROM ({plain})"))
    bulk.duck.execute(
        f"CREATE OR REPLACE VIEW new_actions AS SELECT {first} - 1 + row_number() OVER () AS id, * "
        f"FROM ({plain})"
    )


def _removed() -> str:
    """Return the columns of a removal: the corrected segment's, for the days it gave up."""
    cells = _prefixed("a")
    return cells.replace('a."start", a."end"', 'a."end", d."end"')


def _prefixed(alias: str) -> str:
    return ", ".join(f"{alias}.{name.strip()}" for name in _COLUMNS.split(","))
