"""The forecast of a period: what is due in it by category, and person by person with their calls.

A renewal belongs to the period in which it is due, however its close date is moved; the metric
`outlook` counts alike, and a test holds the two to each other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from tenure.directory.models import StaffMember
from tenure.forecast.models import Call
from tenure.forecast.queries.seen import rows_seen
from tenure.forecast.rules.categories import ALL_CATEGORIES, CATEGORY_SQL
from tenure.forecast.rules.outlook import NOTHING, Outlook
from tenure.forecast.rules.rollup import Person, Rolled, involved, roll_up
from tenure.foundation.models import User
from tenure.kernel.period import Period
from tenure.pricing.rules.simulation import share_bp

PAGE = 50
# `rules.outlook` and `rules.categories` in SQL, over what is due; a test holds them to each other.
_DUE = f"""
    WITH due AS (
        SELECT r.id, r.contract_id, r.customer_id, r.owner_id, r.currency, r.atr_minor,
            r.closed_on IS NULL AS is_open, {CATEGORY_SQL} AS category,
            CASE WHEN r.closed_on IS NULL THEN least(r.forecast_minor, r.atr_minor)
                 ELSE least(coalesce(r.final_minor, 0), r.atr_minor) END AS likely,
            coalesce(j.swing_minor, r.atr_minor) AS swing
        FROM renewals_renewal r
        LEFT JOIN renewals_outcome o ON o.renewal_id = r.id AND r.closed_on IS NOT NULL
        LEFT JOIN LATERAL (SELECT category, swing_minor FROM forecast_judgement
            WHERE renewal_id = r.id ORDER BY id DESC LIMIT 1) j ON true
        WHERE r.due_on >= %(start)s AND r.due_on < %(stop)s AND r.renewal_on > %(start)s
            AND r.renewal_type <> 'evergreen' AND o.kind IS DISTINCT FROM 'merged'
            AND r.id IN ({{visible}})
    ), cases AS (
        SELECT due.*, CASE WHEN is_open THEN 0 ELSE likely END AS worst,
            CASE WHEN is_open THEN likely + least(swing, atr_minor - likely) ELSE likely END AS best
        FROM due)"""
_SUMS = (
    _DUE
    + """
    SELECT owner_id, currency, category, count(*), sum(atr_minor)::bigint, sum(worst)::bigint,
        sum(likely)::bigint, sum(best)::bigint
    FROM cases GROUP BY owner_id, currency, category"""
)
_RECORDS = (
    _DUE
    + """
    SELECT d.id, c.key, k.name, coalesce(w.name, ''), d.currency, d.category, d.is_open,
        d.atr_minor, d.worst, d.likely, d.best
    FROM (SELECT * FROM cases WHERE currency = %(currency)s
            AND (%(category)s = '' OR category = %(category)s)
            AND (%(owner)s::bigint IS NULL OR coalesce(owner_id, 0) = %(owner)s::bigint)
          ORDER BY atr_minor DESC, id LIMIT %(limit)s OFFSET %(offset)s) d
    JOIN book_contract c ON c.id = d.contract_id
    JOIN directory_customer k ON k.id = d.customer_id
    LEFT JOIN directory_staffmember w ON w.id = d.owner_id
    ORDER BY d.atr_minor DESC, d.id"""
)


@dataclass(frozen=True, slots=True)
class _Group:
    owner_id: int | None
    currency: str
    category: str
    adds: Outlook


@dataclass(frozen=True, slots=True)
class Line:
    """A person's line, with the call that stands: who said it, when, why."""

    rolled: Rolled
    manager: str
    call: Call | None

    @property
    def is_override(self) -> bool:
        """Tell whether the call that stands is another's."""
        return self.call is not None and self.call.by_id != self.call.person.user_id


