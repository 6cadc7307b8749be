"""Merge list prices, successions and bundles from files, set-based; all of them are write-once.

The rows come typed and checked in DuckDB tables `v_prices`, `v_successions` and `v_bundles` (see
sync/files): a row for each tier of a price and each item of a bundle. Each table is written by one
statement, which is when PostgreSQL looks whether prices and bundles are whole.
"""

from __future__ import annotations

from tenure.book.queries.held import BUNDLES, CODES, PRICES, SUCCESSIONS
from tenure.foundation.bulk import Bulk, Counts, Field, Target

CATALOGUE = ("prices", "successions", "bundles")
CATALOGUE_TABLES = (
    "book_pricebook", "book_priceentry", "book_pricetier", "book_pricecover", "book_succession",
    "book_bundle", "book_bundleitem",
)  # fmt: skip
PRICE_BOOKS = Target(
    sheet="price_books",
    table="book_pricebook",
    key="code",
    key_column="price_book",
    fields=(Field("name", "VARCHAR", default='v."price_book"'),),
)
_HELD = {"prices": (PRICES, CODES), "successions": (SUCCESSIONS,), "bundles": (BUNDLES,)}
_PRODUCTS = "SELECT key, id FROM ids_products"
# What a price names beside its own product may be in the book alone.
_ANY_PRODUCT = (
    f"{_PRODUCTS} UNION ALL SELECT d.code, d.id FROM db_codes d "
    "ANTI JOIN ids_products i ON i.key = d.code"
)
_FIRST_ROWS = "v_prices WHERE old_id IS NULL AND from_quantity = 0"


def decimal(column: str) -> str:
    """Return SQL that writes a quantity in 1/10,000 as a decimal."""
    return (
        f"CASE WHEN {column} % 10000 = 0 THEN CAST({column} // 10000 AS VARCHAR) "
        f"ELSE CAST(CAST({column} AS DECIMAL(18,0)) * 0.0001 AS VARCHAR) END"
    )


