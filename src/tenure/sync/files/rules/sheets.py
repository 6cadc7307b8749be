"""The canonical sheets: their columns, kinds, limits and the order in which they land."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tenure.book.rules.index_clause import MOST_LAG


class Kind(StrEnum):
    """What a cell holds; decides how it is converted and checked."""

    KEY = "key"
    REF = "ref"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    LAST_DAY = "last_day"
    COUNT = "count"
    QUANTITY = "quantity"
    PRICE = "price"
    PERCENT = "percent"
    YES_NO = "yes_no"
    CURRENCY = "currency"
    COUNTRY = "country"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    `size` is the most characters of a text, or the largest number of a count. `default` is what
    an empty cell means for a new row. `ref` names the sheet whose key the cell must be.
    """

    name: str
    kind: Kind
    required: bool = False
    default: str | int | bool | None = None
    size: int = 200
    choices: tuple[str, ...] = ()
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A canonical table; `key` identifies a row within the company.

    Rows that agree on `group` are one thing together.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    group: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(column.name for column in self.columns)


def _key(name: str, size: int = 120) -> Column:
    return Column(name, Kind.KEY, required=True, size=size)


def _ref(name: str, ref: str, *, required: bool = False) -> Column:
    return Column(name, Kind.REF, required=required, ref=ref, size=120)


def _text(name: str, size: int = 200, *, required: bool = False, default: str = "") -> Column:
    return Column(name, Kind.TEXT, required=required, size=size, default=default)


def _choice(name: str, *choices: str, default: str | None = None, required: bool = False) -> Column:
    return Column(name, Kind.CHOICE, required=required, choices=choices, default=default)


def _count(name: str, size: int, default: int | None = None) -> Column:
    return Column(name, Kind.COUNT, size=size, default=default)


def _of(name: str, kind: Kind, *, required: bool = False) -> Column:
    default = "" if kind in {Kind.COUNTRY, Kind.EMAIL} else None
    return Column(name, kind, required=required, default=default)


_REGIONS = ("APAC", "EMEA", "AMER")
MAX_MONTHS = 1_200

