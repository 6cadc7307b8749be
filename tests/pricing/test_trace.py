"""A price explains itself, in steps, in a sentence, and in a few words for the customer."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.pricing.queries import price
from tenure.pricing.rules import (
    LineFacts,
    PolicyFacts,
    explain,
    short_reason,
    told_steps,
    trace_of,
)

POLICY = [PolicyFacts("smb", "uplift", 500, date(2020, 1, 1))]
LISTED = {"contract_method": "list", "list_price_e4": 120_0000, "list_price_months": 12}
HELD = {"contract_uplift_bp": 800, "hold_until": date(2027, 6, 1)}


def trace(policies: list[PolicyFacts], **facts: object) -> list[dict[str, object]]:
    given: dict[str, object] = {
        "line_id": 1, "quantity_e4": 100_000, "expiring_price_e4": 100_0000, "price_months": 12,
        "currency": "EUR", "term_start_on": date(2027, 4, 1), "term_end_on": date(2028, 4, 1),
    }  # fmt: skip
    [line] = price([LineFacts(**(given | facts))], policies)  # type: ignore[arg-type]
    return trace_of(line)


@pytest.mark.parametrize(
    ("policies", "facts", "sentence", "words"),
    [
        ([], {}, "The expiring price carries on, as no policy applies: 100.00 EUR, unchanged.",
         "Price unchanged"),
        (POLICY, {}, ("The expiring price is changed by 5 %, the rate of the policy smb:"
         " 100.00 EUR becomes 105.00 EUR."), "Price raised by 5 %"),
        (POLICY, {"line_uplift_bp": -250}, ("The expiring price is changed by -2.5 %, the rate"
         " agreed for this line: 100.00 EUR becomes 97.50 EUR."), "Price lowered by 2.5 %"),
        ([], LISTED, ("The list price applies, as the contract says: 100.00 EUR becomes"
         " 120.00 EUR."), "Current list price"),
        ([], {"contract_method": "list"}, ("No list price holds on the term's first day, so the"
         " expiring price stays: 100.00 EUR, unchanged."), "Price unchanged"),
        ([], LISTED | {"cap_bp": 700}, ("The list price applies, as the contract says; limited by"
         " the contract's cap of 7 %: 100.00 EUR becomes 107.00 EUR."), "Increase capped at 7 %"),
        ([], HELD, ("The expiring price is changed by 8 %, the contract's rate; held at the"
         " expiring price until 1 Jun 2027: 100.00 EUR, unchanged."),
         "Price held until 1 Jun 2027"),
    ],
)  # fmt: skip
def test_sentence_and_words(
    policies: list[PolicyFacts], facts: dict[str, object], sentence: str, words: str
) -> None:
    steps = trace(policies, **facts)
    assert explain(steps, "EUR") == sentence
    assert short_reason(steps) == words


def test_the_stored_trace_has_every_step_in_order_and_no_nulls() -> None:
    steps = trace([], **HELD, cap_bp=500)
    assert [step["step"] for step in steps] == [
        "expiring", "method", "base", "uplift", "cap", "hold", "entitled", "price", "proration",
        "amount", "leakage",
    ]  # fmt: skip
    assert all(value is not None for step in steps for value in step.values())
    assert steps[5] == {"step": "hold", "hold_until": "2027-06-01", "held_price_e4": 100_0000}


def test_the_steps_that_people_read() -> None:
    told = told_steps(trace([], **HELD, cap_bp=500), "EUR")
    assert [(step.step, step.unit_price_e4) for step in told] == [
        ("expiring price", 100_0000), ("method", None), ("uplift", 108_0000), ("cap", 105_0000),
        ("price hold", 100_0000), ("proposed price", 100_0000), ("amount", None),
    ]  # fmt: skip
    assert told[-1].note == "1,000.00 EUR becomes 1,000.00 EUR for 12 months"
    assert told[4].note == "Until 1 Jun 2027, forbids the rise"


def test_a_term_of_months_and_days_is_told_as_such() -> None:
    told = told_steps(trace([], term_end_on=date(2027, 5, 16)), "EUR")
    assert told[-1].note.endswith("for 1 month and 15/31 of a month")


def test_a_trace_stored_when_the_hold_was_the_last_step_is_told_as_ever() -> None:
    steps = trace([], **HELD)
    older = [step for step in steps if step["step"] != "price"]
    older[5] = {"step": "hold", "hold_until": "2027-06-01", "proposed_price_e4": 100_0000}
    assert explain(older, "EUR") == explain(steps, "EUR")
    assert told_steps(older, "EUR") == told_steps(steps, "EUR")
    assert short_reason(older) == short_reason(steps) == "Price held until 1 Jun 2027"
