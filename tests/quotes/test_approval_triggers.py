"""Each trigger on a quote as it is made at the desk: who is asked, and with which figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.quotes.commands import make_quote, save_asked
from tenure.quotes.commands.approvals import (
    ApprovalNotOpen,
    decide,
    request_approval,
    request_approvals,
    set_offer_terms,
)
from tenure.quotes.commands.approvers import (
    delegate_approvals,
    publish_approval_rule,
    publish_default_rules,
    seat_approver,
)
from tenure.quotes.models import ApprovalRequest, OfferTerms, Quote
from tenure.quotes.queries.approvals import approval_of, waiting_for
from tenure.quotes.rules.approvals import (
    ApprovalRuleFacts,
    Approver,
    OfferTermsFacts,
    Paper,
    State,
    Trigger,
)
from tenure.quotes.rules.asked import Asked, AskedLine
from tests.quotes.company import AT
from tests.quotes.conftest import ON, RENEWAL_ON, Book

Asking = dict[str, list[str]]


@dataclass
class Deal:
    """One renewal at the desk: a contract of two products, its quote, what Rita asks for."""

    book: Book
    rita: User

    def asked(
        self, asked: Asked | None = None, terms: OfferTermsFacts | None = None, *,
        price: int = 100_0000, on: date = ON, **contract: object,
    ) -> Asking:  # fmt: skip
        """Return who is asked, and why, for a quote with what is asked for and agreed."""
        made = self.book.contract("C-1", lines=0, **contract)
        self.book.line(made, 1, price=price)
        self.book.line(made, 2, price=price, quantity="2.5", product=self.book.product("WAF"))
        quote = make_quote(renewal_id=self.book.renewal(made).pk, by=self.rita, on=on)
        if asked is not None:
            quote = save_asked(quote_id=quote.pk, asked=asked, by=self.rita, on=on)
        if terms is not None:
            set_offer_terms(renewal_id=quote.renewal_id, terms=terms, by=self.rita, on=on, at=AT)
        request = request_approval(quote_id=quote.pk, by=self.rita, on=on, at=AT)
        return {step.role: [one["why"] for one in step.why] for step in request.steps.all()}


@pytest.fixture
def deal(book: Book) -> Deal:
    publish_default_rules(by=book.head, on=ON)
    return Deal(book, User.objects.create(username="rita", role=Role.DEAL_DESK))


LATE = RENEWAL_ON + timedelta(days=10)
CASES: dict[str, tuple[Callable[[Deal], Asking], Asking]] = {
    "a quote as the book says it needs nobody": (
        lambda deal: deal.asked(uplift_bp=500), {},
    ),
    "discount: 15 % to keep the customer": (
        lambda deal: deal.asked(Asked(discount_bp=1500)),
        {"manager": ["A discount of 15 % is over 10 %."]},
    ),
    "discount: 30 % on one line of two is weighted by money": (
        lambda deal: deal.asked(Asked(lines=(AskedLine(lot=2, discount_bp=3000),))), {},
    ),
    "value: the same discount on a large deal goes a tier further up": (
        lambda deal: deal.asked(Asked(discount_bp=1500), price=30_000_0000),
        {
            "manager": ["A discount of 15 % is over 10 %."],
            "director": [
                "A value over 250,000.00 EUR moves the approval of a discount up by one tier."
            ],
        },
    ),
    "uplift waived: the contract allows 5 %, the customer pays as before": (
        lambda deal: deal.asked(Asked(uplift_bp=0), uplift_bp=500),
        {"manager": ["Less uplift is asked for than agreed: 4.76 % of what we are entitled to."]},
    ),
    "leakage: an uplift of 7 % waived and a discount of 20 %": (
        lambda deal: deal.asked(Asked(uplift_bp=0, discount_bp=2000), uplift_bp=700),
        {
            "manager": [
                "A discount of 20 % is over 10 %.",
                "Less uplift is asked for than agreed: 6.54 % of what we are entitled to.",
            ],
            "director": ["25.23 % of what we are entitled to is not asked for; 25 % may be."],
        },
    ),
    "free months: two of twelve, as a discount on this term only": (
        lambda deal: deal.asked(Asked(one_time_discount_bp=1667)),
        {
            "manager": ["A discount of 16.67 % is over 10 %."],
            "director": ["A discount on this term only is worth 2 free months."],
        },
    ),
    "multi-year: four years": (
        lambda deal: deal.asked(Asked(months=48)),
        {"deal_desk": ["A term of 48 months is over 36 months."]},
    ),
    "multi-year: three years need nobody": (lambda deal: deal.asked(Asked(months=36)), {}),
    "back-dating: quoted ten days after the term began": (
        lambda deal: deal.asked(on=LATE),
        {"finance": ["The term began 10 days before the quote was made."]},
    ),
    "payment terms: 45 days": (
        lambda deal: deal.asked(terms=OfferTermsFacts(payment_days=45)),
        {"finance": ["Payment in 45 days is later than 30 days."]},
    ),
    "payment terms: 90 days": (
        lambda deal: deal.asked(terms=OfferTermsFacts(payment_days=90)),
        {
            "finance": ["Payment in 90 days is later than 30 days."],
            "cfo": ["Payment in 90 days is later than 60 days."],
        },
    ),
    "auto-renew off": (
        lambda deal: deal.asked(terms=OfferTermsFacts(auto_renews=False), renewal_type="auto"),
        {"manager": ["The contract would no longer renew by itself."]},
    ),
    "paper: the customer's": (
        lambda deal: deal.asked(terms=OfferTermsFacts(paper=Paper.CUSTOMER)),
        {"legal": ["It would not be signed on our standard paper."]},
    ),
    "paper: ours, amended": (
        lambda deal: deal.asked(terms=OfferTermsFacts(paper=Paper.AMENDED)),
        {"legal": ["It would not be signed on our standard paper."]},
    ),
    "a service level of its own, and a way out": (
        lambda deal: deal.asked(terms=OfferTermsFacts(custom_sla=True, opt_out_days=30)),
        {
            "legal": [
                "It promises a service level of its own.",
                "The customer could leave inside the term.",
            ]
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_who_is_asked_and_why(deal: Deal, case: str) -> None:
    made, expected = CASES[case]
    assert made(deal) == expected


def test_a_rule_of_a_later_day_counts_from_that_day(deal: Deal) -> None:
    rule = ApprovalRuleFacts(
        code="pay-60", trigger=Trigger.PAYMENT_DAYS, role=Approver.FINANCE, over=60, start_on=LATE
    )
    publish_approval_rule(rule=rule, by=deal.book.head, on=ON)
    terms = OfferTermsFacts(payment_days=45)
    assert set(deal.asked(terms=terms)) == {"finance"}
    quote = Quote.objects.get(is_primary=True)
    ApprovalRequest.objects.update(void_because="asked anew")
    again = request_approval(quote_id=quote.pk, by=deal.rita, on=LATE, at=AT)
    assert "payment_days" not in {one["trigger"] for step in again.steps.all() for one in step.why}


def test_a_changed_payment_term_voids_what_a_stand_in_approved(deal: Deal) -> None:
    """Finn is on holiday: Zoe approves 45 days for him; then the customer wants 60."""
    finn, zoe = (User.objects.create(username=n, role=Role.DEAL_DESK) for n in ("finn", "zoe"))
    seat_approver(role=Approver.FINANCE, user=finn, start_on=ON, by=deal.book.head, on=ON)
    delegate_approvals(
        given_by=finn, given_to=zoe, start_on=ON, end_on=ON + timedelta(days=7), by=finn, on=ON
    )
    deal.asked(terms=OfferTermsFacts(payment_days=45))
    quote = Quote.objects.get(is_primary=True)
    [step] = waiting_for(zoe, on=ON)
    assert decide(step_id=step.pk, kind="approve", by=zoe, on=ON).instead_of == finn
    assert approval_of(quote, user=deal.rita, on=ON).is_free
    set_offer_terms(
        renewal_id=quote.renewal_id, terms=OfferTermsFacts(payment_days=60), by=deal.rita, on=ON,
        at=AT,
    )  # fmt: skip
    view = approval_of(quote, user=deal.rita, on=ON)
    assert (view.state, view.is_free) == (State.WAITING, False)
    void = ApprovalRequest.objects.exclude(void_because="").get()
    assert void.void_because == "Changed since: payment days."
    with pytest.raises(ApprovalNotOpen):
        decide(step_id=step.pk, kind="approve", by=finn, on=ON)
    [anew] = waiting_for(zoe, on=ON)
    later = ON + timedelta(days=7)
    with pytest.raises(ApprovalNotOpen, match="not for you"):
        decide(step_id=anew.pk, kind="approve", by=zoe, on=later)
    decide(step_id=anew.pk, kind="approve", by=finn, on=later)
    assert approval_of(quote, user=deal.rita, on=later).is_free


def test_fifty_are_recomputed_in_as_many_statements_as_one(deal: Deal) -> None:
    """Payment terms of fifty offers change at once: all void, all asked for anew."""
    head = deal.book.head
    quotes = [
        make_quote(renewal_id=deal.book.due(f"C-{number}").pk, by=head, on=ON)
        for number in range(51)
    ]

    def recomputed(some: list[Quote], days: int) -> int:
        OfferTerms.objects.bulk_create(
            OfferTerms(renewal=one.renewal, payment_days=days, set_on=ON, set_by=head)
            for one in some
        )
        with CaptureQueriesContext(connection) as counted:
            done = request_approvals(quote_ids=[one.pk for one in some], by=head, on=ON, at=AT)
        assert done == len(some)
        return len(counted)

    recomputed(quotes, 45)
    assert recomputed(quotes[:1], 60) == recomputed(quotes[1:], 60) <= 12
    assert ApprovalRequest.objects.exclude(void_because="").count() == 51
    assert AuditEvent.objects.filter(verb="quotes.void_approval").count() == 51
    again = recomputed([], 60)
    assert again <= 12
