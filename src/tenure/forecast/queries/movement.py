"""What moved between two days, over all renewals a person may see: bars, and records behind them.

`rules.movement` in SQL; a test holds the two to each other. The sums with which it begins and ends
are read by themselves, so that they tie shows that nothing was left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tenure.forecast.queries.frosts import FrozenDays, frozen_days
from tenure.forecast.queries.seen import rows_seen
from tenure.forecast.rules.movement import KINDS
from tenure.foundation.models import User
from tenure.kernel.period import Period

PAGE = 50
# Which commands can have caused a movement.
VERBS = {
    "new": ("renewals.open", "renewals.settle", "renewals.close"),
    "reopened": ("renewals.reopen",),
    "pulled_in": ("forecast.judge", "renewals.settle", "renewals.close"),
    "pushed": ("forecast.judge", "renewals.settle", "renewals.close"),
    "up": ("renewals.set_forecast", "renewals.recompute", "renewals.settle", "renewals.close"),
    "down": ("renewals.set_forecast", "renewals.recompute", "renewals.settle", "renewals.close"),
    "won": ("renewals.settle", "renewals.close"),
    "lost": ("renewals.settle", "renewals.close"),
    "merged": ("renewals.settle", "renewals.close"),
}

_AT = "s.from_on <= %({day})s AND (s.until_on IS NULL OR s.until_on > %({day})s)"
_IN = "s.close_on >= %(start)s AND s.close_on < %(stop)s"
_OPEN_AT = f"""
    SELECT s.currency, count(*), sum(s.forecast_minor)::bigint FROM forecast_snapshot s
    WHERE s.state = 'open' AND {_IN} AND {_AT} AND s.renewal_id IN ({{visible}})
    GROUP BY s.currency"""
_AMOUNT = (
    "CASE WHEN e.state = 'won' THEN coalesce(e.final_minor, e.forecast_minor) "
    "ELSE e.forecast_minor END"
)
_TOWARDS = "CASE WHEN p.e_close < p.b_close THEN 'pulled_in' ELSE 'pushed' END"
# Renewals that were in the period on the first day, or are on the second: open, or closed since.
MOVES = f"""
    WITH touched AS (
        SELECT s.renewal_id FROM forecast_snapshot s
        WHERE s.state = 'open' AND {_IN} AND {_AT.format(day="begin")}
        UNION
        SELECT s.renewal_id FROM forecast_snapshot s
        WHERE {_IN} AND {_AT.format(day="finish")}
            AND (s.state = 'open' OR s.from_on > %(begin)s)
    ), pairs AS (
        SELECT e.renewal_id, e.currency, e.owner_id, r.opened_on,
            b.state AS b_state, b.close_on AS b_close, b.forecast_minor AS b_amount,
            e.state AS e_state, e.close_on AS e_close, {_AMOUNT} AS e_amount,
            coalesce(b.state = 'open' AND b.close_on >= %(start)s AND b.close_on < %(stop)s, false)
                AS was_in,
            e.close_on >= %(start)s AND e.close_on < %(stop)s AS is_in
        FROM touched t
        JOIN renewals_renewal r ON r.id = t.renewal_id
        JOIN forecast_snapshot e ON e.renewal_id = t.renewal_id
            AND {_AT.format(day="finish").replace("s.", "e.")}
        LEFT JOIN forecast_snapshot b ON b.renewal_id = t.renewal_id
            AND {_AT.format(day="begin").replace("s.", "b.")}
        WHERE t.renewal_id IN ({{visible}})
            AND (b.id IS NULL OR b.id <> e.id)
    ), moves AS (
        SELECT p.renewal_id, p.currency, p.owner_id, p.b_close, p.e_close, m.kind, m.amount
        FROM pairs p CROSS JOIN LATERAL (VALUES
            (CASE WHEN p.b_state IS NULL
                  THEN CASE WHEN p.opened_on < %(begin)s THEN 'reopened' ELSE 'new' END
                  WHEN p.b_state <> 'open' THEN 'reopened' ELSE {_TOWARDS} END,
             CASE WHEN p.is_in AND NOT p.was_in THEN p.e_amount END),
            (CASE WHEN p.e_amount > p.b_amount THEN 'up' ELSE 'down' END,
             CASE WHEN p.is_in AND p.was_in THEN p.e_amount - p.b_amount END),
            (p.e_state, CASE WHEN p.is_in AND p.e_state <> 'open' THEN -p.e_amount END),
            ({_TOWARDS}, CASE WHEN p.was_in AND NOT p.is_in THEN -p.b_amount END)
        ) AS m (kind, amount)
        WHERE m.amount <> 0
            AND NOT (coalesce(p.b_state, 'open') <> 'open' AND p.e_state <> 'open')
    )"""
# The renewals that a day begins or ends with; they moved nothing, so they have no cause.
_STANDING = f"""
    SELECT s.renewal_id, c.key, k.name, coalesce(w.name, ''), %(kind)s, s.currency,
        s.forecast_minor, NULL::date, s.close_on, NULL, NULL, '', ''
    FROM forecast_snapshot s JOIN renewals_renewal r ON r.id = s.renewal_id
    JOIN book_contract c ON c.id = r.contract_id
    JOIN directory_customer k ON k.id = r.customer_id
    LEFT JOIN directory_staffmember w ON w.id = s.owner_id
    WHERE s.state = 'open' AND {_IN} AND {_AT} AND s.currency = %(currency)s
        AND s.renewal_id IN ({{visible}})
    ORDER BY s.forecast_minor DESC, s.renewal_id LIMIT %(limit)s OFFSET %(offset)s"""
_BARS = (
    MOVES
    + """
    SELECT currency, kind, count(*), sum(amount)::bigint FROM moves GROUP BY currency, kind"""
)
_RECORDS = (
    MOVES
    + """
    SELECT m.renewal_id, c.key, k.name, coalesce(w.name, ''), m.kind, m.currency, m.amount,
        m.b_close, m.e_close, v.verb, v.at,
        coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username, ''),
        coalesce(v.detail ->> 'reason', '')
    FROM (SELECT * FROM moves WHERE kind = %(kind)s AND currency = %(currency)s
          ORDER BY abs(amount) DESC, renewal_id LIMIT %(limit)s OFFSET %(offset)s) m
    JOIN renewals_renewal r ON r.id = m.renewal_id
    JOIN book_contract c ON c.id = r.contract_id
    JOIN directory_customer k ON k.id = r.customer_id
    LEFT JOIN directory_staffmember w ON w.id = m.owner_id
    LEFT JOIN LATERAL (SELECT * FROM foundation_auditevent
        WHERE subject_type = 'renewals.renewal' AND subject_id = m.renewal_id
            AND id > %(after)s AND id <= %(upto)s AND verb = ANY(%(verbs)s)
        ORDER BY id DESC LIMIT 1) v ON true
    LEFT JOIN foundation_user u ON u.id = v.actor_id
    ORDER BY abs(m.amount) DESC, m.renewal_id"""
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One kind of movement of one currency: how many renewals, and by how much in all."""

    kind: str
    count: int
    amount_minor: int

    @property
    def name(self) -> str:
        """Return what people call it."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From begin to end in one currency, minor units a year of what is forecast and open."""

    currency: str
    begin_minor: int
    begin_count: int
    bars: tuple[Bar, ...]
    end_minor: int
    end_count: int

    @property
    def ties(self) -> bool:
        """Tell whether begin and movements are the end."""
        return self.begin_minor + sum(bar.amount_minor for bar in self.bars) == self.end_minor


