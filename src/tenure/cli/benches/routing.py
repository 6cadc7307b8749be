"""Renewals that nobody owns to 60 people with languages, segments, partners and capacity."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.benches import BenchResult

if TYPE_CHECKING:
    from tenure.desk.rules.routing import Person
    from tenure.desk.rules.routing_plan import OpenWork
    from tenure.foundation.models import User

SCALE = 50_000
PEOPLE = 60
ON = date(2027, 1, 15)

# Foreign keys are not checked while it is drawn: the rows that routing reads, and no others. The
# history of owners begins with the routing itself.
_DRAWN = """
SET session_replication_role = replica;
INSERT INTO directory_staffmember
    (id, code, name, email, role, region, languages, time_zone, active)
SELECT i, 'S' || lpad(i::text, 3, '0'), 'Owner ' || i, '', 'renewals_manager',
    (ARRAY['EMEA', 'AMER', 'APAC'])[1 + i %% 3],
    'en,' || (ARRAY['de', 'fr', 'es', 'ja', 'pt', 'it'])[1 + i * 7 / 3 %% 6], 'UTC', true
FROM generate_series(1, %(people)s) i;
INSERT INTO desk_staffcapacity (staff_id, renewals, start_on, recorded_on, recorded_by_id)
SELECT i, (%(renewals)s * (80 + i * 37 %% 60) / 100 / %(people)s) + 1, %(on)s, %(on)s, %(by)s
FROM generate_series(1, %(people)s) i;
INSERT INTO directory_partner (id, key, name, kind, country, email)
SELECT i, 'P' || i, 'Partner ' || i, CASE WHEN i %% 10 = 0 THEN 'distributor' ELSE 'reseller' END,
    'DE', ''
FROM generate_series(1, 40) i;
INSERT INTO desk_staffskill (staff_id, kind, code, start_on, recorded_on, recorded_by_id)
SELECT i, k.kind, k.code, %(on)s, %(on)s, %(by)s FROM generate_series(1, %(people)s) i,
    LATERAL (VALUES
        ('segment', (ARRAY['self_serve', 'smb', 'mid_market', 'enterprise', 'strategic'])[1 + i %% 5]),
        ('segment', (ARRAY['self_serve', 'smb', 'mid_market', 'enterprise', 'strategic'])[1 + i * 3 / 2 %% 5]),
        ('channel', (ARRAY['direct', 'reseller', 'distributor'])[1 + i / 3 %% 3]),
        ('channel', (ARRAY['direct', 'reseller', 'distributor'])[1 + i / 5 %% 3]),
        ('partner', 'P' || 1 + i %% 40), ('partner', 'P' || 1 + i * 11 %% 40)) k (kind, code)
GROUP BY i, k.kind, k.code;
INSERT INTO directory_customer
    (id, key, name, legal_name, segment, country, region, language, address, export_controlled)
SELECT i, 'C' || i, 'Customer ' || i, '',
    (ARRAY['self_serve', 'smb', 'smb', 'mid_market', 'enterprise', 'strategic'])[1 + i %% 6], 'DE',
    (ARRAY['EMEA', 'AMER', 'AMER', 'APAC'])[1 + i / 6 %% 4],
    (ARRAY['en', 'en', 'en', 'de', 'fr', 'es', 'ja', 'pt', 'it'])[1 + i * 13 / 24 %% 9], '', false
FROM generate_series(1, %(customers)s) i;
INSERT INTO book_contract
    (id, key, name, customer_id, reseller_id, distributor_id, channel, currency, start_on, end_on,
     first_start_on, term_months, renewal_type, renewal_term_months, notice_days, price_method,
     terms_version, co_term_group, end_reason, revision)
SELECT i, 'K' || i, '', 1 + i %% %(customers)s, CASE WHEN i %% 2 = 1 THEN 1 + i * 7 %% 39 END,
    CASE WHEN i %% 9 = 2 THEN 10 * (1 + i %% 4) END,
    (ARRAY['direct', 'reseller'])[1 + i %% 2], (ARRAY['USD', 'EUR', 'JPY'])[1 + i %% 3],
    %(on)s::date - 265, %(on)s::date + 100, %(on)s::date - 265, 12, 'manual', 12, 30, '', '', '',
    '', 1
FROM generate_series(1, %(renewals)s) i;
INSERT INTO renewals_renewal
    (contract_id, customer_id, renewal_on, due_on, renewal_type, currency, atr_minor,
     forecast_minor, contract_revision, opened_on, next_action, act_on, act_reason)
SELECT id, customer_id, end_on, end_on - 1, renewal_type, currency, id * 7919 %% 9000000,
    id * 7919 %% 9000000, 1, %(on)s, 'assign_owner', %(on)s, ''
FROM book_contract;
SET session_replication_role = origin;
"""  # noqa: E501 - lists of codes in one line each


def run(scale: int) -> BenchResult:
    """Draw so many renewals, route them as the page's preview does, then assign them for good."""
    actor = session.set_up()
    from tenure.desk.queries.routing import open_work, people_on
    from tenure.desk.rules.routing_plan import plan_routing

    _draw(scale, actor)
    started = time.perf_counter()
    work, people = open_work(), people_on(ON)
    read = time.perf_counter() - started
    plan = plan_routing(work, people)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    alone = _least_without_load(work, people)
    floor = time.perf_counter() - started
    applied = _applied(actor, scale)
    above = sum(load.is_above for load in plan.loads)
    shares = sorted(load.after * 100 // load.person.capacity for load in plan.loads)
    return {
        "name": "routing",
        "per_second": scale / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "each class to whom it suits best, whatever they carry: the least for what suits",
        "note": (
            f"{scale:,} renewals in {plan.classes:,} classes to {PEOPLE} people: read in "
            f"{read:.1f} s, {plan.points:,} points (whole numbers and a cheapest flow: the "
            f"optimum; {alone:,} for what suits alone), loads {shares[0]} to {shares[-1]} % of the "
            f"capacity, {above} people above theirs; assigned for good, with history, events and "
            f"next actions, in {applied:.1f} s more."
        ),
        "goal": "the optimum or within 1 % in under 60 seconds for 50,000 renewals and 60 people",
    }


def _draw(renewals: int, actor: User) -> None:
    from django.db import connection

    values: dict[str, Any] = {
        "renewals": renewals, "customers": max(1, renewals // 2), "people": PEOPLE, "on": ON,
        "by": actor.pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN, values)
        cursor.execute("ANALYZE")


def _least_without_load(work: list[OpenWork], people: list[Person]) -> int:
    from collections import Counter

    from tenure.desk.rules.routing import fit

    known = frozenset().union(*(person.partners for person in people))
    total = 0
    for one, count in Counter(item.work for item in work).items():
        suited = (fit(one, person, partner_is_known=one.partner in known) for person in people)
        total += count * min(shares.points for shares in suited if shares is not None)
    return total


def _applied(actor: User, renewals: int) -> float:
    from tenure.desk.commands.routing import apply_routing

    started = time.perf_counter()
    done = apply_routing(by=actor, on=ON)
    if done.routed != renewals:
        raise RuntimeError(f"{done.routed} of {renewals} renewals were routed")
    return time.perf_counter() - started
