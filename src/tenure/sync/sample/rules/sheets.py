"""The sheets of the `plain` profile and their columns, in the order in which they are written."""

from __future__ import annotations

COLUMNS: dict[str, tuple[str, ...]] = {
    "staff": (
        "staff", "name", "email", "role", "region", "languages", "time_zone", "team", "manager",
    ),
    "customers": (
        "customer", "name", "legal_name", "segment", "country", "region", "language", "address",
        "parent", "account_executive", "success_manager", "export_controlled",
    ),
    "contacts": ("contact", "customer", "name", "email", "phone", "role"),
    "partners": ("partner", "name", "kind", "country", "email"),
    "products": ("product", "name", "family", "charge", "support_tier", "successor"),
    "prices": (
        "price_book", "product", "currency", "unit_price", "price_months", "start", "end",
    ),
    "contracts": (
        "contract", "name", "customer", "bill_to", "channel", "reseller", "distributor",
        "currency", "start", "end", "first_start", "term_months", "renewal_type", "renewal_term",
        "notice_days", "price_method", "uplift", "uplift_cap", "price_hold_until",
        "terms_version", "co_term_group", "owner", "ended_on", "end_reason",
    ),
    "orders": ("order", "contract", "kind", "effective_on", "booked_on", "reason"),
    "lines": (
        "contract", "line", "product", "quantity", "unit_price", "price_months", "currency",
        "start", "end", "list_unit_price", "uplift", "order",
    ),
}  # fmt: skip
