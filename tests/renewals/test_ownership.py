"""One owner at every instant: the history against an oracle, and what PostgreSQL refuses."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tenure.directory.models import StaffMember
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.commands.owners import (
    Transfer,
    assign_owner,
    assign_owners,
    transfer_owners,
)
from tenure.renewals.models import Ownership, Renewal
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
END = ON + timedelta(days=100)
OPENED = datetime(2027, 1, 15, tzinfo=UTC)


def chain(renewal: Renewal) -> list[tuple[str, datetime, datetime | None]]:
    rows = Ownership.objects.filter(renewal=renewal).select_related("owner").order_by("from_at")
    return [(row.owner.code.split("@")[0], row.from_at, row.until_at) for row in rows]


def refused(sql: str, *values: object) -> str:
    with pytest.raises(IntegrityError) as told:
        _attempt(sql, values)
    return str(told.value)


def _attempt(sql: str, values: tuple[object, ...]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_history_begins_when_the_renewal_is_opened_or_assigned(book: Book) -> None:
    book.contract("K1", end=END)
    book.contract("K2", end=END, owner=None)
    open_renewals(on=ON, by=book.head)
    with_owner, without = Renewal.objects.order_by("contract__key")
    assert chain(with_owner) == [("alice", OPENED, None)]
    assert chain(without) == []
    assert assign_owners(by=book.head, on=ON, at=OPENED + timedelta(hours=5)) == 1
    assert chain(without) == [("alice", OPENED, None)], "it had nobody else since its opening"
    assert Ownership.objects.get(renewal=without).why == "fewest open renewals in EMEA: 1"


def test_random_changes_leave_the_owners_of_an_oracle(book: Book) -> None:
    staff = [book.manager(name) for name in ("alice", "bob", "carol")]
    for number in range(6):
        book.contract(f"K{number}", end=END, owner="alice" if number % 2 else None)
    open_renewals(on=ON, by=book.head)
    renewals = list(Renewal.objects.order_by("pk"))
    oracle: dict[int, list[tuple[datetime, int]]] = {
        one.pk: [(OPENED, one.owner_id)] if one.owner_id else [] for one in renewals
    }
    chance = random.Random(7)
    for _ in range(60):
        at = OPENED + timedelta(minutes=chance.randrange(5_000))
        some = chance.sample(renewals, chance.randint(1, 6))
        transfers = [_drawn(one, oracle, staff, chance) for one in some]
        changed = transfer_owners(
            transfers=transfers, by=book.head, on=ON + timedelta(days=1), at=at
        )
        for transfer in transfers:
            happened = oracle[transfer.renewal_id]
            now = happened[-1][1] if happened else None
            if transfer.before_id != now or transfer.staff_id == now:
                assert transfer.renewal_id not in changed
                continue
            last = happened[-1][0] + timedelta(microseconds=1) if happened else at
            happened.append((max(at, last), transfer.staff_id))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for one in renewals:
        rows = Ownership.objects.filter(renewal=one).order_by("from_at")
        assert [(row.from_at, row.owner_id) for row in rows] == oracle[one.pk]
        ends = [row.until_at for row in rows]
        assert ends == [at for at, _ in oracle[one.pk][1:]] + [None] * bool(ends)
        one.refresh_from_db()
        assert one.owner_id == (oracle[one.pk][-1][1] if oracle[one.pk] else None)


def _drawn(
    renewal: Renewal,
    oracle: dict[int, list[tuple[datetime, int]]],
    staff: list[StaffMember],
    chance: random.Random,
) -> Transfer:
    """Draw a change, most from the owner that it has."""
    happened = oracle[renewal.pk]
    before = happened[-1][1] if happened else None
    if chance.random() < 0.2:
        before = chance.choice(staff).pk
    return Transfer(renewal.pk, before, chance.choice(staff).pk, "drawn")


def test_postgresql_refuses_a_gap_an_overlap_and_another_owner(book: Book) -> None:
    bob = book.manager("bob")
    book.contract("K1", end=END)
    open_renewals(on=ON, by=book.head)
    renewal = Renewal.objects.get()
    assign_owner(
        renewal_id=renewal.pk, staff_id=bob.pk, by=book.head, on=ON, at=OPENED + timedelta(hours=9)
    )
    first, second = Ownership.objects.order_by("from_at")
    assert (first.until_at, second.until_at) == (second.from_at, None)
    insert = "INSERT INTO renewals_ownership (renewal_id, owner_id, from_at, until_at, why) VALUES "
    hour = timedelta(hours=1)
    later, latest = second.from_at + hour, second.from_at + 2 * hour
    told = (renewal.pk, first.owner_id)
    # Two at once; a row that ends where nothing starts; a second chain beside the first.
    assert "ownership_ends_once" in refused(insert + "(%s, %s, %s, NULL, '')", *told, later)
    assert "ownership_chain" in refused(insert + "(%s, %s, %s, %s, '')", *told, later, latest)
    assert "ownership_ends_once" in refused(
        insert + "(%s, %s, %s, %s, '')", *told, first.from_at + hour, second.from_at
    )
    assert "ownership_runs" in refused(insert + "(%s, %s, %s, %s, '')", *told, latest, later)
    # The owner of now ends with nobody after; the renewal names another owner, or history goes.
    end = "UPDATE renewals_ownership SET until_at = %s WHERE id = %s"
    said = refused(end, later, second.pk)
    assert "renewal_owner_owns" in said or "ownership_chain" in said
    assert "renewal_owner_owns" in refused(
        "UPDATE renewals_renewal SET owner_id = %s WHERE id = %s", first.owner_id, renewal.pk
    )
    assert "keeps what was" in refused(end, later, first.pk)
    assert "keeps what was" in refused("DELETE FROM renewals_ownership WHERE id = %s", first.pk)
