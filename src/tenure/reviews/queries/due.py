"""The renewals that reviews tell of one by one: due, late, expected, with a step; won and lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenure.forecast.queries.seen import rows_seen
from tenure.forecast.rules.categories import CATEGORY_SQL
from tenure.foundation.models import User
from tenure.kernel.period import Period
from tenure.renewals.models import NextAction
from tenure.reviews.rules.commentary import reason_words

ROWS = 25  # of a list in a review, of each currency
_WON = "o.kind IN ('renewed', 'renewed_late', 'partially_renewed')"
# Lists are of so many rows of each currency. A sum is of all that there are: the first row of each
# group carries the sums of the group.
_LISTED = """
    SELECT * FROM (SELECT found.*,
            row_number() OVER (PARTITION BY currency ORDER BY nth) AS place,
            row_number() OVER same AS place_in_group, count(*) OVER same AS group_count,
            sum(atr_minor) OVER same::bigint AS group_atr,
            sum(amount_minor) OVER same::bigint AS group_amount
        FROM ({found}) found
        WINDOW same AS (PARTITION BY {group} ORDER BY nth
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) listed
    WHERE place <= %(limit)s OR place_in_group = 1
    ORDER BY nth"""
# The yearly reviews of evergreen contracts have no decision to review.
_UP = f"""
    SELECT r.id, c.key, k.name AS customer, coalesce(w.name, '') AS owner, r.currency, r.due_on,
        coalesce(j.close_on, r.due_on) AS expected_on, {CATEGORY_SQL} AS category,
        CASE WHEN r.closed_on IS NULL THEN 'open' WHEN {_WON} THEN 'won' ELSE 'lost' END AS state,
        r.atr_minor, coalesce(r.final_minor, r.forecast_minor) AS amount_minor, r.risk,
        coalesce(s.text, '') AS step,
        CASE WHEN s.text <> '' THEN s.due_on ELSE r.act_on END AS step_on, r.next_action,
        count(*) FILTER (WHERE s.text <> '' AND s.due_on < %(start)s) OVER () AS overdue,
        row_number() OVER (ORDER BY {{order}}) AS nth
    FROM renewals_renewal r
    JOIN book_contract c ON c.id = r.contract_id
    JOIN directory_customer k ON k.id = r.customer_id
    LEFT JOIN directory_staffmember w ON w.id = r.owner_id
    LEFT JOIN renewals_outcome o ON o.renewal_id = r.id
    LEFT JOIN LATERAL (SELECT category, close_on FROM forecast_judgement
        WHERE renewal_id = r.id ORDER BY id DESC LIMIT 1) j ON true
    LEFT JOIN LATERAL (SELECT text, due_on FROM desk_nextstep
        WHERE renewal_id = r.id ORDER BY id DESC LIMIT 1) s ON true
    WHERE r.renewal_type <> 'evergreen' AND o.kind IS DISTINCT FROM 'merged'
        AND r.id IN ({{visible}}) AND (%(currency)s = '' OR r.currency = %(currency)s)
        AND {{which}}"""
_WHICH = {
    "due": ("r.due_on >= %(start)s AND r.due_on < %(stop)s", "r.atr_minor DESC, r.id"),
    "late": ("r.closed_on IS NULL AND r.due_on < %(start)s", "r.due_on, r.id"),
    "expected": (
        """r.closed_on IS NULL AND NOT (r.due_on >= %(start)s AND r.due_on < %(stop)s)
        AND r.id IN (SELECT renewal_id FROM forecast_judgement
            WHERE close_on >= %(start)s AND close_on < %(stop)s)
        AND j.close_on >= %(start)s AND j.close_on < %(stop)s""",
        "j.close_on, r.id",
    ),
    "steps": (
        "r.closed_on IS NULL AND s.text <> '' AND r.step_on < %(stop)s", "r.step_on, r.id"
    ),
}  # fmt: skip
_CLOSED = """
    SELECT r.id, c.key, k.name AS customer, coalesce(w.name, '') AS owner, r.currency, r.due_on,
        o.closed_on, o.kind, r.atr_minor, coalesce(r.final_minor, 0) AS amount_minor,
        CASE WHEN o.kind = 'churned' THEN o.reason ELSE '' END AS reason,
        row_number() OVER (ORDER BY {order}) AS nth
    FROM renewals_renewal r
    JOIN renewals_outcome o ON o.renewal_id = r.id
    JOIN book_contract c ON c.id = r.contract_id
    JOIN directory_customer k ON k.id = r.customer_id
    LEFT JOIN directory_staffmember w ON w.id = r.owner_id
    WHERE r.due_on >= %(start)s AND r.due_on < %(stop)s AND r.renewal_type <> 'evergreen'
        AND o.kind <> 'merged' AND r.currency = ANY(%(currencies)s::text[])
        AND r.id IN ({visible}) AND {which}"""
_LOST = ("r.atr_minor > coalesce(r.final_minor, 0)", "r.atr_minor - coalesce(r.final_minor, 0)")
_KEPT = (f"{_WON}", "coalesce(r.final_minor, 0)")
_SUMS = """
    SELECT k.segment, r.currency, CASE WHEN r.closed_on IS NULL THEN r.risk ELSE '-' END, count(*),
        sum(r.atr_minor)::bigint, sum(r.forecast_minor)::bigint
    FROM renewals_renewal r
    JOIN directory_customer k ON k.id = r.customer_id
    LEFT JOIN renewals_outcome o ON o.renewal_id = r.id
    WHERE r.due_on >= %(start)s AND r.due_on < %(stop)s AND r.renewal_type <> 'evergreen'
        AND o.kind IS DISTINCT FROM 'merged' AND r.id IN ({visible})
    GROUP BY 1, 2, 3"""


@dataclass(frozen=True, slots=True)
class Up:
    """A renewal that is up, as it stands; amounts in minor units a year.

    `step` is what a person wrote down as next, else empty: then `next_action` is the rule's.
    """

    id: int
    contract: str
    customer: str
    owner: str
    currency: str
    due_on: date
    expected_on: date
    category: str
    state: str
    atr_minor: int
    amount_minor: int
    risk: str
    step: str
    step_on: date | None
    next_action: str

    @property
    def does_next(self) -> str:
        """Return what is done next."""
        return self.step or NextAction(self.next_action).label


@dataclass(frozen=True, slots=True)
class UpSum:
    """All of a list in one currency, state and category, whether or not they are listed."""

    currency: str
    state: str
    category: str
    count: int
    atr_minor: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Ups:
    """A list: of each currency the first rows; `sums` and `overdue` are of all that there are.

    `overdue` counts those with a step that was to be done before the days.
    """

    rows: tuple[Up, ...] = ()
    sums: tuple[UpSum, ...] = ()
    overdue: int = 0

    @property
    def count(self) -> int:
        """Return how many there are."""
        return sum(one.count for one in self.sums)

    @property
    def counts(self) -> Counter[str]:
        """Return how many there are of each currency."""
        found: Counter[str] = Counter()
        for one in self.sums:
            found[one.currency] += one.count
        return found


@dataclass(frozen=True, slots=True)
class Closed:
    """A renewal that was decided; `reason` is empty where none was recorded."""

    id: int
    contract: str
    customer: str
    owner: str
    currency: str
    due_on: date
    closed_on: date
    kind: str
    atr_minor: int
    final_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class ClosedSum:
    """All decided renewals of a currency with one recorded reason."""

    currency: str
    reason: str
    count: int
    atr_minor: int
    final_minor: int


@dataclass(frozen=True, slots=True)
class Decided:
    """Decided renewals: of each currency the first rows; `sums` are of all that there are."""

    rows: tuple[Closed, ...] = ()
    sums: tuple[ClosedSum, ...] = ()

    def count(self, currency: str) -> int:
        """Return how many there are of a currency."""
        return sum(one.count for one in self.sums if one.currency == currency)


@dataclass(frozen=True, slots=True)
class DueSum:
    """Renewals due in a period, by segment, currency and risk; of closed ones the risk is "-"."""

    segment: str
    currency: str
    risk: str
    count: int
    atr_minor: int
    forecast_minor: int

    @property
    def is_open(self) -> bool:
        """Tell whether nothing is decided yet."""
        return self.risk != "-"


def up(
    user: User, which: str, days: Period, *, owner_ids: Sequence[int] | None = None,
    currency: str = "", limit: int = ROWS,
) -> Ups:  # fmt: skip
    """Return the renewals due in the days, late before them, expected or with a step in them."""
    where, order = _WHICH[which]
    params = {"start": days.start, "stop": days.end, "limit": limit, "currency": currency}
    sql = _listed(_UP.replace("{which}", where), order, "currency, state, category")
    found = list(rows_seen(sql, params, user, owner_ids=owner_ids))
    rows = tuple(Up(*row[:15]) for row in found if row[-5] <= limit)
    sums = tuple(UpSum(row[4], row[8], row[7], *row[-3:]) for row in found if row[-4] == 1)
    return Ups(rows, sums, found[0][15] if found else 0)


def losses(user: User, days: Period, currencies: Sequence[str], *, limit: int = ROWS) -> Decided:
    """Return what of the renewals due in the days lost money, the largest first."""
    return _closed(user, days, currencies, _LOST, limit)


def wins(user: User, days: Period, currencies: Sequence[str], *, limit: int) -> Decided:
    """Return the renewals due in the days that were won, the largest first."""
    return _closed(user, days, currencies, _KEPT, limit)


def _closed(
    user: User, days: Period, currencies: Sequence[str], asked: tuple[str, str], limit: int
) -> Decided:
    where, amount = asked
    params = {"start": days.start, "stop": days.end, "limit": limit, "currencies": [*currencies]}
    sql = _listed(_CLOSED.replace("{which}", where), f"{amount} DESC, r.id", "currency, reason")
    found = list(rows_seen(sql, params, user))
    rows = tuple(Closed(*(*row[:10], reason_words(row[10]))) for row in found if row[-5] <= limit)
    sums = tuple(
        ClosedSum(row[4], reason_words(row[10]), *row[-3:]) for row in found if row[-4] == 1
    )
    return Decided(rows, sums)


def _listed(found: str, order: str, group: str) -> str:
    return _LISTED.replace("{found}", found.replace("{order}", order)).replace("{group}", group)


def due_sums(user: User, days: Period) -> list[DueSum]:
    """Return what is due in the days, added up."""
    params = {"start": days.start, "stop": days.end}
    return [DueSum(*row) for row in rows_seen(_SUMS, params, user)]
