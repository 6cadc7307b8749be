"""SQL of the lines: lots of products on a contract and their dated segments through its terms.

Prices are minor units of the currency per unit for a year (a tenth of it for monthly prices) and
run in whole numbers; quantities are in 1/10,000.
"""

from __future__ import annotations

# Price after t renewals at 0, 3, 4, 5, 6 and 7 percent, in 1/10,000 of the first price.
PERCENTS = (0, 3, 4, 5, 6, 7)
MOST_TERMS = 8


def _factors() -> str:
    rows = []
    for percent in PERCENTS:
        factors, value = [], 10_000
        for _ in range(MOST_TERMS):
            factors.append(str(value))
            value = (value * (100 + percent) + 50) // 100
        rows.append("[" + ", ".join(factors) + "]")
    return "[" + ", ".join(rows) + "]"


LOT = """
CREATE OR REPLACE TEMP TABLE lot AS
WITH counted AS (
    SELECT c.c, c.key, c.a, c.k, c.seg, c.part::INTEGER AS part, c.parts, c.shape, c.terms, c.dirt,
        c.amended, c.amendment, c.first_start, c.ramp, c.bulk,
        CASE WHEN c.dirt = 'currency_mismatch' AND c.k = 1
             THEN CASE c.currency WHEN 'EUR' THEN 'USD' ELSE 'EUR' END ELSE c.currency END
            AS currency,
        c.shape IN ('month', 'open') OR (c.shape = 'year' AND r(70, c.c, 8) = 0) AS monthly,
        c.lots,
        CASE WHEN c.bulk > 0 THEN 5 ELSE [6, 3, 2, NULL, 1][c.parts] END
            AS families
    FROM contract c
), placed AS (
    -- A contract of many lines has a site on each, so each is small.
    SELECT *, c * 512 + j.j AS l, CASE WHEN bulk > 0 THEN 2 ELSE seg END AS size,
        part + parts * (j.j % families) AS family
    FROM counted, unnest(range(lots::BIGINT)) j(j)
), chosen AS (
    SELECT *,
        -- Self-serve takes the small products of a family, enterprises the large ones.
        CASE WHEN dirt IS NULL AND bulk = 0 AND family = 0 AND r(72, l, 30) = 0 THEN 30
             WHEN dirt IS NULL AND bulk = 0 AND family = 2 AND r(72, l, 30) = 0 THEN 31
             ELSE family * 5 + [0, 0, 1, 2, 2][1 + seg]
                + (r(73, CASE WHEN dirt = 'overlapping_terms' THEN a ELSE c END, 5) + j // families)
                  % [2, 3, 3, 3, 3][1 + seg] END AS product
    FROM placed
), bought AS (
    SELECT x.*, p.scale, p.charge, p.percent, p.code AS product_code,
        CASE p.scale WHEN 'one' THEN 1 WHEN 'support' THEN 1
             WHEN 'few' THEN 1 + r(74, l, [2, 4, 8, 12, 24][1 + size])
             WHEN 'seats' THEN [1, 5, 20, 100, 400][1 + size]
                               * (1 + r(74, l, [3, 10, 20, 20, 25][1 + size]))
             ELSE 1 + r(74, l, [4, 8, 20, 60, 200][1 + size]) END::BIGINT * 10000
        + CASE WHEN p.scale = 'volume' AND r(75, l, 3) = 0 THEN 5000 ELSE 0 END AS quantity,
        CASE p.scale WHEN 'volume' THEN 5000 ELSE 10000 END AS grain,
        [0, r(76, c, 10), 5 + r(76, c, 15), 10 + r(76, c, 25), 20 + r(76, c, 25)][1 + seg]
            AS discount,
        1 + r(77, c, 6) AS rise,
        -- Lots after the first come later or go earlier now and then.
        CASE WHEN p.charge = 'one_time' OR j = 0 OR dirt IS NOT NULL OR bulk > 0
                  OR terms = 1 OR r(78, l, 7) > 0 THEN 0
             ELSE 1 + r(79, l, terms - 1) END AS born,
        CASE WHEN p.charge = 'one_time' THEN 0
             WHEN j = 0 OR dirt IS NOT NULL OR bulk > 0 OR terms = 1 OR r(80, l, 14) > 0
                  THEN terms - 1
             ELSE terms - 2 END AS dies,
        j = 0 OR r(81, l, 2) = 0 AS touched,
        [0, 0, 0, 0, 10, 20, -10][1 + r(82, l, 7)] AS growth,
        CASE r(83, c, 5) WHEN 0 THEN -20 WHEN 1 THEN 10 ELSE 25 END AS step
    FROM chosen x JOIN product p ON p.id = x.product
), priced AS (
    SELECT x.*, y.places, coalesce(v.minor, w.minor) AS list_minor,
        CASE WHEN monthly AND scale <> 'support' THEN 1 ELSE 12 END AS price_months
    FROM bought x
    JOIN currency y ON y.currency = x.currency
    LEFT JOIN list_price v ON v.product = x.product AND v.currency = x.currency
         AND v.year = date_part('year', x.first_start)
    -- Bought after it left the list: at the last price that was published.
    LEFT JOIN last_price w ON w.product = x.product AND w.currency = x.currency
), net AS (
    SELECT *,
        CASE price_months WHEN 1 THEN greatest(list_minor // 10, 1) ELSE list_minor END
            AS list_per,
        greatest((CASE price_months WHEN 1 THEN greatest(list_minor // 10, 1) ELSE list_minor END
                  * (100 - discount) + 50) // 100, 1) AS net_per
    FROM priced
)
SELECT n.c, n.a, n.k, n.j, n.key, n.product, n.product_code, n.currency, n.places, n.price_months,
    n.dirt, n.ramp, n.amendment, n.amended, n.touched, n.born, n.dies, n.growth, n.step, n.rise,
    n.quantity, n.grain, n.list_minor,
    n.charge = 'recurring' AS recurring, n.charge = 'one_time' AS once,
    n.scale = 'support' AS supports, n.scale IN ('one', 'support') AS single,
    n.j > 0 AND n.j = n.lots - 1 AS final_lot,
    -- Support costs its share of the contract's first lot, in whole units of the price grain.
    CASE WHEN n.scale = 'support' THEN greatest(n.list_per,
             s.net_per * (12 // s.price_months) * (s.quantity // 10000) * n.percent // 100)
         ELSE n.list_per END AS list_unit,
    CASE WHEN n.dirt = 'price_zero' AND n.j = 1 THEN 0
         WHEN n.scale = 'support' THEN greatest(n.net_per,
             s.net_per * (12 // s.price_months) * (s.quantity // 10000) * n.percent // 100)
         ELSE n.net_per END AS net_unit
FROM net n
JOIN net s ON s.c = n.c AND s.j = 0
"""

