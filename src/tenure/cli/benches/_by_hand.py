"""The arithmetic of the whole waterfall as one query, as a person would write it for DuckDB.

The figures alone: no words but the reason of the leakage, no sources, no guards, nothing kept but
the results.
"""

from __future__ import annotations

# number * part / whole, half-up, in 64 bits.
_OF = """
CREATE OR REPLACE TEMP MACRO of(number, part, whole) AS
    (number // whole) * part + ((number % whole) * part + whole // 2) // whole
"""
_SLICE = "segment, region, family, channel, partner_tier, program, term_start_on"


def _best(table: str, keeps: str) -> str:
    """Return SQL for the policy of a table that fits each slice, as a struct named after it."""
    names = _SLICE.split(", ")[:-1]
    fits = " AND ".join(f"p.{name} IN ('', s.{name})" for name in names)
    any_ = " + ".join(f"(p.{name} = '')::INT" for name in names)
    kept = ", ".join(f"'{name}': p.{name}" for name in keeps.split(", "))
    order = f"(p.program = '')::INT, {any_}, DATE '9999-12-31' - p.start_on, p.code"
    slices = ", ".join(f"s.{name}" for name in _SLICE.split(", "))
    return f"""
        SELECT {slices}, arg_min({{{kept}}}, ({order})) AS {table}
        FROM slices s JOIN {table} p ON {fits} AND p.start_on <= s.term_start_on GROUP BY ALL"""


_TIERS = ", ".join(f"volume_{tier}_from_e4, volume_{tier}_bp" for tier in range(1, 5))
_KEPT = {
    "policies": "method, uplift_bp",
    "discounts": f"{_TIERS}, two_years_bp, three_years_bp, program_bp, best_of, floor_bp",
    "margins": "reseller_bp, registered_bp, distributor_bp, off_list",
}
_FOUND = "".join(f", best_{table} AS ({_best(table, keeps)})" for table, keeps in _KEPT.items())
_JOINED = " ".join(f"LEFT JOIN best_{table} USING ({_SLICE})" for table in _KEPT)
_STEPPED = " ".join(
    f"WHEN q >= discounts.volume_{tier}_from_e4 THEN discounts.volume_{tier}_bp"
    for tier in (4, 3, 2, 1)
)


def _escalated(price: str) -> str:
    """Return SQL for the price after the escalations of its years."""
    up = "(10000 + escalator_bp)"
    years = " ".join(
        f"WHEN escalator_years = {n} THEN CAST((2 * CAST({price} AS HUGEINT)"
        f" * {' * '.join([up] * n)} + {10_000**n}) // {2 * 10_000**n} AS BIGINT)"
        for n in (2, 3, 4)
    )
    return f"""CASE WHEN escalator_bp IS NULL OR escalator_years = 0 THEN {price}
        WHEN escalator_years = 1 THEN of({price}, {up}, 10000) {years} END"""