@dataclass(frozen=True, slots=True)
class Forecast:
    """One currency of a period: categories in their order, the whole, people, what nobody owns."""

    currency: str
    categories: tuple[tuple[str, Outlook], ...]
    whole: Outlook
    lines: tuple[Line, ...]
    unowned: Outlook

    @property
    def worst_bp(self) -> int | None:
        """Return the worst case as a share of the ATR, in basis points."""
        return share_bp(self.whole.worst_minor, self.whole.atr_minor)

    @property
    def likely_bp(self) -> int | None:
        """Return the likely case as a share of the ATR, in basis points."""
        return share_bp(self.whole.likely_minor, self.whole.atr_minor)

    @property
    def best_bp(self) -> int | None:
        """Return the best case as a share of the ATR, in basis points."""
        return share_bp(self.whole.best_minor, self.whole.atr_minor)

    @property
    def called_minor(self) -> int:
        """Return what those at the top say, with what nobody owns."""
        tops = sum(line.rolled.up_minor for line in self.lines if not line.rolled.depth)
        return tops + self.unowned.likely_minor


@dataclass(frozen=True, slots=True)
class DueRenewal:
    """A renewal that is due in the period, with its category and what it adds."""

    id: int
    contract: str
    customer: str
    owner: str
    currency: str
    category: str
    is_open: bool
    adds: Outlook


def due_renewals(
    user: User, period: Period, *, currency: str, category: str = "", owner_id: int | None = None,
    offset: int = 0, limit: int = PAGE,
) -> list[DueRenewal]:  # fmt: skip
    """Return the renewals behind a figure, largest ATR first; owner 0 is nobody."""
    params = {
        "start": period.start, "stop": period.end, "currency": currency, "category": category,
        "owner": owner_id, "limit": limit, "offset": offset,
    }  # fmt: skip
    return [
        DueRenewal(*(*row[:7], Outlook(1, *row[7:]))) for row in rows_seen(_RECORDS, params, user)
    ]


def forecasts(user: User, period: Period) -> list[Forecast]:
    """Return the forecast of each currency in which something is due."""
    params = {"start": period.start, "stop": period.end}
    groups = [_Group(*(*row[:3], Outlook(*row[3:]))) for row in rows_seen(_SUMS, params, user)]
    people = {
        row.pk: Person(row.pk, row.name, row.manager_id)
        for row in StaffMember.objects.visible_to(user)
    }
    calls = _calls(user, period)
    return [
        _forecast(currency, [one for one in groups if one.currency == currency], people, calls)
        for currency in sorted({one.currency for one in groups})
    ]


def _forecast(
    currency: str, groups: list[_Group], people: dict[int, Person],
    calls: dict[tuple[str, int], Call],
) -> Forecast:  # fmt: skip
    of_category: dict[str, Outlook] = defaultdict(Outlook)
    of_person: dict[int | None, Outlook] = defaultdict(Outlook)
    whole = NOTHING
    for one in groups:
        of_category[one.category] += one.adds
        of_person[one.owner_id if one.owner_id in people else None] += one.adds
        whole += one.adds
    with_figures = {
        pk: replace(
            person, own=of_person.get(pk, NOTHING), called_minor=_amount(calls, currency, pk)
        )
        for pk, person in people.items()
    }
    lines = roll_up(involved(with_figures))
    names: dict[int | None, str] = {person.id: person.name for person in people.values()}
    return Forecast(
        currency=currency,
        categories=tuple((name, of_category.get(name, NOTHING)) for name in ALL_CATEGORIES),
        whole=whole,
        lines=tuple(
            Line(one, names.get(one.person.manager_id, ""), calls.get((currency, one.person.id)))
            for one in lines
        ),
        unowned=of_person.get(None, NOTHING),
    )


def _amount(calls: dict[tuple[str, int], Call], currency: str, person_id: int) -> int | None:
    call = calls.get((currency, person_id))
    return None if call is None else call.amount_minor


def _calls(user: User, period: Period) -> dict[tuple[str, int], Call]:
    """Return the latest call of each person and currency."""
    latest = (
        Call.objects.visible_to(user)
        .filter(**_of(period))
        .select_related("person", "by")
        .order_by("currency", "person", "-pk")
        .distinct("currency", "person")
    )
    return {(one.currency, one.person_id): one for one in latest}


def _of(period: Period) -> dict[str, Any]:
    return {"start_on": period.start, "end_on": period.end}


def call_history(user: User, period: Period, currency: str) -> list[Call]:
    """Return who called what in a period, the latest first."""
    said = Call.objects.visible_to(user).filter(**_of(period), currency=currency)
    return list(said.select_related("person", "by").order_by("-pk")[:PAGE])
