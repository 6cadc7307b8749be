-- Where it starts: list price for the line's price months, or the expiring price;
-- a list price that is missing falls back to the expiring one.
SELECT
    *,
    CASE
        WHEN method <> 'list' THEN 'expiring'
        WHEN list_price_e4 IS NULL THEN 'list_missing'
        ELSE 'list'
    END AS base,
    CASE
        WHEN method = 'list' AND list_price_e4 IS NOT NULL
            THEN CAST(
                half_up(CAST(list_price_e4 AS HUGEINT) * price_months, list_price_months) AS BIGINT
            )
        ELSE expiring_price_e4
    END AS base_price_e4
FROM {previous}
