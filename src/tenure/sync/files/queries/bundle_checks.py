"""Check product bundles: a row is an item; a row without one says that there is no bundle more."""

from __future__ import annotations

from tenure.sync.files.queries.groups import refuse_partial
from tenure.sync.files.queries.sheet_checks import SheetChecks

_KEY = 'product, "start"'


def check_bundles(checks: SheetChecks) -> None:
    """Refuse bundles that cannot be, each with all its items; needs `db_bundles`."""
    checks.add_missing({"item": "VARCHAR", "quantity": "BIGINT"})
    for column, reason, test in (
        ("item", "a product is no item of its own bundle", "t.item = t.product"),
        ("quantity", "quantity is missing",
         "t.item IS NOT NULL AND coalesce(t.quantity, 0) = 0"),
        ("item", "item is missing", "t.item IS NULL AND t.quantity IS NOT NULL"),
    ):  # fmt: skip
        checks.refuse(column, f"t.{column}", f"'{reason}'", f"t_bundles t WHERE {test}")
    checks.duplicates(key=("product", "start", "item"))
    checks.refuse(
        "item", "t.item", "'a row without an item ends a bundle: it stands alone'",
        f"t_bundles t SEMI JOIN (SELECT {_KEY} FROM t_bundles GROUP BY ALL "
        f"HAVING count(*) > 1 AND count(item) < count(*)) g USING ({_KEY})",
    )  # fmt: skip
    told = (
        f"SELECT {_KEY}, coalesce(string_agg(item || ':' || quantity, chr(31) ORDER BY item), '') "
        "AS items FROM t_bundles GROUP BY ALL"
    )
    checks.refuse(
        "start", 't."start"',
        "'the book has another bundle from this day; bundles are never changed: give a new start'",
        f"t_bundles t SEMI JOIN (SELECT {_KEY} FROM ({told}) g JOIN db_bundles d USING ({_KEY}) "
        f"WHERE g.items <> d.items) g USING ({_KEY})",
    )  # fmt: skip
    refuse_partial(checks, "item", "'another item of this bundle was, or may have been, rejected'")
    checks.duck.execute(
        f"CREATE OR REPLACE TABLE v_bundles AS SELECT t.*, d.id AS old_id FROM t_bundles t "
        f"LEFT JOIN (SELECT id, {_KEY} FROM db_bundles) d USING ({_KEY})"
    )
