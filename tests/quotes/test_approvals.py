"""Asking for approvals and deciding: whose turn, never one's own, void when something changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput
from tenure.quotes.commands import make_quote, save_asked
from tenure.quotes.commands.approvals import (
    ApprovalNotOpen,
    decide,
    request_approval,
    request_approvals,
    set_offer_terms,
)
from tenure.quotes.commands.approvers import (
    RuleConflict,
    delegate_approvals,
    fill_empty_seats,
    publish_approval_rule,
    publish_default_rules,
    seat_approver,
)
from tenure.quotes.models import ApprovalRequest, ApprovalStep, ApproverSeat, Quote
from tenure.quotes.queries.approvals import waiting_for
from tenure.quotes.rules.approvals import (
    ApprovalRuleFacts,
    Approver,
    OfferTermsFacts,
    Paper,
    State,
    Trigger,
)
from tenure.quotes.rules.asked import Asked
from tests.quotes.company import AT, Company
from tests.quotes.conftest import ON, Book


@pytest.fixture
def company(book: Book) -> Company:
    return Company(book)


def test_what_needs_nobody_is_clear(company: Company) -> None:
    request = company.request()
    assert request.steps.count() == 0
    assert company.view().state is State.CLEAR
    assert company.view().is_free
    assert company.request() == request


def test_one_stage_after_the_other(company: Company) -> None:
    company.ask(discount_bp=2500)
    request = company.request()
    assert [(step.role, step.approver) for step in request.steps.order_by("stage")] == [
        ("manager", company["max"]), ("director", company["dora"]),
    ]  # fmt: skip
    assert [step.pk for step in waiting_for(company["max"], on=ON)]
    assert waiting_for(company["dora"], on=ON) == []
    with pytest.raises(ApprovalNotOpen, match="earlier stage"):
        company.say("dora", Approver.DIRECTOR)
    company.say("max", Approver.MANAGER)
    assert company.view().state is State.WAITING
    [waiting] = waiting_for(company["dora"], on=ON)
    assert waiting.why[0]["why"] == "A discount of 25 % is over 20 %."
    company.say("dora", Approver.DIRECTOR)
    view = company.view()
    assert (view.state, view.is_free) == (State.APPROVED, True)
    verbs = AuditEvent.objects.filter(verb__startswith="quotes.").values_list("verb", flat=True)
    assert list(verbs).count("quotes.decide") == 2


def test_nobody_approves_their_own(company: Company) -> None:
    seat_approver(role=Approver.CRO, user=company["rita"], start_on=ON + timedelta(days=1),
                  by=company.book.head, on=ON)  # fmt: skip
    company.ask(discount_bp=1500)
    company.request()
    with pytest.raises(ApprovalNotOpen, match="their own"):
        company.say("rita", Approver.MANAGER)
    with pytest.raises(ApprovalNotOpen, match="not for you"):
        company.say("zoe", Approver.MANAGER)


def test_the_managers_own_quote_goes_further_up(company: Company) -> None:
    quote = company.ask(discount_bp=1500)
    request = request_approval(quote_id=quote.pk, by=company["max"], on=ON, at=AT)
    assert request.steps.get().approver == company["dora"]


def test_a_seat_that_nobody_takes_is_seen(company: Company) -> None:
    set_offer_terms(
        renewal_id=company.renewal.pk, terms=OfferTermsFacts(paper=Paper.CUSTOMER),
        by=company["rita"], on=ON, at=AT,
    )  # fmt: skip
    step = company.request().steps.get()
    assert (step.role, step.approver) == ("legal", None)


def test_somebody_stands_in_while_the_other_is_away(company: Company) -> None:
    company.ask(discount_bp=1500)
    company.request()
    delegate_approvals(
        given_by=company["max"], given_to=company["zoe"], start_on=ON,
        end_on=ON + timedelta(days=7), by=company["max"], on=ON,
    )  # fmt: skip
    assert len(waiting_for(company["zoe"], on=ON)) == 1
    assert waiting_for(company["zoe"], on=ON + timedelta(days=7)) == []
    company.say("zoe", Approver.MANAGER)
    [step] = company.view().steps
    assert step.decisions[0].instead_of == company["max"]
    with pytest.raises(RuleConflict, match="stands in"):
        delegate_approvals(
            given_by=company["max"], given_to=company["finn"], start_on=ON + timedelta(days=2),
            end_on=ON + timedelta(days=3), by=company["max"], on=ON,
        )  # fmt: skip


def test_a_rejection_ends_it_and_says_why(company: Company) -> None:
    company.ask(discount_bp=2500)
    company.request()
    with pytest.raises(InvalidInput, match="Say why"):
        company.say("max", Approver.MANAGER, "reject")
    company.say("max", Approver.MANAGER, "reject", "Not without a second year.")
    assert company.view().state is State.REJECTED
    with pytest.raises(ApprovalNotOpen, match="decided already"):
        company.say("max", Approver.MANAGER)
    company.ask(discount_bp=800)
    company.request()
    assert company.view().state is State.CLEAR


def test_a_question_is_answered(company: Company) -> None:
    company.ask(discount_bp=1500)
    company.request()
    company.say("max", Approver.MANAGER, "ask", "Why so much?")
    assert company.view().state is State.ASKED
    with pytest.raises(ApprovalNotOpen, match="answer"):
        company.say("zoe", Approver.MANAGER, "answer", "Because.")
    company.say("rita", Approver.MANAGER, "answer", "They leave otherwise.")
    assert company.view().state is State.WAITING
    company.say("max", Approver.MANAGER)
    assert company.view().state is State.APPROVED


def test_the_same_decision_again_is_one(company: Company) -> None:
    company.ask(discount_bp=1500)
    step = company.request().steps.get()
    made = [decide(step_id=step.pk, kind="approve", by=company["max"], on=ON).pk for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    "terms",
    [
        OfferTermsFacts(payment_days=60), OfferTermsFacts(auto_renews=False),
        OfferTermsFacts(paper=Paper.CUSTOMER), OfferTermsFacts(custom_sla=True),
        OfferTermsFacts(opt_out_days=30),
    ],
    ids=lambda terms: str(terms),
)  # fmt: skip
def test_a_changed_term_after_approval_voids_it(company: Company, terms: OfferTermsFacts) -> None:
    company.ask(discount_bp=1500)
    company.request()
    company.say("max", Approver.MANAGER)
    assert company.view().is_free
    given = {"renewal_id": company.renewal.pk, "by": company["rita"], "on": ON, "at": AT}
    set_offer_terms(terms=terms, **given)  # type: ignore[arg-type]
    view = company.view()
    assert view.state is State.WAITING
    assert not view.is_free
    void = ApprovalRequest.objects.exclude(void_because="").get()
    assert void.void_because.startswith("Changed since: ")
    count = ApprovalRequest.objects.count()
    set_offer_terms(terms=terms, **given)  # type: ignore[arg-type]
    assert ApprovalRequest.objects.count() == count, "the same again changes nothing"


def test_a_changed_price_after_approval_is_seen_and_refused(company: Company) -> None:
    company.ask(discount_bp=1500)
    company.request()
    company.ask(discount_bp=1900)
    view = company.view()
    assert "discount_bp" in view.changed
    assert not view.is_free
    with pytest.raises(ApprovalNotOpen, match="changed since"):
        company.say("max", Approver.MANAGER)
    company.request()
    company.say("max", Approver.MANAGER)
    assert company.view().is_free


def test_a_version_that_asks_for_the_same_keeps_what_was_approved(company: Company) -> None:
    company.ask(discount_bp=1500)
    company.request()
    company.say("max", Approver.MANAGER)
    current = Quote.objects.get(renewal=company.renewal, is_primary=True)
    noted = Asked(discount_bp=1500, note="as agreed on the phone")
    save_asked(quote_id=current.pk, asked=noted, by=company["rita"], on=ON)
    assert company.view().state is State.APPROVED
    assert company.view().is_free


def test_waived_uplift_and_free_months_are_seen(company: Company) -> None:
    company.book.product()
    type(company.renewal.contract).objects.update(uplift_bp=500)
    company.ask(uplift_bp=0, one_time_discount_bp=1000)
    step = {step.role: step for step in company.request().steps.all()}
    triggers = {one["trigger"] for row in step.values() for one in row.why}
    assert triggers == {Trigger.WAIVED, Trigger.FREE_MONTHS}


def test_many_are_asked_for_at_once_and_only_once(company: Company) -> None:
    def asked(ids: list[int]) -> int:
        return request_approvals(quote_ids=ids, by=company.book.head, on=ON, at=AT)

    quotes = [
        make_quote(renewal_id=company.book.due(key).pk, by=company.book.head, on=ON).pk
        for key in ("C-2", "C-3", "C-4")
    ]
    with CaptureQueriesContext(connection) as few:
        assert asked(quotes[:1]) == 1
    with CaptureQueriesContext(connection) as more:
        assert asked(quotes[1:]) == 2
    assert len(more) == len(few)
    assert asked(quotes) == 3
    assert ApprovalRequest.objects.count() == 3
    told = AuditEvent.objects.filter(verb="quotes.request_approval")
    assert sorted(told.values_list("subject_id", flat=True)) == sorted(quotes)


def test_rules_and_seats_are_dated(company: Company) -> None:
    head = company.book.head
    rule = ApprovalRuleFacts(
        code="payment-2027", trigger=Trigger.PAYMENT_DAYS, role=Approver.FINANCE, over=45,
        start_on=date(2027, 1, 1),
    )  # fmt: skip
    first = publish_approval_rule(rule=rule, by=head, on=ON)
    assert publish_approval_rule(rule=rule, by=head, on=ON) == first
    clash = ApprovalRuleFacts(
        code="payment-2027-b", trigger=Trigger.PAYMENT_DAYS, role=Approver.FINANCE, over=50,
        start_on=date(2027, 1, 1),
    )  # fmt: skip
    with pytest.raises(RuleConflict):
        publish_approval_rule(rule=clash, by=head, on=ON)
    assert publish_default_rules(by=head, on=ON) == 0
    later = ON + timedelta(days=30)
    seat_approver(role=Approver.CRO, user=company["zoe"], start_on=later, by=head, on=ON)
    with pytest.raises(RuleConflict, match="takes this seat"):
        seat_approver(role=Approver.CRO, user=company["finn"], start_on=ON, by=head, on=ON)


def test_one_person_takes_the_seats_that_nobody_has(company: Company) -> None:
    taken = ApproverSeat.objects.count()
    head = company.book.head
    assert fill_empty_seats(user=company["zoe"], by=head, on=ON) == len(Approver) - taken
    assert fill_empty_seats(user=company["zoe"], by=head, on=ON) == 0
    assert ApproverSeat.objects.get(role="director").user == company["dora"]


def test_partners_see_nothing_of_it(company: Company) -> None:
    company.ask(discount_bp=1500)
    company.request()
    partner = User.objects.create(username="petra", role=Role.PARTNER)
    assert not ApprovalRequest.objects.visible_to(partner).exists()
    assert not ApprovalStep.objects.visible_to(partner).exists()
