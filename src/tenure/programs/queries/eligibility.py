"""What customers are eligible for, and why: one customer, or all who renew, as sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from tenure.book.models import Contract
from tenure.directory.models import Customer
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.programs.models import (
    Application,
    CustomerFact,
    EligibilityRules,
    Enrolment,
    Evidence,
    Program,
    ProgramTerms,
    Verification,
)
from tenure.programs.rules.applications import OPEN
from tenure.programs.rules.eligibility import (
    RECORDED,
    Condition,
    Fact,
    ProgramRules,
    Verdict,
    founded_since,
    judge,
    read_rules,
)

MOST = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """How a customer stands with a program: by the rules, and whether it is in or has applied."""

    program: Program
    rules: ProgramRules
    verdict: Verdict
    is_in: bool
    application: Application | None

    @property
    def could_have(self) -> bool:
        """Tell whether the customer is eligible for it and has not got it."""
        return self.verdict.is_eligible is True and not self.is_in


@dataclass(frozen=True, slots=True)
class Missing:
    """A customer who renews soon, is eligible for a program and is not in it."""

    customer: Customer
    program: Program
    renews_on: date


def facts_of(customer_id: int, *, on: date) -> dict[Fact, str]:
    """Return what is known of a customer on a day, its country and segment with it."""
    customer = Customer.objects.filter(pk=customer_id).values("country", "segment").first()
    known = CustomerFact.objects.filter(customer_id=customer_id, start_on__lte=on)
    latest = known.order_by("name", "-start_on", "-pk").distinct("name")
    facts = {Fact(one.name): one.value for one in latest}
    if customer is not None:
        facts |= {Fact.COUNTRY: customer["country"], Fact.SEGMENT: customer["segment"]}
    return facts


def fact_rows(customer_id: int, *, on: date, user: User) -> list[CustomerFact]:
    """Return the facts of a customer that hold on a day, as rows."""
    found = CustomerFact.objects.visible_to(user).filter(customer_id=customer_id, start_on__lte=on)
    latest = found.order_by("name", "-start_on", "-pk").distinct("name")
    return list(latest.select_related("recorded_by"))


def rules_on(day: date) -> list[tuple[Program, ProgramRules]]:
    """Return the programs that are offered on a day and have rules, with these, by code."""
    latest = EligibilityRules.objects.filter(start_on__lte=day).order_by("program", "-start_on")
    terms = ProgramTerms.objects.filter(program=OuterRef("program"), start_on__lte=day)
    offered = terms.order_by("-start_on").filter(Q(end_on=None) | Q(end_on__gt=day))
    rows = latest.distinct("program").select_related("program").filter(Exists(offered))
    return sorted(
        ((row.program, read_rules(row.source)) for row in rows), key=lambda one: one[0].code
    )


def verdict_of(program_id: int, customer_id: int, *, on: date) -> Verdict | None:
    """Return whether a customer belongs to a program and why; None where it has no rules."""
    rules = next((rules for program, rules in rules_on(on) if program.pk == program_id), None)
    return judge(rules, facts_of(customer_id, on=on), on=on) if rules else None


def standings_of(customer_id: int, *, on: date, user: User) -> list[Standing]:
    """Return how a customer stands with each program, what it could have first."""
    if not Customer.objects.visible_to(user).filter(pk=customer_id).exists():
        return []
    facts = facts_of(customer_id, on=on)
    inside = set(_enrolled(on).filter(customer_id=customer_id).values_list("program", flat=True))
    open_ones = Application.objects.visible_to(user).filter(customer_id=customer_id, stage__in=OPEN)
    applied = {one.program_id: one for one in open_ones}
    found = [
        Standing(
            program, rules, judge(rules, facts, on=on), program.pk in inside,
            applied.get(program.pk),
        )
        for program, rules in rules_on(on)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.could_have, one.verdict.is_eligible is False))


def missing(
    *, on: date, user: User, days: int = 180, program: str = "", limit: int = MOST
) -> list[Missing]:
    """Return who renews within some days, is eligible for a program and is not in it.

    One query for each program, whatever the book holds; the nearest renewal first.
    """
    found: list[Missing] = []
    for one, rules in rules_on(on):
        if program in {"", one.code}:
            rows = eligible(rules, user=user, on=on).exclude(Exists(_of(one, on)))
            ending = Contract.objects.filter(
                customer=OuterRef("pk"), end_on__gte=on, end_on__lte=on + timedelta(days=days)
            ).order_by("end_on")
            rows = rows.annotate(renews_on=Subquery(ending.values("end_on")[:1]))
            rows = rows.filter(Exists(ending)).order_by("renews_on", "pk")[:limit]
            found += [Missing(row, one, row.renews_on) for row in rows]
    return sorted(found, key=lambda row: (row.renews_on, row.customer.pk, row.program.code))[:limit]


def eligible(rules: ProgramRules, *, user: User, on: date) -> QuerySet[Customer]:
    """Return the customers for whom all conditions of a program hold, as one query."""
    found: QuerySet[Customer] = Customer.objects.visible_to(user)
    for condition in rules.conditions:
        found = _holding(found, condition, on)
    return found


def applications(user: User, *, is_open: bool = True, limit: int = 200) -> list[Application]:
    """Return the applications that are open, the oldest first; or those that are over."""
    found = Application.objects.visible_to(user).select_related("program", "customer", "applied_by")
    if is_open:
        return list(found.filter(stage__in=OPEN).order_by("applied_on", "pk")[:limit])
    return list(found.exclude(stage__in=OPEN).order_by("-pk")[:limit])


def application_of(application_id: int, *, user: User) -> Application | None:
    """Return an application with its steps and evidence; None when it is not visible."""
    found = Application.objects.visible_to(user).filter(pk=application_id)
    rows = found.select_related("program", "customer", "applied_by", "enrolment")
    return rows.prefetch_related("steps__by", "evidence__by", "evidence__document").first()


def evidence_file(evidence_id: int, *, user: User) -> Document | None:
    """Return a document that was brought as evidence, for people who may see it."""
    found = Evidence.objects.visible_to(user).filter(pk=evidence_id).select_related("document")
    row = found.first()
    return row.document if row else None


def _holding(found: QuerySet[Customer], condition: Condition, on: date) -> QuerySet[Customer]:
    """Keep the customers for whom a condition holds; the same as `judge` says of each."""
    limit, name = condition.limit, condition.fact.value
    value: Subquery | F = F(name)
    if condition.fact in RECORDED:
        known = CustomerFact.objects.filter(customer=OuterRef("pk"), name=name, start_on__lte=on)
        value = Subquery(known.order_by("-start_on", "-pk").values("value")[:1])
    place = f"fact_{name}_{condition.test}"
    if condition.test == "known":
        return found.annotate(**{place: value}).exclude(**{place: None}).exclude(**{place: ""})
    if isinstance(limit, tuple):
        return found.annotate(**{place: value}).filter(**{f"{place}__in": limit})
    if condition.test == "within_months":
        days = found.annotate(**{place: Cast(value, DateField())})
        return days.filter(**{f"{place}__gte": founded_since(on, limit)})
    counts = found.annotate(**{place: Cast(value, IntegerField())})
    compared = "lte" if condition.test == "most" else "gte"
    return counts.filter(**{f"{place}__{compared}": limit})


def _enrolled(on: date) -> QuerySet[Enrolment]:
    """Return the enrolments that give something on a day, or will."""
    last = Verification.objects.filter(enrolment=OuterRef("pk")).order_by("-pk")
    rows = Enrolment.objects.annotate(until=Subquery(last.values("reverify_on")[:1]))
    return rows.filter(Q(end_on=None) | Q(end_on__gt=on), until__gt=on)


def _of(program: Program, on: date) -> QuerySet[Enrolment]:
    return _enrolled(on).filter(program=program, customer=OuterRef("pk"))
