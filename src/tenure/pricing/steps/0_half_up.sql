-- n / d rounded half-up; n >= 0, d > 0, HUGEINT, so an overflow raises instead of wrapping.
CREATE OR REPLACE TEMP MACRO half_up(n, d) AS (2 * n + d) // (2 * d)
