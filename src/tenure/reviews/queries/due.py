"""The renewals that reviews tell of one by one: due, late, expected, with a step; won and lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenure.forecast.queries.seen import rows_seen
from tenure.forecast.rules.categories import CATEGORY_SQL
from tenure.foundation.models import User
from tenure.kernel.period import Period
from tenure.renewals.models import NextAction

ROWS = 25  # of a list in a review
_MOST_LOSSES = 1000
_WON = "o.kind IN ('renewed', 'renewed_late', 'partially_renewed')"
# The yearly reviews of evergreen contracts have no decision to review.
_UP = f"""
    SELECT r.id, c.key, k.name, coalesce(w.name, ''), r.currency, r.due_on,
        coalesce(j.close_on, r.due_on) AS expected_on, {CATEGORY_SQL} AS category,
        CASE WHEN r.closed_on IS NULL THEN 'open' WHEN {_WON} THEN 'won' ELSE 'lost' END,
        r.atr_minor, coalesce(r.final_minor, r.forecast_minor), r.risk, coalesce(s.text, ''),
        CASE WHEN s.text <> '' THEN s.due_on ELSE r.act_on END, r.next_action,
        count(*) OVER () AS total
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
        AND {{which}}
    ORDER BY {{order}} LIMIT %(limit)s"""
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
    SELECT r.id, c.key, k.name, coalesce(w.name, ''), k.segment, r.currency, r.due_on, o.closed_on,
        o.kind, r.atr_minor, coalesce(r.final_minor, 0),
        CASE WHEN o.kind = 'churned' AND o.reason <> 'contract ended'
                AND o.reason NOT LIKE 'renewal order %%' THEN o.reason
             WHEN o.kind = 'partially_renewed' THEN 'renewed for less' ELSE '' END
    FROM renewals_renewal r
    JOIN renewals_outcome o ON o.renewal_id = r.id
    JOIN book_contract c ON c.id = r.contract_id
    JOIN directory_customer k ON k.id = r.customer_id
    LEFT JOIN directory_staffmember w ON w.id = r.owner_id
    WHERE r.due_on >= %(start)s AND r.due_on < %(stop)s AND r.renewal_type <> 'evergreen'
        AND o.kind <> 'merged' AND r.id IN ({visible}) AND {which}
    ORDER BY {order} LIMIT %(limit)s"""
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
    total: int

    @property
    def does_next(self) -> str:
        """Return what is done next."""
        return self.step or NextAction(self.next_action).label


@dataclass(frozen=True, slots=True)
class Closed:
    """A renewal that was decided; `reason` is empty where none was recorded."""

    id: int
    contract: str
    customer: str
    owner: str
    segment: str
    currency: str
    due_on: date
    closed_on: date
    kind: str
    atr_minor: int
    final_minor: int
    reason: str


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
) -> list[Up]:  # fmt: skip
    """Return the renewals due in the days, late before them, expected or with a step in them."""
    where, order = _WHICH[which]
    params = {"start": days.start, "stop": days.end, "limit": limit, "currency": currency}
    sql = _UP.replace("{which}", where).replace("{order}", order)
    return [Up(*row) for row in rows_seen(sql, params, user, owner_ids=owner_ids)]


def losses(user: User, days: Period) -> list[Closed]:
    """Return what of the renewals due in the days lost money, the largest first, at most 1,000."""
    return _closed(user, days, _LOST, _MOST_LOSSES)


def wins(user: User, days: Period, *, limit: int = 200) -> list[Closed]:
    """Return the renewals due in the days that were won, the largest first."""
    return _closed(user, days, _KEPT, limit)


def _closed(user: User, days: Period, asked: tuple[str, str], limit: int) -> list[Closed]:
    where, amount = asked
    params = {"start": days.start, "stop": days.end, "limit": limit}
    sql = _CLOSED.replace("{which}", where).replace("{order}", f"{amount} DESC, r.id")
    return [Closed(*row) for row in rows_seen(sql, params, user)]


def due_sums(user: User, days: Period) -> list[DueSum]:
    """Return what is due in the days, added up."""
    params = {"start": days.start, "stop": days.end}
    return [DueSum(*row) for row in rows_seen(_SUMS, params, user)]