STAFF = Sheet(
    "staff",
    ("staff",),
    (
        _key("staff", 60),
        _text("name", 120),
        _of("email", Kind.EMAIL),
        _text("role", 24, default="renewals_manager"),
        _choice("region", *_REGIONS, default="EMEA"),
        _text("languages", 60),
        _text("time_zone", 40, default="UTC"),
        _text("team", 40),
        _ref("manager", "staff"),
    ),
)
PARTNERS = Sheet(
    "partners",
    ("partner",),
    (
        _key("partner"),
        _text("name", required=True),
        _choice("kind", "reseller", "distributor", "msp", required=True),
        _of("country", Kind.COUNTRY),
        _of("email", Kind.EMAIL),
        _choice("tier", "registered", "silver", "gold", "platinum", default=""),
        _of("tier_start", Kind.DATE),
    ),
)
CUSTOMERS = Sheet(
    "customers",
    ("customer",),
    (
        _key("customer"),
        _text("name", required=True),
        _text("legal_name"),
        _choice(
            "segment", "self_serve", "smb", "mid_market", "enterprise", "strategic", default="smb"
        ),
        _of("country", Kind.COUNTRY),
        _choice("region", *_REGIONS, default=""),
        _text("language", 8, default="en"),
        _text("address", 2000),
        _ref("parent", "customers"),
        _ref("account_executive", "staff"),
        _ref("success_manager", "staff"),
        Column("export_controlled", Kind.YES_NO, default=False),
    ),
)
CONTACTS = Sheet(
    "contacts",
    ("contact",),
    (
        _key("contact"),
        _ref("customer", "customers", required=True),
        _text("name", required=True),
        _of("email", Kind.EMAIL),
        _text("phone", 40),
        _choice("role", "renewal", "billing", "executive", "technical", "other", default="renewal"),
    ),
)
PRODUCTS = Sheet(
    "products",
    ("product",),
    (
        _key("product"),
        _text("name", required=True),
        _text("family", 80),
        _choice("charge", "recurring", "one_time", "usage", default="recurring"),
        _text("support_tier", 40),
        _ref("successor", "products"),
    ),
)
PRICES = Sheet(
    "prices",
    ("price_book", "product", "currency", "start", "from_quantity"),
    (
        _key("price_book", 60),
        _ref("product", "products", required=True),
        _of("currency", Kind.CURRENCY, required=True),
        _of("unit_price", Kind.PRICE),
        _count("price_months", MAX_MONTHS, 12),
        _choice(
            "charge_model", "per_unit", "volume", "graduated", "package", "percent_of_total",
            default="per_unit",
        ),
        Column("from_quantity", Kind.QUANTITY, default=0),
        _of("package_quantity", Kind.QUANTITY),
        _of("percent", Kind.PERCENT),
        _text("covers_products", 4_000),
        _text("covers_families", 4_000),
        _of("start", Kind.DATE, required=True),
        _of("end", Kind.LAST_DAY),
    ),
    group=("price_book", "product", "currency", "start"),
)  # fmt: skip
MOST_PIECES = 1_000_000
SUCCESSIONS = Sheet(
    "successions",
    ("product", "start"),
    (
        _ref("product", "products", required=True),
        _ref("successor", "products"),
        _count("pieces", MOST_PIECES, 1),
        _count("for_pieces", MOST_PIECES, 1),
        _of("start", Kind.DATE, required=True),
    ),
)
BUNDLES = Sheet(
    "bundles",
    ("product", "start", "item"),
    (
        _ref("product", "products", required=True),
        _of("start", Kind.DATE, required=True),
        _ref("item", "products"),
        _of("quantity", Kind.QUANTITY),
    ),
    group=("product", "start"),
)
CONTRACTS = Sheet(
    "contracts",
    ("contract",),
    (
        _key("contract"),
        _text("name"),
        _ref("customer", "customers", required=True),
        _ref("bill_to", "customers"),
        _choice("channel", "direct", "reseller", "distributor", default="direct"),
        _ref("reseller", "partners"),
        _ref("distributor", "partners"),
        _of("currency", Kind.CURRENCY, required=True),
        _of("start", Kind.DATE, required=True),
        _of("end", Kind.LAST_DAY),
        _of("first_start", Kind.DATE),
        _count("term_months", MAX_MONTHS),
        _choice("renewal_type", "manual", "auto", "once", "evergreen", default="manual"),
        _count("renewal_term", MAX_MONTHS, 12),
        _count("notice_days", 3_650, 30),
        _choice("price_method", "same", "list", "uplift", default=""),
        _of("uplift", Kind.PERCENT),
        _of("uplift_cap", Kind.PERCENT),
        _of("price_hold_until", Kind.DATE),
        _of("escalator", Kind.PERCENT),
        _text("index", 40),
        _count("index_lag", MOST_LAG),
        _of("index_plus", Kind.PERCENT),
        _of("index_floor", Kind.PERCENT),
        _of("index_ceiling", Kind.PERCENT),
        _text("terms_version", 40),
        _text("co_term_group", 60),
        _ref("owner", "staff"),
        _of("ended_on", Kind.DATE),
        _text("end_reason", 60),
    ),
)
ENROLMENTS = Sheet(
    "enrolments",
    ("program", "customer", "start"),
    (
        _ref("program", "programs", required=True),
        _ref("customer", "customers", required=True),
        _ref("contract", "contracts"),
        _of("start", Kind.DATE, required=True),
        _of("end", Kind.LAST_DAY),
        _text("evidence", 500, required=True),
        _of("verified_on", Kind.DATE),
        _of("reverify_on", Kind.DATE, required=True),
    ),
)
ORDERS = Sheet(
    "orders",
    ("contract", "order"),
    (
        _key("order"),
        _ref("contract", "contracts", required=True),
        _choice("kind", "new", "renewal", "amendment", "termination", "transfer", required=True),
        _of("effective_on", Kind.DATE, required=True),
        _of("booked_on", Kind.DATE, required=True),
        _text("reason"),
    ),
)
LINES = Sheet(
    "lines",
    ("contract", "line", "start"),
    (
        _ref("contract", "contracts", required=True),
        _key("line"),
        _ref("product", "products", required=True),
        _of("quantity", Kind.QUANTITY, required=True),
        _of("unit_price", Kind.PRICE, required=True),
        _count("price_months", MAX_MONTHS, 12),
        _of("currency", Kind.CURRENCY, required=True),
        _of("start", Kind.DATE, required=True),
        _of("end", Kind.LAST_DAY),
        _of("list_unit_price", Kind.PRICE),
        _of("uplift", Kind.PERCENT),
        _ref("order", "orders"),
    ),
)

OVERAGES = Sheet(
    "overages",
    ("contract", "line"),
    (
        _ref("contract", "contracts", required=True),
        _key("line"),
        _of("quantity", Kind.QUANTITY, required=True),
        _of("start", Kind.DATE, required=True),
        _of("end", Kind.LAST_DAY, required=True),
        Column("true_forward", Kind.YES_NO, default=False),
    ),
)

# In the order in which they land: what others refer to comes first.
SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        sheet.name: sheet
        for sheet in (
            STAFF, PARTNERS, CUSTOMERS, CONTACTS, PRODUCTS, PRICES, SUCCESSIONS, BUNDLES,
            CONTRACTS, ORDERS, LINES, ENROLMENTS, OVERAGES,
        )
    }
)  # fmt: skip

# One file instead of sheets: what a row of it may carry (see profiles/plain.toml).
FLAT_COLUMNS = (
    "customer", "customer_name", "country", "segment", "contact_name", "contact_email", "contract",
    "contract_start", "contract_end", "product", "product_name", "quantity", "unit_price",
    "price_months", "currency", "start", "end", "term_months", "renewal_type", "auto_renew",
    "renewal_term", "notice_days", "uplift", "uplift_cap", "price_hold_until", "escalator",
    "index", "index_lag", "index_plus", "index_floor", "index_ceiling", "partner",
    "partner_kind", "reseller", "distributor", "owner", "line", "list_unit_price",
)  # fmt: skip
