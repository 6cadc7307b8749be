"""SQL of the contracts: kind of term, where in the year it ends, its history of terms and orders.

All dates inside are half-open; the sheets turn an end into the inclusive last day.
Contract number `c` is account * 8 + place; `t` counts its terms from 0.
"""

from __future__ import annotations

# shape: month (renews monthly), year, three (36 months), open (evergreen)
CONTRACT = """
CREATE OR REPLACE TEMP TABLE contract AS
WITH placed AS (
    SELECT x.*, k.k, x.a * 8 + k.k AS c,
        CASE WHEN x.coterm AND x.contracts > 1 THEN x.a * 8 ELSE x.a * 8 + k.k END AS timing,
        CASE WHEN x.dirt = 'overlapping_terms' OR x.contracts = 1 THEN 1
             WHEN x.contracts <= 3 THEN x.contracts ELSE 5 END AS parts
    FROM named x, unnest(range(x.contracts::BIGINT)) k(k)
), shaped AS (
    SELECT *, parts > 1 AND coterm AS in_group,
        CASE WHEN parts = 1 THEN 0 ELSE (k + r(40, a, parts)) % parts END AS part,
        CASE WHEN dirt IS NOT NULL OR bulk > 0 OR (parts > 1 AND coterm) THEN 'year'
             WHEN seg = 0 THEN ['month', 'month', 'month', 'month', 'open', 'year', 'year', 'year',
                                'month', 'open'][1 + r(41, c, 10)]
             WHEN seg = 1 THEN ['month', 'open', 'year', 'year', 'year', 'year', 'year', 'year',
                                'year', 'three'][1 + r(41, c, 10)]
             WHEN seg = 2 THEN CASE WHEN r(41, c, 100) < 80 THEN 'year'
                                    WHEN r(41, c, 100) < 97 THEN 'three' ELSE 'open' END
             WHEN r(41, c, 100) < 2 THEN 'open'
             WHEN r(41, c, 100) < CASE seg WHEN 3 THEN 30 ELSE 40 END THEN 'three'
             ELSE 'year' END AS shape
    FROM placed
), ending AS (
    SELECT *,
        lost OR (dirt IS NULL AND bulk = 0 AND r(42, c, 1000) < 30) AS ended,
        CASE shape WHEN 'year' THEN 12 WHEN 'three' THEN 36 WHEN 'month' THEN 1 END AS months,
        CASE WHEN bulk > 0 THEN bulk
             WHEN dirt IN ('overlapping_terms', 'price_zero') THEN 3
             ELSE [1 + r(71, c, 2), 1 + r(71, c, 4), 2 + r(71, c, 5), 4 + r(71, c, 7),
                   6 + r(71, c, 13)][1 + seg] END AS lots
    FROM shaped
), timed AS (
    SELECT *,
        CASE WHEN bulk > 0 THEN 105
             WHEN dirt = 'past_due' THEN -(5 + r(43, c, 50))
             WHEN ended THEN -(20 + r(44, c, 1060))
             WHEN dirt IS NOT NULL THEN 10 + r(45, a, 340)
             WHEN shape = 'month' THEN 1 + r(46, timing, 27)
             WHEN shape = 'three' THEN 1 + r(45, timing, 1095)
             ELSE 1 + r(45, timing, 365) END AS ahead,
        CASE WHEN shape = 'open' THEN 1
             WHEN shape = 'month' THEN 1 + r(47, c, 42)
             WHEN shape = 'three' THEN 1 + (r(47, c, 100) < 30)::INTEGER
             WHEN bulk > 0 THEN 2
             ELSE [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6][1 + r(47, c, 20)]
        END AS age
    FROM ending
), dated AS (
    SELECT *,
        CASE WHEN shape = 'open' THEN NULL
             ELSE plain_day(days_later({on}, ahead)) END AS renewal_on,
        -- Back after a lapse: the last term began some months after the one before ended.
        CASE WHEN shape = 'year' AND age > 1 AND dirt IS NULL AND bulk = 0 AND r(48, c, 100) < 2
             THEN 2 + r(49, c, 6) ELSE 0 END AS gap,
        shape = 'three' AND r(50, c, 100) < 45 AS ramp
    FROM timed
), begun AS (
    SELECT *,
        CASE WHEN shape = 'open' AND ended
                  THEN plain_day(days_later({on}, ahead - 100 - r(51, c, 700)))
             WHEN shape = 'open' THEN plain_day(days_later({on}, -(40 + r(51, c, 1500))))
             WHEN shape = 'month' THEN later(renewal_on, -age)
             ELSE later(renewal_on, -(months * age + gap)) END AS first_start,
        CASE WHEN shape = 'month' THEN 1 + (age - 1) // 12 ELSE age END AS terms
    FROM dated
)
SELECT *,
    CASE WHEN shape = 'open' THEN first_start ELSE later(renewal_on, -months) END AS start_on,
    CASE WHEN NOT ended THEN NULL
         WHEN shape = 'open' THEN days_later({on}, ahead)
         WHEN shape IN ('year', 'three') AND r(52, c, 5) = 0
              THEN later(renewal_on, -(2 + r(53, c, 5)))
         ELSE renewal_on END AS ended_on,
    -- One contract in four was amended once: in term `amended`, at its month 3 to 8.
    CASE WHEN ramp OR ended OR dirt IS NOT NULL OR r(54, c, 4) > 0 OR shape = 'month' THEN -1
         ELSE r(55, c, terms) END AS amended,
    3 + r(56, c, 6) AS amended_month,
    CASE WHEN lots = 1 THEN 'quantity'
         ELSE ['quantity', 'quantity', 'quantity', 'price', 'add'][1 + r(57, c, 5)] END
        AS amendment,
    'C' || lpad(a::VARCHAR, 7, '0') || '-' || (k + 1) AS key
FROM begun
"""

