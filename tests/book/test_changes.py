"""Each change as a table: what is asked, what it makes of the lots, and how nonsense is refused.

The contract: 2026, lot 1 of 10 at 100.00, lot 2 of 5 that ends in September, lot 3 a ramp (10, 20
from July), lot 4 a charge paid once.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tenure.book.models import Contract
from tenure.book.rules.changes import (
    AddLine,
    Bridge,
    Change,
    ChangeQuantity,
    ChangeRefused,
    CoTerminate,
    ExtendTerm,
    MoveIn,
    MoveOut,
    Offer,
    RampStep,
    RemoveLine,
    Renew,
    RenewedLot,
    Reprice,
    Reset,
    Resume,
    SetFacts,
    Suspend,
    SwapProduct,
    TakeOver,
    Terminate,
    Timing,
    renewal_as_agreed,
    reversing,
    termination_date,
)
from tenure.book.rules.day_counts import Mode
from tenure.book.rules.effect import effect_of, planned
from tenure.book.rules.facts import Action, BookedOrder, ContractState, Segment
from tenure.book.rules.fold import apply, fold
from tenure.book.rules.ledger import arr_on, available_to_renew, movements, steps
from tenure.book.rules.worth import first_year_worth, part_worth, segment_worth, term_worth
from tenure.kernel.errors import InvalidInput
from tests.book.builders import day, order, raised_by, segment

A, B = "2026-01-01", "2027-01-01"
MAY, JULY, SEP, DEC = (day(f"2026-{month:02}-01") for month in (5, 7, 9, 12))
NEXT = day("2028-01-01")
TERMS = {"start_on": A, "end_on": B, "first_start_on": A, "renewal_type": "auto"}
NEW = order(
    1,
    "new",
    Action("add", segment(A, B)),
    Action("add", segment(A, "2026-09-01", lot=2, quantity=5)),
    Action("add", segment(A, "2026-07-01", lot=3)),
    Action("add", segment("2026-07-01", B, lot=3, quantity=20)),
    Action("add", segment(A, B, lot=4, quantity=1, recurring=False)),
    **TERMS,
)
STATE = fold([NEW])
OFFER = Offer("NEXT", 100_000, 1_200_000, "EUR")
Lots = Mapping[int, list[str]]


def after(*changes: Change, state: ContractState = STATE) -> ContractState:
    for change in changes:
        state = apply(state, planned(state, [change], booked_on=day(A)))
    return state


def told(state: ContractState, lot: int) -> list[str]:
    """Return a lot's pieces as "0101-0701 10 x 100", suspended ones with a !."""
    return [
        f"{short(s.period.start)}-{short(s.period.end)} {s.quantity_e4 // 10_000} x "
        f"{s.unit_price_e4 // 10_000}{'!' if s.suspended else ''}"
        for s in state.lots.get(lot, ())
    ]


def short(value: object) -> str:
    return "" if value is None else str(value)[2:].replace("-", "")


