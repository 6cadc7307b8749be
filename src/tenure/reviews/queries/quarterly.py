"""The quarterly business review: retention, waterfall, renewals, prices, forecast and result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tenure.foundation.models import User
from tenure.insight.queries.reports import reports
from tenure.insight.rules.asking import Asked, ask
from tenure.insight.rules.charts import Chart, charts_of
from tenure.insight.rules.figures import Report
from tenure.reviews.queries.book_parts import (
    atr_of,
    closed_tables,
    losses_section,
    order_of,
    rates_section,
    segments_section,
)
from tenure.reviews.queries.due import due_sums, losses, wins
from tenure.reviews.queries.figures import rate_figure, records_of
from tenure.reviews.queries.moving import moved_section
from tenure.reviews.rules import cells
from tenure.reviews.rules.building import (
    SAID,
    pair,
    present,
    rate_lines,
    row_in,
)
from tenure.reviews.rules.commentary import rate_says, waterfall_says
from tenure.reviews.rules.periods import ReviewPeriod, before, quarters_until
from tenure.reviews.rules.reviews import Column, Section, Table

_NOW = (
    "grr", "nrr", "logo_retention", "arr_waterfall", "renewal_rate", "renewal_rate_logos",
    "on_time_renewals", "uplift_realisation", "discount_compression",
)  # fmt: skip
_BEFORE = (
    "grr", "nrr", "logo_retention", "renewal_rate", "renewal_rate_logos", "on_time_renewals",
    "uplift_realisation", "discount_compression",
)  # fmt: skip
_QUARTERS = 5
_TOP = 10


def quarterly(
    user: User, period: ReviewPeriod, *, currency: str, on: date
) -> tuple[list[Section], list[Asked]]:
    """Return the sections of a quarter's business review, and the metrics that they tell."""
    last = before("quarterly", period)
    years = sorted({one.days.start.year for one in quarters_until(period, _QUARTERS)})
    shown = [ask(name, period=period.name) for name in _NOW]
    shown.append(ask("outlook", period=period.name, by=["segment"]))
    questions = [*shown, *(ask(name, period=last.name) for name in _BEFORE)]
    questions += [
        ask(name, period=f"{year:04}", every="quarter") for name in ("grr", "nrr") for year in years
    ]
    found = reports(user, questions)
    now = dict(zip((*_NOW, "outlook"), found, strict=False))
    then = dict(zip(_BEFORE, found[len(shown) :], strict=False))
    over_time = found[len(shown) + len(_BEFORE) :]
    sums = due_sums(user, period.days)
    currencies = _order(order_of(sums, currency), now["grr"], currency)
    told = currencies[:SAID]
    lost, won = losses(user, period.days, told), wins(user, period.days, told, limit=_TOP)
    counted = [
        (now["renewal_rate_logos"], then["renewal_rate_logos"], "customers due"),
        (
            now["on_time_renewals"], then["on_time_renewals"],
            "renewals due were renewed on or before the due date",
        ),
    ]  # fmt: skip
    kept = closed_tables("Won", won, currencies)
    return [
        _retention(now, then, over_time, currencies, period),
        _waterfall(now["arr_waterfall"], currencies),
        rates_section(
            now["renewal_rate"], then["renewal_rate"], counted, currencies, heading="Renewals",
            only=currency,
        ),
        segments_section(now["outlook"], sums, currencies, heading="The book by segment"),
        _prices(now, then, currencies),
        moved_section(
            user, period, begin_on=period.days.start, end_on=period.told_on(on), currency=currency,
            heading="Forecast and result: what moved, why, and who", is_result=True,
        ),
        losses_section(lost, atr_of(sums), currencies, heading="Lost, and why"),
        Section(
            "wins", "The largest renewals won",
            () if kept else ("No renewal that was due is won.",), tables=kept,
        ),
    ], shown  # fmt: skip


def _order(due: list[str], found: Report, only: str) -> list[str]:
    """Return the currencies of what is due, and those that have ARR only."""
    rest = {row.currency for row in found.rows if only in ("", row.currency)} - set(due)
    return due + sorted(rest)


def _retention(
    now: dict[str, Report], then: dict[str, Report], over_time: Sequence[Report],
    currencies: Sequence[str], period: ReviewPeriod,
) -> Section:  # fmt: skip
    says, figures = [], []
    charts: list[Chart | None] = []
    for currency in currencies[:SAID]:
        for name, rate, what in (
            ("grr", "grr", "ARR at the beginning was kept"),
            ("nrr", "nrr", "ARR at the beginning, with what was gained"),
        ):
            row = row_in(now[name], currency)
            told = pair(row, rate)
            if told is None:
                continue
            figures.append(rate_figure(now[name], currency, rate, what="ARR at the beginning"))
            says.append(
                rate_says(
                    f"{name.upper()}, {currency}", *told, currency=currency, what=what,
                    before=pair(row_in(then[name], currency), rate),
                )
            )  # fmt: skip
        charts.append(_over_time(over_time, currency, period))
    logos = pair(row_in(now["logo_retention"], ""), "logo_retention")
    if logos:
        figures.append(rate_figure(now["logo_retention"], "", "logo_retention", what="customers"))
        earlier = pair(row_in(then["logo_retention"], ""), "logo_retention")
        says.append(rate_says("Logo retention", *logos, what="customers were kept", before=earlier))
    if not says:
        says = ["There was no ARR at the beginning of the quarter."]
    return Section(
        "retention", "Retention", tuple(says), present(figures),
        _retention_tables(now, currencies), tuple(one for one in charts if one),
    )  # fmt: skip


