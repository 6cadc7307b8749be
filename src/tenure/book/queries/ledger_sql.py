"""`rules/ledger.py` over whole columns, as one statement of DuckDB.

The source has a row per segment: `c`, `lot`, `currency`, `start`, `end`, `quantity`, `arr`, `live`
(makes revenue, and starts before the contract ended), `pauses` (a segment without revenue follows
at once), `term_end`, `ended_on`, `evergreen`, `n` (its order's number), `first_n` (that of the
lot's first order, where known), `order_id`, `booked_on`, `old`, and the live segment before it in
the lot: `p_start`, `p_end`, `p_quantity`, `p_price`, `p_months`, `p_arr`; `next_live` says whether
a live one follows. Prices are per `price_months`; amounts in minor units a year.
"""

from __future__ import annotations

from tenure.book.rules.ledger import LATE_RENEWAL_DAYS
from tenure.kernel.currencies import EXPONENTS

BEFORE = {
    "p_start": '"start"', "p_end": '"end"', "p_quantity": "quantity", "p_price": "unit_price",
    "p_months": "price_months", "p_arr": "arr",
}  # fmt: skip
_COMMON = "c, lot, currency, old, order_id, booked_on"
_MOVES = "CASE WHEN {} = 'merge' THEN 'merge' ELSE 'transfer' END"


def annual(quantity: str, price: str, months: str, currency: str) -> str:
    """Return the ARR of a price as SQL: `kernel.money.annual_amount`, rounded once, half-up.

    In 64 bits where they hold the product, which is nearly always; 128 bits take ten times longer.
    """
    scales: dict[int, list[str]] = {}
    for code, places in EXPONENTS.items():
        if places != 2:
            scales.setdefault(places, []).append(f"'{code}'")
    whens = " ".join(
        f"WHEN {currency} IN ({', '.join(codes)}) THEN {10 ** (8 - places)}"
        for places, codes in scales.items()
    )
    unit = f"(CASE WHEN {currency} IS NULL THEN NULL {whens} ELSE {10**6} END)"

    def rounded(kind: str) -> str:
        top = f"({quantity}::{kind} * {price}::{kind} * 24)"
        bottom = f"({months}::{kind} * {unit})"
        return f"CAST(({top} + {bottom}) // (2 * {bottom}) AS BIGINT)"

    fits = f"{quantity}::DOUBLE * {price}::DOUBLE < 1e17"
    return f"(CASE WHEN {fits} THEN {rounded('BIGINT')} ELSE {rounded('HUGEINT')} END)"


def only_live(source: str) -> str:
    """Return the source with predecessors counted among live segments only.

    A lot whose product changes between recurring and not, that is suspended, or whose contract
    ended amid a ramp.
    """
    before = ", ".join(f"lag({column}) OVER k AS {name}" for name, column in BEFORE.items())
    return (
        f"(SELECT * EXCLUDE ({', '.join(BEFORE)}, next_live), {before}, "
        f"lead(live) OVER k AS next_live FROM {source} WHERE live "
        'WINDOW k AS (PARTITION BY c, lot ORDER BY "start"))'
    )


def steps(source: str, *, first_order: str, has_lineage: bool) -> str:
    """Return the SELECT of every step: the common columns, `day`, `kind`, `amount`.

    `first_order` is the condition that a lot came with its contract's first order. With lineage
    there is a table `lineage` (c, lot, moved_in, moved_out, successor).
    """
    pieces = {
        "spans": _spans(source, first_order),
        "lots": _LOTS_WITH_LINEAGE if has_lineage else _LOTS,
        "gone": _GONE,
        "come": _COME,
        "asked": _ASKED,
        "contract_runs": _CONTRACT_RUNS,
        "adjacent": _ADJACENT,
    }
    named = ", ".join(f"{name} AS ({sql})" for name, sql in pieces.items())
    return f"WITH {named} {' UNION ALL '.join(_STEPS)}"


def _spans(source: str, first_order: str) -> str:
    """Live segments with the first day without their revenue (none: until people decide)."""
    goes_on = 'coalesce("end" < term_end, evergreen)'
    return (
        f'SELECT {_COMMON}, quantity, arr, "start", {", ".join(BEFORE)}, '
        "next_live IS NOT TRUE AS is_last, "
        f"{first_order} AS first_order, "
        'CASE WHEN "end" IS NULL OR "end" >= ended_on THEN ended_on '
        f'WHEN next_live OR pauses OR {goes_on} THEN "end" ELSE ended_on END AS stops '
        f"FROM {source} WHERE live"
    )


