"""Quotes as programs read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tenure.api.access import asks, user_of
from tenure.api.problems import Problem
from tenure.api.shapes import Money, Policy, Step, Why
from tenure.foundation.roles import Permission
from tenure.kernel import money
from tenure.kernel.period import Period
from tenure.quotes.queries import LineView, QuoteTold, quote_told

router = Router(tags=["quotes"])
TRUE_UP = "Owed once for use above the contract; not in what is proposed."


class QuoteWhy(Why):
    """Why a line of a quote costs what it does, and what it was priced from."""

    inputs: dict[str, Any] | None = Field(
        description="The facts it was priced from, but those that are usual; null: not stored."
    )


class QuoteLine(Schema):
    """One lot of a quote, for a piece of the term."""

    position: int
    lot: int
    product: str
    expiring_product: str
    quantity: str
    price_months: int = Field(description="A unit price pays for so many months.")
    start_on: date
    last_day: date
    expiring_price_e4: int = Field(description="Unit price in 1/10,000 of the currency.")
    proposed_price_e4: int
    expiring: Money
    proposed: Money
    true_up: Money = Field(description=TRUE_UP)
    why: QuoteWhy | None = Field(description="Null for people who are not inside the company.")


class Quote(Schema):
    """An offer for the next term of a contract."""

    number: str
    version: int
    is_primary: bool
    is_stale: bool = Field(description="The contract changed after it was priced.")
    contract: str
    customer: str
    start_on: date
    last_day: date
    term_months: int
    priced_on: date
    valid_until: date
    proration: str = Field(description="Mode of proration; empty where it is not known.")
    expiring: Money
    proposed: Money
    true_up: Money = Field(description=TRUE_UP)
    entitled: Money | None = Field(description="Null for people who are not inside the company.")
    leakage: Money | None
    asked: list[str] = Field(description="What was asked for otherwise than the book says it.")
    lines: list[QuoteLine]


@router.get(
    "/quotes/{number}",
    auth=asks(Permission.VIEW_WORK),
    url_name="api_quote",
    response={200: Quote, 404: Problem},
    summary="A quote with its lines, and why they cost what they do",
)
def quote(request: HttpRequest, number: str) -> Quote:
    """Return a quote by its number, such as Q-2027-000042 or Q-2027-000042-v2."""
    told = quote_told(number, user=user_of(request))
    if told is None:
        raise Http404
    return _quote(told)


def _quote(told: QuoteTold) -> Quote:
    view, row = told.view, told.view.quote
    entitled = money.Money(sum(one.line.entitled_minor for one in view.lines), row.currency)
    return Quote(
        number=row.number,
        version=row.version,
        is_primary=row.is_primary,
        is_stale=told.is_stale,
        contract=row.renewal.contract.key,
        customer=row.renewal.contract.customer.key,
        start_on=row.start_on,
        last_day=_last_day(view.term),
        term_months=row.term_months,
        priced_on=row.priced_on,
        valid_until=row.valid_until,
        proration=row.proration,
        expiring=Money.of(view.expiring),
        proposed=Money.of(view.proposed),
        true_up=Money.of(view.true_up),
        entitled=Money.of(entitled) if told.shows_why else None,
        leakage=Money.of(entitled - view.proposed) if told.shows_why else None,
        asked=told.asked,
        lines=[_line(told, one) for one in view.lines],
    )


def _last_day(term: Period) -> date:
    assert term.last_day is not None  # a quoted term always ends
    return term.last_day


def _line(told: QuoteTold, one: LineView) -> QuoteLine:
    row = one.line
    return QuoteLine(
        position=row.position,
        lot=row.lot,
        product=row.product.code,
        expiring_product=(row.expiring_product or row.product).code,
        quantity=f"{row.quantity.normalize():f}",
        price_months=row.price_months,
        start_on=row.start_on,
        last_day=_last_day(one.period),
        expiring_price_e4=row.expiring_price_e4,
        proposed_price_e4=row.proposed_price_e4,
        expiring=Money.of(one.expiring),
        proposed=Money.of(one.proposed),
        true_up=Money.of(one.true_up),
        why=_why(told, one) if told.shows_why else None,
    )


def _why(told: QuoteTold, one: LineView) -> QuoteWhy:
    row = one.line
    return QuoteWhy(
        sentence=one.explanation,
        steps=[Step.of(step) for step in one.steps],
        policies=[Policy.of(policy) for policy in told.policies_of(row)],
        trace=row.trace,
        entitled=Money.of(one.entitled),
        leakage=Money.of(one.leakage),
        leakage_reason=row.leakage_reason,
        inputs=row.inputs,
    )
