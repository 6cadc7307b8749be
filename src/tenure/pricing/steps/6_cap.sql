-- The highest price the cap clause allows; without a clause, none.
SELECT
    *,
    CASE
        WHEN cap_bp IS NULL THEN NULL
        ELSE CAST(
            half_up(CAST(expiring_price_e4 AS HUGEINT) * (10000 + cap_bp), 10000) AS BIGINT
        )
    END AS cap_price_e4
FROM {previous}
