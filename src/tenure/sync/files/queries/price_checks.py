"""Check list prices: by their charge models, against one another and against the book.

A row is a price, or one tier of it. Rows of one product, book, currency and start are one price.
"""

from __future__ import annotations

from tenure.sync.files.queries.groups import refuse_partial
from tenure.sync.files.queries.sheet_checks import SheetChecks

_KEY = 'price_book, product, currency, "start"'
_TIERED = "t.charge_model IN ('volume', 'graduated')"
_OF_BOOK = (
    "'the book has another list price from this day; list prices are never changed: "
    "give a new start'"
)
_MOST_BELOW = 9_223_372_036_854_775_807
# Names with semicolons between them, as marks; those of products and families told apart.
_MARKS = """list_sort(list_transform(list_filter(list_transform(
    string_split(coalesce(t.{0}, ''), ';'), lambda x: trim(x)), lambda x: x <> ''),
    lambda x: '{1} ' || x))"""
_COVERS = (
    f"list_concat({_MARKS.format('covers_families', 'family')}, "
    f"{_MARKS.format('covers_products', 'product')})"
)
# What one row says of its price that all its rows must say.
_SHARED = 't.charge_model, t.price_months, t."end", t.package_quantity, t.percent'


def check_prices(checks: SheetChecks) -> None:
    """Refuse prices that cannot be; make `v_prices`, a row for each price or tier of one.

    Needs `db_prices` and, for what is covered, `db_codes`.
    """
    checks.add_missing({
        "end": "DATE", "price_months": "INTEGER DEFAULT 12", "unit_price": "BIGINT",
        "charge_model": "VARCHAR DEFAULT 'per_unit'", "from_quantity": "BIGINT DEFAULT 0",
        "package_quantity": "BIGINT", "percent": "INTEGER", "covers_products": "VARCHAR",
        "covers_families": "VARCHAR",
    })  # fmt: skip
    _check_models(checks)
    _check_covers(checks)
    checks.duplicates(key=("price_book", "product", "currency", "start", "from_quantity"))
    _check_tiers(checks)
    _check_against_book(checks)
    _check_overlaps(checks)
    _make(checks)


def _check_models(checks: SheetChecks) -> None:
    """Refuse rows that have not what their charge model needs, or have what another one does."""
    percent, package = "t.charge_model = 'percent_of_total'", "t.charge_model = 'package'"
    covers = "(coalesce(t.covers_products, '') <> '' OR coalesce(t.covers_families, '') <> '')"
    for column, reason, test in (
        ("unit_price", "unit_price is missing", f"NOT {percent} AND t.unit_price IS NULL"),
        ("unit_price", "a percentage of what it covers has no unit price",
         f"{percent} AND t.unit_price > 0"),
        ("percent", "percent is missing", f"{percent} AND t.percent IS NULL"),
        ("percent", "not from 0 % to 10000 %", "t.percent NOT BETWEEN 0 AND 1000000"),
        ("percent", "only percent_of_total has a percentage",
         f"NOT {percent} AND t.percent IS NOT NULL"),
        ("package_quantity", "package_quantity is missing",
         f"{package} AND coalesce(t.package_quantity, 0) = 0"),
        ("package_quantity", "only a package has pieces",
         f"NOT {package} AND t.package_quantity IS NOT NULL"),
        ("from_quantity", "only volume and graduated prices have tiers",
         f"NOT {_TIERED} AND t.from_quantity > 0"),
        ("covers_products", "only percent_of_total covers something",
         f"NOT {percent} AND {covers}"),
    ):  # fmt: skip
        checks.refuse(column, f"t.{column}", f"'{reason}'", f"t_prices t WHERE {test}")
    checks.duck.execute(f"UPDATE t_prices t SET unit_price = 0 WHERE {percent}")


def _check_covers(checks: SheetChecks) -> None:
    checks.duck.execute("ALTER TABLE t_prices ADD COLUMN covers VARCHAR[]")
    checks.duck.execute(f"UPDATE t_prices t SET covers = list_distinct({_COVERS})")
    checks.duck.execute("UPDATE t_prices SET covers = list_sort(covers)")
    known = (
        "SELECT 'product ' || key FROM ids_products UNION SELECT 'product ' || code FROM db_codes"
    )
    checks.refuse(
        "covers_products", "t.covers_products",
        "'no product has the key ' || substr(t.mark, 9) || ', in the files or in the book'",
        "(SELECT _s, _r, covers_products, min(mark) AS mark FROM "
        "(SELECT *, unnest(covers) AS mark FROM t_prices) "
        f"WHERE starts_with(mark, 'product ') AND mark NOT IN ({known}) GROUP BY ALL) t",
    )  # fmt: skip


