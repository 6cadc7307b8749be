"""What programs make of the price of who is enrolled in them: from the book to the quote."""

from __future__ import annotations

from datetime import date
from typing import Any

from tenure.book.models import Contract
from tenure.kernel.period import Period
from tenure.pricing.queries import price_rows
from tenure.pricing.queries.facts import WantedTerm, facts_of
from tenure.pricing.rules import DiscountFacts, PolicyFacts, PricedLine, told_steps, trace_of
from tenure.programs.commands import enrol, publish_program
from tenure.programs.rules import Effect
from tenure.quotes.commands import make_quote
from tests.quotes.conftest import ON, RENEWAL_ON, Book

LONG_AGO = date(2020, 1, 1)
NEXT = Period.of_months(RENEWAL_ON, 12)
FIVE = PolicyFacts("any", "uplift", 500, LONG_AGO)


def offer(book: Book, code: str, *, reverify_on: date = date(2030, 1, 1), **terms: Any) -> None:
    """Publish a program and enrol the book's one customer in it."""
    publish_program(
        code=code, name=code, sentence=f"For {code}.", by=book.head, on=ON,
        terms=Effect(start_on=LONG_AGO, **terms),
    )  # fmt: skip
    enrol(program=code, customer_id=book.customer.pk, evidence="seen", start_on=LONG_AGO,
          reverify_on=reverify_on, by=book.head, on=ON)  # fmt: skip


def priced(contract: Contract, *policies: Any) -> PricedLine:
    [line] = price_rows(facts_of([WantedTerm(contract.pk, NEXT)]), policies or (FIVE,))
    return line


def test_free_service_is_free(book: Book) -> None:
    offer(book, "at-risk", discount_bp=10_000)
    line = priced(book.contract("C-1"))
    assert (line.proposed_price_e4, line.columns["program_bp"]) == (0, 10_000)
    assert line.columns["enrolled_in"] == "at-risk"


def test_its_uplift_comes_before_the_policys_and_after_an_agreed_one(book: Book) -> None:
    offer(book, "edu", uplift_bp=0)
    assert priced(book.contract("C-1")).columns["uplift_source"] == "program"
    agreed = priced(book.contract("C-2", uplift_bp=300))
    assert (agreed.columns["uplift_source"], agreed.proposed_price_e4) == ("contract", 103_0000)


def test_policies_that_name_the_program_fit_it(book: Book) -> None:
    offer(book, "edu")
    two = PolicyFacts("edu", "uplift", 200, LONG_AGO, program="edu")
    off = DiscountFacts(code="edu-off", start_on=LONG_AGO, program="edu", program_bp=1000)
    line = priced(book.contract("C-1"), FIVE, two, off)
    assert (line.columns["policy_code"], line.proposed_price_e4) == ("edu", 91_8000)


def test_a_lapsed_verification_gives_nothing_and_says_so(book: Book) -> None:
    offer(book, "edu", reverify_on=RENEWAL_ON, uplift_bp=0, discount_bp=5000)
    line = priced(book.contract("C-1"))
    assert line.proposed_price_e4 == 105_0000
    [told] = [step for step in told_steps(trace_of(line), "EUR") if step.step == "program"]
    assert told.note == "edu: to be verified again by 31 Mar 2027, so it gives nothing"


def test_the_quote_is_made_with_it(book: Book) -> None:
    offer(book, "at-risk", discount_bp=10_000)
    quote = make_quote(renewal_id=book.due("C-1").pk, by=book.head, on=ON)
    assert (quote.expiring_minor, quote.proposed_minor) == (100_000, 0)
    line = quote.lines.get()
    assert {"step": "program", "enrolled_in": "at-risk"} in line.trace
