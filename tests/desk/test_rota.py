"""The rota on a real database: patterns, swaps, absences, who is on duty, where nobody is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tenure.desk.commands.absences import AbsenceRefused, end_absence, record_absence
from tenure.desk.commands.rota import (
    NotThisShift,
    SwapAnswered,
    answer_swap,
    ask_swap,
    plan_rota,
    repeat_shift,
    set_region_hours,
    set_shift,
)
from tenure.desk.commands.routing import set_skills
from tenure.desk.models import Absence, RegionHours, Shift
from tenure.desk.queries.absences import uncovered_until
from tenure.desk.queries.rota import answers, on_duty, open_swaps, region_clock, regions_at
from tenure.desk.queries.rota_gaps import gaps
from tenure.desk.rules.shifts import DEFAULTS, Hours
from tenure.foundation.models import AuditEvent, User
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.renewals.commands.opening import open_renewals
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 1, 18)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, day, hour, minute, tzinfo=UTC)


def user(book: Book, name: str) -> User:
    found = book.manager(name).user
    assert found is not None
    return User.objects.get(pk=found.pk)


def planned(book: Book) -> list[Shift]:
    """Let Alice and Bob work for EMEA, one on Mondays and Wednesdays, one on the other days."""
    for name, weekdays in (("alice", [0, 2]), ("bob", [1, 3, 4])):
        repeat_shift(
            staff_id=book.manager(name).pk, region="EMEA", weekdays=weekdays, start_on=MONDAY,
            by=book.head, on=ON,
        )  # fmt: skip
    plan_rota(since=MONDAY, until=MONDAY + timedelta(days=7), by=book.head, on=ON)
    return list(Shift.objects.order_by("from_at"))


def test_the_rota_is_made_once_and_not_on_holidays(book: Book) -> None:
    shifts = planned(book)
    assert [(one.staff.name, one.day.day) for one in shifts] == [
        ("Alice", 18), ("Bob", 19), ("Alice", 20), ("Bob", 21), ("Bob", 22),
    ]  # fmt: skip
    assert (shifts[0].from_at, shifts[0].until_at) == (at(18, 8, 30), at(18, 17, 30))
    again = {"since": MONDAY, "until": MONDAY + timedelta(days=14), "by": book.head, "on": ON}
    assert plan_rota(**again) == 5
    assert plan_rota(**again) == 0
    repeat_shift(
        staff_id=book.manager("alice").pk, region="EMEA", weekdays=[4], by=book.head, on=ON,
        start_on=date(2027, 3, 1),
    )  # fmt: skip
    since = date(2027, 3, 22)
    assert plan_rota(since=since, until=since + timedelta(days=5), by=book.head, on=ON) == 2
    assert not Shift.objects.filter(day=date(2027, 3, 26)).exists(), "Good Friday"
    with pytest.raises(NotAllowed):
        plan_rota(since=since, until=since + timedelta(days=5), by=user(book, "bob"), on=ON)
    with pytest.raises(NotThisShift, match="on duty already"):
        set_shift(
            staff_id=book.manager("alice").pk, region="AMER", from_at=at(18, 17),
            until_at=at(18, 20), by=book.head, on=ON,
        )  # fmt: skip


def test_a_swap_is_accepted_by_the_other_and_both_keep_their_hours(book: Book) -> None:
    shifts = planned(book)
    alice, bob = user(book, "alice"), user(book, "bob")
    late = set_shift(
        staff_id=book.manager("bob").pk, region="EMEA", from_at=at(24, 9), until_at=at(24, 12),
        by=book.head, on=ON,
    )  # fmt: skip
    when = {"on": ON, "at": at(15, 9)}
    for given_id, wanted_id, said in (
        (shifts[1].pk, shifts[0].pk, "one's own shift"),
        (shifts[0].pk, shifts[2].pk, "own already"),
        (shifts[0].pk, late.pk, "as many hours"),
    ):
        with pytest.raises(NotThisShift, match=said):
            ask_swap(given_id=given_id, wanted_id=wanted_id, by=alice, **when)
    swap = ask_swap(given_id=shifts[0].pk, wanted_id=shifts[1].pk, by=alice, **when)
    assert ask_swap(given_id=shifts[0].pk, wanted_id=shifts[1].pk, by=alice, **when) == swap
    assert list(open_swaps(bob, at=at(15, 9))) == [swap]
    with pytest.raises(NotThisShift, match="Nobody asked you"):
        answer_swap(swap_id=swap.pk, accept=True, by=alice, **when)
    for _ in range(2):
        answer_swap(swap_id=swap.pk, accept=True, by=bob, **when)
    with pytest.raises(SwapAnswered):
        answer_swap(swap_id=swap.pk, accept=False, by=bob, **when)
    changed = Shift.objects.in_bulk([shifts[0].pk, shifts[1].pk])
    for before, name in ((shifts[0], "Bob"), (shifts[1], "Alice")):
        after = changed[before.pk]
        assert (after.staff.name, after.from_at, after.until_at) == (
            name, before.from_at, before.until_at,
        )  # fmt: skip
    assert AuditEvent.objects.filter(verb="desk.answer_swap").count() == 1
    with pytest.raises(NotThisShift, match="has begun"):
        ask_swap(given_id=shifts[1].pk, wanted_id=shifts[0].pk, by=alice, on=ON, at=at(18, 9))


def test_absences_say_who_is_on_duty_and_what_nobody_looks_after(book: Book) -> None:
    planned(book)
    alice, bob = book.manager("alice"), book.manager("bob")
    book.contract("K1", end=ON + timedelta(days=100))
    open_renewals(on=ON, by=book.head)
    assert [one.name for one in on_duty(book.head, at=at(18, 9))] == ["Alice"]
    away = {
        "staff_id": alice.pk, "start_on": MONDAY, "end_on": date(2027, 1, 19), "on": ON,
        "by": user(book, "alice"),
    }  # fmt: skip
    for _ in range(2):
        record_absence(**away)
    assert Absence.objects.count() == 1
    assert sorted(uncovered_until(at(18, 9))) == [alice.pk]
    assert sorted(uncovered_until(at(19, 0))) == [], "back on the last day, which is not in it"
    assert on_duty(book.head, at=at(18, 9)) == []
    record_absence(**away, cover_id=bob.pk)
    assert sorted(uncovered_until(at(18, 9))) == []
    [duty] = on_duty(book.head, at=at(18, 9))
    assert (duty.name, duty.stands_in_for) == ("Bob", "Alice")
    # Bob is away as well: nobody is left.
    other = record_absence(
        staff_id=bob.pk, start_on=MONDAY, end_on=date(2027, 1, 20), by=book.head, on=ON
    )
    assert sorted(uncovered_until(at(18, 9))) == [alice.pk, bob.pk]
    assert end_absence(absence_id=other.pk, end_on=MONDAY, by=book.head, on=ON) is None
    assert sorted(uncovered_until(at(18, 9))) == []
    with pytest.raises(NotAllowed):
        record_absence(**(away | {"staff_id": bob.pk}))
    with pytest.raises(AbsenceRefused, match="already"):
        record_absence(**(away | {"end_on": date(2027, 1, 30)}))
    with pytest.raises(AbsenceRefused, match="Somebody else"):
        record_absence(**away, cover_id=alice.pk)


def test_an_absence_is_a_day_of_the_place_where_somebody_works(book: Book) -> None:
    zoe = book.manager("zoe", region="AMER", time_zone="America/Los_Angeles")
    record_absence(staff_id=zoe.pk, start_on=MONDAY, end_on=date(2027, 1, 19), by=book.head, on=ON)
    instants = [at(18, 7, 59), at(18, 8), at(19, 7, 59), at(19, 8)]
    assert [sorted(uncovered_until(when)) for when in instants] == [[], [zoe.pk], [zoe.pk], []]


def test_gaps_and_regions_and_dated_hours(book: Book) -> None:
    planned(book)
    book.customer("CU-K1", language="fr")
    book.contract("K1", end=ON + timedelta(days=100))
    open_renewals(on=ON, by=book.head)
    found = gaps(book.head, since=MONDAY, until=date(2027, 1, 19))
    assert [(gap.region, gap.missing) for gap in found] == [
        ("all", "nobody anywhere"), ("APAC", "nobody on duty"), ("EMEA", "nobody who speaks fr"),
        ("AMER", "nobody of any region on a holiday"), ("all", "nobody anywhere"),
    ]  # fmt: skip
    assert [(gap.from_at, gap.until_at) for gap in found if gap.region == "all"] == [
        (at(18, 0), at(18, 8, 30)), (at(18, 17, 30), at(19, 0)),
    ]  # fmt: skip
    # Whoever has said no segment takes every one; who has, leaves the others without anybody.
    skills = {"staff_id": book.manager("alice").pk, "kind": "segment", "by": book.head, "on": ON}
    set_skills(**skills, codes=["strategic"], start_on=ON)
    found = gaps(book.head, since=MONDAY, until=date(2027, 1, 19))
    assert [gap.missing for gap in found if gap.region == "EMEA"] == [
        "nobody for the segment Small business", "nobody who speaks fr",
    ]  # fmt: skip
    set_skills(**skills, codes=["smb"], start_on=ON)
    book.manager("alice")
    type(book.manager("alice")).objects.filter(name="Alice").update(languages="en, fr")
    found = gaps(book.head, since=MONDAY, until=date(2027, 1, 19))
    assert "EMEA" not in {gap.region for gap in found}
    now = {one.code: one for one in regions_at(book.head, at=at(18, 9, 30))}
    assert [now[code].is_open for code in ("APAC", "EMEA", "AMER")] == [True, True, False]
    assert now["EMEA"].changes_at == at(18, 17, 30)
    assert [person.name for person in now["EMEA"].people] == ["Alice"]
    assert answers("APAC", at=at(18, 9)).region == "EMEA"
    usual = DEFAULTS["EMEA"]
    later = Hours("Europe/Berlin", "DE", usual.opens, usual.closes, time(15))
    for _ in range(2):
        set_region_hours(region="EMEA", hours=later, start_on=date(2027, 2, 1), by=book.head, on=ON)
    assert RegionHours.objects.count() == 1
    for wrong, start_on, said in (
        (replace(later, country="ZZ"), ON, "no country 'ZZ'"),
        (replace(later, country="DEU"), ON, "no country 'DEU'"),
        (usual, ON - timedelta(days=1), "today or later"),
    ):
        with pytest.raises(InvalidInput, match=said):
            set_region_hours(region="AMER", hours=wrong, start_on=start_on, by=book.head, on=ON)
    with pytest.raises(InvalidInput, match="without an offset"):
        replace(later, cutoff=time(15, tzinfo=UTC))
    clock = region_clock("EMEA")
    assert (clock.hours_on(date(2027, 1, 31)), clock.hours_on(date(2027, 2, 1))) == (usual, later)
