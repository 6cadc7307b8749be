"""Who has to approve what: every trigger, tiers and value, stages, dates, working hours."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tenure.kernel.errors import InvalidInput
from tenure.quotes.rules.approvals import (
    DEFAULT_RULES,
    ApprovalFacts,
    ApprovalRuleFacts,
    Approver,
    OfferTermsFacts,
    Place,
    State,
    Trigger,
    chain_of,
    due_at,
    in_force,
    needs_of,
    standing_state,
)

DAY = date(2027, 1, 1)
RULES = in_force(DEFAULT_RULES, DAY)


def facts(**given: Any) -> ApprovalFacts:
    return ApprovalFacts(**{"currency": "EUR", "value_minor": 10_000_00, **given})


def chain(**given: Any) -> list[set[str]]:
    found = chain_of(needs_of(facts(**given), RULES))
    return [{role.value for role, _ in stage.needs} for stage in found]


BIG, HUGE = 250_000_01, 1_000_000_01


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"discount_bp": 1000}, []),
        ({"discount_bp": 1001}, [{"manager"}]),
        ({"discount_bp": 2500}, [{"manager"}, {"director"}]),
        ({"discount_bp": 3500}, [{"manager"}, {"director"}, {"cro"}]),
        ({"discount_bp": 4001}, [{"manager"}, {"director"}, {"cro"}, {"cfo", "ceo"}]),
        ({"discount_bp": 1500, "value_minor": BIG - 1}, [{"manager"}]),
        ({"discount_bp": 1500, "value_minor": BIG}, [{"manager"}, {"director"}]),
        ({"discount_bp": 1500, "value_minor": HUGE}, [{"manager"}, {"director"}, {"cro"}]),
        ({"value_minor": HUGE}, []),
        ({"discount_bp": 1500, "value_minor": BIG, "currency": "JPY"}, [{"manager"}]),
        ({"waived_bp": 1}, [{"manager"}]),
        ({"leakage_bp": 2500}, []),
        ({"leakage_bp": 2501}, [{"director"}]),
        ({"free_months": 1}, [{"director"}]),
        ({"term_months": 36}, []),
        ({"term_months": 37}, [{"deal_desk"}]),
        ({"back_dated_days": 1}, [{"finance"}]),
        ({"payment_days": 30}, []),
        ({"payment_days": 31}, [{"finance"}]),
        ({"payment_days": 90}, [{"finance"}, {"cfo"}]),
        ({"auto_renew_off": True}, [{"manager"}]),
        ({"amended_paper": True}, [{"legal"}]),
        ({"custom_sla": True}, [{"legal"}]),
        ({"opt_out": True}, [{"legal"}]),
        ({"discount_bp": 1500, "amended_paper": True, "payment_days": 45},
         [{"manager", "legal", "finance"}]),
    ],
)  # fmt: skip
def test_the_default_chains(given: dict[str, Any], expected: list[set[str]]) -> None:
    assert chain(**given) == expected


def test_every_trigger_has_a_default_rule() -> None:
    assert {rule.trigger for rule in DEFAULT_RULES} == set(Trigger)


def test_a_chain_explains_itself() -> None:
    needs = needs_of(facts(discount_bp=2400, value_minor=300_000_00), RULES)
    why = {need.role: need.why for need in needs}
    assert why[Approver.DIRECTOR] == "A discount of 24 % is over 20 %."
    assert why[Approver.CRO] == (
        "A value over 250,000.00 EUR moves the approval of a discount up by one tier."
    )


def test_reasons_of_one_role_come_together() -> None:
    [stage] = chain_of(needs_of(facts(discount_bp=1500, auto_renew_off=True), RULES))
    [(role, needs)] = stage.needs
    assert role is Approver.MANAGER
    assert {need.trigger for need in needs} == {Trigger.DISCOUNT, Trigger.AUTO_RENEW_OFF}


def test_a_later_rule_takes_the_place_and_an_empty_one_ends_it() -> None:
    def rule(code: str, over: int | None, day: date) -> ApprovalRuleFacts:
        return ApprovalRuleFacts(
            code=code, trigger=Trigger.PAYMENT_DAYS, role=Approver.FINANCE, over=over, start_on=day
        )

    rules = [
        rule("a", 30, date(2026, 1, 1)), rule("b", 60, date(2027, 1, 1)),
        rule("c", None, date(2028, 1, 1)),
    ]  # fmt: skip
    assert [one.code for one in in_force(rules, date(2026, 12, 31))] == ["a"]
    assert [one.code for one in in_force(rules, date(2027, 1, 1))] == ["b"]
    assert in_force(rules, date(2028, 1, 1)) == []
    assert in_force(rules, date(2025, 1, 1)) == []


@pytest.mark.parametrize(
    ("decisions", "state"),
    [
        ([], State.CLEAR),
        (["", ""], State.WAITING),
        (["approve", ""], State.WAITING),
        (["ask", ""], State.ASKED),
        (["approve", "approve"], State.APPROVED),
        (["approve", "reject"], State.REJECTED),
    ],
)
def test_where_a_request_stands(decisions: list[str], state: State) -> None:
    assert standing_state(decisions) == state
    assert standing_state(decisions, is_void=True) == State.VOID


@pytest.mark.parametrize(
    ("asked", "zone", "due"),
    [
        ((2027, 3, 1, 9), "UTC", (2027, 3, 3, 17)),
        ((2027, 3, 5, 16), "UTC", (2027, 3, 10, 16)),
        ((2027, 3, 6, 12), "UTC", (2027, 3, 10, 17)),
        ((2027, 3, 29, 15), "UTC", (2027, 3, 30, 11)),
        # Over the change to summer time on 28 March 2027: 16:00 of Friday is 15:00 UTC.
        ((2027, 3, 18, 8), "Europe/Berlin", (2027, 3, 22, 16)),
        ((2027, 3, 26, 15), "Europe/Berlin", (2027, 3, 29, 10)),
        # At night in Singapore nobody works: it opens at 09:00, 01:00 UTC.
        ((2027, 3, 1, 20), "Asia/Singapore", (2027, 3, 4, 9)),
    ],
)
def test_due_in_working_hours(asked: tuple[int, ...], zone: str, due: tuple[int, ...]) -> None:
    found = due_at(datetime(*asked, tzinfo=UTC), Place(zone))  # type: ignore[misc, arg-type]
    assert found == datetime(*due, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_only_changes_of_trigger_fields_count() -> None:
    before = facts(discount_bp=500)
    assert facts(discount_bp=500).changed(before) == []
    assert facts(discount_bp=501, payment_days=45).changed(before) == [
        "discount_bp", "payment_days",
    ]  # fmt: skip
    assert ApprovalFacts.from_json(before.as_json() | {"of_another_time": 1}) == before


@pytest.mark.parametrize(
    "given", [{"payment_days": -1}, {"payment_days": 366}, {"opt_out_days": 0}]
)
def test_terms_that_no_offer_has(given: dict[str, int]) -> None:
    with pytest.raises(InvalidInput):
        OfferTermsFacts(**given)  # type: ignore[arg-type]
