"""Where renewals go wrong elsewhere, one test for each published weak point."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist

from tenure.book.commands.moving import merge_contracts, transfer_contract
from tenure.book.commands.periods import lock_periods
from tenure.book.rules.backdating import PeriodLocked, ReasonMissing
from tenure.book.rules.changes import (
    AddLine,
    Bridge,
    ChangeQuantity,
    ChangeRefused,
    CoTerminate,
    Offer,
    RampStep,
    RemoveLine,
    Renew,
    RenewedLot,
    Reprice,
    Reset,
    Suspend,
    SwapProduct,
    TakeOver,
    renewal_as_agreed,
)
from tenure.book.rules.effect import planned
from tenure.book.rules.facts import Action, ContractState, Segment
from tenure.book.rules.fold import apply, fold
from tenure.book.rules.ledger import arr_on, available_to_renew, steps
from tenure.book.rules.worth import segment_worth
from tenure.directory.models import Customer, Partner
from tenure.foundation.commands import system_actor
from tests.book.builders import day, order, segment
from tests.book.contracts import change, move, now, opened, posted

db = pytest.mark.django_db
JULY = day("2026-07-01")


def pieces(state: ContractState, lot: int = 1) -> list[tuple[str, str | None, int, int]]:
    """Return a lot as (first day, first day after, pieces, price in major units)."""
    return [
        (str(s.period.start), s.period.end and str(s.period.end), s.quantity_e4 // 10_000,
         s.unit_price_e4 // 10_000)
        for s in state.lots[lot]
    ]  # fmt: skip


@db
def test_an_amendment_after_quoting_reaches_the_renewal() -> None:
    """A renewal quote copied from the contract misses what was amended after it was made.

    Here ATR and the pieces that a renewal starts from are read from the contract, and every order
    counts up `contract.revision`: a quote made for another revision is stale, and says so.
    """
    contract = opened()
    quoted_for = contract.revision
    change(contract, ChangeQuantity(JULY, 1, to_e4=150_000), booked="2026-06-01")
    change(contract, AddLine(JULY, Offer("NEXT", 20_000, 500_000, "EUR")), booked="2026-06-02")
    assert contract.revision == quoted_for + 2
    state = now(contract)
    assert available_to_renew(state) == 150_000 + 10_000
    renewed = apply(state, planned(state, [Renew(day("2027-01-01"), day("2028-01-01"))],
                                   booked_on=day("2026-12-01")))  # fmt: skip
    assert pieces(renewed, 1)[-1] == ("2027-01-01", "2028-01-01", 15, 100)
    assert pieces(renewed, 2)[-1] == ("2027-01-01", "2028-01-01", 2, 50)


@db
def test_a_price_changes_without_cancelling_and_replacing_the_line() -> None:
    """A new price is a zeroed line and another one; history and lot price are lost, churn appears.

    Here it is one action on the same lot: a price increase and nothing else.
    """
    contract = opened()
    change(contract, Reprice(JULY, 1, unit_price_e4=1_200_000), booked="2026-06-01")
    assert list(now(contract).lots) == [1]
    assert posted(contract) == [
        ("2026-01-01", "new", 100_000),
        ("2026-07-01", "price_increase", 20_000),
    ]


def ramp() -> ContractState:
    """Return three years at 10, 20 and 30 pieces."""
    state = ContractState()
    offer = Offer("PLAT", 100_000, 1_000_000, "EUR")
    steps = (
        RampStep(day("2027-01-01"), 200_000, 1_000_000),
        RampStep(day("2028-01-01"), 300_000, 1_000_000),
    )
    add = AddLine(day("2026-01-01"), offer, until=day("2029-01-01"), ramp=steps)
    first = planned(state, [add], booked_on=day("2026-01-01"))
    terms = {"start_on": "2026-01-01", "end_on": "2029-01-01", "first_start_on": "2026-01-01"}
    return fold([order(1, "new", *first.actions, **terms)])


def test_a_ramp_is_renewed_before_its_end() -> None:
    """A ramp renewed early keeps its later steps beside the new term, or renews its first one.

    Here the new term takes the quantity in force on its first day, and the steps that were still
    to come are gone.
    """
    state = ramp()
    reset = Reset(day("2027-07-01"), day("2029-07-01"))
    after = apply(state, planned(state, [reset], booked_on=day("2027-06-01")))
    assert pieces(after) == [
        ("2026-01-01", "2027-01-01", 10, 100),
        ("2027-01-01", "2027-07-01", 20, 100),
        ("2027-07-01", "2029-07-01", 20, 100),
    ]
    assert available_to_renew(after) == 200_000
    shorter = Reset(day("2027-07-01"), day("2028-07-01"))
    after = apply(state, planned(state, [shorter], booked_on=day("2027-06-01")))
    assert pieces(after)[-1] == ("2027-07-01", "2028-07-01", 20, 100)


def test_a_renewal_booked_long_before_the_end_leaves_the_running_term() -> None:
    """An early renewal overwrites the running term, or its ramp's last step is taken for today's.

    Here it follows the term's end at the price of the last step; amendments of the running term
    are still possible, and ARR moves only when the new term begins.
    """
    state = ramp()
    renew = Renew(day("2029-01-01"), day("2030-01-01"), (RenewedLot(1, unit_price_e4=1_100_000),))
    state = apply(state, planned(state, [renew], booked_on=day("2026-03-01")))
    assert pieces(state)[-2:] == [
        ("2028-01-01", "2029-01-01", 30, 100),
        ("2029-01-01", "2030-01-01", 30, 110),
    ]
    until = day("2027-01-01")
    more = ChangeQuantity(JULY, 1, by_e4=50_000, until=until)
    state = apply(state, planned(state, [more], booked_on=day("2026-04-01")))
    found = [(s.kind, str(s.effective_on), s.amount_minor) for s in steps(state)]
    assert found == [
        ("new", "2026-01-01", 100_000),
        ("expansion", "2026-07-01", 50_000),
        ("expansion", "2027-01-01", 50_000),
        ("expansion", "2028-01-01", 100_000),
        ("price_increase", "2029-01-01", 30_000),
    ]


@db
def test_back_dating_needs_a_reason_and_an_open_period() -> None:
    """Back-dating is either impossible (people cheat with dates) or silent (numbers move).

    Here it is booked with a reason, which is kept; without one it is refused, and once a period is
    locked nothing changes in it.
    """
    contract, untouched = opened(), opened("K9")
    by = system_actor()
    less = ChangeQuantity(day("2026-03-01"), 1, to_e4=80_000)
    with pytest.raises(ReasonMissing, match="Effective 1 Mar 2026, before it is booked on 10 Apr"):
        change(contract, less, booked="2026-04-10")
    booked = change(contract, less, booked="2026-04-10", reason="order form was late")
    assert booked.reason == "order form was late"
    lock_periods(before=day("2026-04-01"), by=by, on=day("2026-04-11"))
    with pytest.raises(PeriodLocked, match=r"before 1 Apr 2026 are locked.* ARR on 15 Mar 2026"):
        change(
            contract, ChangeQuantity(day("2026-03-15"), 1, to_e4=70_000), booked="2026-04-12",
            reason="late",
        )  # fmt: skip
    with pytest.raises(PeriodLocked, match="nothing can be booked on 31 Mar 2026"):
        change(untouched, Suspend(JULY), booked="2026-03-31")


def test_an_evergreen_contract_is_amended_in_part() -> None:
    """An evergreen subscription is changed as a whole, or has to be ended and sold anew.

    Here one lot of it changes, one ends, and the others go on without an end.
    """
    lots = [segment("2026-01-01", None, lot=lot) for lot in (1, 2, 3)]
    state = fold([
        order(1, "new", *(planned_add(each) for each in lots), start_on="2026-01-01", end_on=None,
              first_start_on="2026-01-01", renewal_type="evergreen"),
    ])  # fmt: skip
    for wanted in (ChangeQuantity(JULY, 1, to_e4=150_000), RemoveLine(JULY, 2)):
        state = apply(state, planned(state, [wanted], booked_on=day("2026-06-01")))
    assert pieces(state, 1)[-1] == ("2026-07-01", None, 15, 100)
    assert pieces(state, 2) == [("2026-01-01", "2026-07-01", 10, 100)]
    assert arr_on(state, day("2030-01-01")) == 250_000


def planned_add(each: Segment) -> Action:

    return Action("add", each)


@db
def test_two_prices_change_in_one_billing_cycle() -> None:
    """The second price change of a billing cycle overwrites the first, or is refused.

    Here each holds for its days, also when the earlier one is booked last, and on one day the
    last booked holds.
    """
    contract = opened()
    change(contract, Reprice(day("2026-07-20"), 1, unit_price_e4=1_300_000), booked="2026-07-01")
    change(
        contract,
        Reprice(day("2026-07-10"), 1, unit_price_e4=1_200_000, until=day("2026-07-20")),
        booked="2026-07-02",
    )
    assert pieces(now(contract)) == [
        ("2026-01-01", "2026-07-10", 10, 100),
        ("2026-07-10", "2026-07-20", 10, 120),
        ("2026-07-20", "2027-01-01", 10, 130),
    ]
    change(contract, Reprice(day("2026-07-20"), 1, unit_price_e4=1_250_000), booked="2026-07-03")
    assert posted(contract)[1:] == [
        ("2026-07-10", "price_increase", 20_000),
        ("2026-07-20", "price_increase", 5_000),
    ]


@pytest.mark.parametrize(
    "later",
    [
        ChangeQuantity(day("2026-05-01"), 2, to_e4=200_000),
        ChangeQuantity(day("2026-05-01"), 1, to_e4=200_000),
        Reprice(day("2026-05-01"), 1, unit_price_e4=2_000_000),
        SwapProduct(day("2026-05-01"), 1, Offer("NEXT", 100_000, 1_000_000, "EUR")),
        AddLine(day("2026-05-01"), Offer("NEXT", 100_000, 1_000_000, "EUR")),
    ],
)
def test_a_stop_is_not_undone_by_another_change(later: object) -> None:
    """A line that was stopped starts to bill again because something was changed beside it.

    Here it stays suspended through changes of another lot, of its own quantity and price, and of
    its product, until it is resumed.
    """
    state = fold([
        order(1, "new", *(planned_add(segment("2026-01-01", "2027-01-01", lot=n)) for n in (1, 2)),
              start_on="2026-01-01", end_on="2027-01-01"),
    ])  # fmt: skip
    stop = Suspend(day("2026-03-01"), day("2026-09-01"), (1,))
    for wanted in (stop, later):
        booked = planned(state, [wanted], booked_on=day("2026-03-01"))  # type: ignore[list-item]
        state = apply(state, booked)
    stopped = [s for s in state.segments_on(JULY) if s.lot == 1 or state.successors.get(1) == s.lot]
    assert [s.suspended for s in stopped] == [True]
    running = [s for s in state.segments_on(day("2026-09-01")) if s.lot == stopped[0].lot]
    assert [s.suspended for s in running] == [False]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (
            ChangeQuantity(day("2027-02-01"), 1, to_e4=200_000),
            r"On 1 Feb 2027 there is nothing of lot 1 \(PLAT\): its last day is 31 Dec 2026. Renew",
        ),
        (
            AddLine(day("2027-02-01"), Offer("NEXT", 10_000, 10_000, "EUR")),
            "begin after the term's last day. Renew or extend",
        ),
        (
            AddLine(day("2027-02-01"), Offer("NEXT", 10_000, 10_000, "EUR"), day("2027-03-01")),
            "begin after the term's last day. Renew or extend",
        ),
    ],
)
def test_an_amendment_after_the_terms_end_is_refused_or_lands_in_the_next_term(
    wanted: object, message: str
) -> None:
    """An amendment dated after the end is taken and lost: no line has those days.

    Here it is refused with what to do; once the next term is booked it changes that.
    """
    state = fold([
        order(1, "new", planned_add(segment("2026-01-01", "2027-01-01")), start_on="2026-01-01",
              end_on="2027-01-01"),
    ])  # fmt: skip
    with pytest.raises(ChangeRefused, match=message):
        planned(state, [wanted], booked_on=day("2026-11-01"))  # type: ignore[list-item]
    renew = Renew(day("2027-01-01"), day("2028-01-01"))
    state = apply(state, planned(state, [renew], booked_on=day("2026-11-01")))
    after = apply(state, planned(state, [wanted], booked_on=day("2026-11-02")))  # type: ignore[list-item]
    assert arr_on(after, day("2026-12-31")) == 100_000
    assert arr_on(after, day("2027-02-01")) > 100_000


def test_month_ends_do_not_drift_over_many_renewals() -> None:
    """31 January renews to 28 February, then 28 March, and three days a month are lost for good.

    Here months are counted from the contract's first day: three years of monthly renewals end on
    month ends, and on 31 January again.
    """
    first = order(
        1, "new", planned_add(segment("2027-01-31", "2027-02-28")), start_on="2027-01-31",
        end_on="2027-02-28", first_start_on="2027-01-31", renewal_type="auto",
        renewal_term_months=1,  # type: ignore[arg-type]
    )  # fmt: skip
    orders = [first]
    for _ in range(36):
        state = fold(orders)
        assert state.end_on is not None
        orders.append(planned(state, [renewal_as_agreed(state)], booked_on=state.end_on))
    state = fold(orders)
    ends = [s.period.end for s in state.lots[1]]
    assert ends[:4] == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)]
    assert date(2028, 2, 29) in ends
    assert ends[11::12] == [date(2028, 1, 31), date(2029, 1, 31), date(2030, 1, 31)]
    assert arr_on(state, day("2030-01-01")) == 100_000
    assert len(steps(state)) == 1


@db
def test_lineage_survives_cancel_and_replace() -> None:
    """A migrated product counts as churn of one and new business of another.

    Here the ledger shows what was carried over and the difference, and the old lot leads on.
    """
    contract = opened()
    offer = Offer("NEXT", 100_000, 1_150_000, "EUR")
    change(contract, SwapProduct(JULY, 1, offer), booked="2026-06-01")
    assert posted(contract) == [
        ("2026-01-01", "new", 100_000),
        ("2026-07-01", "expansion", 15_000),
    ]
    kinds = sorted(contract.movements.values_list("lot", "kind", "amount_minor"))
    assert kinds == [
        (1, "new", 100_000), (1, "transfer", -100_000),
        (2, "expansion", 15_000), (2, "transfer", 100_000),
    ]  # fmt: skip
    state = now(contract)
    assert state.successors == {1: 2}
    assert available_to_renew(state) == 115_000
    with pytest.raises(ChangeRefused, match="Lot 1 was replaced by lot 2"):
        change(
            contract, Renew(day("2027-01-01"), day("2028-01-01"), (RenewedLot(1),)),
            booked="2026-06-02",
        )  # fmt: skip


@db
def test_merged_contracts_end_without_churn() -> None:
    """Consolidating contracts shows churn on the old ones and new business on the one left.

    Here both sides show a merge, equal and opposite, and the others end as merged.
    """
    into, other = opened("K1"), opened("K2", segment("2026-01-01", "2026-10-01"), end="2026-10-01")
    merge_contracts(
        into_id=into.pk, from_ids=[other.pk], move=move("2026-06-01"), by=system_actor(), on=JULY
    )
    other.refresh_from_db()
    assert (other.ended_on, other.end_reason) == (day("2026-06-01"), "merged")
    assert posted(other) == [("2026-01-01", "new", 100_000), ("2026-06-01", "merge", -100_000)]
    assert posted(into) == [("2026-01-01", "new", 100_000), ("2026-06-01", "merge", 100_000)]
    assert pieces(now(into), 2) == [("2026-06-01", "2027-01-01", 10, 100)]
    assert available_to_renew(now(into)) == 200_000


@db
def test_a_transfer_to_another_customer_is_neither_churn_nor_new() -> None:
    """Selling a part of the company shows as churn here and as a new logo there."""
    contract = opened()
    other = Customer.objects.create(key="C2", name="Other")
    moved = transfer_contract(
        contract_id=contract.pk, to_customer=other, new_key="K2", move=move("2026-06-01"),
        by=system_actor(), on=JULY,
    )  # fmt: skip
    assert (moved.customer, moved.end_on) == (other, day("2027-01-01"))
    assert posted(moved) == [("2026-06-01", "transfer", 100_000)]
    assert posted(contract)[1:] == [("2026-06-01", "transfer", -100_000)]
    contract.refresh_from_db()
    assert contract.end_reason == "transferred"


@db
def test_a_transfer_to_another_partner_moves_no_revenue() -> None:
    """A mid-term takeover needs a new contract, so that ARR seems to leave and to come.

    Here the partner is a fact of the contract from a day on, and lines and ledger stay.
    """
    contract = opened(channel="reseller")
    partner = Partner.objects.create(key="P2", name="Second", kind="reseller")
    before = posted(contract)
    change(contract, TakeOver(JULY, {"reseller_id": partner.pk}), booked="2026-06-01")
    assert contract.reseller == partner
    assert posted(contract) == before
    assert contract.end_on == day("2027-01-01")
    assert contract.orders.get(number=2).kind == "transfer"


def test_a_bridge_is_not_annualised() -> None:
    """Two months of bridge, annualised, look like growth, and like churn when they are over.

    Here a bridge goes on at the same price: no movement, the same ARR, and money for its months.
    """
    state = fold([
        order(1, "new", planned_add(segment("2026-01-01", "2027-01-01")), start_on="2026-01-01",
              end_on="2027-01-01"),
    ])  # fmt: skip
    after = apply(state, planned(state, [Bridge(day("2027-03-01"))], booked_on=day("2026-12-01")))
    assert steps(after) == steps(state)
    assert available_to_renew(after) == available_to_renew(state) == 100_000
    bridge = after.lots[1][-1]
    assert segment_worth(bridge).minor == 16_667  # 1,000.00 EUR a year x 2/12
    with pytest.raises(ChangeRefused, match="shorter than 12 months"):
        planned(state, [Bridge(day("2028-01-01"))], booked_on=day("2026-12-01"))


def test_co_termination_brings_every_line_to_one_end() -> None:
    """Co-termed add-ons keep ends of their own, and the renewal asks for half of the contract."""
    state = fold([
        order(1, "new", planned_add(segment("2026-01-01", "2027-01-01")),
              planned_add(segment("2026-04-01", "2027-04-01", lot=2)),
              planned_add(segment("2026-01-01", "2026-10-01", lot=3)),
              start_on="2026-01-01", end_on="2027-01-01"),
    ])  # fmt: skip
    assert available_to_renew(state) == 100_000
    wanted = CoTerminate(day("2027-02-01"), lots=(3,))
    after = apply(state, planned(state, [wanted], booked_on=day("2026-05-01")))
    assert {lot: after.lots[lot][-1].period.end for lot in (1, 2, 3)} == dict.fromkeys(
        (1, 2, 3), day("2027-02-01")
    )
    assert available_to_renew(after) == 300_000
    assert all(step.kind in {"new"} for step in steps(after))


@db
def test_an_act_on_a_contract_that_is_not_there_changes_nothing() -> None:
    """A merge that fails half-way leaves lots in two contracts, or in none."""
    into = opened("K1")
    other = opened("K2")
    with pytest.raises(ObjectDoesNotExist):
        merge_contracts(
            into_id=into.pk, from_ids=[other.pk, 10**9], move=move("2026-06-01"),
            by=system_actor(), on=JULY,
        )  # fmt: skip
    assert now(into).revision == now(other).revision == 1
