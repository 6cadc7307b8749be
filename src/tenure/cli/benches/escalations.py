"""Raise escalations over open renewals with few changes: the second evaluation of a big book."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

from tenure.cli import session
from tenure.cli.benches import BenchResult, _book

SCALE = 100_000
ON = date(2027, 1, 15)
AT = datetime(2027, 1, 15, 8, tzinfo=UTC)

# A renewal each, due evenly over 360 days; those in the window and nearer are quoted but for one
# of 50, one of 20 goes through a partner, of one in 100 less is expected, one in 400 is large.
_DRAWN = (
    """
    INSERT INTO directory_staffmember (code, name, email, role, region, languages, time_zone,
        active)
    SELECT 's' || i, 'S' || i, 's' || i || '@example.com', 'renewals_manager',
        (ARRAY['EMEA', 'AMER', 'APAC'])[1 + i %% 3], '', 'UTC', i <> 59
    FROM generate_series(0, 59) i""",
    """
    INSERT INTO directory_partner (key, name, kind, country, email)
    VALUES ('p', 'Partner', 'reseller', '', '')""",
    """
    INSERT INTO directory_customer (key, name, legal_name, segment, country, region, language,
        address, export_controlled)
    SELECT 'u' || i, 'Customer ' || i, '', 'smb', '', (ARRAY['EMEA', 'AMER', 'APAC'])[1 + i %% 3],
        'en', '', false
    FROM generate_series(1, %(n)s) i""",
    """
    INSERT INTO book_contract (key, name, customer_id, owner_id, reseller_id, channel, currency,
        start_on, end_on, first_start_on, term_months, renewal_type, renewal_term_months,
        notice_days, price_method, terms_version, co_term_group, end_reason, revision)
    SELECT u.key, '', u.id, s.id,
        CASE WHEN u.id %% 20 = 0 THEN (SELECT id FROM directory_partner) END,
        CASE WHEN u.id %% 20 = 0 THEN 'reseller' ELSE 'direct' END, 'EUR', %(on)s - 300,
        %(on)s + (u.id %% 360)::int, %(on)s - 300, 12,
        CASE WHEN u.id %% 3 = 0 THEN 'auto' ELSE 'manual' END, 12, 30, '', '', '', '', 1
    FROM directory_customer u
    JOIN directory_staffmember s ON s.code = 's' || u.id %% 60""",
    """
    INSERT INTO renewals_renewal (contract_id, customer_id, owner_id, renewal_on, due_on,
        notice_on, renewal_type, currency, atr_minor, forecast_minor, contract_revision, opened_on,
        quoted_on, next_action, act_on, act_reason)
    SELECT c.id, c.customer_id, c.owner_id, c.end_on, c.end_on - 1, c.end_on - 31, c.renewal_type,
        'EUR', a.atr, CASE WHEN c.id %% 100 = 0 THEN a.atr * 8 / 10 ELSE a.atr END, 1, %(on)s - 200,
        CASE WHEN c.end_on < %(on)s + 120 AND c.id %% 50 <> 0 THEN %(on)s - 5 END, 'prepare',
        c.end_on - 60, ''
    FROM book_contract c,
    LATERAL (SELECT CASE WHEN c.id %% 400 = 0 THEN 30000000 ELSE 1200000 END AS atr) a""",
)

# What the evaluation cannot do without: every open renewal that any rule looks at, read once.
_FLOOR = """
SELECT count(*), sum(r.atr_minor) FROM renewals_renewal r
JOIN book_contract c ON c.id = r.contract_id
WHERE r.closed_on IS NULL AND r.renewal_on <= %(on)s + 90"""


def run(scale: int) -> BenchResult:
    """Draw `scale` open renewals, raise what has a cause, and do it again for the next day."""
    session.set_up()
    from django.db import connection

    from tenure.desk.commands.escalating import raise_escalations
    from tenure.desk.commands.escalation_rules import publish_default_escalation_rules
    from tenure.foundation.commands import system_actor

    _book.use_database("bench_escalations")
    actor = system_actor()
    publish_default_escalation_rules(by=actor, on=ON)
    with connection.cursor() as cursor:
        for statement in _DRAWN:
            cursor.execute(statement, {"n": scale, "on": ON})
        cursor.execute("VACUUM ANALYZE")
    started = time.perf_counter()
    first = raise_escalations(by=actor, on=ON, at=AT)
    first_seconds = time.perf_counter() - started
    floor = _read()
    day = timedelta(days=1)
    started = time.perf_counter()
    next_day = raise_escalations(by=actor, on=ON + day, at=AT + day)
    seconds = time.perf_counter() - started
    changes = next_day.raised + next_day.changed + next_day.gone + next_day.climbed
    return {
        "name": "escalations",
        "per_second": scale / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "the renewals of the next 90 days with their contracts, read once",
        "note": (
            f"{scale:,} open renewals; on the first day {first.raised:,} raised in"
            f" {first_seconds:.1f} s, on the next {changes:,} changes written."
        ),
        "goal": "under 30 s for 1,000,000 open renewals with few changes",
    }


def _read() -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_FLOOR, {"on": ON})  # warm
        started = time.perf_counter()
        cursor.execute(_FLOOR, {"on": ON})
        cursor.fetchall()
        return time.perf_counter() - started
