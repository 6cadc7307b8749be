-- The policy of the line's slice: all named fields match, started by the first day of the term;
-- the one that names most fields wins, then the latest, then the first code.
WITH slices AS (
    SELECT DISTINCT segment, region, family, channel, term_start_on FROM {facts}
),
fitting AS (
    SELECT
        s.segment, s.region, s.family, s.channel, s.term_start_on,
        p.code AS policy_code, p.method AS policy_method, p.uplift_bp AS policy_uplift_bp,
        row_number() OVER (
            PARTITION BY s.segment, s.region, s.family, s.channel, s.term_start_on
            ORDER BY
                CASE WHEN p.segment = '' THEN 0 ELSE 1 END
                + CASE WHEN p.region = '' THEN 0 ELSE 1 END
                + CASE WHEN p.family = '' THEN 0 ELSE 1 END
                + CASE WHEN p.channel = '' THEN 0 ELSE 1 END DESC,
                p.start_on DESC,
                p.code
        ) AS place
    FROM slices AS s
    INNER JOIN {policies} AS p
        ON p.segment IN ('', s.segment)
        AND p.region IN ('', s.region)
        AND p.family IN ('', s.family)
        AND p.channel IN ('', s.channel)
        AND p.start_on <= s.term_start_on
)
SELECT f.*, t.policy_code, t.policy_method, t.policy_uplift_bp
FROM {facts} AS f
LEFT JOIN fitting AS t
    ON t.place = 1
    AND t.segment = f.segment
    AND t.region = f.region
    AND t.family = f.family
    AND t.channel = f.channel
    AND t.term_start_on = f.term_start_on
