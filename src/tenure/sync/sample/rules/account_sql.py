"""SQL of the accounts: which customers there are, how big, where, in whose family, in what state.

`r(salt, key, n)` is a number 0..n-1 that depends on the seed, the salt and the key alone.
Salts 1-39 belong to accounts, 40-69 to contracts, 70-99 to lots, 100-139 to names.
"""

from __future__ import annotations

MACROS = """
CREATE OR REPLACE MACRO r(salt, key, n) AS
    (hash({seed}::BIGINT, salt::BIGINT, key::BIGINT) % n::UBIGINT)::INTEGER;
CREATE OR REPLACE MACRO pick(words, salt, key) AS words[1 + r(salt, key, len(words))];
-- Days 28 to 31 move to the next first: months then count alike everywhere.
CREATE OR REPLACE MACRO plain_day(day) AS
    CASE WHEN date_part('day', day) > 27
         THEN (date_trunc('month', day) + INTERVAL 1 MONTH)::DATE ELSE day END;
CREATE OR REPLACE MACRO later(day, months) AS (day + to_months(months::INTEGER))::DATE;
CREATE OR REPLACE MACRO days_later(day, days) AS (day + days::INTEGER)::DATE;
-- Minor units to text with the currency's decimals; no floating point on the way.
CREATE OR REPLACE MACRO money(minor, places) AS
    CASE places WHEN 0 THEN minor::VARCHAR
         WHEN 2 THEN (minor::DECIMAL(18, 0) * 0.01::DECIMAL(3, 2))::VARCHAR
         WHEN 3 THEN (minor::DECIMAL(18, 0) * 0.001::DECIMAL(4, 3))::VARCHAR
         ELSE error('no such number of decimals') END;
CREATE OR REPLACE MACRO amount(e4) AS
    CASE WHEN e4 % 10000 = 0 THEN (e4 // 10000)::VARCHAR
         ELSE (e4 // 10000)::VARCHAR || '.' || rtrim(lpad((e4 % 10000)::VARCHAR, 4, '0'), '0') END;
"""

# Segments 0..4: self_serve, smb, mid_market, enterprise, strategic.
# Shares: 22, 38, 25, 12 and 3 of a hundred.
ACCOUNT = """
CREATE OR REPLACE TEMP TABLE account AS
WITH numbered AS (
    SELECT n.a, d.code AS dirt,
           CASE WHEN n.a = {vast} THEN 400 WHEN n.a % 4000 IN ({large}) THEN 40 ELSE 0 END AS bulk
    FROM range({first}::BIGINT, {last}::BIGINT) n(a)
    LEFT JOIN dirt d ON d.slot = n.a % {modulus}
), sized AS (
    SELECT *,
        CASE WHEN bulk > 0 THEN 4
             WHEN dirt IS NOT NULL THEN 1 + r(1, a, 2)
             WHEN r(2, a, 100) < 22 THEN 0
             WHEN r(2, a, 100) < 60 THEN 1
             WHEN r(2, a, 100) < 85 THEN 2
             WHEN r(2, a, 100) < 97 THEN 3
             ELSE 4 END AS seg,
        pick({country_lottery}, 3, a) AS home
    FROM numbered
), related AS (
    -- Every 16th account may head a family: its next four accounts are then subsidiaries, and the
    -- fourth belongs to the first of them (a family of three generations).
    SELECT *, a - a % 16 AS head,
        a % 16 BETWEEN 1 AND 4 AND r(4, a - a % 16, 100) < 60
            AND seg > 0 AND dirt IS NULL AND r(2, a - a % 16, 100) >= 60
            AND (a - a % 16) % {modulus} NOT IN (SELECT slot FROM dirt) AS subsidiary
    FROM sized
)
SELECT s.* EXCLUDE (head, subsidiary, home),
    subsidiary AND a % 16 = 4 AS grandchild,
    CASE WHEN subsidiary THEN head END AS head,
    home AS country,
    CASE WHEN seg >= 3 AND dirt IS NULL AND r(5, a, 100) < 8 THEN 'USD' ELSE c.currency END
        AS currency,
    bulk = 0 AND dirt IS NULL AND r(6, a, 1000) < 40 AS lost,
    r(7, a, 100) < 35 AS coterm,
    r(8, a, 1000) < 8 AND seg >= 2 AS controlled,
    CASE WHEN dirt IN ('currency_mismatch', 'overlapping_terms') THEN 2
         WHEN dirt IS NOT NULL OR bulk > 0 OR seg = 0 THEN 1
         WHEN seg = 1 THEN 1 + (r(9, a, 100) < 15)::INTEGER
         WHEN seg = 2 THEN [1, 1, 2, 2, 3][1 + r(9, a, 5)]
         WHEN seg = 3 THEN [2, 2, 3, 3][1 + r(9, a, 4)]
         ELSE [3, 4, 5][1 + r(9, a, 3)] END AS contracts,
    CASE WHEN dirt = 'no_contact' THEN 0
         ELSE [1, 1 + r(10, a, 2), 2, 3, 4][1 + seg] END AS contacts
FROM related s JOIN country c ON c.id = s.home
"""

