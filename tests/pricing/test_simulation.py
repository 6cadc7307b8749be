"""What proposed policies would do: counted and added up as one contract at a time would be."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tenure.book.models import Contract, Line
from tenure.directory.models import Customer, Partner
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.kernel.period import Period
from tenure.pricing.commands import (
    PolicyConflict,
    SimulationNotFound,
    ask_simulation,
    publish_policy,
    publish_simulated,
    run_simulation,
)
from tenure.pricing.models import PolicySimulation
from tenure.pricing.queries import policies, price_rows, simulation
from tenure.pricing.queries.facts import PIECES, WantedTerm, copy_wanted, facts_of
from tenure.pricing.queries.simulation import STEPS, simulate
from tenure.pricing.rules import AnyPolicy, DiscountFacts, MarginFacts, PolicyFacts
from tenure.pricing.rules.proposals import Proposal
from tenure.pricing.rules.simulation import (
    DIMENSIONS,
    Figures,
    Simulated,
    simulated_from,
    two_quarters,
    with_proposed,
)
from tenure.pricing.tasks import simulate_asked
from tenure.quotes.rules import next_term
from tests.pricing.conftest import Book

ON = date(2026, 12, 1)
Q1, Q2 = date(2027, 1, 1), date(2027, 4, 1)
THREE = PolicyFacts("any", "uplift", 300, date(2020, 1, 1))
SMB = PolicyFacts("smb", "uplift", 500, date(2020, 1, 1), segment="smb")
SEVEN = PolicyFacts("smb-2027", "uplift", 700, date(2027, 3, 1), segment="smb")
LONGER = DiscountFacts(
    code="longer", start_on=date(2027, 1, 1), two_years_bp=500, three_years_bp=1_000,
    volume_1_from_e4=100_0000, volume_1_bp=250,
)  # fmt: skip
KEEP = MarginFacts(code="keep", start_on=date(2020, 1, 1), reseller_bp=1_500)
MORE = MarginFacts(code="more", start_on=date(2027, 2, 1), reseller_bp=2_000)


def fill(book: Book) -> None:
    """Make contracts of every slice, in and out of the window, agreed and not."""
    edge, waf = book.product("EDGE", family="edge"), book.product("WAF", family="security")
    usage = book.product("REQ", charge="usage", family="edge")
    setup = book.product("SETUP", charge="one_time")
    customers = [book.customer] + [
        Customer.objects.create(key=f"C{n}", name=f"Customer {n}", segment=segment, region=region)
        for n, (segment, region) in enumerate(
            [("smb", "AMER"), ("enterprise", "EMEA"), ("strategic", "APAC"), ("smb", "EMEA")]
        )
    ]
    reseller = Partner.objects.create(key="R", name="Harbour", kind="reseller")
    ends = [
        date(2026, 12, 31), Q1, date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 31), Q2,
        date(2027, 6, 30), date(2027, 7, 1),
    ]  # fmt: skip
    for number, end in enumerate(ends * 5):
        sold = {"channel": "reseller", "reseller": reseller} if number % 2 else {}
        contract = book.contract(
            f"C-{number}", end=end, lines=0, customer=customers[number % 5],
            currency=("EUR", "USD", "JPY")[number % 3], **sold,
            renewal_term_months=(12, 24, 36)[number % 3],
            uplift_bp=200 if number % 7 == 0 else None, uplift_cap_bp=600 if number % 4 else None,
        )  # fmt: skip
        products = [edge, waf, usage, setup][: 1 + number % 4]
        for lot, product in enumerate(products, start=1):
            quantity = str(10 * (number + lot))
            book.line(contract, lot, price=99_9900 + number, quantity=quantity, product=product)


def publish(book: Book, *given: AnyPolicy) -> None:
    for policy in given:
        publish_policy(policy=policy, name=policy.code, by=book.head, on=ON)


def run(book: Book, folder: Path, *proposed: AnyPolicy, on: date = ON) -> Simulated:
    folder.mkdir(exist_ok=True)
    return simulate(proposed, on=on, user=book.head, folder=folder)


def one_by_one(
    window: tuple[date, date], now: list[AnyPolicy], then: list[AnyPolicy]
) -> dict[tuple[str, str, date, str], dict[str, Any]]:
    """Return what a person would add up, contract after contract."""
    found: dict[tuple[str, str, date, str], dict[str, Any]] = defaultdict(
        lambda: {"contracts": set(), "touched": set(), "lines": 0, "changed": 0, "reached": 0,
                 "expiring": 0, "now": 0, "then": 0, "got_now": 0, "got_then": 0}
    )  # fmt: skip
    codes = {policy.code for policy in then} - {policy.code for policy in now}
    for contract in Contract.objects.filter(end_on__gte=window[0], end_on__lt=window[1]):
        assert contract.end_on is not None
        term = next_term(
            contract.end_on, contract.renewal_term_months, first_start_on=contract.first_start_on
        )
        rows = facts_of([WantedTerm(contract.pk, term)])
        for facts, before, after in zip(
            rows, price_rows(rows, now), price_rows(rows, then), strict=True
        ):
            line = Line.objects.get(pk=facts["line_id"] // PIECES)
            quarter = date(contract.end_on.year, 3 * ((contract.end_on.month - 1) // 3) + 1, 1)
            prices = [
                (priced.proposed_price_e4, priced.columns["partner_price_e4"])
                for priced in (before, after)
            ]
            changed = prices[0] != prices[1]
            got = {after.columns["policy_code"], after.columns["discount_code"]}
            got |= {after.columns["margin_code"]} if contract.reseller_id else set()
            received = [
                priced.proposed_minor
                if priced.columns["partner_minor"] is None
                else priced.columns["partner_minor"]
                for priced in (before, after)
            ]
            for name in ("all", *DIMENSIONS):
                value = "" if name == "all" else facts[name]
                told = found[name, value, quarter, line.currency]
                told["contracts"].add(contract.pk)
                told["touched"] |= {contract.pk} if changed else set()
                told["lines"] += 1
                told["changed"] += changed
                told["reached"] += bool(got & codes)
                told["expiring"] += before.expiring_minor
                told["now"] += before.proposed_minor
                told["then"] += after.proposed_minor
                told["got_now"] += received[0]
                told["got_then"] += received[1]
    return found


@pytest.mark.parametrize("proposed", [(SEVEN,), (MORE,), (SEVEN, LONGER, MORE)], ids=len)
def test_as_one_contract_at_a_time(
    book: Book, tmp_path: Path, proposed: tuple[AnyPolicy, ...]
) -> None:
    fill(book)
    stand: list[AnyPolicy] = [THREE, SMB, KEEP]
    publish(book, *stand)
    found = run(book, tmp_path / "work", *proposed)
    slow = one_by_one((Q1, date(2027, 7, 1)), stand, [*stand, *proposed])
    assert {(cell.dimension, cell.value, cell.quarter, cell.currency) for cell in found.cells} == (
        slow.keys()
    )
    for cell in found.cells:
        told = slow[cell.dimension, cell.value, cell.quarter, cell.currency]
        assert cell.figures == Figures(
            len(told["contracts"]), len(told["touched"]), told["lines"], told["reached"],
            told["changed"], told["expiring"], told["now"], told["then"], told["got_now"],
            told["got_then"],
        )  # fmt: skip
    assert any(cell.figures.received_difference_minor for cell in found.cells)
    assert found.quarters == (Q1, Q2)
    assert found.left_out == 0
    assert simulated_from(found.as_json()) == found


def test_the_biggest_movers_come_first_in_each_currency(book: Book, tmp_path: Path) -> None:
    fill(book)
    publish(book, THREE, SMB)
    found = run(book, tmp_path / "work", SEVEN)
    by_currency: dict[str, list[int]] = defaultdict(list)
    for mover in found.movers:
        assert mover.figures.difference_minor
        contract = Contract.objects.get(pk=mover.contract_id)
        assert (mover.renewal_on, mover.currency) == (contract.end_on, contract.currency)
        by_currency[mover.currency].append(abs(mover.figures.difference_minor))
    assert by_currency.keys() == {"EUR", "USD", "JPY"}
    for sizes in by_currency.values():
        assert sizes == sorted(sizes, reverse=True)
    touched = sum(found.total(currency).renewals_touched for currency in found.currencies)
    assert len(found.movers) == touched


def test_what_is_there_by_currency_and_value(book: Book, tmp_path: Path) -> None:
    fill(book)
    publish(book, THREE, SMB)
    found = run(book, tmp_path / "work", SEVEN)
    for currency in found.currencies:
        total = found.total(currency)
        assert total == found.total(currency, Q1) + found.total(currency, Q2)
        for dimension in DIMENSIONS:
            sums = Figures()
            for quarters in found.by_value(currency, dimension).values():
                for figures in quarters.values():
                    sums += figures
            assert (sums.lines, sums.then_minor) == (total.lines, total.then_minor)


def test_nothing_is_due(book: Book, tmp_path: Path) -> None:
    found = run(book, tmp_path / "work", SEVEN)
    assert (found.cells, found.movers, found.currencies) == ((), (), [])
    assert simulated_from(found.as_json()) == found


def test_nothing_is_left_in_the_folder_but_the_book_as_it_was(book: Book, tmp_path: Path) -> None:
    fill(book)
    publish(book, THREE)
    before = policies()
    run(book, tmp_path / "work", replace(SEVEN, start_on=Q1))
    assert policies() == before
    assert list((tmp_path / "work").iterdir()) == []


def test_only_who_may_publish_sees_what_it_would_do(book: Book, tmp_path: Path) -> None:
    manager = User.objects.create(username="alice", role=Role.RENEWALS_MANAGER)
    with pytest.raises(NotAllowed):
        simulate([SEVEN], on=ON, user=manager, folder=tmp_path)
    with pytest.raises(InvalidInput, match="no policy"):
        simulate([], on=ON, user=book.head, folder=tmp_path)


@pytest.mark.parametrize(
    ("on", "starts", "first"),
    [
        (date(2026, 12, 1), [], date(2027, 1, 1)),
        (date(2027, 1, 1), [], date(2027, 1, 1)),
        (date(2027, 1, 2), [], date(2027, 4, 1)),
        (date(2026, 12, 1), [date(2020, 1, 1)], date(2027, 1, 1)),
        (date(2026, 12, 1), [date(2027, 5, 10)], date(2027, 4, 1)),
        (date(2026, 12, 1), [date(2029, 12, 31), date(2028, 2, 29)], date(2028, 1, 1)),
    ],
)
def test_the_two_quarters(on: date, starts: list[date], first: date) -> None:
    proposed = [replace(SEVEN, start_on=start) for start in starts]
    one, two = two_quarters(on, proposed)
    assert (one.start, one.end) == (first, two.start)
    assert two == Period.of_months(two.start, 3)


def test_a_proposed_policy_stands_in_place_of_what_has_its_code_or_its_place() -> None:
    again = replace(SMB, code="smb-other", uplift_bp=900)
    other = replace(SMB, uplift_bp=100, start_on=date(2027, 1, 1))
    same_code = DiscountFacts(code="smb", start_on=date(2020, 1, 1))
    assert with_proposed([THREE, SMB, same_code], [again]) == [THREE, same_code, again]
    assert with_proposed([THREE, SMB, same_code], [other]) == [THREE, same_code, other]


def asked(book: Book, *proposed: AnyPolicy) -> PolicySimulation:
    proposals = [Proposal(f"Policy {policy.code}", policy) for policy in proposed]
    return ask_simulation(proposals=proposals, by=book.head, on=ON)


def test_a_simulation_is_asked_for_carried_out_and_kept(book: Book) -> None:
    fill(book)
    publish(book, THREE, SMB)
    trial = asked(book, SEVEN, LONGER)
    simulate_asked(simulation_id=trial.pk, by_id=book.head.pk, on=ON.isoformat())
    trial.refresh_from_db()
    assert trial.finished_at is not None
    assert (trial.error, trial.done, trial.total) == ("", 3, len(STEPS))
    assert simulated_from(trial.result) == run(
        book, Path(settings.DATA_DIR) / "work", SEVEN, LONGER
    )
    assert not list((Path(settings.DATA_DIR) / "tmp").iterdir())
    finished = trial.finished_at
    done = run_simulation(simulation_id=trial.pk, by=book.head, on=ON)
    assert done.finished_at == finished
    verbs = list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["pricing.ask_simulation", "pricing.simulate"]


def test_one_that_was_killed_is_carried_out_anew(book: Book) -> None:
    fill(book)
    trial = asked(book, SEVEN)
    left = Path(settings.DATA_DIR) / "tmp" / f"simulation-{trial.pk}"
    left.mkdir(parents=True)
    (left / "lines.csv").write_text("half a li")
    PolicySimulation.objects.update(started_at="2026-12-01T00:00Z", step="read", done=2, total=5)
    done = run_simulation(simulation_id=trial.pk, by=book.head, on=ON)
    assert done.result is not None
    assert not left.exists()


def test_lines_whose_price_does_not_fit_are_left_out_and_counted(
    book: Book, tmp_path: Path
) -> None:
    for number in range(9):
        book.contract(f"C-{number}", end=Q1, lines=2, renewal_term_months=1200)
    for key in ("C-0", "C-4", "C-8"):
        Line.objects.filter(contract__key=key, lot=2).update(unit_price_e4=2**62)
    found = run(book, tmp_path / "work", SEVEN)
    assert (found.unpriced, found.total("EUR").lines) == (3, 15)
    assert found.total("EUR").renewals == 9
    # One that fits as things stand and not with what is proposed.
    Line.objects.filter(unit_price_e4=2**62).update(unit_price_e4=9 * 10**17)
    double = replace(SEVEN, uplift_bp=100_000, start_on=Q1)
    found = run(book, tmp_path / "work", double)
    assert (found.unpriced, found.total("EUR").lines) == (3, 15)


def test_why_there_is_no_result_is_kept(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = book.contract("C-1", end=Q1, renewal_term_months=1200)
    Line.objects.filter(contract=contract).update(unit_price_e4=2**62)
    monkeypatch.setattr(simulation, "MOST_UNPRICED", 0)
    trial = run_simulation(simulation_id=asked(book, SEVEN).pk, by=book.head, on=ON)
    assert "too large" in trial.error
    assert trial.result is None
    with pytest.raises(InvalidInput, match="no result"):
        publish_simulated(simulation_id=trial.pk, by=book.head, on=ON)


def test_what_was_simulated_is_published_all_or_none(book: Book) -> None:
    trial = asked(book, SEVEN, LONGER)
    with pytest.raises(InvalidInput, match="no result"):
        publish_simulated(simulation_id=trial.pk, by=book.head, on=ON)
    run_simulation(simulation_id=trial.pk, by=book.head, on=ON)
    for _ in range(2):
        made = publish_simulated(simulation_id=trial.pk, by=book.head, on=ON)
        assert [row.name for row in made] == ["Policy smb-2027", "Policy longer"]
    assert policies() == [SEVEN, LONGER]
    second = asked(book, replace(SEVEN, code="ok", region="EMEA"), replace(SEVEN, code="taken"))
    run_simulation(simulation_id=second.pk, by=book.head, on=ON)
    with pytest.raises(PolicyConflict, match="smb-2027 already stands"):
        publish_simulated(simulation_id=second.pk, by=book.head, on=ON)
    assert policies() == [SEVEN, LONGER]


def test_nobody_else_asks_runs_sees_or_publishes(book: Book) -> None:
    trial = asked(book, SEVEN)
    manager = User.objects.create(username="alice", role=Role.RENEWALS_MANAGER)
    with pytest.raises(NotAllowed):
        ask_simulation(proposals=[Proposal("x", SEVEN)], by=manager, on=ON)
    for command in (run_simulation, publish_simulated):
        with pytest.raises(SimulationNotFound):
            command(simulation_id=trial.pk, by=manager, on=ON)
    assert not PolicySimulation.objects.visible_to(manager).exists()
    assert PolicySimulation.objects.visible_to(book.head).get() == trial
    with pytest.raises(InvalidInput, match="from 1 to 200"):
        ask_simulation(proposals=[], by=book.head, on=ON)


@pytest.mark.django_db(transaction=True)
def test_the_book_is_read_at_one_moment(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    head = User.objects.create(username="hana", role=Role.HEAD_OF_RENEWALS)
    customer = Customer.objects.create(key="AUR", name="Aurora", segment="smb")
    book = Book(head=head, customer=customer)
    fill(book)

    def moved_meanwhile(*given: Any) -> None:
        with ThreadPoolExecutor(1) as other:  # the terms are known, the lines not yet read
            other.submit(_move_everything).result()
        copy_wanted(*given)

    monkeypatch.setattr(simulation, "copy_wanted", moved_meanwhile)
    done = run_simulation(simulation_id=asked(book, SEVEN).pk, by=head, on=ON)
    assert (done.error, done.step, done.done) == ("", STEPS[-1], 3)
    found = simulated_from(done.result)
    assert sum(found.total(currency).renewals for currency in found.currencies) == 30


def _move_everything() -> None:
    try:
        Contract.objects.update(renewal_term_months=7, end_on=date(2027, 1, 5))
    finally:
        connection.close()
