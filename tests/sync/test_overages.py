"""Overages from files: they land after their lines, and what says the same adds nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tenure.book.models import Overage
from tests.sync.conftest import ON, Company, rejects

pytestmark = pytest.mark.django_db
HEADER = "contract,line,quantity,start,end,true_forward\n"
GOOD = "C1,L1,2.5,2026-03-01,2026-09-15,yes\n"


@pytest.fixture
def company(company: Company) -> Company:
    """Return the small company with one overage."""
    company.sheets["overages"] = HEADER + GOOD
    return company


def rows() -> list[tuple[Any, ...]]:
    found = Overage.objects.order_by("pk").select_related("contract")
    return [
        (one.contract.key, one.lot, f"{one.quantity.normalize():f}", one.start_on, one.end_on,
         one.true_forward)
        for one in found
    ]  # fmt: skip


def test_it_lands_with_its_lines_and_how_long_it_lasted(company: Company) -> None:
    assert company.load(dry_run=True).counts["overages"]["new"] == 1
    assert rows() == []
    assert company.load().counts["overages"]["new"] == 1
    assert rows() == [("C1", 1, "2.5", date(2026, 3, 1), date(2026, 9, 16), True)]
    one = Overage.objects.get()
    assert (one.months, one.days, one.month_days) == (6, 15, 30)


def test_what_differs_takes_the_place_of_the_last(company: Company) -> None:
    company.load()
    again = company.load(on=date(2026, 12, 1)).counts["overages"]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    company.replace("overages", "2.5", "4")
    assert company.load(dry_run=True).counts["overages"]["changed"] == 1
    assert company.load().counts["overages"]["changed"] == 1
    company.replace("overages", "L1,4,", "L1,0,")
    assert company.load().counts["overages"]["changed"] == 1, "0 takes it back"
    assert [row[2] for row in rows()] == ["2.5", "4", "0"]


def test_nothing_of_what_never_was_is_not_recorded(company: Company) -> None:
    company.replace("overages", "2.5", "0")
    assert company.load().counts["overages"]["unchanged"] == 1
    assert rows() == []


def test_alone_against_the_book(company: Company) -> None:
    company.load()
    company.sheets = {
        "overages": "contract,line,quantity,start,end\nC2,L1,1,2026-04-01,2026-04-30\n"
    }
    for path in company.folder.iterdir():
        path.unlink()
    assert company.load().counts["overages"]["new"] == 1
    assert rows()[1][:3] == ("C2", 1, "1")


@pytest.mark.parametrize(
    ("case", "row", "column", "reason"),
    [
        ("no contract", "C9,L1,1,2026-03-01,2026-03-31,", "contract", "no contract"),
        ("no line", "C1,L9,1,2026-03-01,2026-03-31,", "line", "no such line"),
        ("another's", "C2,L2,1,2026-03-01,2026-03-31,", "line", "no such line"),
        ("one-time", "C1,L2,1,2026-03-01,2026-03-31,", "line", "paid for by the term"),
        ("before", "C2,L1,1,2026-02-28,2026-03-31,", "start", "present term"),
        ("after", "C2,L1,1,2026-03-01,2027-03-01,", "start", "present term"),
        ("backwards", "C2,L1,1,2026-03-02,2026-03-01,", "end", "before it starts"),
        ("no end", "C2,L1,1,2026-03-02,,", "end", "missing"),
        ("negative", "C2,L1,-1,2026-03-01,2026-03-31,", "quantity", "negative"),
        ("twice", "C1,L1,3,2026-03-01,2026-03-31,", "line", "more than once"),
        ("neither", "C2,L1,1,2026-03-01,2026-03-31,maybe", "true_forward", "neither"),
    ],
)
def test_bad_rows_come_back_and_good_ones_land(
    company: Company, case: str, row: str, column: str, reason: str
) -> None:
    line = company.add("overages", row)
    [bad] = rejects(company.load(on=ON))
    assert (bad["sheet"], bad["column"], int(bad["line"])) == ("overages", column, line), case
    assert reason in bad["reason"]
    assert len(rows()) == 1
