"""What SQL says of anniversaries and notice dates is what the book's rules say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from tenure.book.rules.dates import next_anniversary
from tenure.book.rules.notice import notice_date
from tenure.kernel.period import Period
from tenure.renewals.commands.opening import _anniversary
from tenure.renewals.queries.amounts import notice_on

# Four years with a leap day among them: every day a contract can have started on.
DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(4 * 365 + 1)]


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2031, 2032])
def test_anniversaries(year: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_anniversary('%s::integer')} FROM unnest(%s::date[]) AS t (first_start_on)",
            [year] * _anniversary("%s").count("%s") + [DAYS],
        )
        found = [row[0] for row in cursor.fetchall()]
    assert found == [next_anniversary(each, date(year - 1, 12, 31)) for each in DAYS]


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 1, 30, 400])
def test_notice_dates(days: int) -> None:
    sql = notice_on("t.renewal_on", "%s", "'auto'")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql} FROM unnest(%s::date[]) AS t (renewal_on)", [days, DAYS])
        found = [row[0] for row in cursor.fetchall()]
    long_ago = date(2000, 1, 1)
    assert found == [notice_date(Period(long_ago, each), days) for each in DAYS]
