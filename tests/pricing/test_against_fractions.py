"""The one pricing agrees with exact fractions on thousands of drawn lines, and never wraps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenure.kernel.errors import MoneyOverflow
from tenure.pricing.queries import price
from tenure.pricing.rules import LineFacts, PolicyFacts
from tests.pricing.slowly import DECIMALS, price_slowly

INT64 = 2**63
SEGMENTS = ["", "smb", "enterprise"]
starts = st.dates(date(2026, 1, 1), date(2029, 12, 31))
rates = st.none() | st.integers(-12_000, 30_000)
prices = st.integers(0, 10**9) | st.integers(0, 10**14)


@st.composite
def policy_sets(draw: st.DrawFn) -> list[PolicyFacts]:
    count = draw(st.integers(0, 6))
    made = []
    for number in range(count):
        method = draw(st.sampled_from(["same", "list", "uplift"]))
        made.append(
            PolicyFacts(
                code=f"p{number}",
                method=method,
                uplift_bp=draw(st.integers(-500, 2_000)) if method == "uplift" else 0,
                start_on=draw(st.sampled_from([date(2020, 1, 1), date(2027, 6, 1)])),
                segment=draw(st.sampled_from(SEGMENTS)),
                family=draw(st.sampled_from(["", "edge"])),
                channel=draw(st.sampled_from(["", "reseller"])),
            )
        )
    return made


@st.composite
def lines(draw: st.DrawFn) -> LineFacts:
    start = draw(starts)
    listed = draw(st.none() | prices)
    return LineFacts(
        line_id=draw(st.integers(1, 10**12)),
        quantity_e4=draw(st.integers(0, 10**7) | st.integers(0, 10**12)),
        expiring_price_e4=draw(prices),
        price_months=draw(st.sampled_from([1, 3, 12, 24, 36])),
        currency=draw(st.sampled_from(sorted(DECIMALS))),
        term_start_on=start,
        term_end_on=start + timedelta(days=draw(st.integers(1, 1200))),
        charge=draw(st.sampled_from(["recurring", "recurring", "usage"])),
        contract_method=draw(st.sampled_from(["", "", "same", "list", "uplift"])),
        line_uplift_bp=draw(rates),
        contract_uplift_bp=draw(rates),
        cap_bp=draw(st.none() | st.integers(0, 2_000)),
        hold_until=draw(st.none() | starts),
        list_price_e4=listed,
        list_price_months=None if listed is None else draw(st.sampled_from([1, 12])),
        segment=draw(st.sampled_from(SEGMENTS)),
        family=draw(st.sampled_from(["", "edge"])),
        channel=draw(st.sampled_from(["direct", "reseller"])),
    )


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(lines(), min_size=1, max_size=60), policy_sets())
def test_agrees_with_exact_fractions(drawn: list[LineFacts], policies: list[PolicyFacts]) -> None:
    slow = [price_slowly(line, policies) for line in drawn]
    if any(max(s.expiring_minor, s.proposed_minor) >= INT64 for s in slow):
        with pytest.raises(MoneyOverflow):
            price(drawn, policies)
        return
    for line, expected, got in zip(drawn, slow, price(drawn, policies), strict=True):
        assert got.line_id == line.line_id
        assert got.proposed_price_e4 == expected.proposed_price_e4
        assert got.expiring_minor == expected.expiring_minor
        assert got.proposed_minor == expected.proposed_minor
        assert (got.columns["method"], got.columns["policy_code"]) == (
            expected.method,
            expected.policy_code,
        )


def line(**facts: object) -> LineFacts:
    given: dict[str, object] = {
        "line_id": 1,
        "quantity_e4": 10_000,
        "expiring_price_e4": 10_000,
        "price_months": 12,
        "currency": "EUR",
        "term_start_on": date(2027, 1, 1),
        "term_end_on": date(2028, 1, 1),
    }
    return LineFacts(**(given | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "facts", "fits"),
    [
        ("the largest amount", {"quantity_e4": INT64 - 1, "expiring_price_e4": 10**6}, True),
        ("one step further", {"quantity_e4": INT64 - 1, "expiring_price_e4": 10**6 + 1}, False),
        ("beyond 128 bits", {"quantity_e4": INT64 - 1, "expiring_price_e4": INT64 - 1}, False),
        (
            "an uplifted unit price",
            {"quantity_e4": 0, "expiring_price_e4": INT64 - 1, "line_uplift_bp": 1},
            False,
        ),
        ("a unit price that stays", {"quantity_e4": 0, "expiring_price_e4": INT64 - 1}, True),
    ],
)
def test_overflow_raises_and_what_fits_is_exact(
    case: str, facts: dict[str, object], fits: bool
) -> None:
    facts_line = line(**facts)
    if not fits:
        with pytest.raises(MoneyOverflow):
            price([facts_line])
        return
    assert price([facts_line])[0].expiring_minor == price_slowly(facts_line, []).expiring_minor


def test_an_overflow_leaves_the_engine_usable() -> None:
    with pytest.raises(MoneyOverflow):
        price([line(quantity_e4=INT64 - 1, expiring_price_e4=INT64 - 1)])
    assert price([line()])[0].proposed_minor == 100


def test_policies_do_not_leak_into_the_next_call() -> None:
    uplift = PolicyFacts("p", "uplift", 1000, date(2020, 1, 1))
    assert price([line()], [uplift])[0].proposed_minor == 110
    assert price([line()])[0].proposed_minor == 100
    assert price([line()], [uplift])[0].proposed_minor == 110