# Chunks start at multiples of 16, so a family lies in one chunk.
FAMILY = """
CREATE OR REPLACE TEMP TABLE named AS
WITH own AS (
    SELECT x.*, c.* EXCLUDE (id, currency, percent),
        pick(c.stems, 100, coalesce(x.head, x.a)) || pick(c.endings, 101, coalesce(x.head, x.a))
            AS stem,
        pick(c.trades, 102, x.a) AS trade
    FROM account x JOIN country c ON c.id = x.country
)
SELECT own.* EXCLUDE (cities, stems, endings, trades, given, family, streets, blogs),
    -- The first subsidiary may itself be none; then the head takes its place.
    CASE WHEN own.grandchild AND f.head IS NOT NULL THEN f.a ELSE own.head END AS parent,
    CASE WHEN own.seg = 0 AND r(103, own.a, 100) < 60
              THEN pick(own.given, 104, own.a) || '''s ' || pick(own.blogs, 105, own.a)
         WHEN own.seg = 0 THEN pick(own.given, 104, own.a) || ' ' || pick(own.family, 106, own.a)
         WHEN own.head IS NOT NULL AND own.code <> h.code
              THEN h.stem || ' ' || own.trade || ' ' || own.code
         WHEN own.head IS NOT NULL THEN h.stem || ' ' || own.trade
         ELSE own.stem || ' ' || own.trade END AS name,
    strip_accents(lower(replace(replace(coalesce(h.stem, own.stem), ' ', ''), 'ß', 'ss')))
        || '-' || (own.a % 9973) || '.example' AS domain
FROM own
LEFT JOIN own h ON h.a = own.head
LEFT JOIN own f ON f.a = own.head + 1
"""

CUSTOMERS = """
SELECT 'A' || lpad(a::VARCHAR, 7, '0') AS customer, name,
    CASE WHEN seg = 0 THEN NULL ELSE name || ' ' || named.legal_form END AS legal_name,
    ['self_serve', 'smb', 'mid_market', 'enterprise', 'strategic'][1 + seg] AS segment,
    code AS country, named.region, named.language,
    (1 + r(107, a, 180)) || ' ' || pick(streets, 108, a) || ', ' || pick(cities, 109, a) AS address,
    CASE WHEN parent IS NOT NULL THEN 'A' || lpad(parent::VARCHAR, 7, '0') END AS parent,
    CASE WHEN seg > 0 THEN pick(sellers, 11, a) END AS account_executive,
    CASE WHEN seg > 1 THEN pick(success, 12, a) END AS success_manager,
    CASE WHEN controlled THEN 'yes' ELSE 'no' END AS export_controlled,
    a AS at_a, 0 AS at_k
FROM named JOIN desk USING (region) JOIN country USING (code)
"""

CONTACTS = """
SELECT 'P' || lpad(a::VARCHAR, 7, '0') || '-' || (i + 1) AS contact,
    'A' || lpad(a::VARCHAR, 7, '0') AS customer,
    pick(given, 110 + i, a) || ' ' || pick(family, 114 + i, a) AS name,
    strip_accents(lower(replace(pick(given, 110 + i, a) || '.' || pick(family, 114 + i, a),
        ' ', ''))) || '@' || domain AS email,
    CASE WHEN named.phone <> '' AND r(118 + i, a, 10) < 7
         THEN named.phone || lpad(r(119 + i, a, 100)::VARCHAR, 2, '0') END AS phone,
    ['renewal', 'billing', 'executive', 'technical'][1 + i] AS role,
    a AS at_a, i AS at_k
FROM named JOIN country USING (code), unnest(range(contacts::BIGINT)) u(i)
"""
