"""Each check of the simulation can fail: it is shown a history in which just that is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.desk.simulation.causes import (
    Away,
    Colleague,
    Facts,
    Happened,
    Said,
    Sent,
    Step,
    causes_of,
    tellings,
)
from tests.desk.simulation.checks.clocks import check_clocks
from tests.desk.simulation.checks.escalations import check_escalations
from tests.desk.simulation.checks.notices import check_notices
from tests.desk.simulation.checks.ownership import check_ownership
from tests.desk.simulation.checks.tasks import check_tasks
from tests.desk.simulation.checks.working import Place, workday_after, worked_until
from tests.desk.simulation.history import (
    Clock,
    Deal,
    Delivered,
    EscalationRow,
    Given,
    History,
    Morning,
    NoticeRow,
    Owned,
    Person,
    QueuedMail,
    Reminded,
    ReminderMessage,
    ReminderRow,
    RenewalThen,
    Rung,
    StartRow,
    TaskRow,
    Told,
)
from tests.desk.simulation.reminding import OpenTask, Reader, to_remind

ON = date(2027, 3, 22)  # a Monday
AT = datetime(2027, 3, 22, 5, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BERLIN = Place("Europe/Berlin", "DE")
RENEWAL = RenewalThen(
    id=1, contract_id=10, owner_id=7, renewal_on=ON + 100 * DAY, notice_on=ON + 40 * DAY,
    renewal_type="auto", currency="EUR", atr_minor=1_000, forecast_minor=1_000, opened_on=ON,
    closed_on=None, quoted_on=ON, act_on=ON + 50 * DAY,
)  # fmt: skip
TOLD = Reminded(6, 8, "today", ON)
PLAY = """+++
title = "A play"
[trigger]
from = "T-110"
renewal_types = ["auto"]
[[task]]
code = "call"
due = "S+2w"
owner = "renewals_manager"
sla_hours = 8
[[task]]
code = "report"
due = "T-90"
owner = "deal_desk"
after = ["call"]
[[task]]
code = "past"
due = "T-105"
owner = "deal_desk"
+++
"""


def right() -> History:
    """Return a short history in which all is as it has to be."""
    history = History(
        mornings=[Morning(ON, AT), Morning(ON + DAY, AT + DAY)],
        final={1: replace(RENEWAL, owner_id=8)},
        owned=[Owned(1, 7, AT - 5 * HOUR, AT + 8 * HOUR), Owned(1, 8, AT + 8 * HOUR, None)],
        given=[Given(1, 8, AT + 8 * HOUR)],
        instants=[AT, AT + 8 * HOUR, AT + DAY],
        deals={10: Deal(10, 20, "direct", (), "smb", "DE", None, None, 1)},
        people={7: Person(7, "Europe/Berlin", "EMEA"), 8: Person(8, "Europe/Berlin", "EMEA")},
        plays=[(AT - DAY, "a-play", PLAY)],
        starts=[StartRow(1, "a-play", ON)],
        tasks=[
            TaskRow(5, 1, "a-play", "call", ON + 2 * DAY, ON, ON, AT + 11 * HOUR, BERLIN.key),
            TaskRow(6, 1, "a-play", "report", ON + 10 * DAY, ON, None, None, ""),
        ],
        finished={5: AT + 4 * HOUR},
        by_hand={5},
        reminders=[ReminderRow(1, ON, ON)],
        delivered=[Delivered("<a@x>", "dana@example.com", "Hello", ON)],
        queued=[
            QueuedMail("digest", str(day), "hana@example.com", sent=True, waits=False)
            for day in (ON, ON + DAY)
        ],
        clocks=[Clock("tasks", AT, 480, "Europe/Berlin", "DE", AT + 11 * HOUR)],
        notices=[NoticeRow(3, "asked", 0, 9, AT + 60 * HOUR, AT)],
        told=[Told(3, 0, "asked", AT, AT + 60 * HOUR, AT)],
        to_remind={TOLD: ON},
        reminded=[(TOLD, ON)],
        messages=[ReminderMessage(1, "Europe/Berlin", AT + 4 * HOUR, waits=False)],
        rungs=[Rung(4, 1, 0)],
        told_of_rungs=[(Rung(4, 1, 0), "alice@example.com")],
        escalations=[EscalationRow(4, "no_quote", "renewal:1", "2027", ON)],
    )  # fmt: skip
    for morning in history.mornings:
        morning.renewals = morning.before_reminders = {1: RENEWAL}
        morning.found, morning.open = {("no_quote", "renewal:1")}, [("no_quote", "renewal:1")]
    return history


def test_nothing_is_wrong_where_all_is_right() -> None:
    for check in (check_ownership, check_tasks, check_notices, check_escalations, check_clocks):
        verdict = check(right())
        assert verdict.wrong == []
        assert verdict.holds
    assert not check_clocks(History()).holds, "who looks at nothing finds nothing"


FIRST, SECOND = right().owned


@pytest.mark.parametrize(
    ("owned", "words"),
    [
        ([], "never had an owner"),
        ([replace(FIRST, from_at=AT), SECOND], "owned from"),
        ([replace(FIRST, until_at=AT), SECOND], "has nobody from"),
        ([replace(FIRST, until_at=AT + 9 * HOUR), SECOND], "two owners"),
        ([FIRST, replace(SECOND, until_at=AT + 9 * HOUR)], "has nobody from"),
        ([replace(FIRST, owner_id=8), replace(SECOND, owner_id=7)], "was given to 8"),
        ([FIRST, replace(SECOND, owner_id=9)], "names 8 and is owned by 9"),
    ],
)
def test_owners_are_missed(owned: list[Owned], words: str) -> None:
    history = right()
    history.owned = owned
    assert words in " ".join(check_ownership(history).wrong)


CALL, REPORT = right().tasks


@pytest.mark.parametrize(
    ("tasks", "words"),
    [
        ([CALL], "Task report of a-play on renewal 1 is missing"),
        ([CALL, REPORT, REPORT], "is there 2 times"),
        ([CALL, REPORT, replace(REPORT, code="past")], "should not be there"),
        ([replace(CALL, due_on=ON + DAY), REPORT], "is due on 2027-03-23 and not on 2027-03-24"),
        ([replace(CALL, sla_due_at=AT), REPORT], "is due by"),
        ([replace(CALL, place="UTC "), REPORT], "counted at UTC"),
        ([CALL, replace(REPORT, opened_on=None)], "to be done from None"),
    ],
)
def test_tasks_are_missed(tasks: list[TaskRow], words: str) -> None:
    history = right()
    history.tasks = tasks
    assert words in " ".join(check_tasks(history).wrong)


def test_plays_that_start_late_twice_or_never_are_missed() -> None:
    for starts in (
        [], [StartRow(1, "a-play", ON + DAY)], 2 * [StartRow(1, "a-play", ON)],
    ):  # fmt: skip
        history = right()
        history.starts = starts
        assert not check_tasks(history).holds
    history = right()
    history.final = {1: replace(RENEWAL, closed_on=ON)}
    assert "open on the closed renewal" in " ".join(check_tasks(history).wrong)


def test_notices_that_are_missing_or_doubled_are_missed() -> None:
    def said(**broken: object) -> str:
        history = right()
        for name, value in broken.items():
            setattr(history, name, value)
        return " ".join(check_notices(history).wrong)

    [asked], [mail] = right().notices, right().delivered
    assert "had to be written on 2027-03-22; it was on None" in said(reminders=[])
    assert "it was on 2027-03-23" in said(reminders=[ReminderRow(1, ON + DAY, ON + DAY)])
    assert "had to go out" in said(reminders=[ReminderRow(1, ON, None)])
    assert "two reminders" in said(reminders=2 * [ReminderRow(1, ON, ON)])
    assert "was not told" in said(notices=[])
    assert "should not have been told" in said(told=[])
    assert "was told 'asked' 2 times" in said(notices=[asked, asked])
    assert "was told at" in said(notices=[replace(asked, written_at=AT + HOUR)])
    assert "it is due" in said(notices=[replace(asked, due_at=AT)])
    assert "had to be written on 2027-03-22; it was on None" in said(reminded=[])
    assert "had to be written on None" in said(to_remind={})
    assert "was told 2 times" in said(reminded=2 * [(TOLD, ON)])
    [message] = right().messages
    assert "came at night" in said(messages=[replace(message, sent_at=AT)])
    assert "waits" in said(messages=[replace(message, sent_at=None)])
    [told] = right().told_of_rungs
    assert "Nobody on rung 0 was told" in said(told_of_rungs=[])
    assert "was told 2 times" in said(told_of_rungs=[told, told])
    assert "where it never was" in said(rungs=[])
    assert "got the mail <a@x> 2 times" in said(delivered=[mail, mail])
    unsent = QueuedMail("digest", str(ON), "hana@example.com", sent=False, waits=False)
    assert "waits" in said(queued=[*right().queued, unsent])
    assert "Nobody got a digest" in said(queued=right().queued[:1])


def test_escalations_that_are_late_groundless_or_doubled_are_missed() -> None:
    cause = ("no_quote", "renewal:1")
    for is_open, found, words in (
        ([], {cause}, "is there and not escalated"),
        ([cause], set(), "without a cause"),
        ([cause, cause], {cause}, "escalated 2 times"),
    ):
        history = right()
        history.mornings[1].open, history.mornings[1].found = is_open, found
        assert words in " ".join(check_escalations(history).wrong)
    history = right()
    history.mornings[1].open = []
    history.resolved = {cause: ON}
    assert check_escalations(history).holds, "a person has resolved it"
    history.escalations *= 2
    assert "and again on" in " ".join(check_escalations(history).wrong)


def test_clocks_that_are_an_hour_off_are_missed() -> None:
    history = right()
    [clock] = history.clocks
    history.clocks = [replace(clock, due_at=clock.due_at + HOUR)]
    assert "are over at" in " ".join(check_clocks(history).wrong)
    history = right()
    history.stuck = ["An escalation should have climbed."]
    assert not check_clocks(history).holds


def test_minutes_know_the_clocks_change_and_holidays() -> None:
    thursday = datetime(2027, 3, 25, 15, tzinfo=UTC)  # Friday and Monday are holidays in Berlin
    assert worked_until(thursday, 60, BERLIN) == thursday + HOUR
    assert worked_until(thursday, 61, BERLIN) == datetime(2027, 3, 30, 7, 1, tzinfo=UTC)
    tokyo = Place("Asia/Tokyo", "JP")
    assert worked_until(thursday, 1, tokyo) == datetime(2027, 3, 26, 0, 1, tzinfo=UTC)
    assert workday_after(date(2027, 3, 25), 1, BERLIN) == date(2027, 3, 30)
    assert workday_after(date(2027, 3, 30), -1, BERLIN) == date(2027, 3, 25)


def test_who_has_to_be_reminded_of_what() -> None:
    reader = Reader(8, "Asia/Tokyo", "APAC", is_cleared=False)
    late = datetime(2027, 3, 22, 16, tzinfo=UTC)  # Tuesday in Tokyo
    tasks = [
        OpenTask(1, ON, "renewals_manager", 8, None, None, is_controlled=False),
        OpenTask(2, ON + DAY, "customer_success", 8, 7, None, is_controlled=False),
        OpenTask(3, ON + 4 * DAY, "renewals_manager", 8, 7, 7, is_controlled=False),
        OpenTask(4, ON + 5 * DAY, "renewals_manager", 8, 7, 7, is_controlled=False),
        OpenTask(5, ON, "renewals_manager", 8, None, None, is_controlled=True),
        OpenTask(6, ON, "account_executive", 8, 7, None, is_controlled=False),
        OpenTask(7, ON - 7 * DAY, "renewals_manager", 8, None, None, is_controlled=False),
    ]
    assert [(one.task_id, one.standing) for one in to_remind(tasks, [reader], late)] == [
        (1, "overdue"), (2, "today"), (3, "soon3"),
    ]  # fmt: skip


def test_each_cause_is_found_from_its_facts() -> None:
    old, gone = ON - 20 * DAY, AT - 20 * DAY
    facts = Facts(
        renewals={
            1: replace(RENEWAL, quoted_on=None, renewal_on=ON + 90 * DAY),
            2: replace(RENEWAL, id=2, contract_id=11, renewal_on=ON + 60 * DAY),
            3: replace(RENEWAL, id=3, notice_on=ON + 30 * DAY, atr_minor=25_000_000),
            4: replace(RENEWAL, id=4, owner_id=8, act_on=ON),
        },
        partnered={11},
        sent=[Sent(1, 4, False, old, ON + 9 * DAY, False)],
        happened=[Happened(1, "opened", ON - 14 * DAY, "", answered=False)],
        declined=[(4, "budget", "")],
        steps=[Step(6, 5, 4, 0, gone, 3_000, 0, 9, True, True)],
        colleagues=[
            Colleague(8, 9, is_here=True, may_sign_in=True, zone="Europe/Berlin", region="EMEA")
        ],
        users={9: True},
        away=[Away(8, ON, ON + DAY, cover_id=None)],
        discrepancies=[(3, ON - 14 * DAY), (4, ON)],
        promised=[(4, AT - HOUR)],
    )  # fmt: skip
    assert causes_of(facts, ON, AT) == {
        ("no_quote", "renewal:1"), ("silent_partner", "renewal:2"), ("notice_near", "renewal:3"),
        ("risk_fell", "renewal:3"), ("silent_customer", "renewal:4"),
        ("contested_price", "renewal:4"), ("discount_over_matrix", "renewal:4"),
        ("owner_absent", "renewal:4"), ("task_late", "renewal:4"), ("approval_late", "step:6"),
        ("discrepancy_aged", "discrepancy:3"),
    }  # fmt: skip
    facts.renewals[3] = replace(facts.renewals[3], forecast_minor=22_500_001)
    assert ("risk_fell", "renewal:3") not in causes_of(facts, ON, AT), "not yet a tenth"
    assert [one.kind for one in tellings(facts, ON, AT)] == ["overdue"]
    facts.away = [Away(8, ON, ON + DAY, cover_id=7), Away(7, ON, ON + DAY, cover_id=8)]
    facts.colleagues.append(
        Colleague(7, None, is_here=True, may_sign_in=True, zone="Europe/Berlin", region="EMEA")
    )
    facts.risks = [(3, "will_renew"), (3, "will_churn"), (2, "will_churn")]
    found = causes_of(facts, ON, AT)
    assert ("owner_absent", "renewal:4") in found, "they stand in for one another"
    assert {one for one in found if one[0] == "risk_fell"} == {("risk_fell", "risk:3")}
    facts.away[1:] = []
    facts.colleagues[1] = replace(facts.colleagues[1], is_here=False)
    assert ("owner_absent", "renewal:4") in causes_of(facts, ON, AT), "who left stands in no more"
    facts.colleagues[1] = replace(facts.colleagues[1], is_here=True)
    facts.risks.append((3, "will_contract"))
    found = causes_of(facts, ON, AT)
    assert not {one for one in found if one[0] in {"risk_fell", "owner_absent"}}
    facts.said = [Said(6, "approve", AT)]
    assert list(tellings(facts, ON, AT)) == []
