"""Snapshots keep what a day was, and what moved between two days ties to the renewal."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tenure.forecast.commands.freezing import freeze_renewals
from tenure.forecast.models import Frost, Snapshot
from tenure.forecast.queries.movement import Movement, movement, moves
from tenure.forecast.rules.movement import KINDS, Frozen, Window, movements
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period
from tenure.renewals.commands.decisions import close_renewal, set_forecast
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.commands.owners import assign_owner
from tenure.renewals.commands.settling import reopen_reversed, settle_moved
from tenure.renewals.models import Renewal
from tests.renewals.builders import ON, Book

DAY = timedelta(days=1)
Q1 = Period(date(2027, 1, 1), date(2027, 4, 1))
WINDOW = Window(Q1.start, date(2027, 4, 1), ON)
days = st.sampled_from([date(2027, 2, 1), date(2027, 3, 31), date(2027, 4, 1), date(2026, 12, 31)])
frozen = st.builds(
    Frozen,
    state=st.sampled_from(["open", "won", "lost", "merged"]),
    close_on=days,
    forecast_minor=st.integers(0, 3),
    final_minor=st.none() | st.integers(0, 3),
)


@given(begin=st.none() | frozen, end=frozen, opened_on=st.sampled_from([ON - DAY, ON]))
def test_begin_and_movements_are_the_end(
    begin: Frozen | None, end: Frozen, opened_on: date
) -> None:
    def within(one: Frozen | None) -> int:
        is_in = one is not None and one.state == "open" and WINDOW.holds(one)
        return one.forecast_minor if one is not None and is_in else 0

    found = movements(begin, end, opened_on=opened_on, window=WINDOW)
    assert within(begin) + sum(amount for _, amount in found) == within(end)
    assert {kind for kind, _ in found} <= set(KINDS)


def bars(found: Movement, currency: str = "EUR") -> dict[str, int]:
    [one] = [one for one in found.waterfalls if one.currency == currency]
    assert one.ties
    told = {bar.kind: bar.amount_minor for bar in one.bars}
    return {"begin": one.begin_minor, **told, "end": one.end_minor}


def test_what_happens_is_told_with_who_did_it(book: Book) -> None:
    up, gone, kept, later = (
        book.contract(key, end=date(2027, 3, 1)) for key in ("UP", "GONE", "KEPT", "LATER")
    )
    renewals = {}

    def opened(on: date) -> None:
        open_renewals(on=on, by=book.system)
        renewals.update({r.contract.key: r for r in Renewal.objects.select_related("contract")})

    opened(ON)
    with pytest.raises(InvalidInput, match="Nothing is frozen yet"):
        movement(book.head, period=Q1, begin_on=ON, end_on=ON + DAY)
    assert freeze_renewals(by=book.system, on=ON) == 4
    assert freeze_renewals(by=book.system, on=ON) == 0
    assert freeze_renewals(by=book.system, on=ON + DAY) == 0
    on = ON + 2 * DAY
    set_forecast(
        renewal_id=renewals["UP"].pk, amount_minor=1_200_00, by=book.head, on=on, reason="More"
    )
    close_renewal(
        renewal_id=renewals["GONE"].pk, kind="churned", reason="Budget", by=book.head, on=on
    )
    book.renew(kept, booked_on=on, price=900)
    settle_moved(contract_ids=[kept.pk], by=book.system, on=on)
    book.contract("FRESH", end=date(2027, 3, 15), currency="USD")
    opened(on)
    assign_owner(
        renewal_id=renewals["LATER"].pk, staff_id=book.manager("bob").pk, by=book.head, on=on
    )
    # The next term's renewal of KEPT is not within the horizon yet.
    assert freeze_renewals(by=book.system, on=on) == 5
    assert Snapshot.objects.filter(until_on=on).count() == 4

    found = movement(book.head, period=Q1, begin_on=ON, end_on=on)
    assert bars(found) == {
        "begin": 4_000_00, "up": 200_00, "down": -100_00, "won": -900_00, "lost": -1_000_00,
        "end": 2_200_00,
    }  # fmt: skip
    assert bars(found, "USD") == {"begin": 0, "new": 1_000_00, "end": 1_000_00}
    [raised] = moves(book.head, found, kind="up", currency="EUR")
    assert (raised.contract, raised.by, raised.reason) == (up.key, "hana", "More")
    [lost] = moves(book.head, found, kind="lost", currency="EUR")
    assert (lost.contract, lost.amount_minor) == (gone.key, -1_000_00)
    assert (lost.verb or "").startswith("renewals.")
    assert moves(book.head, found, kind="lost", currency="USD") == []
    # Any two days between: as the last snapshot by then has it.
    between = movement(book.head, period=Q1, begin_on=ON, end_on=ON + DAY)
    assert bars(between) == {"begin": 4_000_00, "end": 4_000_00}
    # Of those one may see: alice's team has all, a stranger nothing.
    later.refresh_from_db()
    assert bars(movement(later.owner.user, period=Q1, begin_on=ON, end_on=on))["end"] == 2_200_00  # type: ignore[union-attr,arg-type]

    reopened = Renewal.objects.get(pk=renewals["KEPT"].pk)
    assert reopened.closed_on is not None
    last = on + DAY
    with pytest.raises(InvalidInput, match="The first snapshot"):
        movement(book.head, period=Q1, begin_on=ON - DAY, end_on=on)
    with pytest.raises(InvalidInput, match="with a later one"):
        movement(book.head, period=Q1, begin_on=on, end_on=on)
    with pytest.raises(IntegrityError, match="only the end"), transaction.atomic():
        Snapshot.objects.filter(until_on=None).update(atr_minor=1)
    reopen_reversed(contract_ids=[kept.pk], by=book.system, on=last)
    assert freeze_renewals(by=book.system, on=last) == 0


@pytest.mark.django_db(transaction=True)
def test_what_a_running_transaction_commits_later_is_in_the_next_snapshot() -> None:
    """Its event has a lower id than one that was committed before it, of an older transaction."""
    book = Book()
    late, early = (book.contract(key, end=date(2027, 3, 1)) for key in ("LATE", "EARLY"))
    open_renewals(on=ON, by=book.system)
    freeze_renewals(by=book.system, on=ON)
    of = {one.contract_id: one for one in Renewal.objects.all()}
    wanted = ("dbname", "user", "host", "port", "password")
    given = {k: v for k, v in connection.get_connection_params().items() if k in wanted and v}
    with psycopg.connect(**given) as other:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
            other.execute(
                "UPDATE renewals_renewal SET forecast_minor = 7 WHERE id = %s", [of[late.pk].pk]
            )
            other.execute(
                'INSERT INTO foundation_auditevent ("on", actor_id, verb, subject_type, subject_id,'
                " subject_label, detail) VALUES (%s, %s, 'x.y', 'renewals.renewal', %s, '', '{}')",
                [ON, book.system.pk, of[late.pk].pk],
            )
            set_forecast(
                renewal_id=of[early.pk].pk, amount_minor=5, reason="x", by=book.head, on=ON
            )
        assert freeze_renewals(by=book.system, on=ON + DAY) == 1, "the other is not committed yet"
        other.commit()
    assert freeze_renewals(by=book.system, on=ON + 2 * DAY) == 1
    standing = Snapshot.objects.filter(until_on=None).values_list("renewal", "forecast_minor")
    assert dict(standing) == {of[late.pk].pk: 7, of[early.pk].pk: 5}


def test_the_same_in_sql_as_by_the_rule(book: Book) -> None:
    """Random states of both days: every movement of every renewal is what the rule says."""
    picked = random.Random(7)
    choices = [date(2027, 2, 1), date(2027, 3, 31), date(2027, 4, 1), date(2026, 12, 31)]
    for n in range(12):
        book.contract(f"C{n}", end=date(2027, 3, 1) + n * DAY, currency=("EUR", "USD")[n % 2])
    open_renewals(on=ON, by=book.system)
    for day in (ON, ON + DAY):
        Frost.objects.create(on=day, seen=0, by=book.system)
    expected: Counter[tuple[str, str]] = Counter()
    counted: Counter[tuple[str, str]] = Counter()
    for _ in range(6):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM forecast_snapshot")
        expected.clear()
        counted.clear()
        for renewal in Renewal.objects.all():
            pair = []
            for day in (ON, ON + DAY):
                if day == ON and picked.random() < 0.3:
                    pair.append(None)
                    continue
                one = Frozen(
                    picked.choice(["open", "open", "won", "lost", "merged"]),
                    picked.choice(choices), picked.randint(0, 2),
                    picked.choice([None, 0, 5]),
                )  # fmt: skip
                pair.append(one)
                Snapshot.objects.create(
                    renewal=renewal, from_on=day, until_on=ON + DAY if day == ON else None,
                    state=one.state, category="pipeline", close_on=one.close_on,
                    currency=renewal.currency, atr_minor=5, forecast_minor=one.forecast_minor,
                    final_minor=one.final_minor,
                )  # fmt: skip
            begin, end = pair
            assert end is not None
            for kind, amount in movements(begin, end, opened_on=renewal.opened_on, window=WINDOW):
                expected[renewal.currency, kind] += amount
                counted[renewal.currency, kind] += 1
        found = movement(book.head, period=Q1, begin_on=ON, end_on=ON + DAY)
        assert all(one.ties for one in found.waterfalls)
        told = {(w.currency, b.kind): b for w in found.waterfalls for b in w.bars}
        assert {key: bar.count for key, bar in told.items()} == dict(counted)
        assert {key: bar.amount_minor for key, bar in told.items()} == dict(expected)
