"""Programs and their terms are published once; later terms supersede earlier ones."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.programs.commands import (
    ProgramConflict,
    publish_default_programs,
    publish_program,
)
from tenure.programs.models import Program, ProgramTerms
from tenure.programs.queries import programs
from tenure.programs.rules import DEFAULT_PROGRAMS, Effect
from tests.programs.conftest import FIRST, ON, Company


def test_published_once_and_again_changes_nothing(company: Company) -> None:
    assert company.publish(discount_bp=4000) == company.publish(discount_bp=4000)
    assert Program.objects.count() == ProgramTerms.objects.count() == 1
    event = AuditEvent.objects.get(verb="programs.publish_program")
    assert event.detail == {
        "start_on": "2026-01-01", "discount_bp": "4000", "verify_months": "12",
    }  # fmt: skip


def test_later_terms_supersede_earlier_ones(company: Company) -> None:
    company.publish(discount_bp=4000)
    company.publish(start_on=date(2027, 1, 1), uplift_bp=0, end_on=date(2028, 1, 1))
    [view] = programs(user=company.head)
    worth = {
        day: (terms.discount_bp, terms.uplift_bp) if (terms := view.terms_on(day)) else None
        for day in (date(2025, 12, 31), FIRST, date(2026, 12, 31), date(2027, 1, 1),
                    date(2027, 12, 31), date(2028, 1, 1))
    }  # fmt: skip
    assert list(worth.values()) == [None, (4000, None), (4000, None), (None, 0), (None, 0), None]


@pytest.mark.parametrize(
    ("case", "code", "name", "terms"),
    [
        ("other terms from the same day", "edu", "", {"discount_bp": 1000}),
        ("another name", "edu", "Schools", {"start_on": date(2027, 1, 1)}),
    ],
)
def test_what_is_published_does_not_change(
    company: Company, case: str, code: str, name: str, terms: dict[str, object]
) -> None:
    company.publish()
    effect = Effect(**({"start_on": FIRST} | terms))  # type: ignore[arg-type]
    with pytest.raises(ProgramConflict, match="do not change"):
        publish_program(code=code, name=name, sentence="", terms=effect, by=company.head, on=ON)
    assert ProgramTerms.objects.count() == 1, case


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"end_on": FIRST}, "end after they start"),
        ({"discount_bp": 10_001}, "0 % to 100 %"),
        ({"discount_bp": -1}, "0 % to 100 %"),
        ({"uplift_bp": -10_001}, "-100 % to 1000 %"),
        ({"verify_months": 0}, "1 to 120 months"),
    ],
)
def test_terms_that_no_program_can_have(
    company: Company, terms: dict[str, object], reason: str
) -> None:
    with pytest.raises(InvalidInput, match=reason):
        company.publish(**terms)
    with pytest.raises(InvalidInput, match="has a name"):
        publish_program(
            code="x", name=" ", sentence="s", terms=Effect(start_on=FIRST), by=company.head, on=ON
        )
    assert not Program.objects.exists()


def test_only_those_who_set_policy_publish(company: Company) -> None:
    company.head = User.objects.create(username="alice", role=Role.RENEWALS_MANAGER)
    with pytest.raises(NotAllowed):
        company.publish()


def test_the_starting_programs_unless_there_are_others(company: Company) -> None:
    assert publish_default_programs(by=company.head, on=ON) == len(DEFAULT_PROGRAMS) == 5
    assert publish_default_programs(by=company.head, on=ON) == 0
    worth = {
        one.program.code: (one.terms[0].discount_bp, one.terms[0].uplift_bp)
        for one in programs(user=company.head)
    }
    assert worth["at-risk"] == worth["election-offices"] == (10_000, None)
    assert worth["non-profit"] == worth["education"] == worth["start-up"] == (None, 0)


def test_the_database_keeps_what_is_published(company: Company) -> None:
    terms = company.publish()
    for change in (
        lambda: ProgramTerms.objects.filter(pk=terms.pk).update(discount_bp=1),
        lambda: Program.objects.filter(pk=terms.program_id).update(name="x"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
