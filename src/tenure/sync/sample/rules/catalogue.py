"""What the sample company sells, and its list prices year by year in seven currencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.kernel.currencies import exponent

FAMILIES = ("Platform", "Security", "Performance", "Network", "Support", "Services")
PER_FAMILY = 5
PRICE_BOOK = "standard"
YEARS_BACK = 11


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its yearly list price in US cents and how many of it a customer buys.

    `scale`: one (1), few (zones, sites), seats (people), volume (halves, as 12.5 TB),
    support (1, at a share of the contract's first lot).
    """

    code: str
    name: str
    family: str
    usd_cents: int
    scale: str
    charge: str = "recurring"
    support_tier: str = ""
    successor: str = ""


_ROWS = """
PLT-100 | Platform Starter          | Platform    |   24000 | few     | recurring |  |
PLT-200 | Platform Pro              | Platform    |   60000 | few     | recurring |  |
PLT-300 | Platform Business         | Platform    |  240000 | few     | recurring |  |
PLT-400 | Platform Enterprise       | Platform    |  960000 | few     | recurring |  |
PLT-500 | Platform Enterprise Plus  | Platform    | 1800000 | few     | recurring |  |
SEC-100 | Web Firewall              | Security    |   36000 | few     | recurring |  |
SEC-200 | Access Seats              | Security    |    8400 | seats   | recurring |  |
SEC-300 | Email Shield              | Security    |    4800 | seats   | recurring |  |
SEC-400 | Bot Defence               | Security    |  540000 | few     | recurring |  |
SEC-500 | Data Guard                | Security    |   12000 | seats   | recurring |  |
PRF-100 | Image Delivery            | Performance |   18000 | volume  | recurring |  |
PRF-200 | Smart Routing             | Performance |   48000 | volume  | recurring |  |
PRF-300 | Load Balancing            | Performance |   72000 | few     | recurring |  |
PRF-400 | Waiting Room              | Performance |  300000 | few     | recurring |  |
PRF-500 | Edge Cache Reserve        | Performance |   60000 | volume  | recurring |  |
NET-100 | Secure Tunnel             | Network     |   30000 | few     | recurring |  |
NET-200 | Traffic Overage           | Network     |    9000 | volume  | usage     |  |
NET-300 | Branch WAN                | Network     |  150000 | few     | recurring |  |
NET-400 | Transit Protection        | Network     |  480000 | volume  | recurring |  |
NET-500 | Private Interconnect      | Network     |  720000 | few     | recurring |  |
SUP-100 | Standard Support          | Support     |   24000 | support | recurring | standard |
SUP-200 | Advanced Support          | Support     |   60000 | support | recurring | advanced |
SUP-300 | Premium Support           | Support     |  240000 | support | recurring | premium |
SUP-400 | Mission Critical Support  | Support     |  600000 | support | recurring | critical |
SUP-500 | Technical Account Manager | Support     | 4800000 | one     | recurring |  |
SRV-100 | Onboarding                | Services    |  150000 | one     | one_time  |  |
SRV-200 | Training Days             | Services    |  120000 | few     | one_time  |  |
SRV-300 | Migration Project         | Services    |  900000 | one     | one_time  |  |
SRV-400 | Log Storage               | Services    |   15000 | volume  | usage     |  |
SRV-500 | Advisory Retainer         | Services    | 1200000 | one     | recurring |  |
PLT-900 | Platform Classic          | Platform    |   54000 | few     | recurring |  | PLT-200
PRF-900 | Edge Cache Classic        | Performance |   42000 | volume  | recurring |  | PRF-500
"""

PRODUCTS: tuple[Product, ...] = tuple(
    Product(code, name, family, int(cents), scale, charge, tier, successor)
    for code, name, family, cents, scale, charge, tier, successor in (
        (cell.strip() for cell in row.split("|")) for row in _ROWS.strip("\n").split("\n")
    )
)
SUPPORT_PERCENT = {"SUP-100": 8, "SUP-200": 12, "SUP-300": 18, "SUP-400": 25}


@dataclass(frozen=True, slots=True)
class Rate:
    """How US cents become list prices in a currency: per mille of the major unit, and the grain."""

    currency: str
    per_mille: int
    grain_minor: int


RATES: tuple[Rate, ...] = (
    Rate("USD", 1000, 50),
    Rate("EUR", 930, 50),
    Rate("GBP", 800, 50),
    Rate("JPY", 150_000, 50),
    Rate("BRL", 5_400, 100),
    Rate("KWD", 310, 250),
    Rate("INR", 86_000, 1_000),
)


@dataclass(frozen=True, slots=True)
class ListPrice:
    """The list price of a product for a calendar year, minor units of the currency a year."""

    product: int
    currency: str
    year: int
    minor: int
    last_year: int | None


def list_prices(on: date) -> list[ListPrice]:
    """Return the price of every product, currency and year up to next year's.

    Prices rise by 4 to 6 percent a year; products with a successor are off the list since the
    year before last. `last_year` says until when a price holds (none: until further notice).
    """
    first, last = on.year - YEARS_BACK, on.year + 1
    prices = []
    for index, product in enumerate(PRODUCTS):
        final = on.year - 2 if product.successor else last
        for rate in RATES:
            scale: int = 10 ** exponent(rate.currency)
            for year in range(first, final + 1):
                usd = product.usd_cents * (1000 - 45 * (on.year - year)) // 1000
                minor = usd * rate.per_mille * scale // 100_000
                minor = max(minor // rate.grain_minor, 1) * rate.grain_minor
                until = None if year == last else year
                prices.append(ListPrice(index, rate.currency, year, minor, until))
    return prices
