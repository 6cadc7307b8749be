"""Give DuckDB the words, products, prices, people and planted faults of a sample book."""

from __future__ import annotations

from typing import Any

import duckdb

from tenure.kernel.currencies import exponent
from tenure.sync.sample.rules.catalogue import PRODUCTS, RATES, SUPPORT_PERCENT, ListPrice
from tenure.sync.sample.rules.company import Colleague, Partner
from tenure.sync.sample.rules.dirt import DirtPlan
from tenure.sync.sample.rules.places import COUNTRIES, REGIONS

_COUNTRY_COLUMNS = (
    "id INTEGER, code VARCHAR, percent INTEGER, region VARCHAR, language VARCHAR,"
    "currency VARCHAR, legal_form VARCHAR, cities VARCHAR[], phone VARCHAR,"
    "stems VARCHAR[], endings VARCHAR[], trades VARCHAR[], given VARCHAR[],"
    "family VARCHAR[], streets VARCHAR[], blogs VARCHAR[]"
)


def load_tables(
    duck: duckdb.DuckDBPyConnection,
    *,
    plan: DirtPlan,
    people: list[Colleague],
    partners: list[Partner],
    prices: list[ListPrice],
) -> None:
    """Create the small tables from which the accounts' rows are drawn."""
    _load(duck, "dirt", "slot BIGINT, code VARCHAR", list(plan.slots.items()))
    _load_places(duck)
    _load_company(duck, people, partners)
    _load_catalogue(duck, prices)


def _load_places(duck: duckdb.DuckDBPyConnection) -> None:
    rows = [
        (i, c.code, c.percent, c.region, c.language, c.currency, c.legal_form,
         list(c.cities), c.phone, list(c.words.stems), list(c.words.endings),
         list(c.words.trades), list(c.words.given), list(c.words.family),
         list(c.words.streets), list(c.words.blogs))
        for i, c in enumerate(COUNTRIES)
    ]  # fmt: skip
    _load(duck, "country", _COUNTRY_COLUMNS, rows)


def _load_company(
    duck: duckdb.DuckDBPyConnection, people: list[Colleague], partners: list[Partner]
) -> None:
    roles = ("renewals_manager", "account_executive", "customer_success")
    desk = [
        (
            region,
            *([p.email for p in people if (p.region, p.role) == (region, role)] for role in roles),
            [p.key for p in partners if p.key.startswith(f"DIS-{region}-")],
        )
        for region in REGIONS
    ]
    columns = "owners VARCHAR[], sellers VARCHAR[], success VARCHAR[], distributors VARCHAR[]"
    _load(duck, "desk", f"region VARCHAR, {columns}", desk)
    dealers = [
        (i, [p.key for p in partners if p.country == i and p.kind != "distributor"])
        for i in range(len(COUNTRIES))
    ]
    _load(duck, "dealers", "country INTEGER, resellers VARCHAR[]", dealers)


def _load_catalogue(duck: duckdb.DuckDBPyConnection, prices: list[ListPrice]) -> None:
    currencies = [(rate.currency, exponent(rate.currency)) for rate in RATES]
    _load(duck, "currency", "currency VARCHAR, places INTEGER", currencies)
    products = [
        (i, p.code, p.scale, p.charge, SUPPORT_PERCENT.get(p.code, 0))
        for i, p in enumerate(PRODUCTS)
    ]
    columns = "id INTEGER, code VARCHAR, scale VARCHAR, charge VARCHAR, percent INTEGER"
    _load(duck, "product", columns, products)
    keyed = "product INTEGER, currency VARCHAR"
    rows = [(p.product, p.currency, p.year, p.minor) for p in prices]
    _load(duck, "list_price", f"{keyed}, year INTEGER, minor BIGINT", rows)
    last = {(p.product, p.currency): p.minor for p in prices}
    last_rows = [(product, currency, minor) for (product, currency), minor in last.items()]
    _load(duck, "last_price", f"{keyed}, minor BIGINT", last_rows)


def _load(
    duck: duckdb.DuckDBPyConnection, table: str, columns: str, rows: list[tuple[Any, ...]]
) -> None:
    duck.execute(f"CREATE TABLE {table} ({columns})")
    values = ", ".join(_literal(row) for row in rows)
    duck.execute(f"INSERT INTO {table} VALUES {values}")


def _literal(value: Any) -> str:
    """Return a value as SQL text: a text, a number, a list, or a tuple as a row."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, int):
        return str(value)
    cells = ", ".join(_literal(each) for each in value)
    return f"({cells})" if isinstance(value, tuple) else f"[{cells}]"