class CatalogueLoad:
    """The catalogue's part of one import, but for the products themselves."""

    def __init__(self, bulk: Bulk) -> None:
        self._bulk = bulk
        self._planned: list[str] = []

    def pull(self, sheet: str, *, with_products: bool) -> None:
        """Copy what the book holds of a sheet; small beside the book, so all is compared.

        Of successions also `charges`, how each product is charged; `with_products`: those of the
        files are planned.
        """
        for held in _HELD[sheet]:
            self._bulk.pull(held.name, held.sql, held.columns)
        if sheet == "successions":
            files = "SELECT code AS key, charge FROM e_products UNION ALL "
            others = "SELECT code AS key, charge FROM db_products d"
            if with_products:
                others = f"{files}{others} ANTI JOIN e_products e ON e.code = d.code"
            self._bulk.duck.execute(f"CREATE OR REPLACE VIEW charges AS {others}")

    def plan(self, sheet: str) -> Counts:
        """Decide which rows are new."""
        bulk = self._bulk
        self._planned.append(sheet)
        if sheet == "prices":
            bulk.duck.execute(
                "CREATE OR REPLACE TABLE v_price_books AS SELECT price_book, min(_s) AS _s, "
                "min(_r) AS _r FROM v_prices GROUP BY 1"
            )
            bulk.pull_target(PRICE_BOOKS, "SELECT price_book FROM v_price_books")
            bulk.plan(PRICE_BOOKS, ())
        old = "old_id IS NOT NULL"
        if sheet == "successions":
            old = '(product, "start") IN (SELECT (product, "start") FROM db_successions)'
        known = bulk.count(f"SELECT count(*) FROM v_{sheet} WHERE {old}")
        return Counts(bulk.count(f"SELECT count(*) FROM v_{sheet}") - known, 0, known)

    def write(self) -> None:
        """Write what is new."""
        writers = {
            "prices": self._write_prices,
            "successions": self._write_successions,
            "bundles": self._write_bundles,
        }
        for sheet in self._planned:
            writers[sheet]()

    def _write_prices(self) -> None:
        bulk = self._bulk
        bulk.write(PRICE_BOOKS)
        first = bulk.reserve("book_priceentry", bulk.count(f"SELECT count(*) FROM {_FIRST_ROWS}"))
        bulk.duck.execute(
            f"CREATE OR REPLACE TABLE e_prices AS SELECT {first} - 1 + row_number() OVER "
            f"(ORDER BY _s, _r) AS id, * FROM {_FIRST_ROWS}"
        )
        bulk.send(
            "book_priceentry",
            ("id", "price_book_id", "product_id", "currency", "unit_price_e4", "price_months",
             "start_on", "end_on", "charge_model", "package_quantity", "percent_bp",
             "covers_everything"),
            "SELECT e.id, b.id, p.id, e.currency, e.unit_price, e.price_months, e.\"start\", "
            f"e.\"end\", e.charge_model, {decimal('e.package_quantity')}, e.percent, "
            "len(e.covers) = 0 FROM e_prices e JOIN ids_price_books b ON b.key = e.price_book "
            "JOIN ids_products p ON p.key = e.product",
        )  # fmt: skip
        self._write_parts(
            "book_pricetier", ("entry_id", "from_quantity", "unit_price_e4", "below_e8"),
            f"SELECT e.id, {decimal('t.from_quantity')}, t.unit_price, t.below_e8 FROM v_prices t "
            'JOIN e_prices e USING (price_book, product, currency, "start") '
            "WHERE t.charge_model IN ('volume', 'graduated')",
        )  # fmt: skip
        self._write_parts(
            "book_pricecover", ("entry_id", "product_id", "family"),
            "SELECT c.id, p.id, CASE WHEN p.id IS NULL THEN substr(c.mark, 8) ELSE '' END "
            "FROM (SELECT id, unnest(covers) AS mark FROM e_prices) c "
            f"LEFT JOIN ({_ANY_PRODUCT}) p ON 'product ' || p.key = c.mark",
        )  # fmt: skip

    def _write_successions(self) -> None:
        self._write_parts(
            "book_succession",
            ("product_id", "successor_id", "successor_n", "successor_d", "start_on"),
            f'SELECT p.id, s.id, v.pieces, v.for_pieces, v."start" FROM v_successions v '
            f"JOIN ({_PRODUCTS}) p ON p.key = v.product "
            f"LEFT JOIN ({_PRODUCTS}) s ON s.key = v.successor "
            'ANTI JOIN db_successions d ON d.product = v.product AND d."start" = v."start"',
        )  # fmt: skip

    def _write_bundles(self) -> None:
        bulk = self._bulk
        fresh = 'SELECT product, "start", count(item) AS size FROM v_bundles WHERE old_id IS NULL '
        fresh += "GROUP BY ALL"
        first = bulk.reserve("book_bundle", bulk.count(f"SELECT count(*) FROM ({fresh})"))
        bulk.duck.execute(
            f"CREATE OR REPLACE TABLE e_bundles AS SELECT {first} - 1 + row_number() OVER "
            f'(ORDER BY product, "start") AS id, * FROM ({fresh})'
        )
        bulk.send(
            "book_bundle", ("id", "product_id", "start_on", "size"),
            'SELECT e.id, p.id, e."start", e.size FROM e_bundles e '
            f"JOIN ({_PRODUCTS}) p ON p.key = e.product",
        )  # fmt: skip
        self._write_parts(
            "book_bundleitem", ("bundle_id", "product_id", "quantity"),
            f"SELECT e.id, p.id, {decimal('v.quantity')} FROM v_bundles v "
            f'JOIN e_bundles e USING (product, "start") JOIN ({_PRODUCTS}) p ON p.key = v.item',
        )  # fmt: skip

    def _write_parts(self, table: str, columns: tuple[str, ...], query: str) -> None:
        """Send the rows of a query, numbered, to a table."""
        bulk = self._bulk
        first = bulk.reserve(table, bulk.count(f"SELECT count(*) FROM ({query})"))
        bulk.send(
            table, ("id", *columns), f"SELECT {first} - 1 + row_number() OVER (), * FROM ({query})"
        )
