"""PostgreSQL takes a lot's segments exactly when none overlap and each names the end before it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tenure.book.models import Contract, Line, Product
from tenure.book.rules.fold import chained
from tenure.directory.models import Customer
from tenure.kernel.period import Period
from tests.book.builders import segment

FIRST = date(2026, 1, 1)
DAYS = 9  # few, so that segments often meet, overlap and repeat
Span = tuple[int, int | None]


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def last_day(number: int | None) -> date | None:
    return None if number is None else day(number)


spans = st.integers(0, DAYS - 1).flatmap(
    lambda start: st.tuples(st.just(start), st.none() | st.integers(start + 1, DAYS))
)
# A day that a segment says the one before it ended, in place of the true one: anywhere, or none.
lies = st.none() | st.integers(-1, DAYS + 1)


@st.composite
def told(draw: st.DrawFn) -> tuple[list[Span], list[date | None]]:
    """Return segments in any order, and what each says of the one before; some may lie."""
    drawn = draw(st.lists(spans, min_size=1, max_size=6))
    said = true_prior_ends(drawn)
    for place in draw(st.lists(st.integers(0, len(drawn) - 1), max_size=3)):
        said[place] = last_day(draw(lies))
    return drawn, said


def overlap(drawn: Sequence[Span]) -> bool:
    periods = [Period(day(start), last_day(end)) for start, end in drawn]
    return any(a.overlaps(b) for a, b in itertools.combinations(periods, 2))


def true_prior_ends(drawn: Sequence[Span]) -> list[date | None]:
    """Return, in the given order, the end of the segment before: what `chained` derives."""
    places = sorted(range(len(drawn)), key=lambda place: drawn[place][0])
    segments = [
        segment(str(day(start)), end and str(day(end)))
        for start, end in map(drawn.__getitem__, places)
    ]
    ends = dict(zip(places, (prior for _, prior in chained(segments)), strict=True))
    return [ends[place] for place in range(len(drawn))]


def accepted(drawn: Sequence[Span], prior_ends: Sequence[date | None]) -> bool:
    """Tell whether PostgreSQL takes these segments of one lot; nothing stays."""
    contract = Contract.objects.get()
    product = Product.objects.get()
    try:
        with transaction.atomic():
            Line.objects.bulk_create(
                Line(
                    contract=contract, product=product, lot=1, lot_key="1", quantity=Decimal(1),
                    unit_price_e4=1, currency="EUR", arr_minor=0, start_on=day(start),
                    end_on=last_day(end), prior_end_on=prior_end,
                )
                for (start, end), prior_end in zip(drawn, prior_ends, strict=True)
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


@pytest.fixture(autouse=True)
def contract(db: Any) -> Contract:
    Product.objects.create(code="PLAT", name="Platform")
    customer = Customer.objects.create(key="C1", name="Acme")
    return Contract.objects.create(
        key="K1", customer=customer, currency="EUR", start_on=FIRST, first_start_on=FIRST
    )


@given(st.lists(spans, min_size=1, max_size=6))
@example([(0, 3), (3, 5), (7, None)])
@example([(0, None), (2, 4)])
@example([(0, 4), (0, 4)])
@settings(max_examples=150, deadline=None)
def test_segments_with_true_prior_ends_are_taken_if_none_overlap(drawn: list[Span]) -> None:
    assert accepted(drawn, true_prior_ends(drawn)) is not overlap(drawn)


@given(told())
@example(([(0, 2), (2, 4)], [day(4), day(2)]))  # each names the other
@example(([(0, 2)], [day(2)]))  # names itself
@example(([(0, 2), (3, 5)], [None, None]))  # two first ones
@example(([(0, 2), (2, 4), (3, 5)], [None, day(2), day(2)]))  # two after one
@example(([(0, None), (1, None)], [None, None]))  # two without end
@settings(max_examples=250, deadline=None)
def test_a_lie_about_the_segment_before_is_refused(
    case: tuple[list[Span], list[date | None]],
) -> None:
    drawn, said = case
    whole = not overlap(drawn) and said == true_prior_ends(drawn)
    assert accepted(drawn, said) is whole
