"""The SQL of the comparison: match by keys, then by likeness; name what does not agree.

Runs in DuckDB over four tables: `ours` and `our_lines`, `theirs` and `their_lines` (both sides
together, told apart by `side`), all of one day: lines in force on it, recurring ones only. Yearly
amounts are in minor units. The parameters are those of `Tolerance`.

Most contracts agree to the last unit. So each record's lines are summed up once, with a print of
what they are; only where the prints differ are the lines themselves compared.
"""

from __future__ import annotations

from tenure.closing.rules import Kind

TABLES = {
    "ours": {
        "contract_id": "BIGINT", "key": "VARCHAR", "customer": "VARCHAR", "currency": "VARCHAR",
        "end_on": "DATE", "ended_on": "DATE",
    },
    "our_lines": {
        "contract_id": "BIGINT", "product": "VARCHAR", "quantity_e4": "BIGINT",
        "annual": "BIGINT", "before": "BIGINT",
    },
    "theirs": {
        "id": "BIGINT", "side": "VARCHAR", "key": "VARCHAR", "matched_id": "BIGINT",
        "refused": "BOOLEAN", "customer": "VARCHAR", "currency": "VARCHAR", "end_on": "DATE",
        "ended_on": "DATE",
    },
    "their_lines": {
        "id": "BIGINT", "product": "VARCHAR", "quantity_e4": "BIGINT", "unit_price_e4": "BIGINT",
        "price_months": "BIGINT", "start_on": "DATE", "end_on": "DATE", "annual": "BIGINT",
    },
}  # fmt: skip

MACROS = """
CREATE MACRO agree(a, b, by_minor, by_bp) AS
    abs(a - b)
    <= greatest(by_minor, (abs(a) // 10000) * by_bp + ((abs(a) % 10000) * by_bp) // 10000)
"""

# What is alive on the day, with the sum and the print of its lines; what is over on both sides
# agrees.
_LIVE = """
CREATE TEMP TABLE our_sums AS
SELECT contract_id, sum(annual)::BIGINT AS annual, sum(hash(product, quantity_e4, annual)) AS print
FROM our_lines GROUP BY contract_id;
CREATE TEMP TABLE their_sums AS
SELECT id, sum(annual)::BIGINT AS annual, sum(hash(product, quantity_e4, annual)) AS print
FROM their_lines GROUP BY id;
CREATE TEMP TABLE our_live AS
SELECT contract_id, annual FROM ours o JOIN our_sums USING (contract_id)
WHERE o.ended_on IS NULL OR o.ended_on > $on;
CREATE TEMP TABLE their_live AS
SELECT id, side, currency, end_on, annual, print FROM theirs t JOIN their_sums USING (id)
WHERE t.ended_on IS NULL OR t.ended_on > $on
"""

_BY_KEYS = """
CREATE TEMP TABLE pairs AS
SELECT side, id, matched_id AS contract_id FROM theirs WHERE matched_id IS NOT NULL
UNION ALL
SELECT t.side, t.id, o.contract_id FROM theirs t JOIN ours o USING (key)
WHERE t.matched_id IS NULL AND NOT t.refused
"""

_LEFT_OVER = """
CREATE TEMP TABLE their_rest AS
SELECT t.*, l.annual FROM (SELECT id, annual FROM their_live ANTI JOIN pairs USING (id)) l
JOIN theirs t USING (id);
CREATE TEMP TABLE our_rest AS
SELECT l.side, l.annual, o.* FROM (
    SELECT side, contract_id, annual FROM our_live CROSS JOIN (SELECT unnest($sides) AS side)
    ANTI JOIN pairs USING (side, contract_id)
) l JOIN ours o USING (contract_id)
"""

# Each takes the other for the nearest: by amount, then by the end, then by key.
_BY_LIKENESS = """
CREATE TEMP TABLE alike AS
SELECT side, id, contract_id FROM (
    SELECT side, id, contract_id,
        row_number() OVER (PARTITION BY id ORDER BY money, days, our_key) AS theirs_first,
        row_number() OVER (PARTITION BY side, contract_id ORDER BY money, days, key, id)
            AS ours_first
    FROM (
        SELECT t.side, t.id, t.key, o.contract_id, o.key AS our_key,
            abs(t.annual - o.annual) AS money, abs(coalesce(t.end_on - o.end_on, 0)) AS days
        FROM their_rest t JOIN our_rest o USING (side, customer, currency)
        WHERE NOT t.refused AND (t.end_on IS NULL) = (o.end_on IS NULL)
            AND abs(coalesce(t.end_on - o.end_on, 0)) <= $like_days
            AND agree(o.annual, t.annual, 0, $like_bp)
    )
) WHERE theirs_first = 1 AND ours_first = 1;
INSERT INTO pairs BY NAME SELECT * FROM alike;
DELETE FROM their_rest USING alike WHERE their_rest.id = alike.id;
DELETE FROM our_rest USING alike
WHERE our_rest.side = alike.side AND our_rest.contract_id = alike.contract_id
"""