def _check_tiers(checks: SheetChecks) -> None:
    """Refuse prices whose rows do not agree, or whose tiers are not whole; make `below_e8`."""
    checks.refuse(
        "charge_model", "t.charge_model",
        "'the tiers of one price have one charge model, one end and one number of months'",
        f"t_prices t SEMI JOIN (SELECT {_KEY} FROM t_prices t GROUP BY ALL "
        f"HAVING count(DISTINCT ({_SHARED})) > 1) g USING ({_KEY})",
    )  # fmt: skip
    checks.refuse(
        "from_quantity", "CAST(t.from_quantity AS DECIMAL(18, 0)) * 0.0001",
        "'the first tier is from 0'",
        f"t_prices t SEMI JOIN (SELECT {_KEY} FROM t_prices GROUP BY ALL "
        f"HAVING min(from_quantity) > 0) g USING ({_KEY})",
    )  # fmt: skip
    # Quantities and prices of up to eighteen digits each: their product needs more than 64 bits.
    piece = "(CAST(next_from AS HUGEINT) - from_quantity) * unit_price"
    checks.duck.execute(
        "CREATE OR REPLACE TABLE below AS SELECT _s, _r, CASE WHEN charge_model = 'graduated' THEN "
        f"coalesce(sum(CASE WHEN {piece} > {_MOST_BELOW} THEN {_MOST_BELOW}::HUGEINT + 1 "
        f"ELSE {piece} END) OVER (PARTITION BY {_KEY} ORDER BY from_quantity "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) ELSE 0 END AS below_e8 "
        f"FROM (SELECT *, lead(from_quantity) OVER (PARTITION BY {_KEY} ORDER BY from_quantity) "
        "AS next_from FROM t_prices)"
    )
    checks.refuse(
        "unit_price", "CAST(t.unit_price AS DECIMAL(18, 0)) * 0.0001",
        "'what lies below this tier costs more than can be stored'",
        f"t_prices t JOIN below b USING (_s, _r) WHERE b.below_e8 > {_MOST_BELOW}",
    )  # fmt: skip
    _refuse_partial(checks)


def _refuse_partial(checks: SheetChecks) -> None:
    refuse_partial(
        checks, "from_quantity", "'another tier of this price was, or may have been, rejected'",
        _TIERED,
    )  # fmt: skip


def _check_against_book(checks: SheetChecks) -> None:
    """Refuse prices that the book has otherwise; of files without models only the amounts count."""
    differs = "d.unit_price <> g.unit_price OR d.price_months <> g.price_months"
    if "charge_model" in checks.present:
        differs += (
            " OR (d.charge_model, d.package_quantity, d.percent, d.tiers, d.covers) IS DISTINCT "
            "FROM (g.charge_model, g.package_quantity, g.percent, g.tiers, g.covers)"
        )
    told = (
        f"SELECT {_KEY}, min_by(unit_price, from_quantity) AS unit_price, "
        "any_value(price_months) AS price_months, any_value(charge_model) AS charge_model, "
        "any_value(package_quantity) AS package_quantity, any_value(percent) AS percent, "
        f"CASE WHEN any_value({_TIERED}) THEN string_agg(from_quantity || ':' || t.unit_price, ' ' "
        "ORDER BY from_quantity) ELSE '' END AS tiers, "
        "any_value(array_to_string(covers, chr(31))) AS covers FROM t_prices t GROUP BY ALL"
    )
    checks.refuse(
        "start", 't."start"', _OF_BOOK,
        f"t_prices t SEMI JOIN (SELECT {_KEY} FROM ({told}) g JOIN db_prices d USING ({_KEY}) "
        f"WHERE {differs}) g USING ({_KEY})",
    )  # fmt: skip


def _check_overlaps(checks: SheetChecks) -> None:
    by = "price_book, product, currency"
    together = (
        f'SELECT _s, _r, {by}, "start", "end" FROM t_prices WHERE from_quantity = 0 UNION ALL '
        f'SELECT NULL, NULL, {by}, "start", "end" FROM db_prices d ANTI JOIN t_prices t '
        f"USING ({_KEY})"
    )
    checks.refuse_overlaps(together, by, "'overlaps another price of this product'")
    _refuse_partial(checks)


def _make(checks: SheetChecks) -> None:
    checks.duck.execute(
        f"CREATE OR REPLACE TABLE v_prices AS SELECT t._s, t._r, {_KEY}, t.unit_price, "
        't.price_months, t."end", t.charge_model, t.from_quantity, t.package_quantity, t.percent, '
        "t.covers, b.below_e8::BIGINT AS below_e8, d.id AS old_id "
        f"FROM t_prices t JOIN below b USING (_s, _r) "
        f"LEFT JOIN (SELECT id, {_KEY} FROM db_prices) d USING ({_KEY})"
    )
