-- DuckDB divides 128 bits a hundred times more slowly than 64, and two divisions cost twice as much
-- as one. So each macro has a short way for what is known to fit, which is nearly everything, and
-- an exact way for the rest; both come to the same. The exact way is asked for first: what is null,
-- as most of what a line does not have, then takes the short one.

-- n * m / d, half-up, for n, m >= 0 and d > 0. The short way for n below 2^47 and m below 2^15. Else
-- whole and rest apart, so that 64 bits suffice whenever the result fits them and d * m does (rest
-- < d): 2 * 10^9 * 12,000 and more. A product that does not fit raises.
CREATE TEMP MACRO share(n, m, d) AS
    CASE
        WHEN n >= 140737488355328 OR m >= 32768 THEN (n // d) * m + ((n % d) * m + d // 2) // d
        ELSE (n * m + d // 2) // d
    END;

-- n / d, half-up, for n >= 0 and d > 0 of 128 bits; the cast raises when it does not fit in 64.
-- No product has more than 38 digits, as on Spark: the cast to DECIMAL raises where one has.
CREATE TEMP MACRO ratio(n, d) AS
    CASE
        WHEN n >= 1152921504606846976 OR d >= 1152921504606846976
            THEN CAST(CAST(CAST(2 * n + d AS DECIMAL(38, 0)) AS HUGEINT) // (2 * d) AS BIGINT)
        ELSE (2 * CAST(n AS BIGINT) + CAST(d AS BIGINT)) // (2 * CAST(d AS BIGINT))
    END;

-- The highest price that fits 64 bits with quantity * n and half a divisor more: 2^62 / (quantity *
-- n), for a quantity below 2^47 and n below 2^15; for others none does, and it is -1.
CREATE TEMP MACRO fitting_price(quantity, n) AS
    CASE
        WHEN quantity BETWEEN 0 AND 140737488355327 AND n < 32768
            THEN 4611686018427387904 // greatest(quantity * n, 1)
        ELSE -1
    END;

-- quantity * price * n / d, half-up away from zero. The short way for prices up to `highest`, which
-- is the fitting price of this quantity or of a larger one. For others, and for credits, in 128
-- bits; there the price comes last, for nothing before it can be too large.
CREATE TEMP MACRO amount(quantity, price, n, d, highest) AS
    CASE
        WHEN price > highest OR quantity < 0 THEN sign(quantity) * ratio(
            CAST(abs(CAST(quantity AS HUGEINT)) AS HUGEINT) * n * price, CAST(d AS HUGEINT)
        )
        ELSE (quantity * n * price + d // 2) // d
    END;

-- price * m / (e * e), half-up, for an even e: m in two parts, the last digits below e.
CREATE TEMP MACRO grown(price, m, e) AS (price * (m // e) + price * (m % e) // e + e // 2) // e;

-- price * (1 + rate)^years, half-up once, for a rate in 1/10,000 and at most four years. The short
-- way: price below 2^32 and (1 + rate)^4 below 2^30, and 2^62 with e * e for a divisor.
CREATE TEMP MACRO escalated(price, rate, years) AS
    CASE
        WHEN price IS NULL OR rate IS NULL OR years = 0 THEN price
        WHEN years = 1 THEN share(price, 10000 + rate, 10000)
        WHEN price < 4294967296 AND rate < 6000 THEN CASE years
            WHEN 2 THEN grown(price, (10000 + rate) * (10000 + rate), 10000)
            WHEN 3 THEN grown(price, (10000 + rate) * (10000 + rate) * (10000 + rate), 1000000)
            ELSE grown(
                price, (10000 + rate) * (10000 + rate) * (10000 + rate) * (10000 + rate), 100000000
            )
        END
        ELSE ratio(
            CAST(price AS HUGEINT) * (10000 + rate) * (10000 + rate)
            * CASE WHEN years > 2 THEN 10000 + rate ELSE 1 END
            * CASE WHEN years > 3 THEN 10000 + rate ELSE 1 END,
            CAST(100000000 AS HUGEINT)
            * CASE WHEN years > 2 THEN 10000 ELSE 1 END
            * CASE WHEN years > 3 THEN 10000 ELSE 1 END
        )
    END;