@pytest.mark.parametrize(
    ("change", "lots"),
    [
        (AddLine(MAY, OFFER), {5: ["260501-270101 10 x 120"]}),
        (AddLine(MAY, OFFER, until=JULY), {5: ["260501-260701 10 x 120"]}),
        (
            AddLine(MAY, OFFER, ramp=(RampStep(JULY, 150_000, 1_100_000),)),
            {5: ["260501-260701 10 x 120", "260701-270101 15 x 110"]},
        ),
        (
            ChangeQuantity(MAY, 1, to_e4=150_000),
            {1: ["260101-260501 10 x 100", "260501-270101 15 x 100"]},
        ),
        (
            ChangeQuantity(MAY, 3, by_e4=-50_000),
            {3: ["260101-260501 10 x 100", "260501-260701 5 x 100", "260701-270101 15 x 100"]},
        ),
        (
            ChangeQuantity(MAY, 1, to_e4=150_000, until=SEP),
            {1: ["260101-260501 10 x 100", "260501-260901 15 x 100", "260901-270101 10 x 100"]},
        ),
        (
            Reprice(JULY, 3, raised=raised_by(1_000)),
            {3: ["260101-260701 10 x 100", "260701-270101 20 x 110"]},
        ),
        (
            Reprice(DEC, 1, unit_price_e4=0),
            {1: ["260101-261201 10 x 100", "261201-270101 10 x 0"]},
        ),
        (RemoveLine(JULY, 1), {1: ["260101-260701 10 x 100"]}),
        (RemoveLine(day(A), 2), {2: []}),
        (
            SwapProduct(JULY, 1, OFFER),
            {1: ["260101-260701 10 x 100"], 5: ["260701-270101 10 x 120"]},
        ),
        (Terminate(JULY, "lost"), {1: ["260101-260701 10 x 100"], 3: ["260101-260701 10 x 100"]}),
        (Terminate(JULY, "lost", (1,)), {1: ["260101-260701 10 x 100"]}),
        (
            Suspend(MAY, SEP, (1,)),
            {1: ["260101-260501 10 x 100", "260501-260901 10 x 100!", "260901-270101 10 x 100"]},
        ),
        (
            Suspend(MAY),
            {
                1: ["260101-260501 10 x 100", "260501-270101 10 x 100!"],
                2: ["260101-260501 5 x 100", "260501-260901 5 x 100!"],
            },
        ),
        (
            Renew(day(B), NEXT),
            {
                1: ["260101-270101 10 x 100", "270101-280101 10 x 100"],
                2: ["260101-260901 5 x 100"],
                3: ["260101-260701 10 x 100", "260701-270101 20 x 100", "270101-280101 20 x 100"],
                4: ["260101-270101 1 x 100"],
            },
        ),
        (
            Renew(day("2027-02-01"), None, (RenewedLot(1, 70_000, 900_000),)),
            {1: ["260101-270101 10 x 100", "270201- 7 x 90"], 3: told(STATE, 3)},
        ),
        (
            Reset(JULY, day("2027-07-01")),
            {
                1: ["260101-260701 10 x 100", "260701-270701 10 x 100"],
                3: ["260101-260701 10 x 100", "260701-270701 20 x 100"],
                4: ["260101-270101 1 x 100"],
            },
        ),
        (ExtendTerm(day("2027-03-01")), {1: ["260101-270101 10 x 100", "270101-270301 10 x 100"]}),
        (Bridge(day("2027-03-01")), {2: ["260101-260901 5 x 100"]}),
        (
            CoTerminate(DEC),
            {1: ["260101-261201 10 x 100"], 2: ["260101-260901 5 x 100"]},
        ),
        (
            CoTerminate(DEC, (2,)),
            {2: ["260101-260901 5 x 100", "260901-261201 5 x 100"]},
        ),
        (SetFacts(MAY, {"billing_months": 3}), {1: told(STATE, 1), 3: told(STATE, 3)}),
        (TakeOver(MAY, {"reseller_id": 7}), {1: told(STATE, 1)}),
        (MoveOut(JULY, "split", (1,)), {1: ["260101-260701 10 x 100"], 3: told(STATE, 3)}),
        (
            MoveIn(JULY, "merge", (segment("2026-07-01", "2026-10-01", lot=9),), "K9", day(B)),
            {5: ["260701-270101 10 x 100"]},
        ),
        (
            MoveIn(JULY, "merge", (segment("2026-07-01", B, lot=9),), "K9", DEC),
            {5: ["260701-261201 10 x 100"], 1: ["260101-261201 10 x 100"]},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_change_makes_of_the_lots(change: Change, lots: Lots) -> None:
    state = after(change)
    assert {lot: told(state, lot) for lot in lots} == lots


@pytest.mark.parametrize(
    ("change", "terms"),
    [
        (Terminate(JULY, "lost"), {"ended_on": JULY, "end_reason": "lost"}),
        (Terminate(JULY, "lost", (1,)), {}),
        (ExtendTerm(day("2027-03-01")), {"end_on": day("2027-03-01"), "term_months": None}),
        (CoTerminate(DEC), {"end_on": DEC, "term_months": None}),
        (SetFacts(MAY, {"notice_days": 60}), {"notice_days": 60}),
        (MoveOut(JULY, "merge"), {"ended_on": JULY, "end_reason": "merged"}),
        (MoveOut(JULY, "transfer", (1,)), {}),
        (
            Renew(day(B), None),
            {"start_on": day(B), "end_on": None, "term_months": None, "ended_on": None,
             "end_reason": "", "renewal_type": "evergreen"},
        ),
        (
            Reset(JULY, day("2027-07-01"), facts={"uplift_bp": 300}),
            {"start_on": JULY, "end_on": day("2027-07-01"), "term_months": 12, "ended_on": None,
             "end_reason": "", "uplift_bp": 300},
        ),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_which_facts_a_change_sets(change: Change, terms: dict[str, object]) -> None:
    assert dict(change.plan(STATE).terms) == terms


ENDED = after(Terminate(JULY, "lost"))
EVERGREEN = fold([
    order(1, "new", Action("add", segment(A, None)), start_on=A, end_on=None, first_start_on=A,
          renewal_type="evergreen"),
])  # fmt: skip
INDEXED = after(SetFacts(MAY, {"index_code": "HICP-EA", "index_lag_months": 6}))
MOVED = after(MoveOut(JULY, "transfer", (1,)))


@pytest.mark.parametrize(
    ("change", "message", "state"),
    [
        (AddLine(day("2025-12-31"), OFFER), "31 Dec 2025 is before the contract began", STATE),
        (AddLine(MAY, OFFER, until=MAY), "begin after the term's last day", STATE),
        (AddLine(MAY, OFFER, ramp=(RampStep(MAY, 1, 1),)), "follow one another", STATE),
        (AddLine(MAY, OFFER, ramp=(RampStep(NEXT, 1, 1),)), "begins after its end", STATE),
        (AddLine(MAY, Offer("X", -1, 1, "EUR")), "quantity must not be negative", STATE),
        (AddLine(MAY, Offer("X", 1, 1, "EUR", price_months=0)), "pays at least one month", STATE),
        (AddLine(SEP, OFFER), "The contract ended on 1 Jul 2026: nothing of it can", ENDED),
        (ChangeQuantity(MAY, 1), "Say either the new quantity or by how much", STATE),
        (ChangeQuantity(MAY, 1, to_e4=1, by_e4=1), "Say either the new quantity or by", STATE),
        (ChangeQuantity(MAY, 1, to_e4=0), "left with nothing from 1 May 2026: remove it", STATE),
        (ChangeQuantity(MAY, 3, by_e4=-100_000), "left with nothing from 1 May 2026", STATE),
        (ChangeQuantity(MAY, 1, to_e4=100_000), "Lot 1 is already as it should be", STATE),
        (ChangeQuantity(MAY, 7, to_e4=1), "The contract has no lot 7", STATE),
        (ChangeQuantity(DEC, 2, to_e4=1), "its last day is 31 Aug 2026. It has ended", STATE),
        (ChangeQuantity(MAY, 1, to_e4=1, until=MAY), "would end on 2026-05-01, before", STATE),
        (Reprice(MAY, 1), "Say either the new price or the rate", STATE),
        (Reprice(MAY, 1, unit_price_e4=-1), "unit price must not be negative", STATE),
        (Reprice(MAY, 1, raised=raised_by(-10_001)), "unit price must not be negative", STATE),
        (RemoveLine(DEC, 2), "there is nothing of lot 2", STATE),
        (RemoveLine(MAY, 1), "Lot 1 went to another contract on 1 Jul 2026: undo that", MOVED),
        (SwapProduct(DEC, 2, OFFER), "there is nothing of lot 2", STATE),
        (SwapProduct(MAY, 1, OFFER), "Lot 1 went to another contract on 1 Jul 2026", MOVED),
        (Terminate(day("2025-12-31"), "lost"), "cannot end before it began", STATE),
        (Terminate(JULY, "lost"), "has ended on 1 Jul 2026 already", ENDED),
        (Terminate(MAY, "lost", (7,)), "The contract has no lot 7", STATE),
        (Suspend(DEC, lots=(2,)), "there is nothing of lot 2", STATE),
        (Suspend(MAY, until=MAY), "would end on 2026-05-01, before it begins", STATE),
        (Suspend(MAY), "suspended already", after(Suspend(MAY))),
        (Resume(MAY), "Nothing is suspended on or after 1 May 2026", STATE),
        (Renew(DEC, NEXT), "before the current one ends: book a contract reset", STATE),
        (Renew(day(B), day(B)), "must end after it starts", STATE),
        (Renew(day(B), NEXT, (RenewedLot(7),)), "no lot 7", STATE),
        (Renew(day(B), NEXT, facts={"currency": "USD"}), "cannot set currency", STATE),
        (Renew(day(B), None, facts={"renewal_type": "auto"}), "without an end is ever", STATE),
        (Renew(day(B), NEXT), "There is nothing to renew", ENDED),
        (Renew(day(B), NEXT, (RenewedLot(1),)), "Lot 1 went to another contract", MOVED),
        (Reset(day(B), NEXT), "starts inside the running term", STATE),
        (Reset(day(A), NEXT), "starts inside the running term", STATE),
        (Reset(MAY, NEXT), "Lot 1 went to another contract on 1 Jul 2026: the new", MOVED),
        (Reset(MAY, NEXT), "starts inside the running term", ENDED),
        (ExtendTerm(day(B)), "ends after the current term; co-terminate to shorten", STATE),
        (ExtendTerm(day(B)), "The contract is open: it has no end to move", EVERGREEN),
        (ExtendTerm(NEXT), "The contract ended on 1 Jul 2026", ENDED),
        (Bridge(NEXT), "shorter than 12 months", STATE),
        (CoTerminate(day(A)), "must be after the term's start", STATE),
        (CoTerminate(MAY), "Lot 3 begins a step on 1 Jul 2026, after the common end", STATE),
        (CoTerminate(DEC, (7,)), "The contract has no lot 7", STATE),
        (CoTerminate(JULY), "Lot 1 went to another contract on 1 Jul 2026: the common", MOVED),
        (CoTerminate(DEC, (1,)), "Lot 1 went to another contract: change it there", MOVED),
        (CoTerminate(DEC), "there is nothing to co-terminate", ENDED),
        (CoTerminate(day(B)), "Everything ends on 1 Jan 2027 already", STATE),
        (SetFacts(MAY, {}), "Say which fact changes", STATE),
        (SetFacts(MAY, {"currency": "USD"}), "This order cannot set currency", STATE),
        (SetFacts(MAY, {"renewal_type": "never"}), "renewal_type is one of manual, auto", STATE),
        (SetFacts(MAY, {"notice_days": -1}), "notice_days is a whole number of 0 or more", STATE),
        (SetFacts(MAY, {"notice_days": None}), "notice_days is a whole number of 0", STATE),
        (SetFacts(MAY, {"billing_months": 0}), "billing_months is a whole number of 1", STATE),
        (SetFacts(MAY, {"renewal_type": "manual"}), "An open contract is evergreen", EVERGREEN),
        (SetFacts(MAY, {"escalator_bp": 100_001}), "a rate from -100 % to 1,000 %", STATE),
        (SetFacts(MAY, {"escalator_bp": True}), "escalator_bp is a rate", STATE),
        (SetFacts(MAY, {"index_code": "HICP-EA"}), "index_lag_months does not fit", STATE),
        (SetFacts(MAY, {"index_floor_bp": 100}), "there is none", STATE),
        (SetFacts(MAY, {"index_code": ""}), "index_lag_months does not fit", INDEXED),
        (Renew(day(B), NEXT, facts={"index_lag_months": None}), "how many months", INDEXED),
        (TakeOver(MAY, {"notice_days": 1}), "This order cannot set notice_days", STATE),
        (MoveOut(day(B), "merge"), "nothing left to move on that day", STATE),
        (MoveOut(MAY, "merge"), "Lot 1 went to another contract on 1 Jul 2026", MOVED),
        (MoveIn(SEP, "merge", (segment(A, B),), "K9"), "nothing of it can change", ENDED),
        (MoveIn(day(B), "merge", (segment(B, "2028-01-01"),), "K9"), "the term ends before", STATE),
        (MoveIn(MAY, "merge", (), "K9"), "Nothing of the other contract is left", STATE),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value[:30],
)
def test_what_is_refused_and_in_which_words(
    change: Change, message: str, state: ContractState
) -> None:
    with pytest.raises(InvalidInput, match=message):
        planned(state, [change], booked_on=day(A))


def test_changes_of_two_kinds_are_two_orders() -> None:
    with pytest.raises(ChangeRefused, match="orders of their own"):
        planned(STATE, [Suspend(MAY), RemoveLine(MAY, 1)], booked_on=day(A))
    with pytest.raises(ChangeRefused, match="Say what changes"):
        planned(STATE, [], booked_on=day(A))


def test_changes_of_one_order_build_on_one_another() -> None:
    wanted = [ChangeQuantity(MAY, 1, to_e4=150_000), Reprice(JULY, 1, raised=raised_by(1_000))]
    state = apply(STATE, planned(STATE, wanted, booked_on=day(A)))
    assert told(state, 1) == [
        "260101-260501 10 x 100", "260501-260701 15 x 100", "260701-270101 15 x 110",
    ]  # fmt: skip
    assert state.revision == 2


def test_resume_takes_up_what_was_changed_meanwhile() -> None:
    state = after(Suspend(MAY), Reprice(JULY, 1, raised=raised_by(1_000)), Resume(SEP))
    assert told(state, 1) == [
        "260101-260501 10 x 100", "260501-260701 10 x 100!", "260701-260901 10 x 110!",
        "260901-270101 10 x 110",
    ]  # fmt: skip


def test_a_renewal_as_agreed_follows_the_clause() -> None:
    assert renewal_as_agreed(STATE) == Renew(day(B), NEXT)
    once = after(SetFacts(MAY, {"renewal_type": "once", "renewal_term_months": 1}))
    assert renewal_as_agreed(once) == Renew(
        day(B), day("2027-02-01"), facts={"renewal_type": "manual"}
    )
    for state in (EVERGREEN, ENDED, after(SetFacts(MAY, {"renewal_type": "manual"}))):
        with pytest.raises(ChangeRefused):
            renewal_as_agreed(state)


@pytest.mark.parametrize(
    ("timing", "given", "ends", "state"),
    [
        (Timing.IMMEDIATE, JULY, "2026-07-01", STATE),
        (Timing.AT_END, JULY, B, STATE),
        (Timing.AT_NOTICE, JULY, "2026-07-02", STATE),
        (Timing.AT_NOTICE, JULY, "2026-08-01", after(SetFacts(MAY, {"notice_days": 30}))),
        (Timing.AT_END, JULY, "2026-07-02", EVERGREEN),
    ],
)
def test_termination_date(timing: Timing, given: object, ends: str, state: ContractState) -> None:
    assert termination_date(state, timing, given_on=JULY) == day(ends), given
    with pytest.raises(ChangeRefused, match="book it as immediate"):
        termination_date(STATE, Timing.AT_END, given_on=day("2027-02-01"))


def test_what_has_no_revenue_is_not_handed_over_by_a_move() -> None:
    """A suspended lot churned when it was suspended; moving it must not make that a transfer."""
    paused = after(Suspend(MAY, lots=(1,)))
    left = after(MoveOut(JULY, "merge", (1,)), state=paused)
    assert steps(left) == steps(paused)
    pieces = (segment("2026-07-01", "2026-10-01", lot=9, suspended=True),
              segment("2026-10-01", B, lot=9))  # fmt: skip
    came = after(MoveIn(JULY, "merge", pieces, "K9"))
    assert [(s.kind, str(s.effective_on)) for s in movements(STATE, came)] == [
        ("expansion", "2026-10-01")
    ]


def test_a_reset_before_a_booked_swap_takes_the_old_product() -> None:
    state = after(SwapProduct(SEP, 1, OFFER), Reset(JULY, day("2027-07-01")))
    assert told(state, 1)[-1] == "260701-270701 10 x 100"
    assert 5 not in state.lots


def test_a_one_time_charge_is_not_charged_again() -> None:
    before = term_worth(STATE).minor
    paused = after(Suspend(MAY, SEP, (4,)))
    assert term_worth(paused).minor == before
    longer = planned(STATE, [ExtendTerm(day("2027-02-01"))], booked_on=day(A))
    found = [line for line in effect_of(STATE, longer).lines if line.segment.lot == 4]
    assert [line.value.minor for line in found if line.value] == [0]
    removed = planned(STATE, [RemoveLine(day(A), 4)], booked_on=day(A))
    money = effect_of(STATE, removed).money("EUR")
    assert money is not None
    assert money[2].minor == -10_000


def test_days_inside_an_open_line_are_priced_by_themselves() -> None:
    cheaper = planned(
        EVERGREEN, [Reprice(MAY, 1, unit_price_e4=600_000, until=JULY)], booked_on=day(A)
    )
    money = effect_of(EVERGREEN, cheaper).money("EUR")
    assert money is not None
    assert [part.minor for part in money] == [-16_667, 10_000, -6_667]


@pytest.mark.parametrize("mode", Mode)
def test_a_line_of_one_day_is_worth_its_day_in_every_mode(mode: Mode) -> None:
    one = segment("2026-01-30", "2026-01-31", price=3100)
    found = part_worth(one, one.period, mode)
    assert (found.money.minor, found.fraction) == (segment_worth(one).minor, 1)


def test_worth_of_the_first_year_and_of_the_term() -> None:
    long = fold([
        order(1, "new", Action("add", segment(A, "2027-07-01")),
              Action("add", segment(A, "2027-07-01", lot=2, recurring=False, quantity=1)),
              start_on=A, end_on="2027-07-01"),
    ])  # fmt: skip
    assert (first_year_worth(long).minor, term_worth(long).minor) == (100_000, 160_000)
    assert segment_worth(segment(A, B, price=0)).minor == 0
    with pytest.raises(InvalidInput, match="no lines in its term"):
        term_worth(fold([order(1, "new", start_on=A, end_on=B)]))
    with pytest.raises(InvalidInput):
        term_worth(EVERGREEN)


def test_facts_that_no_order_has_said_are_the_columns_defaults() -> None:
    state = after(SetFacts(MAY, {"notice_days": 90, "renewal_type": "once", "terms_version": "2"}))
    orders = [NEW, BookedOrder(2, "amendment", MAY, MAY, (), state.terms)]
    said = {
        name: value
        for name, value in reversing.plan_reversal(orders, 2).terms.items()
        if name not in TERMS
    }
    for name, value in said.items():
        default = Contract._meta.get_field(name).get_default()
        assert value == default, name


def test_two_lots_may_have_one_successor_and_the_ledger_still_balances() -> None:
    lots = (segment(A, B), segment(A, B, lot=2))
    state = fold([order(1, "new", *(Action("add", each) for each in lots), start_on=A, end_on=B)])
    new = Segment(3, "3", "NEXT", 100_000, 2_500_000, 12, "EUR", segment("2026-07-01", B).period)
    gone = [Action("remove", segment("2026-07-01", B, lot=lot)) for lot in (1, 2)]
    swaps = [Action("swap", new, replaces=lot) for lot in (1, 2)]
    state = apply(state, order(2, "amendment", *gone, *swaps))
    found = [(s.lot, s.kind, s.amount_minor) for s in steps(state) if s.effective_on == JULY]
    assert found == [
        (1, "transfer", -100_000), (2, "transfer", -100_000), (3, "transfer", 200_000),
        (3, "expansion", 50_000),
    ]  # fmt: skip
    assert arr_on(state, JULY) == available_to_renew(state) == 250_000
