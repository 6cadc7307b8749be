-- What the term costs, before and after: quantity x price x (months + days / days of that month)
-- / price months, rounded half-up once to the minor unit. Usage is billed as used, not quoted.
SELECT
    *,
    CASE
        WHEN charge = 'usage' THEN 0
        ELSE CAST(
            half_up(
                CAST(quantity_e4 AS HUGEINT) * expiring_price_e4 * minor_factor
                * (term_months * term_month_days + term_days),
                CAST(100000000 AS HUGEINT) * price_months * term_month_days
            ) AS BIGINT
        )
    END AS expiring_minor,
    CASE
        WHEN charge = 'usage' THEN 0
        ELSE CAST(
            half_up(
                CAST(quantity_e4 AS HUGEINT) * proposed_price_e4 * minor_factor
                * (term_months * term_month_days + term_days),
                CAST(100000000 AS HUGEINT) * price_months * term_month_days
            ) AS BIGINT
        )
    END AS proposed_minor
FROM {previous}
