"""Who is told what partners pay."""

from __future__ import annotations

import pytest

from tenure.quotes.rules.partner_prices import PartnerPrices, Reader, partner_prices_of

BOTH = PartnerPrices(80_0000, 72_0000, 720_00)
ONE = PartnerPrices(80_0000, None, 800_00)
ALONE = PartnerPrices(None, 90_0000, 900_00)


@pytest.mark.parametrize(
    ("case", "prices", "reader", "told"),
    [
        ("inside: all", BOTH, Reader.INSIDE, BOTH),
        ("the reseller of two tiers: its price", BOTH, Reader.RESELLER, PartnerPrices(80_0000)),
        ("the distributor: its price and invoice", BOTH, Reader.DISTRIBUTOR,
         PartnerPrices(None, 72_0000, 720_00)),
        ("the reseller who buys from us", ONE, Reader.RESELLER, ONE),
        ("a distributor alone", ALONE, Reader.DISTRIBUTOR, ALONE),
        ("a reseller of which nothing is known", ALONE, Reader.RESELLER, PartnerPrices()),
    ],
)  # fmt: skip
def test_told_to(case: str, prices: PartnerPrices, reader: Reader, told: PartnerPrices) -> None:
    assert prices.told_to(reader) == told, case


def test_read_from_a_trace() -> None:
    trace = [
        {"step": "partner", "reseller_price_e4": 80_0000, "distributor_price_e4": 72_0000},
        {"step": "amount", "proposed_minor": 1000_00, "partner_minor": 720_00},
    ]
    assert partner_prices_of(trace) == BOTH
    assert not partner_prices_of([{"step": "amount", "proposed_minor": 1}]).is_known