_FOUND = """
CREATE TEMP TABLE found (
    side VARCHAR, kind VARCHAR, key VARCHAR, product VARCHAR, contract_id BIGINT, currency VARCHAR,
    at_stake BIGINT, ours JSON, theirs JSON
)
"""

_MISSING = f"""
INSERT INTO found
SELECT side, '{Kind.MISSING}', key, '', contract_id, currency, -annual,
    json_object('annual', annual, 'end_on', end_on), '{{}}' FROM our_rest
"""

# What is left of theirs is one of ours once more, if one that has its counterpart looks the same.
_UNKNOWN = f"""
CREATE TEMP TABLE looks AS
SELECT p.side, o.customer, o.currency, o.end_on, s.annual, min(o.key) AS our_key,
    arg_min(o.contract_id, o.key) AS contract_id
FROM ours o JOIN our_sums s USING (contract_id) JOIN pairs p USING (contract_id)
WHERE o.customer IN (SELECT customer FROM their_rest)
    AND (o.ended_on IS NULL OR o.ended_on > $on) GROUP BY ALL;
INSERT INTO found
SELECT t.side, CASE WHEN our_key IS NULL THEN '{Kind.UNKNOWN}' ELSE '{Kind.DUPLICATE}' END, t.key,
    '', any_value(l.contract_id), t.currency, sum(t.annual)::BIGINT,
    CASE WHEN our_key IS NULL THEN '{{}}' ELSE json_object('contract', our_key) END,
    json_object('annual', sum(t.annual)::BIGINT, 'end_on', max(t.end_on), 'customer', t.customer)
FROM their_rest t LEFT JOIN looks l ON l.side = t.side AND l.customer = t.customer
    AND l.currency = t.currency AND l.annual = t.annual AND l.end_on IS NOT DISTINCT FROM t.end_on
GROUP BY t.side, t.key, t.currency, t.customer, our_key
"""

# One row for each contract and side with what both say of it as a whole. Few of theirs are split
# over several records; only those have to be summed.
_PAIRED = """
CREATE TEMP TABLE split AS
SELECT side, contract_id FROM pairs GROUP BY side, contract_id HAVING count(*) > 1;
CREATE TEMP TABLE judged AS
WITH theirs_together AS (
    SELECT p.side, p.contract_id, t.annual, t.print, t.end_on AS their_end_on,
        t.end_on IS NOT NULL AS they_end, t.currency AS their_currency, false AS mixed
    FROM pairs p JOIN their_live t USING (id) ANTI JOIN split s
        ON s.side = p.side AND s.contract_id = p.contract_id
    UNION ALL
    SELECT p.side, p.contract_id, sum(t.annual)::BIGINT, sum(t.print), max(t.end_on),
        count(*) = count(t.end_on), min(t.currency), max(t.currency) <> min(t.currency)
    FROM pairs p JOIN their_live t USING (id) JOIN split s
        ON s.side = p.side AND s.contract_id = p.contract_id
    GROUP BY p.side, p.contract_id
)
SELECT t.*, o.key, o.currency, o.end_on, o.ended_on, coalesce(o.ended_on <= $on, false) AS over,
    mixed OR their_currency <> o.currency AS foreign_money,
    s.print IS DISTINCT FROM t.print AS suspect
FROM theirs_together t JOIN ours o USING (contract_id) LEFT JOIN our_sums s USING (contract_id)
"""

_WHOLE = f"""
INSERT INTO found
SELECT side, '{Kind.AFTER_TERMINATION}', key, '', contract_id, their_currency, annual,
    json_object('ended_on', ended_on), json_object('annual', annual, 'end_on', their_end_on)
FROM judged WHERE over;
INSERT INTO found
SELECT side, '{Kind.CURRENCY}', key, '', contract_id, currency, 0,
    json_object('currency', currency), json_object('currency', their_currency)
FROM judged WHERE foreign_money AND NOT over;
INSERT INTO found
SELECT side, '{Kind.DATE}', key, '', contract_id, currency, 0,
    json_object('end_on', end_on),
    json_object('end_on', CASE WHEN they_end THEN their_end_on END)
FROM judged WHERE NOT over
    AND ((end_on IS NULL) = they_end OR (they_end AND abs(end_on - their_end_on) > $days))
"""

