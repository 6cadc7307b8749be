"""Sections that the monthly and the quarterly review have in common, from the same metrics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tenure.directory.models import Segment
from tenure.insight.rules.figures import Report
from tenure.renewals.models import Outcome
from tenure.renewals.rules.priority import RISKS
from tenure.reviews.queries.due import Decided, DueSum
from tenure.reviews.queries.figures import rate_figure, records_of
from tenure.reviews.rules import cells
from tenure.reviews.rules.building import (
    SAID,
    currencies_of,
    pair,
    present,
    row_in,
)
from tenure.reviews.rules.commentary import Loss, LostFor, losses_say, rate_says
from tenure.reviews.rules.reviews import Column, Section, Table

_SEGMENTS: dict[str, str] = {str(value): str(label) for value, label in Segment.choices}
_BOOK = (
    Column("Segment"), Column("ATR", True, is_summed=True), Column("Renewed", True, is_summed=True),
    Column("Lost", True, is_summed=True), Column("Open", True, is_summed=True),
    Column("Open at risk", True, is_summed=True), Column("Renewed of ATR", True, over=2, of=1),
)  # fmt: skip
COUNTED = "Counts are of renewals in all currencies."
_AT_RISK = {
    "will_contract", "will_contract_actionable", "will_churn", "will_churn_actionable",
}  # fmt: skip
_CLOSED = (
    Column("Renewal"), Column("Owner"), Column("Due"), Column("Decided"), Column("Outcome"),
    Column("ATR", True, is_summed=True), Column("Kept", True, is_summed=True), Column("Reason"),
)  # fmt: skip


def order_of(sums: Sequence[DueSum], only: str = "") -> list[str]:
    """Return the currencies of what is due, those with the most renewals first."""
    counts: Counter[str] = Counter()
    for one in sums:
        counts[one.currency] += one.count
    return currencies_of(counts, only)


def rates_section(
    found: Report, earlier: Report, counted: Sequence[tuple[Report, Report, str]],
    currencies: Sequence[str], *, heading: str, only: str = "",
) -> Section:  # fmt: skip
    """Return renewal rates: by money of each currency, and those of counted things.

    `earlier` is the same metric of the period before; `counted` are metrics, the same of the period
    before, and what each counts; where `only` one currency is asked for they are of all.
    """
    says, figures = [], []
    for currency in currencies[:SAID]:
        row = row_in(found, currency)
        rate = pair(row, "renewal_rate")
        if rate is None:
            continue
        figures.append(rate_figure(found, currency, "renewal_rate", what="ATR"))
        says.append(
            rate_says(
                f"Renewal rate, {currency}", *rate, currency=currency, what="ATR",
                before=pair(row_in(earlier, currency), "renewal_rate"),
            )
        )  # fmt: skip
    for report, last, what in counted:
        rate_name = report.asked.metric.rates[0].name
        rate = pair(row_in(report, ""), rate_name)
        if rate is None:
            continue
        figures.append(rate_figure(report, "", rate_name, what=what))
        label = report.asked.metric.title
        says.append(rate_says(label, *rate, what=what, before=pair(row_in(last, ""), rate_name)))
    if not says:
        says = ["No renewal was due."]
    elif only and counted:
        says.append(COUNTED)
    return Section("rates", heading, tuple(says), present(figures))


def segments_section(
    found: Report, sums: Sequence[DueSum], currencies: Sequence[str], *, heading: str
) -> Section:
    """Return the book by segment, from the metric `outlook`: renewed, lost, open and at risk.

    Renewed is its worst case, what is open lies between worst and best, what is lost above best.
    """
    tables, says = [], []
    for currency in currencies[:SAID]:
        rows = [row for row in found.rows if row.currency == currency]
        told = []
        for row in sorted(rows, key=lambda row: -row.figures["due"]):
            segment, figures = row.slices["segment"], row.figures
            at_risk = sum(
                one.atr_minor
                for one in sums
                if (one.currency, one.segment) == (currency, segment) and one.risk in _AT_RISK
            )
            told.append(
                (
                    cells.text(_SEGMENTS.get(segment, segment) or "None"),
                    cells.money(figures["due"], currency, records_of(found, row)),
                    cells.money(figures["worst"], currency),
                    cells.money(figures["due"] - figures["best"], currency),
                    cells.money(figures["best"] - figures["worst"], currency),
                    cells.money(at_risk, currency),
                    cells.share(figures["worst"], figures["due"]),
                )
            )  # fmt: skip
        if not told:
            continue
        tables.append(Table(f"By segment, in {currency}", _BOOK, tuple(told)))
        says.append(_segments_say(told, currency))
    says += _untold(currencies)
    return Section("segments", heading, tuple(says or ["No renewal is due."]), tables=tuple(tables))


def _untold(currencies: Sequence[str]) -> list[str]:
    """Return which currencies there was no room for."""
    if len(currencies) <= SAID:
        return []
    return [f"Also due, not told here: {', '.join(currencies[SAID:])}. Ask for one by itself."]


def _segments_say(rows: Sequence[tuple[cells.Cell, ...]], currency: str) -> str:
    atr, won, lost, still, risk = (
        sum(row[place].number or 0 for row in rows) for place in range(1, 6)
    )
    said = (
        f"{currency}: of {cells.rounded_words(atr, currency)} up for renewal "
        f"{cells.rounded_words(won, currency)} is renewed, "
        f"{cells.rounded_words(lost, currency)} lost, {cells.rounded_words(still, currency)} open"
    )
    return f"{said}, {cells.rounded_words(risk, currency)} of it at risk." if risk else f"{said}."


def risk_section(sums: Sequence[DueSum], currencies: Sequence[str], *, heading: str) -> Section:
    """Return what is open by the risk that people gave it."""
    columns = (
        Column("Risk"), Column("Renewals", True, is_summed=True),
        Column("ATR", True, is_summed=True), Column("Forecast", True, is_summed=True),
    )  # fmt: skip
    tables, says = [], []
    for currency in currencies[:SAID]:
        rows = []
        unsaid = 0
        for risk, label in [*RISKS.items(), ("", "Nobody has said")]:
            of = [
                one for one in sums if one.is_open and (one.currency, one.risk) == (currency, risk)
            ]
            number = sum(one.count for one in of)
            if not number:
                continue
            unsaid = number if not risk else 0
            rows.append(
                (
                    cells.text(label), cells.count(number),
                    cells.money(sum(one.atr_minor for one in of), currency),
                    cells.money(sum(one.forecast_minor for one in of), currency),
                )
            )  # fmt: skip
        if not rows:
            continue
        tables.append(Table(f"Open, by risk, in {currency}", columns, tuple(rows)))
        number = sum(row[1].number or 0 for row in rows)
        told = f"{currency}: {cells.of_words(unsaid, number)} open renewals have no risk category."
        says.append(told if unsaid else f"{currency}: every open renewal has a risk category.")
    return Section("risk", heading, tuple(says or ["Nothing is open."]), tables=tuple(tables))


def losses_section(
    found: Decided, atr: dict[str, int], currencies: Sequence[str], *, heading: str
) -> Section:
    """Return what was lost, for which recorded reasons, the largest first."""
    says: list[str] = []
    for currency in currencies[:SAID]:
        lost = [
            LostFor(one.reason, one.count, one.atr_minor - one.final_minor)
            for one in found.sums
            if one.currency == currency
        ]
        largest = [
            Loss(one.customer, one.owner, one.atr_minor, one.final_minor, one.reason)
            for one in found.rows
            if one.currency == currency
        ]
        if lost:
            says += losses_say(lost, largest, currency=currency, atr_minor=atr.get(currency, 0))
    tables = closed_tables("Lost", found, currencies)
    return Section("losses", heading, tuple(says or ["Nothing was lost."]), tables=tables)


def closed_tables(title: str, found: Decided, currencies: Sequence[str]) -> tuple[Table, ...]:
    """Return a table of each currency of renewals that were decided, the largest first."""
    made = []
    for currency in currencies[:SAID]:
        of = [one for one in found.rows if one.currency == currency]
        rows = tuple(
            (
                cells.text(f"{one.customer}, {one.contract}", f"renewal:{one.id}"),
                cells.text(one.owner or "Nobody"), cells.day(one.due_on),
                cells.day(one.closed_on), cells.text(Outcome.Kind(one.kind).label),
                cells.money(one.atr_minor, currency), cells.money(one.final_minor, currency),
                cells.text(one.reason or cells.NONE),
            )
            for one in of
        )  # fmt: skip
        if rows:
            left_out = found.count(currency) - len(rows)
            made.append(Table(f"{title}, in {currency}", _CLOSED, rows, left_out))
    return tuple(made)


def atr_of(sums: Sequence[DueSum]) -> dict[str, int]:
    """Return the ATR of what is due, by currency."""
    found: Counter[str] = Counter()
    for one in sums:
        found[one.currency] += one.atr_minor
    return dict(found)
