"""Read the leakage report: added up by one thing at a time, and where the most leaks.

Those who see the whole book read what the report has added up; the others the rows of the contracts
that are theirs. Amounts of different currencies are never added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from tenure.directory.models import StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.kernel.money import Money
from tenure.quotes.models import LeakageCell, LeakageReport, LeakageRow
from tenure.quotes.rules.leakage import DIMENSIONS, LeakageFigures, reason_words

MOST_LEAKS = 25
# What the report is told apart by, as fields of a row; a cell has fields of those names.
_OF_ROW = {
    "reason": "reason",
    "segment": "contract__customer__segment",
    "region": "contract__customer__region",
    "family": "family",
    "channel": "contract__channel",
    "owner": "contract__owner",
    "currency": "currency",
}
_FIGURES = [field.name for field in fields(LeakageFigures)]


@dataclass(frozen=True, slots=True)
class LeakageFilter:
    """Hold what the report is narrowed to; empty: everything. `owner` is a staff member's id."""

    reason: str = ""
    segment: str = ""
    region: str = ""
    family: str = ""
    channel: str = ""
    owner: str = ""
    currency: str = ""

    def chosen(self) -> dict[str, str]:
        """Return what was chosen, by dimension."""
        found = {name: str(getattr(self, name)) for name in DIMENSIONS}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class LeakageGroup:
    """Hold the figures of all lines that have a value in common, in one currency."""

    value: str
    name: str
    currency: str
    figures: LeakageFigures


@dataclass(frozen=True, slots=True)
class Leak:
    """Hold the lines of a contract of one family, from which something leaks for one reason."""

    contract_id: int
    contract: str
    customer: str
    quote_id: int | None
    quote: str
    family: str
    reason: str
    currency: str
    figures: LeakageFigures


@dataclass(frozen=True, slots=True)
class Leakage:
    """Hold the report as a person may see it: groups the largest leakage first, totals, leaks.

    `currency` is the one asked for, else that of most lines; the leaks are in it.
    """

    on: date
    made_at: datetime | None
    by: str
    groups: list[LeakageGroup]
    totals: dict[str, LeakageFigures]
    currency: str
    leaks: list[Leak]


def current_report() -> LeakageReport | None:
    """Return the report that is finished and kept; None before the first."""
    done = LeakageReport.objects.filter(dropped_at=None, finished_at__isnull=False)
    return done.select_related("run").order_by("-finished_at").first()


def leakage(
    user: User,
    *,
    by: str = "reason",
    chosen: LeakageFilter | None = None,
    currency: str = "",
    leaks: int = MOST_LEAKS,
) -> Leakage | None:
    """Return the leakage that a person may see, told apart by one of `DIMENSIONS`.

    None before there is a report. At most four queries, whatever the book holds.
    """
    report = current_report()
    if report is None:
        return None
    narrowed = (chosen or LeakageFilter()).chosen()
    groups = _groups(user, report.slot, by, narrowed)
    totals = _totals(groups)
    if currency not in totals:
        currency = max(totals, key=lambda code: totals[code].lines, default="")
    return Leakage(
        on=report.run.on,
        made_at=report.finished_at,
        by=by,
        groups=groups,
        totals=totals,
        currency=currency,
        leaks=_leaks(user, report.slot, {**narrowed, "currency": currency}, leaks),
    )


SHEET_COLUMNS = (
    "value", "currency", "lines", "carried", "entitled", "realised", "leakage",
    "uplift realisation %", "leakage %",
)  # fmt: skip


def sheet_rows(found: Leakage) -> Iterator[list[str | int | Decimal | None]]:
    """Yield the groups as the cells of a sheet: amounts in major units, rates in percent."""
    for group in found.groups:
        figures = group.figures
        amounts = (
            figures.carried_minor, figures.entitled_minor, figures.realised_minor,
            figures.leakage_minor,
        )  # fmt: skip
        rates = (figures.realisation_bp, figures.leakage_bp)
        yield [
            group.name,
            group.currency,
            figures.lines,
            *(Money(minor, group.currency).to_decimal() for minor in amounts),
            *(None if rate is None else Decimal(rate).scaleb(-2) for rate in rates),
        ]


def _groups(user: User, slot: int, by: str, narrowed: Mapping[str, str]) -> list[LeakageGroup]:
    rows: QuerySet[Any] = LeakageRow.objects.visible_to(user)
    names = _OF_ROW
    if scope_of(user).sees_everything:
        rows, names = LeakageCell.objects.visible_to(user), {name: name for name in DIMENSIONS}
    kept = rows.filter(slot=slot, **{names[name]: value for name, value in narrowed.items()})
    counted = kept.values_list(names[by], "currency").annotate(*(Sum(name) for name in _FIGURES))
    found = [(value, currency, _figures(sums)) for value, currency, *sums in counted.order_by()]
    owners = _owner_names({value for value, _, _ in found}) if by == "owner" else {}
    groups = [
        LeakageGroup("" if value is None else str(value), _name(by, value, owners), currency, sums)
        for value, currency, sums in found
    ]
    return sorted(groups, key=lambda one: (one.currency, -one.figures.leakage_minor, one.name))


def _figures(sums: list[Any]) -> LeakageFigures:
    return LeakageFigures(*(int(number or 0) for number in sums))


def _owner_names(ids: set[int | None]) -> dict[int | None, str]:
    known = StaffMember.objects.filter(pk__in=[one for one in ids if one is not None])
    return dict(known.values_list("pk", "name"))


def _name(by: str, value: Any, owners: Mapping[int | None, str]) -> str:
    if by == "reason":
        return reason_words(value)
    if by == "owner":
        return owners.get(value, "nobody")
    return str(value).replace("_", " ") if value else "none"


def _totals(groups: list[LeakageGroup]) -> dict[str, LeakageFigures]:
    totals: dict[str, LeakageFigures] = {}
    for group in groups:
        totals[group.currency] = totals.get(group.currency, LeakageFigures()) + group.figures
    return totals


def _leaks(user: User, slot: int, narrowed: Mapping[str, str], most: int) -> list[Leak]:
    """Return from where the most leaks, in one currency."""
    if not most or not narrowed["currency"]:
        return []
    rows = LeakageRow.objects.visible_to(user).filter(
        slot=slot,
        leakage_minor__gt=0,
        **{_OF_ROW[name]: value for name, value in narrowed.items()},
    )
    ordered = rows.select_related("contract__customer", "quote")
    return [
        Leak(
            contract_id=row.contract_id,
            contract=row.contract.key,
            customer=row.contract.customer.name,
            quote_id=row.quote_id,
            quote=row.quote.number if row.quote else "",
            family=row.family,
            reason=row.reason,
            currency=row.currency,
            figures=_figures([getattr(row, name) for name in _FIGURES]),
        )
        for row in ordered.order_by("-leakage_minor", "id")[:most]
    ]
