"""The pure rules of renewals, as worked tables; no database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel.errors import InvalidInput
from tenure.renewals.models import Check, NextAction, Outcome
from tenure.renewals.rules.assignment import Manager, Ownerless, assign
from tenure.renewals.rules.dates import anniversaries, quote_window, t_minus
from tenure.renewals.rules.next_action import Plan, QuoteFact, RenewalFacts, plan
from tenure.renewals.rules.outcome import Moved, decide
from tenure.renewals.rules.priority import checked_snooze
from tenure.renewals.rules.quality import BLOCKING, TEXTS
from tenure.renewals.rules.stakes import head_start
from tenure.renewals.rules.waiting import WAITS_ON, WHY, Mark, Waiting, WaitingFacts, waiting

RENEWAL = date(2027, 3, 31)
QUOTED = QuoteFact(date(2026, 12, 2), 1)


def facts(**changes: object) -> RenewalFacts:
    given = {
        "renewal_on": RENEWAL, "notice_on": None, "renewal_type": "manual", "currency": "USD",
        "atr_minor": 100_00, "contract_revision": 1, "has_owner": True,
    }  # fmt: skip
    return RenewalFacts(**(given | changes))  # type: ignore[arg-type]


AUTO = {"renewal_type": "auto", "notice_on": date(2027, 2, 28)}  # 30 days before 30 March
ENDED = QuoteFact(date(2026, 12, 2), 1, "withdrawn")
OUT = Waiting("customer", "offer", date(2026, 12, 3), date(2026, 12, 17))
ASKED = Waiting("me", "question", date(2026, 12, 4))
MARKED = Waiting("legal", "marked", date(2026, 12, 4), date(2026, 12, 20))
TABLE = [
    # case, changes, on, action, act_on
    ("before the window", {}, "2026-11-01", "prepare", "2026-12-01"),
    ("in the window, unquoted", {}, "2026-12-31", "prepare", "2026-12-01"),
    ("past T-90, unquoted", {}, "2027-01-01", "make_quote", "2026-12-31"),
    ("quoted", {"quote": QUOTED}, "2026-12-03", "send_quote", "2026-12-31"),
    ("quoted, past T-90", {"quote": QUOTED}, "2027-02-01", "send_quote", "2026-12-31"),
    ("stale", {"quote": QUOTED, "contract_revision": 2}, "2026-12-05", "refresh_quote",
     "2026-12-31"),
    ("withdrawn", {"quote": ENDED}, "2026-12-05", "remake_quote", "2026-12-31"),
    ("withdrawn and stale", {"quote": ENDED, "contract_revision": 2}, "2026-12-05",
     "refresh_quote", "2026-12-31"),
    ("out", {"quote": QUOTED, "waiting": OUT}, "2026-12-05", "follow_up", "2026-12-17"),
    ("out, contract changed", {"quote": QUOTED, "waiting": OUT, "contract_revision": 2},
     "2026-12-05", "refresh_quote", "2026-12-31"),
    ("asked", {"quote": QUOTED, "waiting": ASKED}, "2026-12-05", "answer", "2026-12-05"),
    ("asked, notice near", AUTO | {"waiting": ASKED}, "2027-02-20", "answer", "2026-12-05"),
    ("waits by hand", {"quote": QUOTED, "waiting": MARKED}, "2026-12-05", "send_quote",
     "2026-12-31"),
    ("due today", {"quote": QUOTED}, "2027-03-30", "send_quote", "2026-12-31"),
    ("past due", {"quote": QUOTED}, "2027-03-31", "close", "2027-03-30"),
    ("nobody's", {"has_owner": False}, "2026-12-05", "assign_owner", "2026-12-01"),
    ("nobody's, past due", {"has_owner": False}, "2027-04-05", "assign_owner", "2026-12-01"),
    ("blocked", {"blocked_by": ("partner missing",)}, "2026-12-05", "fix_data", "2026-12-01"),
    ("blocked, past due", {"blocked_by": ("x",)}, "2027-04-05", "close", "2027-03-30"),
    ("auto, notice far", AUTO, "2026-12-05", "prepare", "2026-12-01"),
    ("auto, notice near", AUTO, "2027-01-29", "decide_notice", "2027-02-14"),
    ("auto, last day of notice", AUTO, "2027-02-28", "decide_notice", "2027-02-14"),
    ("auto, notice passed", AUTO | {"quote": QUOTED}, "2027-03-01", "send_quote", "2026-12-31"),
    ("auto, long notice", AUTO | {"notice_on": date(2026, 12, 30)}, "2026-11-01",
     "decide_notice", "2026-12-16"),
    ("evergreen", {"renewal_type": "evergreen"}, "2026-12-05", "review_evergreen", "2027-03-01"),
    ("evergreen, anniversary past", {"renewal_type": "evergreen"}, "2027-05-05",
     "review_evergreen", "2027-03-01"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "changes", "on", "action", "act_on"), TABLE)
def test_next_action(
    case: str, changes: dict[str, object], on: str, action: str, act_on: str
) -> None:
    found = plan(facts(**changes), date.fromisoformat(on))
    assert (found.action, found.act_on.isoformat()) == (action, act_on)
    assert action in NextAction.values
    assert found.reason


def test_money_at_stake_brings_the_deadline_forward_and_says_so() -> None:
    found = plan(facts(atr_minor=84_000_00, **AUTO), date(2027, 2, 1))
    assert found == Plan(
        "decide_notice",
        date(2027, 2, 4),
        "Notice date 28 Feb 2027; 84,000 USD at stake: 10 days earlier",
    )


@pytest.mark.parametrize(
    ("minor", "currency", "days"),
    [
        (9_999_99, "EUR", 0),
        (10_000_00, "EUR", 5),
        (1_000_000_00, "EUR", 21),
        (1_000_000, "JPY", 5),
        (10_000_000, "BHD", 5),
        (-5_00, "EUR", 0),
    ],
)
def test_head_start(minor: int, currency: str, days: int) -> None:
    assert head_start(minor, currency) == days


@given(
    st.dates(date(2026, 9, 1), date(2027, 6, 1)),
    st.sampled_from(["manual", "auto", "evergreen"]),
    st.booleans(),
    st.booleans(),
)
def test_act_on_depends_on_the_action_only(
    on: date, renewal_type: str, is_quoted: bool, has_owner: bool
) -> None:
    changed = facts(
        renewal_type=renewal_type, has_owner=has_owner, notice_on=date(2027, 2, 28),
        quote=QUOTED if is_quoted else None,
    )  # fmt: skip
    found = plan(changed, on)
    for later in range(1, 40):
        again = plan(changed, on + timedelta(days=later))
        if again.action == found.action:
            assert again == found


def test_window_and_its_slack() -> None:
    on = date(2026, 12, 1)
    assert quote_window(on) == (date(2027, 3, 1), date(2027, 3, 31))
    yesterday = on - timedelta(days=1)
    assert quote_window(on, previous=yesterday) == quote_window(on)
    assert quote_window(on, previous=on - timedelta(days=40))[0] == date(2027, 2, 19)
    assert t_minus(RENEWAL, 120) == on


def test_anniversaries_by_year() -> None:
    slices = [
        (d.year, d.first, d.last) for d in anniversaries(date(2026, 11, 20), date(2027, 3, 1))
    ]
    assert slices == [(2026, 1120, 1231), (2027, 101, 229)]
    assert list(anniversaries(date(2027, 1, 1), date(2027, 1, 1))) == []


def managers() -> list[Manager]:
    return [
        Manager(1, "ann", "EMEA", 4), Manager(2, "bob", "EMEA", 2, cleared=True),
        Manager(3, "cho", "APAC", 0),
    ]  # fmt: skip


def test_assignment_is_even_and_explained() -> None:
    renewals = [Ownerless(n, "EMEA") for n in range(6)]
    found = assign(renewals, managers())
    assert [a.staff_id for a in found] == [2, 2, 1, 2, 1, 2]
    assert found[0].why == "fewest open renewals in EMEA: 2"
    assert assign(renewals, managers()) == found


@pytest.mark.parametrize(
    ("renewal", "staff_id", "why"),
    [
        (Ownerless(1, "AMER"), 3, "fewest open renewals of all regions: 0"),
        (Ownerless(1, "APAC", export_controlled=True), 2,
         "fewest open renewals of all regions (cleared): 2"),
        (Ownerless(1, "APAC", contract_owner_id=9), 9, "owner of the contract"),
    ],
)  # fmt: skip
def test_assignment_of_special_cases(renewal: Ownerless, staff_id: int, why: str) -> None:
    [found] = assign([renewal], managers())
    assert (found.staff_id, found.why) == (staff_id, why)


def test_nobody_to_assign_to() -> None:
    assert assign([Ownerless(1, "EMEA")], []) == []
    assert assign([Ownerless(1, "APAC", export_controlled=True)], managers()[2:]) == []


@given(st.lists(st.sampled_from(["EMEA", "APAC", ""]), max_size=60))
def test_nobody_gets_two_more_than_another_of_the_region(regions: list[str]) -> None:
    team = [Manager(n, f"m{n}", "EMEA", 0) for n in range(3)]
    found = assign([Ownerless(n, "EMEA") for n, _ in enumerate(regions)], team)
    loads = [sum(a.staff_id == m.staff_id for a in found) for m in team]
    assert max(loads) - min(loads) <= 1
    assert sum(loads) == len(regions)


MOVED = {
    "due_on": date(2027, 3, 30), "atr_minor": 100, "kept_minor": 100, "is_ended": False,
    "is_moved_away": False,
    "end_reason": "", "is_renewal_order": True, "number": 2, "booked_on": date(2027, 3, 1),
    "end_on": date(2028, 3, 31),
}  # fmt: skip


@pytest.mark.parametrize(
    ("case", "changes", "kind", "final"),
    [
        ("kept", {}, "renewed", 100),
        ("more", {"kept_minor": 120}, "renewed", 120),
        ("less", {"kept_minor": 99}, "partially_renewed", 99),
        ("nothing", {"kept_minor": 0}, "churned", 0),
        ("nothing of nothing", {"kept_minor": 0, "atr_minor": 0}, "renewed", 0),
        ("on the due date", {"booked_on": date(2027, 3, 30)}, "renewed", 100),
        ("late", {"booked_on": date(2027, 3, 31)}, "renewed_late", 100),
        ("ended", {"is_ended": True}, "churned", 0),
        ("all elsewhere", {"is_ended": True, "is_moved_away": True}, "merged", None),
        ("moved", {"is_renewal_order": False}, "merged", None),
    ],
)
def test_outcome(case: str, changes: dict[str, object], kind: str, final: int | None) -> None:
    found = decide(Moved(**(MOVED | changes)))  # type: ignore[arg-type]
    assert (found.kind, found.final_minor) == (kind, final)
    assert found.closed_on == (MOVED | changes)["booked_on"]
    assert found.kind in Outcome.Kind.values


NOON = datetime(2026, 12, 10, 12, tzinfo=UTC)
DAY = date(2026, 12, 10)
EARLIER, LATER = (
    Mark("legal", DAY, NOON + timedelta(hours=hours), date(2026, 12, 20)) for hours in (-1, 1)
)
OFFER = {"offer_on": DAY, "changed_at": NOON}


@pytest.mark.parametrize(
    ("case", "happened", "on_whom", "why"),
    [
        ("nothing", {}, None, None),
        ("offer out", OFFER, "customer", "offer"),
        ("with the partner", OFFER | {"to_partner": True}, "partner", "offer"),
        ("approval open", {"approval_on": DAY}, "approval", "approval"),
        ("approval before offer", OFFER | {"approval_on": DAY}, "approval", "approval"),
        ("asked", OFFER | {"question_on": DAY}, "me", "question"),
        ("declined", OFFER | {"declined_on": DAY}, "me", "declined"),
        ("rejected", {"rejected_on": DAY, "approval_on": DAY}, "me", "rejected"),
        ("accepted", OFFER | {"accepted_on": DAY}, "billing", "accepted"),
        ("not booked", {"accepted_on": DAY, "refused_on": DAY}, "me", "refused"),
        ("marked later", OFFER | {"mark": LATER}, "legal", "marked"),
        ("marked before", OFFER | {"mark": EARLIER}, "customer", "offer"),
        ("mark taken back", OFFER | {"mark": Mark("", DAY, LATER.marked_at, None)}, "customer",
         "offer"),
        ("marked, nothing known", {"mark": EARLIER}, "legal", "marked"),
    ],
)  # fmt: skip
def test_waiting(case: str, happened: dict[str, Any], on_whom: str | None, why: str) -> None:
    found = waiting(WaitingFacts(RENEWAL, **happened))
    assert (found and found.on_whom, found and found.why) == (on_whom, why)
    assert found is None or (found.on_whom in WAITS_ON and found.why in WHY)


@pytest.mark.parametrize(
    ("until", "notice_on", "refused"),
    [
        ("2027-01-16", None, ""),
        ("2027-01-15", None, "still to come"),
        ("2027-03-23", None, ""),
        ("2027-03-24", None, "until 23 Mar 2027"),
        ("2027-02-14", "2027-02-28", ""),
        ("2027-02-15", "2027-02-28", "until 14 Feb 2027"),
        ("2027-02-15", "2027-01-14", ""),
        ("2027-01-16", "2027-01-20", "too near"),
    ],
)
def test_nobody_sleeps_through_a_notice_or_due_date(
    until: str, notice_on: str | None, refused: str
) -> None:
    notice = date.fromisoformat(notice_on) if notice_on else None

    def asked() -> date:
        day = date.fromisoformat(until)
        return checked_snooze(day, date(2027, 3, 30), notice, date(2027, 1, 15))

    if not refused:
        assert asked().isoformat() == until
        return
    with pytest.raises(InvalidInput, match=refused):
        asked()


def test_every_check_has_its_text() -> None:
    assert set(TEXTS) == set(Check.values)
    assert set(BLOCKING) <= set(TEXTS)
