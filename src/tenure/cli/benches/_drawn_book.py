"""A book of many lines drawn inside PostgreSQL, for the bench that prices a whole one.

The rows that prices follow from, and no others: no orders, no movements. Foreign keys are not
checked while they are drawn, and the indexes of the search box are left out.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenure.foundation.models import User

LINES_PER_CONTRACT = 10

_WITHOUT = """
SET session_replication_role = replica;
DROP INDEX customer_name_trgm, customer_by_name, contract_key_trgm;
"""
_PEOPLE = """
INSERT INTO directory_staffmember
    (id, code, name, email, role, region, languages, time_zone, active)
SELECT i, 'S' || i, 'Owner ' || i, '', 'renewals_manager', 'EMEA', 'en', 'UTC', true
FROM generate_series(1, 120) i;
INSERT INTO directory_partner (id, key, name, kind, country, email)
SELECT i, 'P' || i, 'Partner ' || i, CASE WHEN i %% 10 = 0 THEN 'distributor' ELSE 'reseller' END,
    'DE', ''
FROM generate_series(1, 300) i;
INSERT INTO directory_partnertier (partner_id, tier, start_on, recorded_by_id)
SELECT i, (ARRAY['gold', 'silver', ''])[1 + i %% 3], '2020-01-01', %(by)s
FROM generate_series(1, 300) i;
"""
_PRODUCTS = """
INSERT INTO book_product (id, code, name, family, charge, support_tier)
SELECT i, 'P-' || i, 'Product ' || i, 'family ' || i %% 8,
    CASE WHEN i %% 12 = 0 THEN 'usage' ELSE 'recurring' END, ''
FROM generate_series(1, 48) i;
INSERT INTO book_pricebook (id, code, name) VALUES (1, 'list', 'List prices');
INSERT INTO book_priceentry
    (price_book_id, product_id, currency, unit_price_e4, price_months, start_on, end_on)
SELECT 1, p.id, currency, 100000 + p.id * 37411 %% 9000000, 12, make_date(year, 1, 1),
    CASE WHEN year < 2028 THEN make_date(year + 1, 1, 1) END
FROM book_product p, unnest(%(currencies)s::text[]) currency, generate_series(2025, 2028) year;
"""
_CUSTOMERS = """
INSERT INTO directory_customer
    (id, key, name, legal_name, segment, country, region, language, address, export_controlled,
     account_executive_id)
SELECT i, 'C' || i, 'Customer ' || i, '',
    (ARRAY['self_serve', 'smb', 'mid_market', 'enterprise', 'strategic'])[1 + i %% 5], 'DE',
    (ARRAY['EMEA', 'AMER', 'APAC'])[1 + i / 5 %% 3], 'en', '', i %% 500 = 0, 1 + i %% 120
FROM generate_series(1, %(customers)s) i;
"""
# Terms of one to three years that end over the next three, most of them on the first of a month.
_CONTRACTS = """
INSERT INTO book_contract
    (id, key, name, customer_id, reseller_id, distributor_id, channel, owner_id, currency,
     start_on, end_on, first_start_on, term_months, renewal_type, renewal_term_months, notice_days,
     price_method, uplift_bp, uplift_cap_bp, price_hold_until, terms_version, co_term_group,
     end_reason, revision)
SELECT i, 'K' || i, '', 1 + i %% %(customers)s,
    CASE WHEN i %% 3 > 0 THEN 1 + i %% 299 / 10 * 10 END,
    CASE WHEN i %% 9 = 2 THEN 10 * (1 + i %% 30) END,
    (ARRAY['direct', 'reseller', 'reseller'])[1 + i %% 3], 1 + i / 7 %% 120,
    (%(currencies)s::text[])[1 + i / 3 %% 6],
    (ended - make_interval(months => months))::date, ended,
    (ended - make_interval(months => 2 * months))::date, months, 'manual', months, 30,
    (ARRAY['', '', '', 'same', 'list'])[1 + i %% 5], CASE WHEN i %% 4 = 0 THEN i %% 700 END,
    CASE WHEN i %% 6 = 0 THEN 500 END,
    CASE WHEN i %% 11 = 0 THEN %(on)s::date + (i %% 700)::int END, '', '', '', 1
FROM (
    SELECT i, (ARRAY[12, 12, 24, 36])[1 + i %% 4] AS months,
        (date_trunc('month', %(on)s::date + make_interval(days => (i %% 1080)::int))
            + make_interval(days => CASE WHEN i %% 5 < 3 THEN 0 ELSE (i %% 28)::int END))::date
            AS ended
    FROM generate_series(1, %(contracts)s) i
) AS drawn;
"""
_LINES = """
INSERT INTO book_line
    (id, contract_id, lot, lot_key, product_id, quantity, unit_price_e4, price_months, currency,
     start_on, end_on, list_price_e4, uplift_bp, arr_minor)
SELECT (c.id - 1) * %(each)s + lot, c.id, lot, '', 1 + (c.id * 7 + lot) %% 48,
    1 + (c.id * 31 + lot) %% 400, 100000 + (c.id * 104729 + lot * 7919) %% 9000000,
    (ARRAY[1, 12, 12])[1 + lot %% 3], c.currency, c.start_on, c.end_on, NULL,
    CASE WHEN (c.id + lot) %% 9 = 0 THEN 450 END, 0
FROM book_contract c, generate_series(1, %(each)s) lot
WHERE c.id >= %(first)s AND c.id < %(first)s + %(at_once)s;
"""
_AT_ONCE = 200_000  # contracts


def draw(lines: int, *, on: date, by: User) -> None:
    """Draw about so many lines into an empty book, each of which renews."""
    from django.db import connection

    contracts = max(1, lines // LINES_PER_CONTRACT)
    values: dict[str, Any] = {
        "on": on,
        "by": by.pk,
        "contracts": contracts,
        "customers": max(1, contracts // 2),
        "each": LINES_PER_CONTRACT,
        "at_once": _AT_ONCE,
        "currencies": ["USD", "EUR", "GBP", "JPY", "CHF", "KWD"],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT)
        for statement in (_PEOPLE, _PRODUCTS, _CUSTOMERS, _CONTRACTS):
            cursor.execute(statement, values)
        for first in range(1, contracts + 1, _AT_ONCE):
            cursor.execute(_LINES, {**values, "first": first})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM (ANALYZE)")
