"""What moved in a period between two days, as a section of a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tenure.forecast.models import Frost
from tenure.forecast.queries.largest_moves import largest_moves
from tenure.forecast.queries.movement import Move, Movement, Waterfall, movement
from tenure.foundation.models import User
from tenure.insight.rules.charts import Chart
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import format_day
from tenure.reviews.rules import cells
from tenure.reviews.rules.building import SAID, movement_chart, movement_table
from tenure.reviews.rules.commentary import (
    NO_REASON,
    Moved,
    MoveMade,
    kind_words,
    movement_says,
    moves_say,
    reason_words,
    result_says,
)
from tenure.reviews.rules.periods import ReviewPeriod
from tenure.reviews.rules.reviews import Column, Section, Table

LARGEST = 8
_COLUMNS = (
    Column("Renewal"), Column("Owner"), Column("What"), Column("A year", True), Column("Who"),
    Column("Why"),
)  # fmt: skip


def moved_section(
    user: User, period: ReviewPeriod, *, begin_on: date | None, end_on: date, heading: str,
    owner_ids: Sequence[int] | None = None, currency: str = "", is_result: bool = False,
) -> Section:  # fmt: skip
    """Return what moved of the renewals that close in a period, between the snapshots of two days.

    Where the days cannot be compared the section says why. `is_result`: what was forecast on the
    first day is told against what came of it.
    """
    first = Frost.objects.visible_to(user).order_by("on").first()
    late_start = begin_on is not None and first is not None and begin_on < first.on < end_on
    if late_start and first is not None:
        begin_on = first.on
    try:
        found = movement(
            user, period=period.days, begin_on=begin_on, end_on=end_on, owner_ids=owner_ids
        )
    except InvalidInput as error:
        return Section("moved", heading, (str(error),))
    made = _section(user, _only(found, currency), period, heading, is_result)
    if late_start and first is not None:
        note = f"Snapshots begin on {format_day(first.on)}: what moved is told from then on."
        made = replace(made, says=(note, *made.says))
    return made


def _only(found: Movement, currency: str) -> Movement:
    kept = tuple(one for one in found.waterfalls if currency in ("", one.currency))
    return replace(found, waterfalls=kept)


def _section(
    user: User, found: Movement, period: ReviewPeriod, heading: str, is_result: bool
) -> Section:
    ordered = sorted(
        found.waterfalls, key=lambda one: (-max(one.begin_count, one.end_count), one.currency)
    )
    largest = largest_moves(user, found, limit=LARGEST)
    days = f"from {format_day(found.days.begin.on)} to {format_day(found.days.end.on)}"
    says: list[str] = []
    tables: list[Table] = []
    charts: list[Chart] = []
    for one in [one for one in ordered if one.bars or one.begin_minor][:SAID]:
        bars = _bars(one)
        tables.append(
            movement_table(
                one.begin_minor, one.begin_count, bars, one.end_minor, one.end_count,
                currency=one.currency,
            )
        )  # fmt: skip
        of_currency = [move for move in largest if move.currency == one.currency]
        says += _says(one, bars, of_currency, days, found.days.begin.on, is_result)
        if bars:
            title = f"Open forecast for {period.name}, in {one.currency}"
            charts.append(
                movement_chart(
                    one.begin_minor, bars, one.end_minor, currency=one.currency, title=title
                )
            )
        if of_currency:
            title = f"The largest movements in {one.currency}, who made them and why"
            tables.append(Table(title, _COLUMNS, tuple(_row(move) for move in of_currency)))
    return Section(
        "moved", heading, tuple(says or ["Nothing was open, and nothing moved."]),
        tables=tuple(tables), charts=tuple(charts),
    )  # fmt: skip


def _says(
    one: Waterfall, bars: Sequence[Moved], largest: Sequence[Move], days: str, begin_on: date,
    is_result: bool,
) -> list[str]:  # fmt: skip
    says = []
    if is_result:
        won = -sum(bar.amount_minor for bar in bars if bar.kind == "won")
        says.append(
            result_says(one.begin_minor, won, one.end_minor, currency=one.currency, day=begin_on)
        )
    says += movement_says(one.begin_minor, bars, one.end_minor, currency=one.currency, days=days)
    made = [
        MoveMade(
            move.customer, move.kind, move.amount_minor, move.by,
            move.at.date() if move.at else None, move.reason,
        )
        for move in largest
    ]  # fmt: skip
    return says + moves_say(made, currency=one.currency)


def _bars(one: Waterfall) -> list[Moved]:
    return [Moved(bar.kind, bar.count, bar.amount_minor) for bar in one.bars]


def _row(move: Move) -> tuple[cells.Cell, ...]:
    what = kind_words(move.kind, move.amount_minor).capitalize()
    if move.kind in ("pulled_in", "pushed"):
        what += f", now {format_day(move.close_on)}"
    why = reason_words(move.reason) or ("" if move.kind == "won" else NO_REASON.capitalize())
    return (
        cells.text(move.customer, f"renewal:{move.renewal_id}"), cells.text(move.owner or "Nobody"),
        cells.text(what), cells.money(move.amount_minor, move.currency),
        cells.text(move.by or cells.NONE), cells.text(why),
    )  # fmt: skip
