"""What always holds between the metrics, on drawn ledgers, and against sums made by hand."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import date
from itertools import product
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.insight.rules.figures import Row
from tests.insight.ledgers import SEGMENTS, Moved, facts_of, told

GAINS = ("new", "expansion", "price_increase", "reactivation")
LOSSES = ("contraction", "price_decrease", "churn")
EITHER = ("transfer", "merge", "fx")


@st.composite
def ledgers(draw: st.DrawFn) -> list[Moved]:
    """Draw movements that leave no contract's product below nothing."""
    held: dict[tuple[int, int, str], int] = defaultdict(int)
    found = []
    days = draw(st.lists(st.dates(date(2026, 6, 1), date(2027, 12, 31)), max_size=14))
    for day in sorted(days):
        contract = draw(st.integers(1, 4))
        key = (contract, draw(st.integers(1, 2)), draw(st.sampled_from(["EUR", "JPY"])))
        kind = draw(st.sampled_from(GAINS + LOSSES + EITHER))
        amount = draw(st.integers(1, 1_000))
        if kind in LOSSES or (kind in EITHER and draw(st.booleans())):
            amount = -held[key] if kind == "churn" else -min(amount, held[key])
        if amount:
            held[key] += amount
            # Contracts 1 and 2 are of customer 1, 3 and 4 of customer 2.
            found.append(Moved(kind, day, amount, contract, key[1], (contract + 1) // 2, key[2]))
    return found


def by_part(rows: list[Row], column: str) -> dict[tuple[str, str], int]:
    total: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        total[row.part, row.currency] += row.figures[column]
    return {key: value for key, value in total.items() if value}


@settings(max_examples=40, deadline=None)
@given(ledgers())
def test_the_identities(movements: list[Moved]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        facts = facts_of(Path(folder), movements)
        months = told(facts, "arr_waterfall", period="2027", every="month")
        ends = defaultdict(int)
        for row in months:
            figures = dict(row.figures)
            assert figures.pop("end") == sum(figures.values()), "begin and movements are the end"
            assert row.figures["begin"] == ends[row.currency] or row.part == "2027-01"
            ends[row.currency] = row.figures["end"]
        posted: dict[str, int] = defaultdict(int)
        for each in movements:
            posted[each.currency] += each.amount
        assert {k: v for k, v in ends.items() if v} == {k: v for k, v in posted.items() if v}
        for metric, by, level in (
            ("arr_waterfall", "segment", None), ("arr_waterfall", "product", None),
            ("grr", "segment", "customer"), ("nrr", "product", "product"),
            ("logo_retention", "segment", "customer"),
        ):  # fmt: skip
            options = {"level": level} if level else {}
            asked = {"period": "2027", "every": "quarter", "options": options}
            whole = told(facts, metric, **asked)
            parts = told(facts, metric, by=[by], **asked)
            for column in whole[0].figures if whole else ():
                assert by_part(whole, column) == by_part(parts, column), "slices sum to the whole"


@settings(max_examples=40, deadline=None)
@given(
    ledgers(), st.sampled_from(["own_line", "expansion"]), st.sampled_from(["back", "no_windfall"])
)
def test_gross_and_net(movements: list[Moved], price: str, late: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        facts = facts_of(Path(folder), movements)
        for level in ("customer", "product", "contract"):
            asked = {"period": "2027-Q1", "options": {"price": price, "late": late, "level": level}}
            open_ = {**asked, "options": {**asked["options"], "cap": "uncapped"}}
            gross, net = (told(facts, name, **asked) for name in ("grr", "nrr"))
            uncapped = told(facts, "grr", **open_)
            for capped, loose, whole in zip(gross, uncapped, net, strict=True):
                assert capped.figures["kept"] <= loose.figures["kept"]
                assert capped.figures["kept"] <= capped.figures["start"]
                assert loose.figures["kept"] == whole.figures["end"]
                share = whole.rates["expansion_share"]
                assert whole.figures["end"] - capped.figures["kept"] == share.over
                assert share.of == whole.figures["start"] == capped.figures["start"]
            total = told(facts, "grr", **{**asked, "options": {**asked["options"], "cap": "total"}})
            for column, least in by_part(gross, "kept").items():
                assert least <= by_part(total, "kept")[column]


@settings(max_examples=40, deadline=None)
@given(ledgers())
def test_gross_retention_by_hand(movements: list[Moved]) -> None:
    """Sum it in Python, customer by customer, as the sentence of the metric says."""
    start: dict[tuple[str, int], int] = defaultdict(int)
    change: dict[tuple[str, int], int] = defaultdict(int)
    for each in movements:
        key = each.currency, each.customer
        if each.on < date(2027, 1, 1):
            start[key] += each.amount
        elif each.on < date(2027, 4, 1) and each.kind not in {*EITHER, "price_increase"}:
            change[key] += each.amount
    expected: dict[tuple[str, str], tuple[int, int]] = {}
    for currency, segment in product(("EUR", "JPY"), SEGMENTS):
        cohort = [
            key for key, had in start.items()
            if had > 0 and key[0] == currency and SEGMENTS[key[1] % 3] == segment
        ]  # fmt: skip
        if cohort:
            expected[currency, segment] = (
                sum(start[key] for key in cohort),
                sum(min(start[key], start[key] + change[key]) for key in cohort),
            )
    with tempfile.TemporaryDirectory() as folder:
        rows = told(facts_of(Path(folder), movements), "grr", period="2027-Q1", by=["segment"])
    found = {(row.currency, row.slices["segment"]): tuple(row.figures.values())[:2] for row in rows}
    assert found == expected