@dataclass(frozen=True, slots=True)
class Movement:
    """The waterfalls of a period between two days; the days as they were frozen."""

    period: Period
    days: FrozenDays
    waterfalls: tuple[Waterfall, ...]
    owner_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One movement of one renewal, and the last act that can have caused it."""

    renewal_id: int
    contract: str
    customer: str
    owner: str
    kind: str
    currency: str
    amount_minor: int
    was_close_on: date | None
    close_on: date
    verb: str | None
    at: datetime | None
    by: str
    reason: str


def movement(
    user: User, *, period: Period, begin_on: date | None, end_on: date,
    owner_ids: Sequence[int] | None = None,
) -> Movement:  # fmt: skip
    """Return what moved in a period between the snapshots of two days, by currency.

    Without a first day it begins a week before the second, or with the first snapshot. With
    `owner_ids` of the renewals that these people own now. Raises InvalidInput for days that cannot
    be compared.
    """
    days = frozen_days(user, begin_on=begin_on, end_on=end_on)
    params = movement_params(period, days)
    owners = None if owner_ids is None else tuple(owner_ids)

    def seen(sql: str) -> Iterator[Sequence[Any]]:
        return rows_seen(sql, params, user, owner_ids=owners)

    begin = {row[0]: row[1:] for row in seen(_OPEN_AT.replace("{day}", "begin"))}
    end = {row[0]: row[1:] for row in seen(_OPEN_AT.replace("{day}", "finish"))}
    bars: dict[str, dict[str, Bar]] = {}
    for currency, kind, count, amount in seen(_BARS):
        bars.setdefault(currency, {})[kind] = Bar(kind, count, amount)
    waterfalls = []
    for currency in sorted({*begin, *end, *bars}):
        begin_count, begin_minor = begin.get(currency, (0, 0))
        end_count, end_minor = end.get(currency, (0, 0))
        of_kind = bars.get(currency, {})
        ordered = tuple(of_kind[kind] for kind in KINDS if kind in of_kind)
        waterfalls.append(
            Waterfall(currency, begin_minor, begin_count, ordered, end_minor, end_count)
        )
    return Movement(period, days, tuple(waterfalls), owners)


def moves(
    user: User, found: Movement, *, kind: str, currency: str, offset: int = 0, limit: int = PAGE
) -> list[Move]:
    """Return the renewals behind one bar, the largest first, each with who changed it.

    `kind` is one of the movements, or begin or end: what was open on that day.
    """
    params = movement_params(found.period, found.days) | {
        "kind": kind, "currency": currency, "limit": limit, "offset": offset
    }  # fmt: skip
    if kind in {"begin", "end"}:
        day = "begin" if kind == "begin" else "finish"
        sql = _STANDING.replace("{day}", day)
        return [Move(*row) for row in rows_seen(sql, params, user, owner_ids=found.owner_ids)]
    if kind not in KINDS:
        return []
    params |= {
        "verbs": list(VERBS[kind]), "after": found.days.begin.seen, "upto": found.days.end.seen
    }  # fmt: skip
    return [Move(*row) for row in rows_seen(_RECORDS, params, user, owner_ids=found.owner_ids)]


def movement_params(period: Period, days: FrozenDays) -> dict[str, Any]:
    """Return what the statements over two days of a period are run with."""
    return {
        "start": period.start, "stop": period.end, "begin": days.begin.on, "finish": days.end.on
    }  # fmt: skip
