-- The proposed price: a price hold that outlasts the first day of the term forbids a rise.
SELECT
    *,
    CASE
        WHEN hold_until > term_start_on AND capped_price_e4 > expiring_price_e4
            THEN expiring_price_e4
        ELSE capped_price_e4
    END AS proposed_price_e4
FROM {previous}
