"""Prices for facts that programs give, and what those facts are."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, WithJsonSchema

from tenure.api.access import asks
from tenure.api.facts import lines_schema, told_type
from tenure.api.problems import Problem
from tenure.api.shapes import Money, Policy, Step, Why
from tenure.foundation.roles import Permission
from tenure.pricing.queries.given import GivenPrice, price_given
from tenure.pricing.rules import WATERFALL
from tenure.pricing.rules.given import MOST_LINES, choices_of, given_facts

router = Router(tags=["pricing"])


class PriceRequest(Schema):
    """Lines to be priced, each an object of facts by the names of the steps' facts."""

    lines: Annotated[list[Any], WithJsonSchema(lines_schema())]


class PricedLine(Schema):
    """What one line comes to, and why."""

    line: int = Field(description="Its place in the request; the first is 0.")
    quantity_e4: int = Field(description="What is renewed, in 1/10,000.")
    expiring_price_e4: int
    proposed_price_e4: int
    expiring: Money
    proposed: Money
    partner: Money | None = Field(description="What the partner is invoiced, where there is one.")
    why: Why


class Prices(Schema):
    """What the lines come to; nothing of it was written down."""

    lines: list[PricedLine]


@router.post(
    "/price",
    auth=asks(Permission.WORK_RENEWALS),
    url_name="api_price",
    response={200: Prices, 422: Problem},
    summary="Price lines from given facts",
)
def price(request: HttpRequest, body: PriceRequest) -> Prices:
    """Price lines by the policies in force, without writing anything."""
    found = price_given(body.lines)
    return Prices(lines=[_line(place, one) for place, one in enumerate(found)])


def _line(place: int, one: GivenPrice) -> PricedLine:
    columns = one.priced.columns
    partner = one.money("partner_minor") if columns["partner_minor"] is not None else None
    return PricedLine(
        line=place,
        quantity_e4=one.quantity_e4,
        expiring_price_e4=one.priced.expiring_price_e4,
        proposed_price_e4=one.priced.proposed_price_e4,
        expiring=Money.of(one.money("expiring_minor")),
        proposed=Money.of(one.money("proposed_minor")),
        partner=Money.of(partner) if partner else None,
        why=Why(
            sentence=one.sentence,
            steps=[Step.of(step) for step in one.steps],
            policies=[Policy.of(policy) for policy in one.policies],
            trace=one.trace,
            entitled=Money.of(one.money("entitled_minor")),
            leakage=Money.of(one.money("leakage_minor")),
            leakage_reason=columns["leakage_reason"] or "",
        ),
    )


class FactTold(Schema):
    """A fact that a step needs to know of a line."""

    name: str
    type: str
    required: bool
    default: Any = Field(description="What it is where it is not given.")
    least: int | None
    most: int | None
    choices: list[str]


class StepTold(Schema):
    """A step of pricing: what it does, what it needs to know, what it keeps in the trace."""

    name: str
    title: str
    about: str
    facts: list[FactTold]
    figures: list[str]


class Steps(Schema):
    """The steps in their order."""

    most_lines: int = Field(description="How many lines one request may have.")
    steps: list[StepTold]


@router.get(
    "/pricing/steps",
    auth=asks(Permission.VIEW_WORK),
    url_name="api_steps",
    response=Steps,
    summary="The steps of pricing",
)
def steps(request: HttpRequest) -> Steps:
    """Return what pricing does, step by step, and the facts that `price` takes."""
    given = given_facts()
    told = [
        StepTold(
            name=step.name,
            title=step.title,
            about=" ".join(step.about.split()),
            facts=[_fact(fact.name) for fact in step.facts if fact.name in given],
            figures=list(step.trace),
        )
        for step in WATERFALL.steps
    ]
    return Steps(most_lines=MOST_LINES, steps=told)


def _fact(name: str) -> FactTold:
    fact = given_facts()[name]
    return FactTold(
        name=name,
        type=told_type(fact.type),
        required=fact.required,
        default=fact.default,
        least=fact.min,
        most=fact.max,
        choices=list(choices_of(name)),
    )
