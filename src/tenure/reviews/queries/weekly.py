"""The weekly call sheet: what is due, late, expected, moved, next, escalated; and who disagrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Count, Q, Window

from tenure.desk.models import Escalation
from tenure.desk.queries.escalations import EscalationRow, row_of
from tenure.forecast.queries.outlook import Forecast, forecasts
from tenure.forecast.rules.categories import ALL_CATEGORIES
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.renewals.rules.priority import RISKS
from tenure.reviews.queries.due import ROWS, Up, Ups, UpSum, up
from tenure.reviews.queries.moving import moved_section
from tenure.reviews.rules import cells
from tenure.reviews.rules.building import SAID, currencies_of
from tenure.reviews.rules.commentary import calls_say, renewals
from tenure.reviews.rules.periods import ReviewPeriod, period_of
from tenure.reviews.rules.reviews import Column, Figure, Section, Table
from tenure.reviews.rules.whose import Whose

_UP = (
    Column("Renewal"), Column("Owner"), Column("Due"), Column("Decision"), Column("Category"),
    Column("ATR", True, is_summed=True), Column("Forecast or result", True, is_summed=True),
    Column("Next"),
)  # fmt: skip


def weekly(
    user: User, period: ReviewPeriod, whose: Whose, *, currency: str, on: date
) -> list[Section]:
    """Return the sections of a week's call sheet, as of a day (a fixed number of queries)."""
    quarter = period_of("quarterly", period.last_day)
    owners = whose.owner_ids
    told_on = period.told_on(on)
    due, late, expected, steps = (
        up(user, which, period.days, owner_ids=owners, currency=currency)
        for which in ("due", "late", "expected", "steps")
    )
    return [
        _due(due),
        _late(late, period),
        _expected(expected),
        moved_section(
            user, quarter, begin_on=None, end_on=told_on, owner_ids=owners, currency=currency,
            heading=f"What moved in a week, for {quarter.name}",
        ),
        _steps(steps),
        _escalated(user, owners, currency, told_on),
        _calls(
            [one for one in forecasts(user, quarter.days) if currency in ("", one.currency)],
            owners, quarter.name,
        ),
    ]  # fmt: skip


def _due(found: Ups) -> Section:
    says, figures = [], []
    for currency in currencies_of(found.counts)[:SAID]:
        of = [one for one in found.sums if one.currency == currency]
        atr = sum(one.atr_minor for one in of)
        states: Counter[str] = Counter()
        for one in of:
            states[one.state] += one.count
        decided = f"{states['won']:,} won, {states['lost']:,} lost, {states['open']:,} open"
        says.append(
            f"{renewals(states.total())} worth {cells.rounded_words(atr, currency)} a year: "
            f"{decided}."
        )
        says += _by_category([one for one in of if one.state == "open"], currency)
        figures.append(Figure(f"Due, {currency}", cells.money(atr, currency), decided))
    says = says or ["No renewal is due in this week."]
    return Section("due", "Due this week", tuple(says), tuple(figures), _tables("Due", found))


def _by_category(sums: Sequence[UpSum], currency: str) -> list[str]:
    of = {one.category: one for one in sums}
    parts = [
        f"{label.lower()} {cells.rounded_words(of[name].amount_minor, currency)} "
        f"({of[name].count:,})"
        for name, label in ALL_CATEGORIES.items()
        if name in of
    ]
    return [f"Of what is open, as it is forecast: {', '.join(parts)}."] if parts else []


def _late(found: Ups, period: ReviewPeriod) -> Section:
    says = ["Nothing is past due and undecided."]
    if found.rows:
        oldest = found.rows[0]
        days = (period.days.start - oldest.due_on).days
        says = [
            (
                f"{renewals(found.count)} from before this week {_are(found.count)} undecided; "
                f"the longest, {oldest.customer}, for {days:,} {'day' if days == 1 else 'days'}."
            )
        ]
    return Section("late", "Past due and undecided", tuple(says), tables=_tables("Late", found))


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _expected(found: Ups) -> Section:
    says = ["Nobody expects a decision this week on a renewal that is due at another time."]
    if found.rows:
        says = [
            (
                f"{renewals(found.count)} {_are(found.count)} expected to be decided this week "
                "and due at another time."
            )
        ]
    return Section(
        "expected", "Decisions expected this week", tuple(says), tables=_tables("Expected", found)
    )


def _steps(found: Ups) -> Section:
    says = ["Nobody has a next step that is due by the end of this week."]
    rows = found.rows[:ROWS]
    if rows:
        says = [f"{found.count:,} next {'step is' if found.count == 1 else 'steps are'} due."]
        if found.overdue:
            says.append(f"{found.overdue:,} of them should have been done before this week.")
    columns = (
        Column("Renewal"), Column("Owner"), Column("Step"), Column("By"), Column("ATR", True),
    )  # fmt: skip
    told = tuple(
        (
            cells.text(row.customer, f"renewal:{row.id}"), cells.text(row.owner or "Nobody"),
            cells.text(row.step), cells.day(row.step_on), cells.money(row.atr_minor, row.currency),
        )
        for row in rows
    )  # fmt: skip
    tables = (Table("Next steps", columns, told, found.count - len(rows)),) if rows else ()
    return Section("steps", "Next steps", tuple(says), tables=tables)


