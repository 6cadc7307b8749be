"""The product bundles that a contract holds when its term ends."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import groupby

from django.db import connection

from tenure.pricing.rules.bundles import Bundle, BundleMember

# A product that is held stands for itself, and for what it took the place of: so a bundle stays
# one when a part of it is renewed as its successor. `n` / `d` are pieces of it for each of those.
# The parent comes first of a bundle's parts; parts that the contract does not hold are none.
_BUNDLES = """
WITH held AS (
    SELECT DISTINCT p.id, p.code, p.name
    FROM book_line l JOIN book_product p ON p.id = l.product_id
    WHERE l.contract_id = %(contract)s AND l.end_on = %(on)s AND l.quantity > 0
        AND p.charge = 'recurring'
), stands AS (
    SELECT id AS for_id, id AS held_id, 1::numeric AS n, 1::numeric AS d FROM held
    UNION ALL
    (
        SELECT DISTINCT ON (c.product_id, c.renewed_id) c.product_id, c.renewed_id, c.n, c.d
        FROM book_successionchain c JOIN held h ON h.id = c.renewed_id
        WHERE c.from_on <= %(on)s
        ORDER BY c.product_id, c.renewed_id, c.from_on DESC
    )
), in_force AS (
    SELECT DISTINCT ON (product_id) id, product_id FROM book_bundle
    WHERE start_on <= %(on)s ORDER BY product_id, start_on DESC
), part AS (
    SELECT b.id AS bundle_id, 0 AS place, b.product_id AS for_id, 10000 AS pieces_e4
    FROM in_force b
    UNION ALL
    SELECT b.id, row_number() OVER (PARTITION BY b.id ORDER BY i.id), i.product_id,
        (i.quantity * 10000)::bigint
    FROM in_force b JOIN book_bundleitem i ON i.bundle_id = b.id
)
SELECT p.bundle_id, named.name, p.place, h.code, h.name, 10000 * s.d, p.pieces_e4 * s.n
FROM part p
JOIN stands s ON s.for_id = p.for_id
JOIN held h ON h.id = s.held_id
JOIN in_force b ON b.id = p.bundle_id
JOIN book_product named ON named.id = b.product_id
WHERE b.product_id IN (SELECT for_id FROM stands)
ORDER BY p.bundle_id, p.place, h.code
"""


def bundles_of(contract_id: int, on: date) -> list[Bundle]:
    """Return the bundles among what a contract renews on a day (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_BUNDLES, {"contract": contract_id, "on": on})
        rows = cursor.fetchall()
    found = []
    for (_, name), of_bundle in groupby(rows, key=lambda row: row[:2]):
        parts = [
            tuple(BundleMember(row[3], row[4], Fraction(int(row[5]), int(row[6]))) for row in part)
            for _, part in groupby(of_bundle, key=lambda row: row[2])
        ]
        if len(parts) > 1:
            found.append(Bundle(name, parts[0], tuple(parts[1:])))
    return found