# Segments: a ramp has one per year of its term, an amended term two, every other term one.
SEGMENT = """
CREATE OR REPLACE TEMP TABLE segment AS
WITH spans AS (
    SELECT l.*, t.t, t.s AS term_start, t.ended_on,
        CASE WHEN l.ramp AND l.recurring THEN
                 [{{'s': t.s, 'e': later(t.s, 12), 'i': 0}},
                  {{'s': later(t.s, 12), 'e': later(t.s, 24), 'i': 1}},
                  {{'s': later(t.s, 24), 'e': t.e, 'i': 2}}]
             WHEN t.amended_on IS NOT NULL AND l.amendment = 'add' AND l.final_lot AND NOT l.once
                  THEN [{{'s': t.amended_on, 'e': t.e, 'i': 1}}]
             WHEN t.amended_on IS NOT NULL AND l.amendment <> 'add' AND l.touched AND NOT l.once
                  THEN [{{'s': t.s, 'e': t.amended_on, 'i': 0}},
                        {{'s': t.amended_on, 'e': t.e, 'i': 1}}]
             ELSE [{{'s': t.s, 'e': t.e, 'i': 0}}] END AS parts_of_term,
        t.amended_on IS NOT NULL AS amended_now
    FROM lot l JOIN term t ON t.c = l.c
    -- An added-on lot lives from the amended term on.
    WHERE t.t <= l.dies AND t.t >= CASE WHEN l.amendment = 'add' AND l.amended >= 0 AND l.final_lot
          AND NOT l.once THEN greatest(l.amended, l.born)
          ELSE l.born END
), cut AS (
    SELECT spans.* EXCLUDE (parts_of_term), p.part.s AS s, p.part.i AS i,
        CASE WHEN ended_on IS NULL THEN p.part.e
             ELSE least(coalesce(p.part.e, ended_on), ended_on) END AS e
    FROM spans, unnest(parts_of_term) p(part)
    WHERE ended_on IS NULL OR p.part.s < ended_on
)
SELECT c, a, k, j, t, i, key, product_code, cut.currency, places, price_months, s, e, dirt,
    2 * t + 1 + (amended_now AND i = 1 AND NOT ramp)::INTEGER AS order_number,
    -- At each renewal the quantity grows or shrinks; an amendment steps it; a ramp climbs.
    CASE WHEN single THEN quantity
         ELSE greatest(grain, quantity * greatest(40, 100 + growth * (t - born)
              + CASE WHEN ramp AND recurring THEN i * 15 ELSE 0 END
              + CASE WHEN touched AND amendment = 'quantity' AND amended >= 0 AND NOT ramp
                          AND (t > amended OR (t = amended AND amended_now AND i = 1))
                     THEN step ELSE 0 END) // (100 * grain) * grain) END AS quantity,
    CASE WHEN net_unit = 0 THEN 0 ELSE greatest(1,
        (net_unit * factor(rise, t - born)
         * CASE WHEN touched AND amendment = 'price' AND amended >= 0 AND NOT ramp
                     AND (t > amended OR (t = amended AND amended_now AND i = 1))
                THEN 95 ELSE 100 END + 500000) // 1000000) END AS unit_minor,
    CASE WHEN supports THEN list_unit
         WHEN price_months = 1 THEN greatest(coalesce(v.minor, list_minor) // 10, 1)
         ELSE coalesce(v.minor, list_minor) END AS list_minor,
    CASE WHEN r(84, c * 512 + j, 40) = 0 THEN ['2%', '3%', '4%'][1 + r(85, c * 512 + j, 3)] END
        AS uplift
FROM cut
LEFT JOIN list_price v ON v.product = cut.product AND v.currency = cut.currency
     AND v.year = date_part('year', cut.term_start)
"""

FACTOR_MACRO = (
    f"CREATE OR REPLACE MACRO factor(rise, renewals) AS ({_factors()})[rise][1 + renewals];"
)

LINES = """
SELECT key AS contract, 'L' || lpad((j + 1)::VARCHAR, 3, '0') AS line, product_code AS product,
    amount(quantity) AS quantity, money(unit_minor, places) AS unit_price,
    price_months, currency, s AS "start",
    CASE WHEN dirt = 'no_end_date' THEN CASE WHEN e > {on} THEN NULL ELSE days_later(e, -1) END
         ELSE days_later(e, -1) END AS "end",
    money(list_minor, places) AS list_unit_price, uplift, key || '-O' || order_number AS "order",
    a AS at_a, ((k * 512 + j) * 8 + t) * 8 + i * 2 AS at_k
FROM segment
"""

COUNTS = """
SELECT count(*) FILTER (WHERE NOT ended),
    count(*) FILTER (WHERE ended),
    count(*) FILTER (WHERE NOT ended AND dirt IS DISTINCT FROM 'no_end_date'
        AND renewal_on BETWEEN {on} + 90 AND {on} + 120),
    (SELECT count(*) FROM segment WHERE s <= {on} AND (e IS NULL OR e > {on}))
FROM contract
"""
