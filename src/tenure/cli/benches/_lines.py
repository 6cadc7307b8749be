"""Lines and policies drawn for the pricing bench."""

from __future__ import annotations

from datetime import date

from tenure.pricing.rules import AnyPolicy, DiscountFacts, MarginFacts, PolicyFacts

_FIRST = date(2020, 1, 1)
_LATER = date(2027, 1, 15)
# Of every kind: for anyone and for a slice, one superseded, one for a program.
POLICIES: tuple[AnyPolicy, ...] = (
    PolicyFacts("any", "uplift", 300, _FIRST),
    PolicyFacts("smb", "uplift", 500, _FIRST, segment="smb"),
    PolicyFacts("smb-later", "uplift", 600, _LATER, segment="smb"),
    PolicyFacts("enterprise", "list", 0, _FIRST, segment="enterprise"),
    PolicyFacts("strategic", "same", 0, _FIRST, segment="strategic"),
    PolicyFacts("distributor", "uplift", 200, _FIRST, channel="distributor"),
    DiscountFacts(
        code="any", start_on=_FIRST, volume_1_from_e4=1_000_000, volume_1_bp=300,
        volume_2_from_e4=2_500_000, volume_2_bp=700, two_years_bp=300, three_years_bp=600,
        program_bp=150,
    ),
    DiscountFacts(
        code="smb-edge", start_on=_FIRST, segment="smb", family="edge",
        volume_1_from_e4=500_000, volume_1_bp=400, best_of=True, floor_bp=7_000,
    ),
    DiscountFacts(code="charity", start_on=_LATER, program="charity", program_bp=2_500),
    MarginFacts(
        code="any", start_on=_FIRST, reseller_bp=1_500, registered_bp=500, distributor_bp=600
    ),
    MarginFacts(
        code="gold", start_on=_FIRST, partner_tier="gold", reseller_bp=2_000, distributor_bp=800,
        off_list=True,
    ),
)  # fmt: skip

# Every step, method, currency and discount, and every way round them, drawn by arithmetic.
LINES = """
INSERT INTO facts BY NAME SELECT
    i AS line_id, ['smb', 'enterprise', 'strategic', ''][1 + i % 4] AS segment,
    'EMEA' AS region, ['edge', 'core'][1 + i % 2] AS family,
    ['direct', 'reseller', 'distributor'][1 + i % 3] AS channel,
    ['', 'gold', ''][1 + i % 3] AS partner_tier,
    CASE WHEN i % 5 = 0 THEN 'charity' ELSE '' END AS program,
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
    CASE WHEN i % 14 = 0 THEN i % 900 END AS asked_uplift_bp,
    CASE WHEN i % 4 = 1 THEN 24 END AS whole_term_months,
    CASE WHEN i % 2 = 0 THEN 500 END AS volume_discount_bp,
    CASE WHEN i % 6 = 0 THEN 800 END AS years_discount_bp,
    CASE WHEN i % 7 = 0 THEN 250 END AS program_discount_bp,
    CASE WHEN i % 3 = 0 THEN i % 2000 ELSE 0 END AS deal_discount_bp,
    CASE WHEN i % 10 = 0 THEN true END AS best_discount,
    CASE WHEN i % 25 = 0 THEN 1000 END AS one_time_discount_bp,
    CASE WHEN i % 10 = 0 THEN 9000 + i % 40000000 END AS floor_price_e4,
    i % 3 > 0 AS through_reseller, i % 3 = 2 AS through_distributor,
    i % 12 = 1 AS registered_deal,
    CASE WHEN i % 19 = 0 THEN 2000 END AS reseller_margin_bp,
    CASE WHEN i % 38 = 0 THEN 500 END AS registered_margin_bp,
    CASE WHEN i % 19 = 0 THEN 700 END AS distributor_margin_bp,
    CASE WHEN i % 19 = 0 THEN i % 2 = 0 END AS margin_off_list
FROM range(?) AS drawn (i)
"""
