"""A company with a customer, two contracts and somebody who may do everything with programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tenure.book.models import Contract
from tenure.directory.models import Customer
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.programs.commands import enrol, publish_program
from tenure.programs.models import Enrolment, ProgramTerms
from tenure.programs.rules import Effect

ON = date(2026, 12, 1)
FIRST = date(2026, 1, 1)


@dataclass
class Company:
    """Publishes programs and enrols its one customer."""

    head: User
    customer: Customer
    contracts: list[Contract]

    def publish(self, code: str = "edu", **terms: object) -> ProgramTerms:
        """Publish a program from the first day of 2026, unless told otherwise."""
        return publish_program(
            code=code, name=code.title(), sentence=f"For {code}.",
            terms=Effect(**({"start_on": FIRST} | terms)),  # type: ignore[arg-type]
            by=self.head, on=ON,
        )  # fmt: skip

    def enrol(self, program: str = "edu", **facts: object) -> Enrolment:
        """Enrol the customer from the first day of 2026, verified until 2030."""
        given: dict[str, object] = {
            "customer_id": self.customer.pk, "evidence": "letter of the ministry",
            "start_on": FIRST, "by": self.head, "on": ON, "reverify_on": date(2030, 1, 1),
        }  # fmt: skip
        return enrol(program=program, **(given | facts))  # type: ignore[arg-type]


@pytest.fixture
def company(db: None) -> Company:
    head = User.objects.create(username="hana", role=Role.HEAD_OF_RENEWALS)
    customer = Customer.objects.create(key="AUR", name="Aurora School")
    contracts = [
        Contract.objects.create(
            key=key, customer=customer, currency="EUR", start_on=FIRST, first_start_on=FIRST,
            end_on=date(2027, 1, 1),
        )
        for key in ("C-1", "C-2")
    ]  # fmt: skip
    return Company(head, customer, contracts)