# Terms with their orders. For monthly contracts a term here is a year of one price.
TERM = """
CREATE OR REPLACE TEMP TABLE term AS
WITH spans AS (
    SELECT c.c, c.key, c.seg, c.shape, c.ended_on, c.dirt, c.ramp, t.t::INTEGER AS t, c.terms,
        CASE WHEN c.shape = 'open' THEN c.first_start
             WHEN c.shape = 'month' THEN later(c.first_start, 12 * t.t)
             WHEN t.t = c.terms - 1 THEN c.start_on
             ELSE later(c.first_start, c.months * t.t) END AS s,
        CASE WHEN c.shape = 'open' THEN NULL
             WHEN c.shape = 'month' THEN least(later(c.first_start, 12 * (t.t + 1)), c.renewal_on)
             WHEN t.t = c.terms - 1 THEN c.renewal_on
             ELSE later(c.first_start, c.months * (t.t + 1)) END AS e,
        c.amended, c.amended_month, c.amendment, c.gap
    FROM contract c, unnest(range(c.terms::BIGINT)) t(t)
), amended AS (
    SELECT *,
        CASE WHEN t = amended AND later(s, amended_month) < {on}
                  AND (e IS NULL OR later(s, amended_month) < e)
             THEN later(s, amended_month) END AS amended_on
    FROM spans
)
SELECT * EXCLUDE (amended, amended_month),
    CASE WHEN t = 0 THEN least(days_later(s, -r(58, c, 25)), {on})
         -- One renewal in eight was decided late, up to six weeks after the due date.
         WHEN shape <> 'month' AND r(59, c * 8 + t, 8) = 0
              THEN least(days_later(s, 2 + r(60, c * 8 + t, 42)), {on})
         ELSE least(days_later(s, -(3 + r(60, c * 8 + t, 45))), {on}) END AS booked_on
FROM amended
"""

ORDERS = """
SELECT key || '-O' || (2 * t + 1) AS "order", key AS contract,
    CASE t WHEN 0 THEN 'new' ELSE 'renewal' END AS kind,
    s AS effective_on, booked_on,
    CASE WHEN t > 0 AND booked_on >= s THEN 'renewed late' END AS reason,
    c // 8 AS at_a, c % 8 * 100 + 2 * t AS at_k
FROM term
UNION ALL
SELECT key || '-O' || (2 * t + 2), key, 'amendment', amended_on,
    days_later(amended_on, -r(61, c, 10)),
    CASE amendment WHEN 'quantity' THEN 'quantity changed' WHEN 'price' THEN 'price renegotiated'
         ELSE 'added on' END,
    c // 8, c % 8 * 100 + 2 * t + 1
FROM term WHERE amended_on IS NOT NULL
UNION ALL
SELECT key || '-O99', key, 'termination', ended_on, days_later(ended_on, -(5 + r(62, c, 15))),
    {end_reason}, c // 8, c % 8 * 100 + 99
FROM contract c WHERE ended
"""

