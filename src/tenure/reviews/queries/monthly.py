"""The monthly book review: the book by segment, renewed and lost, on time, quoted in time."""

from __future__ import annotations

from datetime import date

from tenure.foundation.models import User
from tenure.insight.queries.reports import reports
from tenure.insight.rules.asking import Asked, ask
from tenure.insight.rules.figures import Report
from tenure.reviews.queries.book_parts import (
    COUNTED,
    atr_of,
    losses_section,
    order_of,
    rates_section,
    risk_section,
    segments_section,
)
from tenure.reviews.queries.due import due_sums, losses
from tenure.reviews.queries.moving import moved_section
from tenure.reviews.rules import cells
from tenure.reviews.rules.building import SAID
from tenure.reviews.rules.periods import ReviewPeriod, before, read_same
from tenure.reviews.rules.reviews import Column, Section, Table

_NAMES = ("renewal_rate", "on_time_renewals", "quote_timeliness")


def monthly(
    user: User, period: ReviewPeriod, *, currency: str, on: date
) -> tuple[list[Section], list[Asked]]:
    """Return the sections of a month's book review, and the metrics that they tell."""
    last, following = before("monthly", period), read_same(period.end_on, 1)
    questions = [ask(name, period=period.name) for name in _NAMES]
    questions += [ask(name, period=last.name) for name in _NAMES]
    questions += [
        ask("outlook", period=period.name, by=["segment"]),
        ask("outlook", period=following.name, by=["segment"]),
        ask("on_time_renewals", period=period.name, by=["segment"]),
        ask("quote_timeliness", period=period.name, by=["segment"]),
    ]
    rate, on_time, timely, rate_0, on_time_0, timely_0, book, ahead, by_on_time, by_timely = (
        reports(user, questions)
    )
    sums, next_sums = due_sums(user, period.days), due_sums(user, following.days)
    currencies = order_of(sums, currency)
    counted = [
        (on_time, on_time_0, "renewals due were renewed on or before the due date"),
        (timely, timely_0, "renewals due had their first quote 90 to 120 days before"),
    ]
    next_ones = segments_section(
        ahead, next_sums, order_of(next_sums, currency), heading=f"What is up in {following.name}"
    )
    return [
        rates_section(rate, rate_0, counted, currencies, heading="Renewed", only=currency),
        segments_section(book, sums, currencies, heading="The book by segment"),
        _in_time(by_on_time, by_timely, only=currency),
        losses_section(
            losses(user, period.days, currencies[:SAID]), atr_of(sums), currencies,
            heading="Lost, and why",
        ),
        risk_section(sums, currencies, heading="Still open, by risk"),
        moved_section(
            user, period, begin_on=period.days.start, end_on=period.told_on(on), currency=currency,
            heading="What moved in the month",
        ),
        Section("next", next_ones.heading, next_ones.says, tables=next_ones.tables),
    ], questions  # fmt: skip


def _in_time(on_time: Report, timely: Report, *, only: str) -> Section:
    """Return how many were renewed and quoted in time, by segment."""
    columns = (
        Column("Segment"), Column("Due", True, is_summed=True),
        Column("Renewed on time", True, is_summed=True), Column("Late", True, is_summed=True),
        Column("Not renewed", True, is_summed=True), Column("On time of due", True, over=2, of=1),
        Column("Quoted in time", True, is_summed=True), Column("No quote", True, is_summed=True),
        Column("In time of due", True, over=6, of=1),
    )  # fmt: skip
    quoted = {row.slices["segment"]: row.figures for row in timely.rows}
    rows = []
    for row in sorted(on_time.rows, key=lambda row: -row.figures["due"]):
        figures, segment = row.figures, row.slices["segment"]
        quotes = quoted.get(segment, {})
        rows.append(
            (
                cells.text(segment.replace("_", " ").capitalize() or "None"),
                cells.count(figures["due"]), cells.count(figures["on_time"]),
                cells.count(figures["late"]), cells.count(figures["rest"]),
                cells.share(figures["on_time"], figures["due"]),
                cells.count(quotes.get("timely", 0)), cells.count(quotes.get("none", 0)),
                cells.share(quotes.get("timely", 0), figures["due"]),
            )
        )  # fmt: skip
    few = [f"{row[0].words} ({row[1].words})" for row in rows if (row[1].number or 0) < cells.FEW]
    says = [f"Few are due, so shares say little: {', '.join(few)}."] if few else []
    tables = (
        (Table("Renewed and quoted in time, by segment", columns, tuple(rows)),) if rows else ()
    )
    if not rows:
        says = ["No renewal was due."]
    elif only:
        says.append(COUNTED)
    return Section("timeliness", "On time", tuple(says), tables=tables)