_LINES = """
CREATE TEMP TABLE suspects AS
SELECT side, contract_id, key, currency FROM judged
WHERE suspect AND NOT over AND NOT foreign_money;
CREATE TEMP TABLE mine AS
SELECT a.side, l.contract_id, l.product, sum(l.quantity_e4)::BIGINT AS quantity_e4,
    sum(l.annual)::BIGINT AS annual, sum(l.before)::BIGINT AS before, count(*) AS rows
FROM our_lines l JOIN suspects a ON a.contract_id = l.contract_id
GROUP BY a.side, l.contract_id, l.product;
CREATE TEMP TABLE other AS
SELECT p.side, p.contract_id, l.product, sum(l.quantity_e4)::BIGINT AS quantity_e4,
    sum(l.annual)::BIGINT AS annual, count(*) AS rows,
    count(DISTINCT (l.quantity_e4, l.unit_price_e4, l.price_months, l.start_on, l.end_on)) AS kinds
FROM their_lines l JOIN pairs p USING (id)
JOIN their_live t USING (id)
JOIN suspects a ON a.side = p.side AND a.contract_id = p.contract_id
GROUP BY p.side, p.contract_id, l.product
"""

# A product of one side alone is the same as one of the other under another name, if quantity and
# amount agree; the n-th with the n-th.
_RENAMED = """
CREATE TEMP TABLE mine_rest AS SELECT *, row_number() OVER (
    PARTITION BY side, contract_id, quantity_e4 ORDER BY annual, product) AS place
FROM mine ANTI JOIN other USING (side, contract_id, product);
CREATE TEMP TABLE other_rest AS SELECT *, row_number() OVER (
    PARTITION BY side, contract_id, quantity_e4 ORDER BY annual, product) AS place
FROM other ANTI JOIN mine USING (side, contract_id, product);
CREATE TEMP TABLE renamed AS
SELECT side, contract_id, m.product AS product, o.product AS their_product
FROM mine_rest m JOIN other_rest o USING (side, contract_id, quantity_e4, place)
WHERE agree(m.annual, o.annual, $amount_minor, $amount_bp);
DELETE FROM mine USING renamed r WHERE mine.side = r.side
    AND mine.contract_id = r.contract_id AND mine.product = r.product;
DELETE FROM other USING renamed r WHERE other.side = r.side
    AND other.contract_id = r.contract_id AND other.product = r.their_product
"""

_COMPARED = f"""
INSERT INTO found
SELECT side, kind, key, product, contract_id, currency,
    coalesce(other_annual, 0) - coalesce(mine_annual, 0),
    CASE WHEN mine_annual IS NULL THEN '{{}}'
        ELSE json_object('quantity_e4', mine_quantity, 'annual', mine_annual, 'before', before) END,
    CASE WHEN other_annual IS NULL THEN '{{}}'
        ELSE json_object('quantity_e4', other_quantity, 'annual', other_annual) END
FROM (
    SELECT side, contract_id, product, m.quantity_e4 AS mine_quantity, m.annual AS mine_annual,
        m.before, o.quantity_e4 AS other_quantity, o.annual AS other_annual,
        CASE
            WHEN o.annual IS NULL THEN '{Kind.MISSING}'
            WHEN m.annual IS NULL THEN '{Kind.UNKNOWN}'
            WHEN m.quantity_e4 = o.quantity_e4
                AND agree(m.annual, o.annual, $amount_minor, $amount_bp) THEN NULL
            WHEN o.rows > m.rows AND o.kinds < o.rows AND o.quantity_e4 > m.quantity_e4
                THEN '{Kind.DUPLICATE}'
            WHEN m.quantity_e4 <> o.quantity_e4 THEN '{Kind.QUANTITY}'
            WHEN m.before < m.annual AND agree(m.before, o.annual, $amount_minor, $amount_bp)
                THEN '{Kind.UPLIFT}'
            WHEN m.rows = 1 AND o.rows = 1 THEN '{Kind.PRICE}'
            ELSE '{Kind.AMOUNT}'
        END AS kind
    FROM mine m FULL JOIN other o USING (side, contract_id, product)
) JOIN suspects USING (side, contract_id) WHERE kind IS NOT NULL
"""

# In order; each statement leaves a table for the next, `found` at the end.
STEPS = (
    _LIVE, _BY_KEYS, _LEFT_OVER, _BY_LIKENESS, _FOUND, _MISSING, _UNKNOWN, _PAIRED, _WHOLE, _LINES,
    _RENAMED, _COMPARED,
)  # fmt: skip