END_REASON = """['lack of adoption', 'product gaps', 'quality', 'lack of engagement or sponsor',
    'loss of budget', 'corporate decision', 'merged', 'other'][1 + r(63, c.c, 8)]"""

CONTRACTS = """
SELECT c.key AS contract,
    CASE WHEN c.parts = 1 THEN c.name ELSE c.name || ' ' || c.part_name END AS name,
    'A' || lpad(c.a::VARCHAR, 7, '0') AS customer,
    CASE WHEN c.parent IS NOT NULL AND r(64, c.c, 10) < 3
         THEN 'A' || lpad(c.parent::VARCHAR, 7, '0') END AS bill_to,
    channel,
    CASE WHEN channel <> 'direct' AND NOT partnerless THEN pick(resellers, 65, c.c) END AS reseller,
    CASE WHEN channel = 'distributor' AND NOT partnerless THEN pick(distributors, 66, c.c) END
        AS distributor,
    c.paid_in AS currency,
    start_on AS "start",
    CASE WHEN dirt = 'no_end_date' OR shape = 'open' THEN NULL
         ELSE days_later(renewal_on, -1) END AS "end",
    first_start,
    months AS term_months,
    CASE WHEN shape = 'open' THEN 'evergreen' ELSE CASE WHEN auto THEN 'auto' ELSE 'manual' END END
        AS renewal_type,
    coalesce(CASE WHEN shape = 'three' AND r(67, c.c, 3) > 0 THEN 12 END, months, 1)
        AS renewal_term,
    CASE WHEN shape = 'month' THEN 7 WHEN shape = 'open' THEN 30
         ELSE [30, 30, 30, 60, 90][1 + greatest(seg, r(68, c.c, 3))] END AS notice_days,
    CASE WHEN r(69, c.c, 100) < 70 THEN NULL WHEN r(69, c.c, 100) < 78 THEN 'same'
         WHEN r(69, c.c, 100) < 88 THEN 'list' ELSE 'uplift' END AS price_method,
    CASE WHEN r(69, c.c, 100) >= 88
         THEN ['3%', '4%', '5%', '6.5%', '7%', '8%'][1 + r(140, c.c, 6)] END AS uplift,
    CASE WHEN seg >= 2 AND r(141, c.c, 5) = 0
         THEN ['3%', '4%', '5%', '6%', '7.5%'][1 + r(142, c.c, 5)] END AS uplift_cap,
    CASE WHEN seg >= 2 AND renewal_on IS NOT NULL AND NOT ended AND r(143, c.c, 25) = 0
         THEN days_later(renewal_on, 90 + r(144, c.c, 300)) END AS price_hold_until,
    CASE WHEN first_start < DATE '2024-01-01' THEN '2021-06' ELSE '2024-01' END AS terms_version,
    CASE WHEN in_group THEN 'G' || lpad(c.a::VARCHAR, 7, '0') END AS co_term_group,
    CASE WHEN dirt = 'no_owner' THEN NULL ELSE pick(owners, 145, c.a) END AS owner,
    ended_on,
    CASE WHEN ended THEN {end_reason} END AS end_reason,
    c.a AS at_a, c.k * 10 AS at_k
FROM (
    SELECT c.*, desk.owners, desk.distributors, d.resellers,
        ['Core', 'Edge', 'Access', 'Plus', 'Group'][1 + c.part::INTEGER] AS part_name,
        CASE WHEN dirt = 'currency_mismatch' AND k = 1
             THEN CASE c.currency WHEN 'EUR' THEN 'USD' ELSE 'EUR' END ELSE c.currency END
            AS paid_in,
        dirt IS NOT DISTINCT FROM 'partner_missing' AS partnerless,
        CASE WHEN dirt = 'partner_missing' THEN 'reseller'
             WHEN seg = 0 OR shape = 'month' THEN 'direct'
             WHEN r(146, c.a, 100) < 62 THEN 'direct'
             WHEN r(146, c.a, 100) < 84 THEN 'reseller' ELSE 'distributor' END AS channel,
        shape = 'month' OR (dirt IS NULL AND bulk = 0 AND r(147, c.c, 100) < 45) AS auto
    FROM contract c JOIN desk USING (region) JOIN dealers d ON d.country = c.country
) c
"""
