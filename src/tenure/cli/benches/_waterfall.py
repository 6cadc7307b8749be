"""Lines drawn for the pricing bench, and the same arithmetic as one query written by hand."""

from __future__ import annotations

# Every step, method, currency and discount, and every way round them, drawn by arithmetic.
LINES = """
INSERT INTO facts BY NAME SELECT
    i AS line_id, ['smb', 'enterprise', 'strategic', ''][1 + i % 4] AS segment,
    'EMEA' AS region, ['edge', 'core'][1 + i % 2] AS family,
    ['direct', 'reseller', 'distributor'][1 + i % 3] AS channel,
    CASE WHEN i % 17 = 0 THEN 'usage' ELSE 'recurring' END AS charge,
    10000 + i * 7919 % 5000000 AS quantity_e4,
    10000 + i * 104729 % 90000000 AS expiring_price_e4,
    [1, 12, 12, 36][1 + i % 4] AS price_months, [1, 100, 100, 1000][1 + i % 4] AS minor_factor,
    DATE '2027-01-01' + CAST(i % 31 AS INTEGER) AS term_start_on,
    12 AS term_months, i % 5 AS term_days, 31 AS term_month_days,
    CASE WHEN i % 8 = 0 THEN 365 + i % 700 END AS part_n,
    CASE WHEN i % 8 = 0 THEN 365 END AS part_d,
    ['', '', 'same', 'list', 'uplift'][1 + i % 5] AS contract_method,
    CASE WHEN i % 7 = 0 THEN 450 END AS line_uplift_bp,
    CASE WHEN i % 3 = 0 THEN 700 END AS contract_uplift_bp,
    CASE WHEN i % 13 = 0 THEN 200 END AS program_uplift_bp,
    CASE WHEN i % 9 = 0 THEN 100000 END AS index_before,
    CASE WHEN i % 9 = 0 THEN 98000 + i % 9000 END AS index_now,
    CASE WHEN i % 18 = 0 THEN 500 END AS index_ceiling_bp,
    CASE WHEN i % 6 = 0 THEN 300 END AS escalator_bp, i % 5 AS escalator_years,
    CASE WHEN i % 4 = 0 THEN 500 END AS cap_bp,
    CASE WHEN i % 11 = 0 THEN DATE '2027-06-01' END AS hold_until,
    CASE WHEN i % 6 > 0 THEN 20000 + i * 15485863 % 90000000 END AS list_price_e4,
    12 AS list_price_months,
    CASE WHEN i % 20 = 0 THEN 5000 END AS tier_from_e4,
    CASE WHEN i % 20 = 0 THEN 400000000 + i % 99 ELSE 0 END AS tier_below_e8,
    CASE WHEN i % 21 = 0 THEN 40000 END AS package_quantity_e4,
    CASE WHEN i % 50 = 0 THEN 10000 + i % 90000 END AS overage_quantity_e4,
    i % 3 AS overage_n, 2 AS overage_d, i % 100 = 0 AS true_forward,
    CASE WHEN i % 40 = 0 THEN 3 END AS successor_n, CASE WHEN i % 40 = 0 THEN 2 END AS successor_d,
    [0, 500, 1000][1 + i % 3] AS volume_discount_bp, [0, 0, 800][1 + i % 3] AS years_discount_bp,
    [0, 250][1 + i % 2] AS program_discount_bp, i % 2000 AS deal_discount_bp,
    i % 4 = 0 AS best_discount,
    CASE WHEN i % 25 = 0 THEN 1000 END AS one_time_discount_bp,
    CASE WHEN i % 10 = 0 THEN 9000 + i % 40000000 END AS floor_price_e4,
    CASE WHEN i % 3 > 0 THEN 2000 END AS reseller_margin_bp,
    CASE WHEN i % 12 = 1 THEN 500 ELSE 0 END AS registered_margin_bp,
    CASE WHEN i % 3 = 2 THEN 700 END AS distributor_margin_bp, i % 2 = 0 AS margin_off_list
FROM range(?) AS drawn (i)
"""


def _of(number: str, part: str, whole: str = "10000") -> str:
    """Return SQL for number * part / whole, half-up, in 64 bits."""
    rest = f"(({number} % {whole}) * ({part}) + {whole} // 2) // {whole}"
    return f"({number} // {whole}) * ({part}) + {rest}"


def _amount(quantity: str, price: str) -> str:
    return _of(f"({quantity} * {price})", "n", "d")


def _unless_best(kind: str) -> str:
    return f"CASE WHEN best_discount THEN 10000 ELSE 10000 - {kind}_discount_bp END"


