"""Record what is known of customers, and publish who belongs to programs."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.directory.models import Customer
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.programs.models import CustomerFact, EligibilityRules, Program
from tenure.programs.rules.default_rules import DEFAULT_RULES
from tenure.programs.rules.eligibility import checked_fact, read_rules


@transaction.atomic
def record_fact(
    *, customer_id: int, fact: str, value: str, source: str, by: User, on: date,
    start_on: date | None = None,
) -> CustomerFact:  # fmt: skip
    """Record a fact of a customer from a day on (`on`); the same as what counts changes nothing.

    Raise InvalidInput for what is none, NotAllowed without the right.
    """
    if not may(by.role, Permission.ENROL_CUSTOMERS):
        raise NotAllowed(f"{by} may not record what is known of customers.")
    customer = Customer.objects.visible_to(by).filter(pk=customer_id).first()
    if customer is None:
        raise InvalidInput("There is no such customer in your book.")
    kept, told = checked_fact(fact, value), " ".join(source.split())
    if not 0 < len(told) <= 200:
        raise InvalidInput("source: say in at most 200 characters where it is known from.")
    start = start_on or on
    known = CustomerFact.objects.filter(customer=customer, name=fact, start_on__lte=start)
    latest = known.order_by("-start_on", "-pk").first()
    if latest is not None and latest.value == kept:
        return latest
    made = CustomerFact.objects.create(
        customer=customer, name=fact, value=kept, start_on=start, source=told, recorded_by=by
    )
    detail = {"fact": fact, "value": kept, "from": start.isoformat()}
    record_event(by=by, on=on, verb="programs.record_fact", subject=customer, detail=detail)
    return made


@transaction.atomic
def publish_rules(
    *, program: str, source: str, start_on: date, by: User, on: date
) -> EligibilityRules:
    """Publish who belongs to a program from a day on; the same again changes nothing.

    Raise RulesRefused with the place in the TOML, Conflict for a day that has other rules.
    """
    if not may(by.role, Permission.SET_POLICY):
        raise NotAllowed(f"{by} may not publish who belongs to programs.")
    found = Program.objects.filter(code=program).first()
    if found is None:
        raise InvalidInput(f"There is no program {program[:60]}.")
    text = source.strip()
    read_rules(text)
    made, is_new = EligibilityRules.objects.get_or_create(
        program=found, start_on=start_on, defaults={"source": text, "published_by": by}
    )
    if not is_new and made.source != text:
        raise Conflict(f"{program} has other rules from that day on; they do not change.")
    if is_new:
        detail = {"program": program, "from": start_on.isoformat()}
        record_event(by=by, on=on, verb="programs.publish_rules", subject=made, detail=detail)
    return made


@transaction.atomic
def publish_default_rules(*, by: User, on: date) -> int:
    """Publish the rules that Tenure brings for programs that have none; return how many."""
    lacking = Program.objects.filter(code__in=DEFAULT_RULES, rules=None).order_by("code")
    codes = list(lacking.values_list("code", flat=True))
    for code in codes:
        publish_rules(program=code, source=DEFAULT_RULES[code], start_on=on, by=by, on=on)
    return len(codes)
