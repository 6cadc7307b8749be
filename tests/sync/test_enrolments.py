"""Enrolments in programs from files: new ones land, later verifications are recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tenure.directory.models import Customer
from tenure.foundation.commands import system_actor
from tenure.programs.commands import end_enrolment, publish_program
from tenure.programs.models import Enrolment, Verification
from tenure.programs.rules import Effect
from tests.sync.conftest import ON, Company, rejects

pytestmark = pytest.mark.django_db
HEADER = "program,customer,contract,start,end,evidence,verified_on,reverify_on\n"
GOOD = "edu,K1,,2026-01-01,2026-12-31,letter,2026-01-01,2027-01-01\n"


@pytest.fixture
def company(company: Company) -> Company:
    """Return the small company with a program that is offered in 2026 and 2027."""
    terms = Effect(start_on=date(2026, 1, 1), end_on=date(2028, 1, 1), uplift_bp=0)
    publish_program(
        code="edu", name="Schools", sentence="For schools.", terms=terms,
        by=system_actor(), on=ON,
    )  # fmt: skip
    company.sheets["enrolments"] = HEADER + GOOD
    return company


def rows() -> list[tuple[Any, ...]]:
    named = ("program__code", "customer__key", "contract__key", "start_on", "end_on")
    return list(Enrolment.objects.order_by("pk").values_list(*named))


def reverify_days() -> list[date]:
    return list(Verification.objects.order_by("pk").values_list("reverify_on", flat=True))


def test_they_land_with_their_first_verification(company: Company) -> None:
    company.add("enrolments", "edu,K2,C2,2026-03-01,,letter,,2027-03-01")
    counts = company.load().counts["enrolments"]
    assert (counts["new"], counts["rejected"]) == (2, 0)
    assert rows() == [
        ("edu", "K1", None, date(2026, 1, 1), date(2027, 1, 1)),
        ("edu", "K2", "C2", date(2026, 3, 1), None),
    ]
    verified = list(Verification.objects.order_by("pk").values_list("verified_on", "note"))
    assert verified == [(date(2026, 1, 1), "letter"), (date(2026, 3, 1), "letter")]


def test_again_changes_nothing_and_a_later_day_verifies(company: Company) -> None:
    assert company.load(dry_run=True).counts["enrolments"]["new"] == 1
    company.load()
    assert company.load().counts["enrolments"]["unchanged"] == 1
    company.replace("enrolments", "2026-01-01,2027-01-01", "2026-12-01,2028-01-01")
    assert company.load().counts["enrolments"]["changed"] == 1
    company.replace("enrolments", "2028-01-01", "2027-06-01")
    assert company.load().counts["enrolments"]["unchanged"] == 1, "a file cannot take it back"
    assert reverify_days() == [date(2027, 1, 1), date(2028, 1, 1)]
    assert len(rows()) == 1


def test_without_the_columns_that_may_be_missing(company: Company) -> None:
    company.sheets["enrolments"] = (
        "program,customer,start,evidence,reverify_on\nedu,K1,2026-01-01,letter,2027-01-01\n"
    )
    company.load()
    assert rows() == [("edu", "K1", None, date(2026, 1, 1), None)]
    only = {name: company.sheets[name] for name in ("enrolments",)}
    company.sheets = only
    for path in company.folder.iterdir():
        path.unlink()
    assert company.load().counts["enrolments"]["unchanged"] == 1, "alone, against the book"


@pytest.mark.parametrize(
    ("case", "row", "column", "reason"),
    [
        ("no program", "none,K1,,2026-01-01,,x,,2027-01-01", "program", "no program"),
        ("no customer", "edu,K9,,2026-01-01,,x,,2027-01-01", "customer", "no customer"),
        ("no contract", "edu,K1,C9,2026-01-01,,x,,2027-01-01", "contract", "no contract"),
        ("another's", "edu,K1,C2,2026-01-01,,x,,2027-01-01", "contract", "another customer"),
        ("too early", "edu,K2,,2025-12-31,,x,,2027-01-01", "start", "not offered"),
        ("too late", "edu,K2,,2028-01-01,,x,,2029-01-01", "start", "not offered"),
        ("no evidence", "edu,K2,,2026-01-01,,,,2027-01-01", "evidence", "missing"),
        ("never again", "edu,K2,,2026-01-01,,x,,", "reverify_on", "missing"),
        ("before", "edu,K2,,2026-01-01,,x,2027-01-01,2026-06-01", "reverify_on", "must be after"),
        ("before it starts", "edu,K2,,2026-06-01,,x,,2026-06-01", "reverify_on", "must be after"),
        ("ends first", "edu,K2,,2026-02-01,2026-01-31,x,,2027-01-01", "end", "before it starts"),
        ("twice", "edu,K1,,2026-01-01,2026-12-31,x,,2027-01-01", "customer", "more than once"),
        ("overlaps", "edu,K1,,2026-12-31,,x,,2027-06-01", "start", "overlaps"),
    ],
)
def test_bad_rows_come_back_and_good_ones_land(
    company: Company, case: str, row: str, column: str, reason: str
) -> None:
    line = company.add("enrolments", row)
    result = company.load()
    [bad] = rejects(result)
    assert (bad["sheet"], bad["column"], int(bad["line"])) == ("enrolments", column, line), case
    assert reason in bad["reason"]
    assert len(rows()) == 1


def test_against_what_the_book_has(company: Company) -> None:
    company.load()
    company.replace("enrolments", "2026-12-31", "2026-06-30")
    [bad] = rejects(company.load())
    assert "another end" in bad["reason"]
    company.sheets["enrolments"] = HEADER + GOOD.replace("2026-01-01,2026-12-31", "2026-07-01,")
    [bad] = rejects(company.load())
    assert "overlaps" in bad["reason"]
    one = Enrolment.objects.get()
    end_enrolment(enrolment_id=one.pk, ended_on=date(2026, 1, 1), reason="x", by=system_actor(),
                  on=ON)  # fmt: skip
    assert company.load().counts["enrolments"]["new"] == 1, "the one that was ended has no days"


def test_nothing_of_it_stays_when_its_customer_is_rejected(company: Company) -> None:
    company.replace("customers", "K1,Kite,DE,,no", "K1,Kite,Germany,,no")
    result = company.load()
    assert "was itself rejected" in " ".join(bad["reason"] for bad in rejects(result))
    assert not Enrolment.objects.exists()
    assert not Customer.objects.filter(key="K1").exists()
