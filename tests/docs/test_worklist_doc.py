"""The worked examples of docs/worklist.md, run as they stand there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tenure.desk.rules.bulk import ACTIONS
from tenure.renewals.rules.next_action import RenewalFacts, plan
from tenure.renewals.rules.priority import (
    RISK_DAYS,
    RISKS,
    PriorityFacts,
    Promise,
    explain,
    work_on,
)
from tenure.renewals.rules.waiting import WAITS_ON, WaitingFacts, follow_up_on
from tests.docs.test_daily_run_doc import table_of

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "worklist.md").read_text()
DUE = date(2027, 3, 30)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("row", table_of(PAGE, "act by"), ids=lambda row: "|".join(row[:5]))
def test_order(row: list[str]) -> None:
    act_on, step_on, risk, until, snoozed, stands, words = row
    facts = PriorityFacts(
        act_on=date.fromisoformat(act_on), step_on=day(step_on), risk=risk,
        waits_on="the customer" if until else "", waiting_until=day(until),
        snoozed_until=day(snoozed),
    )  # fmt: skip
    assert work_on(facts).isoformat() == stands
    assert explain(facts, "why", DUE, date(2027, 1, 15)) == words


@pytest.mark.parametrize("row", table_of(PAGE, "seen on"), ids=lambda row: "|".join(row[:7]))
def test_whole_sentences(row: list[str]) -> None:
    seen_on, atr, renews, notice, risk, waits_on, promised, words = row
    on = date.fromisoformat(seen_on)
    facts = RenewalFacts(
        renewal_on=DUE + timedelta(days=1), notice_on=day(notice), renewal_type=renews,
        currency="USD", atr_minor=int(atr.replace(",", "")) * 100, contract_revision=1,
        has_owner=True,
    )  # fmt: skip
    what, _, due = promised.rpartition(", ")
    promise = Promise(what, datetime.fromisoformat(f"{due}+00:00")) if what else None
    planned = plan(facts, on)
    told = PriorityFacts(
        act_on=planned.act_on, risk=risk, waits_on=WAITS_ON[waits_on] if waits_on else "",
        notice_on=day(notice), promise=promise,
    )  # fmt: skip
    assert explain(told, planned.reason, DUE, on) == words


@pytest.mark.parametrize("row", table_of(PAGE, "sent"), ids=lambda row: "|".join(row))
def test_ask_again(row: list[str]) -> None:
    sent, contacted, again = row
    facts = WaitingFacts(date(2027, 3, 31), offer_on=day(sent), contacted_on=day(contacted))
    assert follow_up_on(facts).isoformat() == again


def test_every_thing_done_to_many_is_told() -> None:
    told = {row[0] for row in table_of(PAGE, "what is done")}
    assert told == {words[0].lower() + words[1:] for words in ACTIONS.values()}


def test_the_days_of_risks_are_those_of_the_rule() -> None:
    told = {row[0]: row[1] for row in table_of(PAGE, "fact")}
    for risk, days in RISK_DAYS.items():
        assert told[RISKS[risk]] == f"{days} days earlier"
