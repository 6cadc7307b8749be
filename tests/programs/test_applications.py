"""Facts, eligibility over the book, applications with evidence, reminders."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tenure.book.models import Contract
from tenure.directory.models import Customer, StaffMember
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.programs.commands import publish_default_programs
from tenure.programs.commands.applications import (
    ApplicationRefused,
    add_evidence,
    apply_for,
    enrol_applicant,
    refuse_application,
    withdraw_application,
)
from tenure.programs.commands.facts import publish_default_rules, publish_rules, record_fact
from tenure.programs.commands.reminders import (
    send_verification_reminders,
    write_verification_reminders,
)
from tenure.programs.models import Application, CustomerFact, VerificationReminder
from tenure.programs.queries.eligibility import (
    applications,
    eligible,
    facts_of,
    missing,
    rules_on,
    standings_of,
)
from tenure.programs.rules.default_rules import DEFAULT_RULES
from tenure.programs.rules.eligibility import judge
from tests.programs.conftest import FIRST, ON, Company

PDF = b"%PDF-1.7 the register"


@pytest.fixture
def offered(company: Company, settings: Settings, tmp_path: Path) -> Company:
    settings.DATA_DIR = tmp_path
    assert publish_default_programs(by=company.head, on=FIRST) == 5
    return company


@pytest.fixture
def checker(db: None) -> User:
    return User.objects.create(username="dora", role=Role.DEAL_DESK)


def fact(company: Company, name: str, value: str, start_on: date = FIRST) -> CustomerFact:
    return record_fact(
        customer_id=company.customer.pk, fact=name, value=value, source="register",
        start_on=start_on, by=company.head, on=ON,
    )  # fmt: skip


def test_a_fact_holds_from_its_day_until_the_next(offered: Company) -> None:
    first = fact(offered, "organisation", "education")
    assert fact(offered, "organisation", "education") == first
    fact(offered, "organisation", "company", date(2026, 6, 1))
    customer = offered.customer.pk
    assert facts_of(customer, on=date(2026, 5, 31))["organisation"] == "education"
    assert facts_of(customer, on=date(2026, 6, 1))["organisation"] == "company"
    assert AuditEvent.objects.filter(verb="programs.record_fact").count() == 2
    nobody = User.objects.create(username="ada", role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        record_fact(customer_id=customer, fact="employees", value="1", source="x", by=nobody, on=ON)


def test_the_set_and_the_rule_say_the_same_of_everybody(offered: Company) -> None:
    kinds = ("charity", "start_up", "education", "election_office", "public_interest", "")
    rows = [
        (kind, employees, founded, number)
        for kind in kinds
        for employees in ("", "50", "51")
        for founded in ("", "2021-12-01", "2021-11-30")
        for number in ("", "1")
    ]
    made = Customer.objects.bulk_create(
        Customer(key=f"E{place}", name=f"E{place}", country="NO" if place % 2 else "")
        for place in range(len(rows))
    )
    names = ("organisation", "employees", "founded", "register_number")
    CustomerFact.objects.bulk_create(
        CustomerFact(
            customer=customer, name=name, value=value, start_on=FIRST, source="x",
            recorded_by=offered.head,
        )
        for customer, values in zip(made, rows, strict=True)
        for name, value in zip(names, values, strict=True)
        if value
    )  # fmt: skip
    odd = 'benefits = ["x"]\nevidence = ["articles"]\n[[condition]]\nfact = "country"\n'
    for code, test in (("at-risk", "known = true"), ("education", 'is = ["NO"]')):
        publish_rules(
            program=code, source=f"{odd}{test}", start_on=date(2026, 2, 1), by=offered.head, on=ON
        )
    for program, rules in rules_on(ON):
        by_set = set(eligible(rules, user=offered.head, on=ON).values_list("pk", flat=True))
        by_rule = {
            one.pk for one in Customer.objects.all()
            if judge(rules, facts_of(one.pk, on=ON), on=ON).is_eligible
        }  # fmt: skip
        assert by_set == by_rule, program.code
        assert by_set


def test_who_renews_and_could_have_more(offered: Company) -> None:
    fact(offered, "organisation", "education")
    Contract.objects.create(
        key="C-9", customer=Customer.objects.create(key="N", name="N"), currency="EUR",
        start_on=FIRST, first_start_on=FIRST, end_on=date(2027, 1, 1),
    )  # fmt: skip
    [one] = missing(on=ON, user=offered.head)
    assert (one.customer, one.program.code) == (offered.customer, "education")
    assert one.renews_on == date(2027, 1, 1)
    assert missing(on=ON, user=offered.head, days=10) == []
    assert missing(on=ON, user=offered.head, program="start-up") == []
    [could, *others] = standings_of(offered.customer.pk, on=ON, user=offered.head)
    assert (could.program.code, could.could_have) == ("education", True)
    assert {other.could_have for other in others} == {False}
    with CaptureQueriesContext(connection) as few:
        missing(on=ON, user=offered.head)
    Customer.objects.bulk_create(Customer(key=f"M{n}", name="M") for n in range(50))
    with CaptureQueriesContext(connection) as many:
        missing(on=ON, user=offered.head)
    assert len(few) == len(many) == 6
    offered.enrol("education", reverify_on=date(2030, 1, 1))
    assert missing(on=ON, user=offered.head) == []


def test_an_application_is_checked_by_somebody_else(offered: Company, checker: User) -> None:
    head, customer = offered.head, offered.customer
    fact(offered, "organisation", "education")
    asked = {"program": "education", "customer_id": customer.pk, "note": "", "on": ON}
    made = apply_for(by=head, **asked)
    assert apply_for(by=checker, **asked) == made
    assert made.verdict.startswith("Eligible:")
    told = {"application_id": made.pk, "on": ON}
    with pytest.raises(ApplicationRefused, match="cannot become 'enrolled'"):
        enrol_applicant(note="seen", by=checker, **told)
    with pytest.raises(InvalidInput, match="not a PDF"):
        add_evidence(kind="accreditation", name="x.exe", content=b"MZ", by=head, **told)
    for _ in range(2):
        add_evidence(kind="accreditation", name="a.pdf", content=PDF, by=head, **told)
    assert [row.pk for row in applications(checker)] == [made.pk]
    with pytest.raises(ApplicationRefused, match="Somebody else"):
        enrol_applicant(note="seen", by=head, **told)
    enrolment = enrol_applicant(note="seen", by=checker, **told)
    assert enrol_applicant(note="seen", by=checker, **told) == enrolment
    assert enrolment.evidence == "Accreditation of the ministry: seen"
    made.refresh_from_db()
    stages = [step.stage for step in made.steps.order_by("pk")]
    assert (made.stage, stages) == ("enrolled", ["applied", "evidence", "enrolled"])
    with pytest.raises(ApplicationRefused, match="is in Schools and universities already"):
        apply_for(by=head, **asked)
    with pytest.raises(ApplicationRefused, match="cannot become"):
        refuse_application(reason="x", by=checker, **told)


def test_it_is_refused_or_withdrawn_with_a_reason(offered: Company, checker: User) -> None:
    asked = {"customer_id": offered.customer.pk, "note": "x", "by": offered.head, "on": ON}
    one, other = (apply_for(program=code, **asked) for code in ("education", "start-up"))
    with pytest.raises(InvalidInput, match="Say in at most"):
        refuse_application(application_id=one.pk, reason=" ", by=checker, on=ON)
    refuse_application(application_id=one.pk, reason="No school.", by=checker, on=ON)
    withdraw_application(application_id=other.pk, reason="A mistake.", by=offered.head, on=ON)
    assert applications(checker) == []
    assert len(applications(checker, is_open=False)) == 2
    assert apply_for(program="education", **asked) != one
    partner = User.objects.create(username="pat", role=Role.PARTNER)
    assert not Application.objects.visible_to(partner).exists()


def test_rules_are_published_once(offered: Company) -> None:
    assert publish_default_rules(by=offered.head, on=ON) == 0
    told = {"program": "education", "start_on": FIRST, "by": offered.head, "on": ON}
    publish_rules(source=DEFAULT_RULES["education"], **told)
    with pytest.raises(Conflict, match="they do not change"):
        publish_rules(source=DEFAULT_RULES["start-up"], **told)


def test_reminders_are_told_once_before_and_once_after(
    offered: Company, settings: Settings, mailoutbox: list[object]
) -> None:
    settings.EMAIL_HOST = "x"
    staff = StaffMember.objects.create(
        code="c", name="Cara", email="cara@example.com", role="customer_success", region="EMEA"
    )
    Customer.objects.filter(pk=offered.customer.pk).update(success_manager=staff)
    offered.enrol("education", reverify_on=ON + timedelta(days=60))
    at = timezone.now()
    told = []
    for day in (0, 29, 30, 31, 59, 60, 61):
        on = ON + timedelta(days=day)
        told.append(write_verification_reminders(by=offered.head, on=on))
        send_verification_reminders(by=offered.head, on=on, at=at)
    assert told == [0, 0, 1, 0, 0, 1, 0]
    kinds = VerificationReminder.objects.order_by("pk").values_list("kind", "recipient")
    assert list(kinds) == [("due", "cara@example.com"), ("lapsed", "cara@example.com")]
    assert len(mailoutbox) == 2
