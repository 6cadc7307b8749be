"""Check what products renew as: against one another and the book, and that every chain ends."""

from __future__ import annotations

from tenure.sync.files.queries.sheet_checks import SheetChecks
from tenure.sync.files.rules.sheets import MOST_PIECES

MOST_LINKS = 8
# The chain of each product, link by link, for the days on which all links hold; with the rows of
# the files that it goes through. PostgreSQL refuses what is found here as well.
_CHAINS = f"""
    WITH RECURSIVE every AS (
        SELECT _s, _r, product, successor, pieces AS n, for_pieces AS d, "start"
        FROM t_successions ANTI JOIN db_successions USING (product, "start")
        UNION ALL
        SELECT NULL, NULL, product, successor, pieces, for_pieces, "start" FROM db_successions
    ), dated AS (
        SELECT *, coalesce(
            lead("start") OVER (PARTITION BY product ORDER BY "start"), 'infinity'::DATE
        ) AS until FROM every
    ), chain AS (
        SELECT successor AS at, n::HUGEINT // gcd(n, d) AS n, d::HUGEINT // gcd(n, d) AS d, "start",
            until, 1 AS links, [(_s, _r)] AS path
        FROM dated WHERE successor IS NOT NULL
        UNION ALL
        SELECT s.successor, c.n * s.n // gcd(c.n * s.n, c.d * s.d),
            c.d * s.d // gcd(c.n * s.n, c.d * s.d), greatest(c."start", s."start"),
            least(c.until, s.until), c.links + 1, list_append(c.path, (s._s, s._r))
        FROM chain c JOIN dated s ON s.product = c.at AND s.successor IS NOT NULL
            AND s."start" < c.until AND s.until > c."start"
        WHERE c.links <= {MOST_LINKS} AND c.n <= {MOST_PIECES} AND c.d <= {MOST_PIECES}
    )
    SELECT DISTINCT part[1] AS _s, part[2] AS _r FROM (
        SELECT unnest(path) AS part FROM chain
        WHERE links > {MOST_LINKS} OR n > {MOST_PIECES} OR d > {MOST_PIECES}
    ) WHERE part[2] IS NOT NULL
"""


def check_successions(checks: SheetChecks) -> None:
    """Refuse successions that cannot be; needs `db_successions` and `charges`."""
    checks.add_missing({
        "successor": "VARCHAR", "pieces": "INTEGER DEFAULT 1", "for_pieces": "INTEGER DEFAULT 1",
    })  # fmt: skip
    charge = "SELECT any_value(charge) FROM charges WHERE key ="
    for column, reason, test in (
        ("successor", "a product does not take its own place", "t.successor = t.product"),
        ("pieces", "it is about a successor, and there is none",
         "t.successor IS NULL AND (t.pieces, t.for_pieces) <> (1, 1)"),
        ("successor", "is charged otherwise than the product",
         f"({charge} t.successor) <> ({charge} t.product)"),
    ):  # fmt: skip
        checks.refuse(column, f"t.{column}", f"'{reason}'", f"t_successions t WHERE {test}")
    checks.refuse(
        "start", 't."start"',
        "'the book has another successor from this day; it is never changed: give a new start'",
        't_successions t JOIN db_successions d USING (product, "start") WHERE '
        "(t.successor, t.pieces, t.for_pieces) IS DISTINCT FROM "
        "(d.successor, d.pieces, d.for_pieces)",
    )  # fmt: skip
    while checks.refuse(
        "successor", "t.successor",
        f"'its successors go round in a circle, on for more than {MOST_LINKS}, "
        f"or come to more than {MOST_PIECES:,} pieces'",
        f"t_successions t SEMI JOIN ({_CHAINS}) c USING (_s, _r)",
    ):  # fmt: skip
        pass  # without those rows, others may say something else