_QUERY = f"""
CREATE OR REPLACE TEMP TABLE by_hand AS
WITH slices AS (SELECT DISTINCT {_SLICE} FROM facts){_FOUND},
said AS (SELECT * FROM slices {_JOINED}),
a AS (
    SELECT f.*, policies, discounts, margins,
        CASE WHEN successor_n IS NULL THEN expiring_price_e4
            ELSE of(expiring_price_e4, successor_d, successor_n) END AS p0,
        coalesce(asked_quantity_e4, CASE WHEN true_forward
            THEN quantity_e4 + coalesce(overage_quantity_e4, 0) ELSE quantity_e4 END) AS wanted,
        coalesce(part_n, term_months * term_month_days + term_days) AS n,
        (100000000 // minor_factor) * coalesce(part_d, price_months * term_month_days) AS d,
        least(greatest(of(index_now, 10000, index_before) - 10000 + index_plus_bp,
            index_floor_bp), index_ceiling_bp) AS index_rate
    FROM facts f LEFT JOIN said USING ({_SLICE})
),
b AS (
    SELECT *,
        CASE WHEN successor_n IS NULL THEN wanted
            ELSE of(wanted, successor_n, successor_d) END AS q,
        coalesce(line_uplift_bp, contract_uplift_bp, CASE WHEN index_now > 0 THEN index_rate END,
            program_uplift_bp) AS agreed
    FROM a
),
c AS (
    SELECT *, CAST(q AS HUGEINT) AS q_h,
        CASE WHEN contract_method <> '' THEN contract_method WHEN agreed IS NOT NULL THEN 'uplift'
            ELSE coalesce(policies.method, 'same') END AS m,
        coalesce(volume_discount_bp, CASE {_STEPPED} END, 0) AS volume,
        coalesce(years_discount_bp, CASE
            WHEN coalesce(whole_term_months, term_months) >= 36 THEN discounts.three_years_bp
            WHEN coalesce(whole_term_months, term_months) >= 24 THEN discounts.two_years_bp
        END, 0) AS years,
        coalesce(program_discount_bp, discounts.program_bp, 0) AS program_off,
        coalesce(best_discount, discounts.best_of, false) AS best_only,
        coalesce(reseller_margin_bp, CASE WHEN through_reseller THEN margins.reseller_bp END)
            AS reseller,
        coalesce(registered_margin_bp, CASE WHEN registered_deal THEN margins.registered_bp END, 0)
            AS registered,
        coalesce(distributor_margin_bp,
            CASE WHEN through_distributor THEN margins.distributor_bp END) AS distributor
    FROM b
),
d AS (
    SELECT *,
        CASE WHEN tier_from_e4 IS NOT NULL THEN CAST((
                2 * ((q_h - tier_from_e4) * list_price_e4 + tier_below_e8) * price_months
                + q_h * list_price_months) // (2 * q_h * list_price_months) AS BIGINT)
            WHEN package_quantity_e4 IS NOT NULL THEN CAST((
                CAST(20000 * price_months AS HUGEINT) * list_price_e4
                * ((q + package_quantity_e4 - 1) // package_quantity_e4)
                + q_h * list_price_months) // (2 * q_h * list_price_months) AS BIGINT)
            ELSE of(list_price_e4, price_months, list_price_months) END AS listed,
        greatest(volume, years, program_off, deal_discount_bp) AS top
    FROM c
),
e AS (
    SELECT *, CASE
        WHEN m = 'list' THEN coalesce(listed, p0)
        WHEN m = 'uplift' THEN of(p0, greatest(10000 + coalesce(agreed,
            CASE WHEN policies.method = 'uplift' THEN policies.uplift_bp ELSE 0 END), 0), 10000)
        ELSE p0 END AS p1,
        of(p0, greatest(10000 + asked_uplift_bp, 0), 10000) AS a1,
        least(of(p0, 10000 + cap_bp, 10000), CASE WHEN hold_until > term_start_on THEN p0 END)
            AS ceiling
    FROM d
),
f AS (SELECT *, least({_escalated("p1")}, ceiling) AS entitled FROM e),
g AS (
    SELECT *, CASE WHEN asked_uplift_bp IS NULL THEN entitled
        ELSE least({_escalated("a1")}, ceiling) END AS asked
    FROM f
),
h AS (
    SELECT *, of(asked, 10000 - CASE WHEN best_only THEN top ELSE volume END, 10000) AS p3 FROM g
),
i AS (
    SELECT *, CASE WHEN best_only THEN p3 ELSE of(p3, 10000 - years, 10000) END AS p4 FROM h
),
j AS (
    SELECT *, CASE WHEN best_only THEN p4 ELSE of(p4, 10000 - program_off, 10000) END AS p5 FROM i
),
k AS (
    SELECT *, CASE WHEN best_only THEN p5 ELSE of(p5, 10000 - deal_discount_bp, 10000) END AS p6
    FROM j
),
l AS (SELECT *, of(p6, 10000 - coalesce(one_time_discount_bp, 0), 10000) AS p7 FROM k),
m AS (
    SELECT *, coalesce(floor_price_e4, of(listed, discounts.floor_bp, 10000)) AS lowest,
        CASE WHEN coalesce(margin_off_list, margins.off_list) THEN listed END AS off
    FROM l
),
n AS (
    SELECT *, CASE WHEN lowest IS NULL THEN p7 ELSE greatest(p7, least(lowest, asked)) END AS p8
    FROM m
),
o AS (
    SELECT *, CASE WHEN reseller IS NOT NULL THEN greatest(
        p8 - of(coalesce(off, p8), least(reseller + registered, 10000), 10000), 0) END AS p9
    FROM n
),
p AS (
    SELECT *, CASE WHEN distributor IS NOT NULL THEN greatest(
        coalesce(p9, p8) - of(coalesce(off, p9, p8), distributor, 10000), 0) END AS p10
    FROM o
),
r AS (
    SELECT line_id, p8,
        CASE WHEN charge = 'usage' THEN 0 ELSE of(quantity_e4 * expiring_price_e4, n, d) END
            AS expiring,
        CASE WHEN charge = 'usage' THEN 0 ELSE of(q * p8, n, d) END AS proposed,
        CASE WHEN charge <> 'usage' THEN of(q * coalesce(p10, p9), n, d)
            WHEN coalesce(p10, p9) IS NOT NULL THEN 0 END AS partner,
        CASE WHEN charge = 'usage' THEN 0 ELSE of(q * p0, n, d) END AS carried,
        CASE WHEN charge = 'usage' THEN 0 ELSE of(q * entitled, n, d) END AS entitled_to,
        of(overage_quantity_e4 * expiring_price_e4, overage_n,
            (100000000 // minor_factor) * overage_d) AS true_up,
        CASE WHEN entitled <= p8 THEN NULL
            WHEN entitled - asked >= asked - p8 THEN 'uplift'
            WHEN p6 - p7 > asked - p6 THEN 'one_time'
            WHEN volume = top THEN 'volume'
            WHEN years = top THEN 'years'
            WHEN program_off = top THEN 'program'
            ELSE 'deal' END AS reason
    FROM p
)
SELECT *, entitled_to - proposed AS leakage FROM r
"""
BY_HAND = (_OF, _QUERY)