# What is known of a lot beyond its segments. Without lineage there is nothing to look up.
_LOTS = (
    "SELECT NULL::BIGINT AS c, NULL::INTEGER AS lot, NULL::VARCHAR AS moved_in, "
    "NULL::VARCHAR AS moved_out, false AS hands_over, 0::BIGINT AS taken_over WHERE false"
)
_LOTS_WITH_LINEAGE = (
    "WITH handed AS (SELECT l.c, l.lot, l.successor, o.arr FROM lineage l "
    "JOIN spans o ON o.c = l.c AND o.lot = l.lot AND o.is_last "
    "JOIN spans n ON n.c = l.c AND n.lot = l.successor AND n.p_start IS NULL "
    'AND n."start" = o.stops), '
    "taken AS (SELECT c, successor AS lot, sum(arr)::BIGINT AS arr FROM handed GROUP BY 1, 2), "
    "named AS (SELECT c, lot FROM lineage UNION SELECT c, lot FROM taken) "
    "SELECT n.c, n.lot, l.moved_in, l.moved_out, h.c IS NOT NULL AS hands_over, "
    "coalesce(t.arr, 0) AS taken_over FROM named n LEFT JOIN lineage l USING (c, lot) "
    "LEFT JOIN handed h USING (c, lot) LEFT JOIN taken t USING (c, lot)"
)
# Revenue that stops, at the start of a gap or for good; the latter is booked by whoever booked
# the first order from that day on: see `decided`.
_GONE = (
    f"SELECT {_COMMON}, p_end AS day, -p_arr AS amount, NULL AS kind, false AS for_good "
    'FROM spans WHERE p_end < "start" UNION ALL '
    f"SELECT {', '.join('s.' + name for name in _COMMON.split(', '))}, s.stops, -s.arr, "
    f"CASE WHEN l.moved_out <> '' THEN {_MOVES.format('l.moved_out')} "
    "WHEN l.hands_over THEN 'transfer' END, true "
    "FROM spans s LEFT JOIN lots l USING (c, lot) WHERE s.is_last AND s.stops IS NOT NULL"
)
# Revenue that starts, first or after a gap. A lot in another's place takes over its ARR first.
_COME = (
    f'SELECT {_COMMON}, "start" AS day, arr AS amount, NULL AS kind, 0 AS taken_over '
    'FROM spans WHERE p_end < "start" UNION ALL '
    f'SELECT {", ".join("s." + name for name in _COMMON.split(", "))}, s."start", s.arr, '
    f"CASE WHEN l.moved_in IS NOT NULL THEN {_MOVES.format('l.moved_in')} "
    "WHEN l.taken_over > 0 THEN 'transfer' WHEN s.first_order THEN 'new' END, "
    "CASE WHEN l.moved_in IS NULL THEN coalesce(l.taken_over, 0) ELSE 0 END "
    "FROM spans s LEFT JOIN lots l USING (c, lot) WHERE s.p_start IS NULL"
)
_ASKED = (
    "SELECT c, day, day AS at FROM gone WHERE kind IS NULL UNION "
    "SELECT c, day, day - 1 FROM come WHERE kind IS NULL"
)
# Whether any lot of the contract makes revenue at a day, and since when none had before it.
_CONTRACT_RUNS = (
    'SELECT a.c, a.day, a.at, bool_or(s."start" <= a.at AND coalesce(s.stops > a.at, true)) '
    "AS runs, max(CASE WHEN s.stops <= a.day THEN s.stops END) AS dark "
    "FROM asked a JOIN spans s ON s.c = a.c GROUP BY 1, 2, 3"
)
_ADJACENT = (
    f'SELECT {_COMMON}, "start" AS day, arr, p_arr, CASE WHEN quantity = p_quantity THEN p_arr '
    f"ELSE {annual('quantity', 'p_price', 'p_months', 'currency')} END AS same_price FROM spans "
    'WHERE p_end = "start" AND (quantity <> p_quantity OR arr <> p_arr)'
)
_CHANGES_OF_QUANTITY = (
    f"SELECT {_COMMON}, day, CASE WHEN same_price > p_arr THEN 'expansion' ELSE 'contraction' END "
    "AS kind, same_price - p_arr AS amount, false AS for_good FROM adjacent "
    "WHERE same_price <> p_arr"
)
_CHANGES_OF_PRICE = (
    f"SELECT {_COMMON}, day, CASE WHEN arr > same_price THEN 'price_increase' "
    "ELSE 'price_decrease' END, arr - same_price, false FROM adjacent WHERE arr <> same_price"
)
_LOSSES = (
    f"SELECT {_COMMON}, day, coalesce(kind, CASE WHEN runs THEN 'contraction' ELSE 'churn' END), "
    "amount, for_good FROM (SELECT g.*, k.runs FROM gone g LEFT JOIN contract_runs k "
    "ON k.c = g.c AND k.day = g.day AND k.at = g.day) WHERE amount <> 0"
)
_GAINS = (
    f"SELECT {_COMMON}, day, coalesce(kind, CASE WHEN runs THEN 'expansion' "
    f"WHEN day - dark <= {LATE_RENEWAL_DAYS} THEN 'reactivation' ELSE 'new' END), "
    "CASE WHEN taken_over > 0 THEN taken_over ELSE amount END, false "
    "FROM (SELECT e.*, k.runs, k.dark FROM come e LEFT JOIN contract_runs k "
    "ON k.c = e.c AND k.day = e.day AND k.at = e.day - 1) WHERE amount <> 0"
)
_BEYOND_THE_REPLACED = (
    f"SELECT {_COMMON}, day, CASE WHEN amount > taken_over THEN 'expansion' ELSE 'contraction' "
    "END, amount - taken_over, false FROM come WHERE taken_over > 0 AND amount <> taken_over"
)
_STEPS = (
    _CHANGES_OF_QUANTITY, _CHANGES_OF_PRICE, _LOSSES, _GAINS, _BEYOND_THE_REPLACED,
)  # fmt: skip
