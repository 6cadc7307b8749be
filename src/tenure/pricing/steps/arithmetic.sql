-- n * m / d, half-up, for n, m >= 0 and d > 0. Whole and rest apart, so that 64 bits suffice
-- whenever the result fits them and d * m does (rest < d): 2 * 10^9 * 12,000 and more.
-- A product that does not fit raises.
CREATE TEMP MACRO share(n, m, d) AS (n // d) * m + ((n % d) * m + d // 2) // d;

-- n / d, half-up, in 128 bits, for n >= 0 and d > 0; the cast raises when it does not fit in 64.
CREATE TEMP MACRO ratio(n, d) AS CAST((2 * n + d) // (2 * d) AS BIGINT);

-- quantity * price * n / d, half-up away from zero. In 64 bits where every product is known to
-- fit: quantity * price below 2^62, d * n below 4 * 10^18. Else in 128, and the cast raises.
CREATE TEMP MACRO amount(quantity, price, n, d) AS
    CASE
        WHEN abs(quantity) < 2147483648 AND price < 2147483648 AND n < 1000000 AND d < 4000000000000
            THEN sign(quantity) * share(abs(quantity) * price, n, d)
        ELSE CAST(sign(quantity) * (
            (2 * CAST(abs(CAST(quantity AS HUGEINT)) AS HUGEINT) * price * n + d)
            // (2 * CAST(d AS HUGEINT))
        ) AS BIGINT)
    END;

-- price * (1 + rate)^years, half-up once, for a rate in 1/10,000 and at most four years.
CREATE TEMP MACRO escalated(price, rate, years) AS
    CASE
        WHEN rate IS NULL OR years = 0 THEN price
        WHEN years = 1 THEN share(price, 10000 + rate, 10000)
        ELSE ratio(
            CAST(price AS HUGEINT) * (10000 + rate) * (10000 + rate)
            * CASE WHEN years > 2 THEN 10000 + rate ELSE 1 END
            * CASE WHEN years > 3 THEN 10000 + rate ELSE 1 END,
            CAST(100000000 AS HUGEINT)
            * CASE WHEN years > 2 THEN 10000 ELSE 1 END
            * CASE WHEN years > 3 THEN 10000 ELSE 1 END
        )
    END;