def _retention_tables(now: dict[str, Report], currencies: Sequence[str]) -> tuple[Table, ...]:
    """Return both rates of every currency, with their numerators and denominators."""
    columns = (
        Column("Currency"), Column("ARR at the beginning", True), Column("Kept", True),
        Column("GRR", True, over=2, of=1), Column("With what was gained", True),
        Column("NRR", True, over=4, of=1),
    )  # fmt: skip
    rows = []
    for currency in currencies:
        grr, nrr = row_in(now["grr"], currency), row_in(now["nrr"], currency)
        gross, net = pair(grr, "grr"), pair(nrr, "nrr")
        if grr is None or nrr is None or gross is None or net is None:
            continue
        rows.append(
            (
                cells.text(currency),
                cells.money(gross[1], currency, records_of(now["grr"], grr)),
                cells.money(gross[0], currency), cells.share(*gross),
                cells.money(net[0], currency, records_of(now["nrr"], nrr)), cells.share(*net),
            )
        )  # fmt: skip
    return (Table("Retention by currency", columns, tuple(rows)),) if rows else ()


def _over_time(found: Sequence[Report], currency: str, period: ReviewPeriod) -> Chart | None:
    """Return GRR and NRR of the last quarters as lines."""
    names = [one.name for one in quarters_until(period, _QUARTERS)]
    series: dict[str, list[tuple[str, int, int]]] = {"GRR": [], "NRR": []}
    for report in found:
        rate = report.asked.metric.name
        for row in report.rows:
            told = row.rates[rate]
            if row.currency == currency and row.part in names and told:
                series[rate.upper()].append((row.part, told.over, told.of))
    return rate_lines(f"GRR and NRR by quarter, {currency}", series, currency)


def _waterfall(found: Report, currencies: Sequence[str]) -> Section:
    metric = found.asked.metric
    says: list[str] = []
    charts: list[Chart] = []
    columns = (Column("Currency"), *(Column(label, True) for label in metric.columns.values()))
    rows = []
    for place, currency in enumerate(currencies):
        row = row_in(found, currency)
        if row is None:
            continue
        link = records_of(found, row)
        rows.append(
            (
                cells.text(currency),
                *(cells.money(row.figures[name], currency, link) for name in metric.columns),
            )
        )
        if place < SAID:
            says.append(waterfall_says(row.figures, metric.columns, currency))
            charts += charts_of(found, currency=currency)
    kept = _used(columns, rows)
    tables = (Table("ARR waterfall by currency", *kept),) if rows else ()
    return Section(
        "waterfall", "From ARR at the beginning to ARR at the end", tuple(says), tables=tables,
        charts=tuple(charts),
    )  # fmt: skip


def _used(
    columns: Sequence[Column], rows: Sequence[tuple[cells.Cell, ...]]
) -> tuple[tuple[Column, ...], tuple[tuple[cells.Cell, ...], ...]]:
    """Return the table without columns in which nothing happened."""
    places = [
        place
        for place in range(len(columns))
        if place in (0, 1, len(columns) - 1) or any(row[place].number for row in rows)
    ]
    return (
        tuple(columns[place] for place in places),
        tuple(tuple(row[place] for place in places) for row in rows),
    )


def _prices(now: dict[str, Report], then: dict[str, Report], currencies: Sequence[str]) -> Section:
    """Return what was charged of what one was entitled to, and what was given away."""
    says, figures = [], []
    for currency in currencies[:SAID]:
        for name, rate, label, what in (
            (
                "uplift_realisation", "uplift_realisation", "Uplift realised",
                "increase that clauses and policies allow",
            ),
            (
                "discount_compression", "average_discount", "Average discount",
                "entitled amount of what was accepted",
            ),
        ):  # fmt: skip
            told = pair(row_in(now[name], currency), rate)
            if told is None:
                continue
            figures.append(rate_figure(now[name], currency, rate, what=what))
            earlier = pair(row_in(then[name], currency), rate)
            says.append(
                rate_says(
                    f"{label}, {currency}", *told, currency=currency, what=what, before=earlier
                )
            )
    says = says or ["No renewal whose quote was accepted is due in the quarter."]
    return Section("prices", "Uplift and discount", tuple(says), present(figures))
