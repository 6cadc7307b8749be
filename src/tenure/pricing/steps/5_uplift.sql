-- The base price raised (or lowered, never below zero) by the uplift.
SELECT
    *,
    CASE
        WHEN uplift_bp IS NULL THEN base_price_e4
        ELSE CAST(
            half_up(CAST(base_price_e4 AS HUGEINT) * greatest(10000 + uplift_bp, 0), 10000)
            AS BIGINT
        )
    END AS uplifted_price_e4
FROM {previous}