_TRUE_UP = "((100000000 // minor_factor) * overage_d)"
_UP = "10000 + escalator_bp"
_YEARS = [
    "WHEN escalator_bp IS NULL OR escalator_years = 0 THEN p1",
    f"WHEN escalator_years = 1 THEN {_of('p1', _UP)}",
] + [
    f"WHEN escalator_years = {years} THEN CAST((2 * CAST(p1 AS HUGEINT)"
    f" * {' * '.join([f'({_UP})'] * years)} + {10_000**years}) // {2 * 10_000**years} AS BIGINT)"
    for years in (2, 3, 4)
]
# One query, the figures alone: no words, no sources, no guards, nothing kept but the results.
BY_HAND = f"""
CREATE OR REPLACE TEMP TABLE by_hand AS
WITH slices AS (SELECT DISTINCT segment, region, family, channel, term_start_on FROM facts),
best AS (
    SELECT s.*, arg_min(
        {{'method': p.method, 'rate': p.uplift_bp}},
        {{'named': (p.segment = '')::INT + (p.region = '')::INT + (p.family = '')::INT
            + (p.channel = '')::INT, 'age': DATE '9999-12-31' - p.start_on, 'code': p.code}}
    ) AS found
    FROM slices s JOIN policies p ON p.segment IN ('', s.segment) AND p.region IN ('', s.region)
        AND p.family IN ('', s.family) AND p.channel IN ('', s.channel)
        AND p.start_on <= s.term_start_on
    GROUP BY ALL
),
a AS (
    SELECT f.*, found.method AS policy_method, found.rate AS policy_rate,
        CASE WHEN true_forward THEN quantity_e4 + coalesce(overage_quantity_e4, 0)
            ELSE quantity_e4 END AS q0,
        CASE WHEN successor_n IS NULL THEN expiring_price_e4
            ELSE {_of("expiring_price_e4", "successor_d", "successor_n")} END AS p0,
        coalesce(part_n, term_months * term_month_days + term_days) AS n,
        (100000000 // minor_factor) * coalesce(part_d, price_months * term_month_days) AS d,
        least(greatest({_of("index_now", "10000", "index_before")} - 10000 + index_plus_bp,
            index_floor_bp), index_ceiling_bp) AS index_rate
    FROM facts f LEFT JOIN best USING (segment, region, family, channel, term_start_on)
),
b AS (
    SELECT *,
        CASE WHEN successor_n IS NULL THEN q0
            ELSE {_of("q0", "successor_n", "successor_d")} END AS q,
        coalesce(line_uplift_bp, contract_uplift_bp, CASE WHEN index_now > 0 THEN index_rate END,
            program_uplift_bp) AS agreed
    FROM a
),
bb AS (SELECT *, CAST(q AS HUGEINT) AS q_h FROM b),
c AS (
    SELECT *,
        CASE WHEN contract_method <> '' THEN contract_method WHEN agreed IS NOT NULL THEN 'uplift'
            ELSE coalesce(policy_method, 'same') END AS m,
        CASE WHEN tier_from_e4 IS NOT NULL THEN CAST((
                2 * ((q_h - tier_from_e4) * list_price_e4 + tier_below_e8) * price_months
                + q_h * list_price_months) // (2 * q_h * list_price_months) AS BIGINT)
            WHEN package_quantity_e4 IS NOT NULL THEN CAST((
                CAST(20000 * price_months AS HUGEINT) * list_price_e4
                * ((q + package_quantity_e4 - 1) // package_quantity_e4)
                + q_h * list_price_months) // (2 * q_h * list_price_months) AS BIGINT)
            ELSE {_of("list_price_e4", "price_months", "list_price_months")} END AS listed
    FROM bb
),
d AS (
    SELECT *, CASE
        WHEN m = 'list' THEN coalesce(listed, p0)
        WHEN m = 'uplift' THEN {
    _of(
        "p0",
        '''greatest(10000 + coalesce(agreed,
            CASE WHEN policy_method = 'uplift' THEN policy_rate ELSE 0 END), 0)''',
    )
}
        ELSE p0 END AS p1
    FROM c
),
e AS (SELECT *, least(CASE {" ".join(_YEARS)} END, {_of("p0", "10000 + cap_bp")}) AS p2 FROM d),
f AS (
    SELECT *, CASE WHEN hold_until > term_start_on THEN least(p2, p0) ELSE p2 END AS p3,
        greatest(volume_discount_bp, years_discount_bp, program_discount_bp, deal_discount_bp)
            AS top
    FROM e
),
g AS (
    SELECT *, CASE WHEN best_discount THEN {_of("p3", "10000 - top")}
        ELSE {_of("p3", "10000 - volume_discount_bp")} END AS p4
    FROM f
),
h AS (SELECT *, {_of("p4", _unless_best("years"))} AS p5 FROM g),
i AS (SELECT *, {_of("p5", _unless_best("program"))} AS p6 FROM h),
j AS (SELECT *, {_of("p6", _unless_best("deal"))} AS p7 FROM i),
k AS (SELECT *, {_of("p7", "10000 - coalesce(one_time_discount_bp, 0)")} AS p8 FROM j),
l AS (
    SELECT *, greatest(p8, CASE WHEN floor_price_e4 > 0 THEN least(floor_price_e4, p3) END) AS p9,
        CASE WHEN margin_off_list THEN listed END AS off
    FROM k
),
m AS (
    SELECT *, CASE WHEN reseller_margin_bp > 0 THEN greatest(
        p9 - ({
    _of("coalesce(off, p9)", "reseller_margin_bp + registered_margin_bp")
}), 0) END AS p10
    FROM l
),
n AS (
    SELECT *, CASE WHEN distributor_margin_bp > 0 THEN greatest(
        coalesce(p10, p9) - ({
    _of("coalesce(off, p10, p9)", "distributor_margin_bp")
}), 0) END AS p11
    FROM m
)
SELECT line_id, p9,
    CASE WHEN charge = 'usage' THEN 0 ELSE {
    _amount("quantity_e4", "expiring_price_e4")
} END AS before,
    CASE WHEN charge = 'usage' THEN 0 ELSE {_amount("q", "p9")} END AS after,
    CASE WHEN charge <> 'usage' THEN {_amount("q", "coalesce(p11, p10)")}
        WHEN coalesce(p11, p10) IS NOT NULL THEN 0 END AS partner,
    {_of("(overage_quantity_e4 * expiring_price_e4)", "overage_n", _TRUE_UP)} AS true_up
FROM n
"""
