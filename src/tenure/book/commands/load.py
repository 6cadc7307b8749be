"""Merge products, prices and contracts from files, set-based; contracts change only by orders.

The rows come typed and checked in DuckDB tables `v_<sheet>` (see sync/files). The caller holds the
transaction and records the one audit event of the import.

1. `lock`: other bookings wait until the import's transaction ends; readers go on.
2. `pull`: what the book holds under the files' keys comes into DuckDB as `db_<sheet>`.
3. `plan`: sheet by sheet, what is new, changed, the same; `write` sends all but contracts.
4. `load_contracts`: contracts, orders and lines together become orders, actions, lines and ledger
   movements (`load_orders.py`, `load_ledger.py`). Each table is sent as soon as it is planned;
   only contracts' facts are updated in place.

What one order would do by `book_order` and what the same rows do here is the same: a test holds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenure.book.commands.booking import open_from
from tenure.book.commands.load_catalogue import (
    CATALOGUE,
    CATALOGUE_TABLES,
    CatalogueLoad,
    decimal,
)
from tenure.book.commands.load_ledger import plan_movements
from tenure.book.commands.load_locks import require_bookings_open, require_effects_open
from tenure.book.commands.load_orders import (
    plan_actions,
    plan_lines,
    plan_orders,
    plan_segments,
)
from tenure.book.queries.held import INDICES, KEYS, PARTS
from tenure.foundation.bare import bare_if_most_is_new
from tenure.foundation.bulk import Bulk, Counts, Field, Target

PRODUCTS = Target(
    sheet="products",
    table="book_product",
    key="code",
    key_column="product",
    fields=(
        Field("name", "VARCHAR", "name"),
        Field("family", "VARCHAR", "family", default="''"),
        Field("charge", "VARCHAR", "charge", default="'recurring'"),
        Field("support_tier", "VARCHAR", "support_tier", default="''"),
        Field("successor_id", "BIGINT", "successor", ref="products"),
    ),
)
CONTRACTS = Target(
    sheet="contracts",
    table="book_contract",
    key="key",
    key_column="contract",
    fields=(
        Field("name", "VARCHAR", "name", default="''"),
        Field("customer_id", "BIGINT", "customer", ref="customers"),
        Field("owner_id", "BIGINT", "owner", ref="staff"),
        Field("bill_to_id", "BIGINT", "bill_to", ref="customers", fact=True),
        Field("reseller_id", "BIGINT", "reseller", ref="partners", fact=True),
        Field("distributor_id", "BIGINT", "distributor", ref="partners", fact=True),
        Field("channel", "VARCHAR", "channel", default="'direct'", fact=True),
        Field("currency", "VARCHAR", "currency", fact=True),
        Field("start_on", "DATE", "start", fact=True),
        Field("end_on", "DATE", "end", fact=True),
        Field("first_start_on", "DATE", "first_start", default='v."start"', fact=True),
        Field("term_months", "SMALLINT", "term_months", fact=True),
        Field("renewal_type", "VARCHAR", "renewal_type", default="'manual'", fact=True),
        Field("renewal_term_months", "SMALLINT", "renewal_term", default="12", fact=True),
        Field("notice_days", "SMALLINT", "notice_days", default="30", fact=True),
        Field("price_method", "VARCHAR", "price_method", default="''", fact=True),
        Field("uplift_bp", "INTEGER", "uplift", fact=True),
        Field("uplift_cap_bp", "INTEGER", "uplift_cap", fact=True),
        Field("price_hold_until", "DATE", "price_hold_until", fact=True),
        Field("escalator_bp", "INTEGER", "escalator", fact=True),
        Field("index_code", "VARCHAR", "index", default="''", fact=True),
        Field("index_lag_months", "SMALLINT", "index_lag", fact=True),
        Field("index_plus_bp", "INTEGER", "index_plus", fact=True),
        Field("index_floor_bp", "INTEGER", "index_floor", fact=True),
        Field("index_ceiling_bp", "INTEGER", "index_ceiling", fact=True),
        Field("terms_version", "VARCHAR", "terms_version", default="''", fact=True),
        Field("co_term_group", "VARCHAR", "co_term_group", default="''", fact=True),
        Field("ended_on", "DATE", "ended_on", fact=True),
        Field("end_reason", "VARCHAR", "end_reason", default="''", fact=True),
        Field("revision", "INTEGER", default="0"),
    ),
)
# Contracts of the book that the files' orders or lines name without a row of their own.
_AS_THEY_ARE = (
    f"SELECT {', '.join(CONTRACTS.columns)}, true AS old, false AS changed, "
    "false AS facts_changed FROM db_contracts"
)
TARGETS: Mapping[str, Target] = {target.sheet: target for target in (PRODUCTS, CONTRACTS)}
_SEGMENT = (
    "lot", "lot_key", "product_id", "quantity", "unit_price_e4", "price_months", "currency",
    "start_on", "end_on", "list_price_e4", "uplift_bp", "suspended",
)  # fmt: skip
_ORDERED = ("book_contract", "book_order")
_FOLLOWING = ("book_orderaction", "book_line", "book_arrmovement")


class BookLoad:
    """The book's part of one import."""

    def __init__(self, bulk: Bulk, *, actor_id: int, on: str, reason: str) -> None:
        self._bulk = bulk
        self._actor_id = actor_id
        self._on = on
        self._reason = reason
        self._open_from = open_from()
        self._planned: list[Target] = []
        self._catalogue = CatalogueLoad(bulk)

    def lock(self) -> None:
        """Keep other writers off until the transaction ends; readers go on."""
        tables = ("book_product", *CATALOGUE_TABLES, *_ORDERED, *_FOLLOWING)
        for table in tables:
            self._bulk.cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        self._bulk.number(tables)

    # --- what the book holds ---

    def pull(self, sheet: str, keys: str) -> None:
        """Copy the book's rows with these keys (a DuckDB query) to `db_<sheet>`."""
        if sheet in CATALOGUE:
            self._catalogue.pull(sheet, with_products=PRODUCTS in self._planned)
        elif sheet in TARGETS:
            self._bulk.pull_target(TARGETS[sheet], keys)
        if sheet == "contracts":
            self._bulk.pull(INDICES.name, INDICES.sql, INDICES.columns)

    def pull_parts(self) -> None:
        """Copy orders, lots, lines and movements of the contracts in `db_contracts`."""
        bulk = self._bulk
        known = bulk.count("SELECT count(*) FROM db_contracts")
        if known:
            bulk.keys_table(KEYS, "SELECT id FROM db_contracts", "bigint")
        for part in PARTS:
            if known:
                bulk.pull(part.name, part.sql, part.columns)
            else:
                bulk.pull_empty(part.name, part.columns)

    # --- what will change ---

    def plan(self, sheet: str, present: Sequence[str]) -> Counts:
        """Decide what is new, changed or the same among the rows of `v_<sheet>`."""
        if sheet in CATALOGUE:
            return self._catalogue.plan(sheet)
        self._planned.append(TARGETS[sheet])
        counts = self._bulk.plan(TARGETS[sheet], present)
        if sheet == "contracts":
            self._bulk.duck.execute(
                f"INSERT INTO e_contracts BY NAME {_AS_THEY_ARE} d "
                "ANTI JOIN v_contracts v ON v.contract = d.key"
            )
        return counts

    def absent(self, sheet: str) -> None:
        """Let other sheets refer to what the book already has of a sheet not in the files."""
        if sheet in TARGETS:
            self._bulk.no_rows(TARGETS[sheet])
        if sheet == "contracts":
            self._bulk.duck.execute(f"CREATE OR REPLACE TABLE e_contracts AS {_AS_THEY_ARE}")

    # --- writing ---

    def write(self) -> None:
        """Write what was planned, all but contracts."""
        for target in self._planned:
            if target is not CONTRACTS:
                self._bulk.write(target)
        self._catalogue.write()

    # --- contracts ---

    def load_contracts(self) -> tuple[Counts, Counts]:
        """Decide and write the orders, lines and movements; return counts of orders and lines.

        Needs `e_contracts` (every contract named in the files), `v_orders` and `v_lines`, both
        with the contract's id `c`; lines also with `product_id` and `recurring`.
        """
        bulk = self._bulk
        lines = plan_lines(bulk)
        orders = plan_orders(bulk, on=self._on, reason=self._reason)
        require_bookings_open(bulk, self._open_from)
        if bulk.dry_run:
            plan_segments(bulk)
            plan_actions(bulk)
            plan_movements(bulk)
            require_effects_open(bulk, self._open_from)
            return orders, lines
        coming = bulk.count("SELECT count(*) FROM all_lines WHERE state <> 'kept'")
        with bare_if_most_is_new(bulk, _FOLLOWING, "book_line", coming):
            # Whole again before lines are planned: PostgreSQL would have nothing to do meanwhile.
            with bare_if_most_is_new(bulk, _ORDERED, "book_line", coming):
                self._send_contracts_and_orders()
            plan_segments(bulk)
            self._drop_replaced_lines()
            self._follow_new_lines()
            bulk.send(
                "book_line", ("id", "contract_id", *_SEGMENT, "arr_minor", "prior_end_on"),
                _segments("id, c", "w WHERE state <> 'kept'", "arr, p_end"),
            )  # fmt: skip
            plan_actions(bulk)
            bulk.send(
                "book_orderaction", ("id", "order_id", "kind", *_SEGMENT),
                _segments("id, order_id, action", "new_actions", ""),
            )  # fmt: skip
            plan_movements(bulk)
            require_effects_open(bulk, self._open_from)
            bulk.send(
                "book_arrmovement",
                ("id", "contract_id", "order_id", "lot", "kind", "effective_on", "booked_on",
                 "amount_minor", "currency"),
                "SELECT id, c, order_id, lot, kind, day, booked_on, amount, currency "
                "FROM new_movements",
            )  # fmt: skip
        return orders, lines

    def _send_contracts_and_orders(self) -> None:
        columns = CONTRACTS.columns
        listed = ", ".join(f'"{column}"' for column in columns if column != "revision")
        revised = f"SELECT {listed}, coalesce(r.n, e.revision) AS revision FROM e_contracts e "
        revised += "LEFT JOIN revisions r ON r.c = e.id"
        self._bulk.send("book_contract", columns, f"{revised} WHERE NOT old ORDER BY id")
        moved = f"{revised} WHERE old AND (changed OR facts_changed OR r.n IS NOT NULL)"
        self._bulk.update("book_contract", columns, moved)
        self._bulk.send(
            "book_order",
            ("id", "contract_id", "number", "kind", "effective_on", "booked_on", "key",
             "reason", "terms", "booked_by_id"),
            "SELECT id, c, n, kind, effective_on, booked_on, key, reason, terms, "
            f"{self._actor_id} FROM new_orders",
        )  # fmt: skip

    def _drop_replaced_lines(self) -> None:
        """Take away the lines that come back changed, as `book_order` does."""
        if self._bulk.count("SELECT count(*) FROM replaced_lines"):
            self._bulk.keys_table("load_replaced", "SELECT id FROM replaced_lines", "bigint")
            self._bulk.cursor.execute(
                "DELETE FROM book_line l USING load_replaced k WHERE k.key = l.id"
            )

    def _follow_new_lines(self) -> None:
        """Let kept lines name the end of the segment that comes before them now."""
        self._bulk.update(
            "book_line",
            ("id", "prior_end_on"),
            "SELECT d.id, w.p_end FROM w JOIN db_lines d ON d.id = w.old_id "
            "WHERE w.state = 'kept' AND w.p_end IS DISTINCT FROM d.prior_end",
        )


def _segments(first: str, rows: str, last: str) -> str:
    """Return the query of a segment table's rows; quantities leave as decimals."""
    return (
        f"SELECT {first}, lot, line, product_id, {decimal('quantity')}, "
        f'unit_price, price_months, currency, "start", "end", list_unit_price, uplift, '
        f"suspended{', ' + last if last else ''} FROM {rows}"
    )
