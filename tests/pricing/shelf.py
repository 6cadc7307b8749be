"""List prices of every charge model, for tests that price from a book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tenure.book.models import (
    Bundle,
    BundleItem,
    ChargeModel,
    PriceCover,
    PriceEntry,
    PriceTier,
    Product,
    Succession,
)
from tests.quotes.conftest import Book

LONG_AGO = date(2020, 1, 1)
PACKS: dict[str, Any] = {"charge_model": ChargeModel.PACKAGE, "package_quantity": 4}


def tiered(
    book: Book, model: str, tiers: Sequence[tuple[str, int]], *, product: Product | None = None,
    months: int = 12,
) -> PriceEntry:  # fmt: skip
    """Give a product a list price in EUR by tiers (from, price in 1/10,000)."""
    entry = book.list_price(
        product or book.product(), tiers[0][1], LONG_AGO, months=months, charge_model=model
    )
    add_tiers(entry, tiers)
    return entry


def add_tiers(entry: PriceEntry, tiers: Sequence[tuple[str, int]]) -> None:
    """Add the tiers of a price, with what lies below each where they are graduated."""
    rows, below, before = list[PriceTier](), 0, (Decimal(0), 0)
    for text, each in tiers:
        start = Decimal(text)
        if entry.charge_model == ChargeModel.GRADUATED:
            below += int((start - before[0]) * 10_000) * before[1]
        rows.append(PriceTier(entry=entry, from_quantity=start, unit_price_e4=each, below_e8=below))
        before = start, each
    PriceTier.objects.bulk_create(rows)


def succeed(
    product: Product, successor: Product | None, start: date, *, n: int = 1, d: int = 1
) -> Succession:
    """Let a product renew as another from a day on."""
    return Succession.objects.create(
        product=product, successor=successor, successor_n=n, successor_d=d, start_on=start
    )


def percent(
    book: Book, product: Product, bp: int, *, families: Sequence[str] | None = None,
    products: Sequence[str] | None = None,
) -> PriceEntry:  # fmt: skip
    """Give a product a price that is a share of everything, or of some families and products."""
    everything = families is None and products is None
    entry = book.list_price(
        product, 0, LONG_AGO, charge_model=ChargeModel.PERCENT, percent_bp=bp,
        covers_everything=everything,
    )  # fmt: skip
    PriceCover.objects.bulk_create(
        [PriceCover(entry=entry, family=family) for family in families or ()]
        + [PriceCover(entry=entry, product=book.product(code)) for code in products or ()]
    )
    return entry


def bundle(product: Product, start: date = LONG_AGO, /, **pieces: str) -> Bundle:
    """Let a product be sold with so many pieces of others, named by their codes."""
    made = Bundle.objects.create(product=product, start_on=start, size=len(pieces))
    BundleItem.objects.bulk_create(
        BundleItem(bundle=made, product=Product.objects.get(code=code), quantity=Decimal(quantity))
        for code, quantity in pieces.items()
    )
    return made
