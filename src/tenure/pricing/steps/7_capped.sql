-- The price under the cap.
SELECT
    *,
    CASE
        WHEN cap_price_e4 < uplifted_price_e4 THEN cap_price_e4
        ELSE uplifted_price_e4
    END AS capped_price_e4
FROM {previous}