def _tables(title: str, found: Ups) -> tuple[Table, ...]:
    """Return a table of each currency, so that its amounts add up."""
    made = []
    for currency in currencies_of(found.counts):
        told = tuple(_row(row) for row in found.rows if row.currency == currency)
        left_out = found.counts[currency] - len(told)
        made.append(Table(f"{title}, in {currency}", _UP, told, left_out))
    return tuple(made)


def _row(row: Up) -> tuple[cells.Cell, ...]:
    category = ALL_CATEGORIES[row.category]
    if row.state != "open":
        category = row.state.capitalize()
    elif row.risk:
        category = f"{category} · {RISKS[row.risk].lower()}"
    by = f", by {cells.day(row.step_on).words}" if row.step_on else ""
    return (
        cells.text(f"{row.customer}, {row.contract}", f"renewal:{row.id}"),
        cells.text(row.owner or "Nobody"), cells.day(row.due_on),
        cells.day(row.expected_on if row.state == "open" else None), cells.text(category),
        cells.money(row.atr_minor, row.currency), cells.money(row.amount_minor, row.currency),
        cells.text(f"{row.does_next}{by}" if row.state == "open" else ""),
    )  # fmt: skip


def _escalated(user: User, owners: Sequence[int] | None, currency: str, on: date) -> Section:
    """Return what was escalated by a day and not over on it, the most severe first."""
    if not may(user.role, Permission.SEE_ESCALATIONS):
        return Section("escalated", "Escalations", ("Escalations are not open to your role.",))
    is_open = Q(raised_on__lte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))
    found = Escalation.objects.visible_to(user).filter(is_open)
    if owners is not None:
        found = found.filter(owner_id__in=list(owners))
    if currency:
        found = found.filter(currency=currency)
    related = found.select_related("contract__customer", "owner", "acknowledged_by", "discrepancy")
    is_new = Q(raised_on__gt=on - timedelta(days=7))
    listed = related.annotate(
        number=Window(Count("pk")), new=Window(Count("pk", filter=is_new)),
        untaken=Window(Count("pk", filter=Q(acknowledged_by=None))),
    ).order_by("-severity", "-at_stake_minor", "pk")[:ROWS]  # fmt: skip
    rows = [(row_of(one, on), one.number, one.new, one.untaken) for one in listed]
    says, left_out = ["Nothing is escalated."], 0
    if rows:
        _, number, new, untaken = rows[0]
        left_out = number - len(rows)
        says = [
            (
                f"{number:,} {'escalation' if number == 1 else 'escalations'} {_are(number)} open: "
                f"{new:,} raised in the last seven days, {untaken:,} not taken up by anybody."
            )
        ]
    columns = (
        Column("About"), Column("Severity"), Column("Why"), Column("Owner"), Column("Taken by"),
        Column("At stake", True),
    )  # fmt: skip
    told = tuple(_escalation(row) for row, *_ in rows)
    tables = (Table("Escalations", columns, told, left_out),) if rows else ()
    return Section("escalated", "Escalations", tuple(says), tables=tables)


def _escalation(row: EscalationRow) -> tuple[cells.Cell, ...]:
    return (
        cells.text(f"{row.who}, {row.contract}", f"escalation:{row.id}"),
        cells.text(row.severity), cells.text(row.says), cells.text(row.owner or "Nobody"),
        cells.text(row.taken_by or "Nobody"), cells.money(row.at_stake_minor, row.currency),
    )  # fmt: skip


def _calls(found: Iterable[Forecast], owners: Sequence[int] | None, quarter: str) -> Section:
    """Return who calls what for the quarter, against what rolls up."""
    says: list[str] = []
    tables = []
    ordered = sorted(found, key=lambda one: (-one.whole.count, one.currency))
    for one in ordered[:SAID]:
        lines = [
            line for line in one.lines if owners is None or line.rolled.person.id in owners
        ]  # fmt: skip
        called = [
            (
                line.rolled.person.name, line.rolled.rolled_minor, line.rolled.person.called_minor,
                line.call.reason if line.call else "",
            )
            for line in lines
        ]  # fmt: skip
        given = [(name, rolls, call, why) for name, rolls, call, why in called if call is not None]
        says += calls_say(given, currency=one.currency)
        rows = tuple(
            (
                cells.text(name), cells.money(rolled, one.currency),
                cells.money(call, one.currency),
                cells.money(None if call is None else call - rolled, one.currency),
                cells.text(why),
            )
            for name, rolled, call, why in called
        )  # fmt: skip
        if rows:
            tables.append(Table(f"Calls, in {one.currency}", _CALLS, rows))
    has_calls = any(row[2].number is not None for table in tables for row in table.rows)
    usual = "Every call is what rolls up." if has_calls else "Nobody has called this quarter yet."
    return Section("calls", f"Calls for {quarter}", tuple(says or [usual]), tables=tuple(tables))


_CALLS = (
    Column("Person"), Column("Rolls up", True), Column("Call", True), Column("Apart", True),
    Column("Reason"),
)  # fmt: skip
