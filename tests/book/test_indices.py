"""Values of price indices are read from files, written once, and never change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tenure.book.commands.indices import (
    IndexConflict,
    publish_index_file,
    publish_index_value,
)
from tenure.book.models import IndexValue, PriceIndex
from tenure.book.queries.indices import indices, values_on
from tenure.book.rules.index_clause import fault_of_index_clause, index_month
from tenure.book.rules.index_file import ValueFault, published_of, read_index_file
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput, NotAllowed
from tests.book.indices import publish

ON = date(2027, 3, 1)
HEADER = "index,month,value,published_on\n"


@pytest.fixture
def by(db: Any) -> User:
    return system_actor()


def file(text: str) -> Any:
    return read_index_file(text.encode())


def test_a_file_is_published_once(by: User) -> None:
    content = file(
        "month,index,value,published_on,name\n"
        "2026-10,HICP-EA,129.36,2026-11-18,Euro area\n\n"
        "2026-11-01,HICP-EA,129.5,2026-12-17,\n"
        "2026-10,CPI-U,315.664,2026-11-13,\n"
    )
    done = publish_index_file(file=content, by=by, on=ON)
    assert (done.new, done.unchanged, done.faults) == (3, 0, ())
    done = publish_index_file(file=content, by=by, on=ON)
    assert (done.new, done.unchanged, done.faults) == (0, 3, ())
    assert list(IndexValue.objects.order_by("index__code", "month").values_list(
        "index__code", "index__name", "month", "value_e3"
    )) == [
        ("CPI-U", "CPI-U", date(2026, 10, 1), 315_664),
        ("HICP-EA", "Euro area", date(2026, 10, 1), 129_360),
        ("HICP-EA", "Euro area", date(2026, 11, 1), 129_500),
    ]  # fmt: skip
    events = AuditEvent.objects.filter(verb="book.publish_index_values").order_by("pk")
    assert [(event.detail["index"], event.detail["values"]) for event in events] == [
        ("CPI-U", 1), ("HICP-EA", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",2026-10,129,2026-11-18", "index", "not be empty"),
        ("H" * 41 + ",2026-10,129,2026-11-18", "index", "more than 40"),
        ("H,October,129,2026-11-18", "month", "such as 2026-10"),
        ("H,2026-10-02,129,2026-11-18", "month", "such as 2026-10"),
        ("H,2026-13,129,2026-11-18", "month", "not a date"),
        ("H,2026-10,12.3456,2026-11-18", "value", "at most 3 decimals"),
        ("H,2026-10,0,2026-11-18", "value", "not above 0"),
        ("H,2026-10,1000000.001,2026-11-18", "value", "up to 1,000,000"),
        ('H,2026-10,"129,5",2026-11-18', "value", "plain number"),
        ("H,2026-10,129,18.11.2026", "published_on", "not a date"),
        ("H,2026-10,129,2026-09-30", "published_on", "before the month"),
        ("H,2026-10,129,2027-03-02", "published_on", "after today, 1 Mar 2027"),
        ("H,2026-10,129,2026-11-18,more", "", "more cells"),
        ("H,2026-09,127,2026-10-17", "value", "another value of 2026-09"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_taken(
    by: User, row: str, column: str, reason: str
) -> None:
    good = "H,2026-09,126.5,2026-10-17\n"
    done = publish_index_file(file=file(f"{HEADER}{good}{row}\n"), by=by, on=ON)
    [fault] = done.faults
    assert (fault.line, fault.column, done.new) == (3, column, 1)
    assert reason in fault.reason


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "month, value, published_on is missing"),
        (b"index,month,value\n", "published_on is missing"),
        (b"index,month,value,published_on,colour\n", "no column is called 'colour'"),
        (b"index,month,value,published_on,month\n", "month stands there twice"),
        (b"index,month,value,published_on\nH,\xff\n", "Line 2: the file is not UTF-8"),
        (b'index,month,value,published_on\n"H\n', "Line 2: this is not CSV"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        read_index_file(content)


def test_a_revision_is_a_later_row_and_each_day_has_its_value(by: User) -> None:
    publish(by, [("2026-10", "129.36", "2026-11-18"), ("2026-10", "129.5", "2027-02-18")], on=ON)
    before, after = date(2027, 2, 17), date(2027, 2, 18)
    assert [(row.value_e3, row.revisions) for row in values_on("HICP-EA", before, by)] == [
        (129_360, 0)
    ]
    assert [(row.value_e3, row.revisions) for row in values_on("HICP-EA", after, by)] == [
        (129_500, 1)
    ]
    [view] = indices(by)
    assert (view.code, view.months, view.last_month) == ("HICP-EA", 1, date(2026, 10, 1))


def test_one_value_is_new_once_and_never_contradicted(by: User) -> None:
    cells = {"index": "H", "month": "2026-10", "value": "129.36", "published_on": "2026-11-18"}
    assert publish_index_value(published=published_of(cells), by=by, on=ON)
    assert not publish_index_value(published=published_of(cells), by=by, on=ON)
    with pytest.raises(IndexConflict, match="Another value of 2026-10"):
        publish_index_value(published=published_of(cells | {"value": "1"}), by=by, on=ON)
    with pytest.raises(InvalidInput, match="after today"):
        publish_index_value(published=published_of(cells), by=by, on=date(2026, 11, 17))


def test_a_file_of_faults_makes_no_index(by: User) -> None:
    done = publish(by, [("2026-10", "129.36", "2027-11-18")], on=ON)
    assert done.faults == (
        ValueFault(
            2, "published_on", "after today, 1 Mar 2027: a value counts once it is published"
        ),
    )
    assert not PriceIndex.objects.exists()


def test_postgresql_keeps_values_as_they_are(by: User) -> None:
    publish(by, on=ON)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        IndexValue.objects.update(value_e3=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        IndexValue.objects.all().delete()


def test_who_may_not_publish_cannot(by: User) -> None:
    alice = User.objects.create(username="alice", role=Role.RENEWALS_MANAGER)
    with pytest.raises(NotAllowed):
        publish(alice, on=ON)
    partner = User.objects.create(username="charlie", role=Role.PARTNER)
    publish(by, on=ON)
    assert (indices(partner), values_on("HICP-EA", ON, partner)) == ([], [])


@pytest.mark.parametrize(
    ("day", "lag", "month"),
    [
        (date(2027, 4, 1), 6, date(2026, 10, 1)),
        (date(2027, 4, 30), 3, date(2027, 1, 1)),
        (date(2027, 1, 31), 1, date(2026, 12, 1)),
        (date(2027, 1, 31), 0, date(2027, 1, 1)),
        (date(2028, 2, 29), 24, date(2026, 2, 1)),
    ],
)
def test_the_month_that_counts(day: date, lag: int, month: date) -> None:
    assert index_month(day, lag) == month


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        ({}, None),
        ({"index_code": "H", "index_lag_months": 1}, None),
        ({"index_code": "H"}, "index_lag_months"),
        ({"index_code": "H", "index_lag_months": 0}, "index_lag_months"),
        ({"index_code": "H", "index_lag_months": 37}, "index_lag_months"),
        ({"index_code": "", "index_lag_months": 3}, "index_lag_months"),
        ({"index_ceiling_bp": 100}, "index_ceiling_bp"),
        ({"index_code": "H", "index_lag_months": 3, "index_plus_bp": 100_001}, "index_plus_bp"),
        (
            {"index_code": "H", "index_lag_months": 3, "index_floor_bp": 2, "index_ceiling_bp": 1},
            "index_floor_bp",
        ),
    ],
)
def test_a_clause_is_whole(terms: dict[str, Any], fault: str | None) -> None:
    found = fault_of_index_clause(terms)
    assert (found and found[0]) == fault
