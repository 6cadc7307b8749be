"""A review, composed once: from here on page, PDF, slides and workbook have the same figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tenure.foundation.models import User
from tenure.insight.rules.asking import Asked
from tenure.kernel.currencies import EXPONENTS
from tenure.kernel.errors import InvalidInput
from tenure.reviews.queries.monthly import monthly
from tenure.reviews.queries.of_customer import of_customer
from tenure.reviews.queries.quarterly import quarterly
from tenure.reviews.queries.scopes import whose_of
from tenure.reviews.queries.weekly import weekly
from tenure.reviews.queries.words import words_of
from tenure.reviews.rules.periods import ReviewPeriod, period_of, review_period
from tenure.reviews.rules.reviews import KINDS, Review, Section, Told, told_of
from tenure.reviews.rules.whose import Whose


def compose(
    user: User, kind: str, *, period: str = "", whose: str = "", currency: str = "", on: date
) -> Review:
    """Return a review as the person may see it, with people's own words.

    `period` is by name (empty: that of the day), `whose` the key of a scope (empty: what the person
    may see), `currency` the one to tell of (empty: of all, in full of three). Raise InvalidInput
    with the reason for what cannot be told.
    """
    if kind not in KINDS:
        raise InvalidInput(f"A review is one of {', '.join(KINDS)}.")
    days = review_period(kind, period) if period.strip() else period_of(kind, on)
    of = whose_of(user, whose)
    check_scope(kind, of)
    if currency and currency not in EXPONENTS:
        raise InvalidInput(f"{currency[:10]} is no currency.")
    if currency and kind == "customer":
        raise InvalidInput("The review of a customer tells of all its currencies.")
    # A call sheet may be of a week to come: what will be due then.
    if kind != "weekly" and days.days.start > on:
        raise InvalidInput(f"{days.name} has not begun: there is nothing to review yet.")
    sections, asked = _sections(user, kind, days, of, currency, on)
    made = Review(
        kind=kind, period=days.name, title=KINDS[kind], about=of.label, whose=of.key,
        first_day=days.days.start, last_day=days.last_day, known_on=on, sections=tuple(sections),
        definitions=definitions_of(asked), is_for_outside=kind == "customer", currency=currency,
    )  # fmt: skip
    return made.with_words(words_of(user, kind, days.name, of.key))


def check_scope(kind: str, whose: Whose) -> None:
    """Raise InvalidInput where this kind of review is not told of such a scope."""
    if (kind == "customer") != (whose.sort == "customer"):
        raise InvalidInput("A customer business review is of a customer, and no other one is.")
    if kind in {"monthly", "quarterly"} and whose.owner_ids is not None:
        raise InvalidInput("The review of a person or team is the weekly call sheet.")


def _sections(
    user: User, kind: str, period: ReviewPeriod, whose: Whose, currency: str, on: date
) -> tuple[list[Section], list[Asked]]:
    if kind == "weekly":
        return weekly(user, period, whose, currency=currency, on=on), []
    if kind == "monthly":
        return monthly(user, period, currency=currency, on=on)
    if kind == "quarterly":
        return quarterly(user, period, currency=currency, on=on)
    return of_customer(user, whose.id, period, on=on), []


def definitions_of(asked: Iterable[Asked]) -> tuple[Told, ...]:
    """Return each definition once, by title."""
    found = {one.metric.name: told_of(one.metric, one.options()) for one in asked}
    return tuple(sorted(found.values(), key=lambda told: told.title))
