"""Reads of pricing: price lines, the policies in force."""

from tenure.pricing.queries.engine import (
    NULL_TEXT,
    bulk_engine,
    load_csv,
    load_policies,
    price,
    price_csv,
    price_rows,
    price_table,
)
from tenure.pricing.queries.engines import Engine, EngineNotReady, chosen_engine
from tenure.pricing.queries.policies import (
    PolicyDetail,
    PolicyView,
    find_policy,
    history_of_slice,
    in_force_for,
    policies,
    policies_named,
    product_families,
    published,
)
from tenure.pricing.queries.raising import Limits, raised_prices, raising

__all__ = [
    "NULL_TEXT",
    "Engine",
    "EngineNotReady",
    "Limits",
    "PolicyDetail",
    "PolicyView",
    "bulk_engine",
    "chosen_engine",
    "find_policy",
    "history_of_slice",
    "in_force_for",
    "load_csv",
    "load_policies",
    "policies",
    "policies_named",
    "price",
    "price_csv",
    "price_rows",
    "price_table",
    "product_families",
    "published",
    "raised_prices",
    "raising",
]
