"""The engine and the exact oracle agree to the last minor unit on 200,000 generated lines."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from tenure.kernel.errors import MoneyOverflow
from tenure.pricing.queries import price_rows
from tenure.pricing.rules import AnyPolicy, DiscountFacts, MarginFacts, PolicyFacts
from tests.pricing.oracle import INT64, TooLarge, day, price_exactly

LONG_AGO = date(2020, 1, 1)
POLICIES: list[AnyPolicy] = [
    PolicyFacts("any", "uplift", 300, LONG_AGO),
    PolicyFacts("smb", "list", 0, LONG_AGO, segment="smb"),
    PolicyFacts("smb-2028", "uplift", -50, date(2028, 3, 1), segment="smb"),
    PolicyFacts("edge", "same", 0, LONG_AGO, family="edge", channel="reseller"),
    PolicyFacts("also-edge", "uplift", 650, LONG_AGO, family="edge", channel="reseller"),
    PolicyFacts("gold", "uplift", 100, LONG_AGO, channel="reseller", partner_tier="gold"),
    PolicyFacts("charity", "same", 0, LONG_AGO, program="charity"),
    DiscountFacts(
        code="d", start_on=LONG_AGO, volume_1_from_e4=10**5, volume_1_bp=500,
        volume_2_from_e4=10**7, volume_2_bp=900, two_years_bp=300, three_years_bp=700,
    ),
    DiscountFacts(
        code="d-smb", start_on=date(2028, 1, 1), segment="smb", volume_1_from_e4=0, volume_1_bp=100,
        volume_2_from_e4=10**4, volume_2_bp=200, volume_3_from_e4=10**6, volume_3_bp=300,
        volume_4_from_e4=10**8, volume_4_bp=1_200, best_of=True, two_years_bp=1_000, floor_bp=8_000,
    ),
    DiscountFacts(code="d-charity", start_on=LONG_AGO, program="charity", program_bp=5_000),
    MarginFacts(code="m", start_on=LONG_AGO, reseller_bp=2_000, registered_bp=500),
    MarginFacts(
        code="m-gold", start_on=LONG_AGO, partner_tier="gold", reseller_bp=2_500,
        registered_bp=1_000, distributor_bp=700, off_list=True,
    ),
]  # fmt: skip
CHUNKS, LINES = 20, 10_000


def draw(rng: random.Random, place: int, largest: int) -> dict[str, Any]:
    """Return the facts of a line; every optional fact is there about one time in four."""

    def number(upto: int) -> int:
        return rng.randrange(10 ** rng.randrange(1, len(str(upto))))

    def maybe(value: Any, otherwise: Any = None) -> Any:
        return value if rng.random() < 0.25 else otherwise

    credit = rng.random() < 0.1
    quantity = number(10**10 if largest < 10**15 else 10**19) % INT64
    package, index, successor = maybe(1), maybe(1), maybe(1)
    part, floor = maybe(1), maybe(rng.randrange(-300, 300))
    whole = rng.random() < 0.6
    asked = maybe(number(10**10))
    least = quantity if asked is None else min(quantity, asked)
    tier = maybe(rng.randrange(least + 1)) if successor is None else None
    most = max(quantity + 10**9, asked or 0)
    added = rng.random() < 0.05
    return {
        "line_id": place, "charge": maybe("usage", "recurring"), "credit": credit,
        "quantity_e4": -quantity if credit and tier is None else quantity,
        "expiring_price_e4": number(largest) % INT64,
        "price_months": rng.choice([1, 3, 12, 12, 36]),
        "minor_factor": rng.choice([1, 100, 100, 1000, 10_000]),
        "segment": rng.choice(["smb", "enterprise", ""]), "region": "EMEA",
        "family": rng.choice(["edge", "core"]), "channel": rng.choice(["direct", "reseller"]),
        "term_start_on": day(rng.randrange(800)), "term_months": rng.randrange(61),
        "term_days": 0 if whole else rng.randrange(28),
        "term_month_days": 1 if whole else rng.choice([28, 29, 30, 31]),
        "part_n": part and rng.randrange(10**rng.randrange(1, 9)),
        "part_d": part and rng.choice([1, 360, 365, 366, 133_590]),
        "contract_method": maybe(rng.choice(["same", "list", "uplift"]), ""),
        "line_uplift_bp": maybe(rng.randrange(-12_000, 30_000)),
        "contract_uplift_bp": maybe(rng.randrange(-500, 1_500)),
        "program_uplift_bp": maybe(rng.randrange(-500, 1_500)),
        "index_before": index and rng.randrange(90_000, 110_000),
        "index_now": index and rng.randrange(90_000, 130_000),
        "index_plus_bp": maybe(rng.randrange(-200, 400), 0), "index_floor_bp": floor,
        "index_ceiling_bp": maybe((floor or 0) + rng.randrange(900)),
        "escalator_bp": maybe(rng.randrange(-1_000, 1_500)), "escalator_years": rng.randrange(5),
        "added": added, "asked_quantity_e4": asked,
        "cap_bp": maybe(rng.randrange(1_500)) if not added else None,
        "hold_until": maybe(day(rng.randrange(800))) if not added else None,
        "list_price_e4": maybe(None, number(largest) % INT64),
        "list_price_months": rng.choice([1, 12]),
        "tier_from_e4": tier, "tier_below_e8": maybe(number(10**13), 0),
        "tier_until_e4": maybe(min(most + 1 + number(10**6), INT64 - 1)) if tier else None,
        "by_volume": bool(maybe(1)),
        "package_quantity_e4": package and 1 + number(10**7),
        "support_bp": maybe(rng.randrange(3_000)),
        "covered_price_e4": maybe(number(largest) % INT64),
        "overage_quantity_e4": maybe(number(10**9)), "overage_n": rng.randrange(20),
        "overage_d": rng.randrange(1, 13), "true_forward": bool(maybe(1)) and not credit,
        "successor_n": successor and rng.randrange(1, 20),
        "successor_d": successor and rng.randrange(1, 20),
        "volume_discount_bp": maybe(rng.randrange(5_000)),
        "years_discount_bp": maybe(rng.randrange(3_000)),
        "program_discount_bp": maybe(rng.randrange(10_001)),
        "deal_discount_bp": maybe(rng.randrange(6_000), 0),
        "best_discount": maybe(rng.random() < 0.5), "whole_term_months": maybe(rng.randrange(61)),
        "asked_uplift_bp": maybe(rng.randrange(-11_000, 3_000)) if not added else None,
        "partner_tier": rng.choice(["gold", "silver", ""]), "program": maybe("charity", ""),
        "through_reseller": bool(maybe(1)), "through_distributor": bool(maybe(1)),
        "registered_deal": bool(maybe(1)),
        "one_time_discount_bp": maybe(rng.randrange(10_001)),
        "floor_price_e4": maybe(number(largest) % INT64),
        "reseller_margin_bp": maybe(rng.randrange(10_001)),
        "registered_margin_bp": maybe(rng.randrange(2_000)),
        "distributor_margin_bp": maybe(rng.randrange(4_000)),
        "margin_off_list": maybe(rng.random() < 0.5),
    }  # fmt: skip


def expected_of(facts: dict[str, Any]) -> dict[str, int | str | None] | None:
    try:
        return price_exactly(facts, POLICIES)
    except TooLarge:
        return None


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_agrees_on_every_line(chunk: int) -> None:
    rng = random.Random(chunk)
    lines = [draw(rng, place, 10**10) for place in range(LINES)]
    fitting = [(facts, wanted) for facts in lines if (wanted := expected_of(facts))]
    assert len(fitting) > LINES * 0.99
    priced = price_rows([facts for facts, _ in fitting], POLICIES)
    for (facts, wanted), got in zip(fitting, priced, strict=True):
        assert {name: got.columns[name] for name in wanted} == wanted, facts


@pytest.mark.parametrize("seed", range(200))
def test_near_the_limits_both_agree_or_both_refuse(seed: int) -> None:
    facts = draw(random.Random(1_000 + seed), 1, 10**19)
    wanted = expected_of(facts)
    if wanted is None:
        with pytest.raises(MoneyOverflow):
            price_rows([facts], POLICIES)
        return
    try:
        [got] = price_rows([facts], POLICIES)
    except MoneyOverflow:
        # A step on the way may not fit although what is asked for at the end does.
        assert max(abs(value) for value in facts.values() if type(value) is int) > 10**14
        return
    assert {name: got.columns[name] for name in wanted} == wanted
