"""What plays brought: against a table worked by hand, and only of what one may see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tenure.book.models import Contract
from tenure.desk.commands.playbook import publish_playbook
from tenure.desk.models import PlayStart, PlayTask, PlayVersion, Task, TaskResult
from tenure.desk.queries.playbook_outcomes import playbook_outcomes, usual_period
from tenure.desk.rules.playbook_outcomes import MoneyShare, PlayOutcome, Share, Side
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput
from tenure.kernel.period import Period
from tenure.renewals.models import Outcome, Renewal
from tests.desk.test_plays_rule import RIGHT
from tests.renewals.builders import ON, Book

DUE = ON - timedelta(days=40)
# currency, ATR, outcome, kept, days from due date to close, started so many days before it closed
WITH = [
    ("EUR", 100, "renewed", 120, -10, 100),
    ("EUR", 100, "partially_renewed", 60, 0, 120),
    ("EUR", 100, "renewed_late", 100, 5, 140),
    ("EUR", 100, "churned", 0, 0, 90),
    ("EUR", 100, "merged", None, -5, 95),
    ("JPY", 1000, "renewed", 900, -1, 110),
    ("EUR", 100, None, None, None, 100),  # past due and open
]
WITHOUT = [("EUR", 200, "renewed", 200, -1, None), ("EUR", 200, "churned", 0, 0, None)]


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [(0, 0, None), (1, 3, 3333), (2, 3, 6667), (1, 20_000, 1), (5, 5, 10_000)],
)
def test_a_share_is_rounded_half_up(part: int, whole: int, rate: int | None) -> None:
    assert Share(part, whole).rate_bp == rate


@pytest.mark.parametrize(
    ("ran", "without", "by_event", "difference"),
    [
        (Share(18, 20), Share(16, 20), False, 1000),
        (Share(18, 20), Share(16, 19), False, None),
        (Share(1, 1), Share(16, 20), False, None),
        (Share(18, 20), Share(16, 20), True, None),
    ],
)
def test_few_and_unlike_are_not_compared(
    ran: Share, without: Share, by_event: bool, difference: int | None
) -> None:
    none = Share(0, 0)
    told = PlayOutcome("x", "X", by_event, none, none, 0, None, 0, Side(won=ran), Side(won=without))
    assert told.won_difference_bp == difference


@pytest.fixture
def book(db: None) -> Book:
    made = Book()
    publish_playbook(sources={"direct": RIGHT}, why="x", by=made.head, on=ON)
    model = made.contract("MODEL", end=ON + timedelta(days=900))
    for number, row in enumerate([*WITH, *WITHOUT]):
        renewal(made, model, number, *row)
    # Neither of them is alike: one through a reseller, one due outside the period.
    other = renewal(made, model, 90, "EUR", 500, "renewed", 500, 0, None)
    Contract.objects.filter(pk=other.contract_id).update(channel="reseller")
    later = renewal(made, model, 91, "EUR", 500, "renewed", 500, 0, None)
    Renewal.objects.filter(pk=later.pk).update(renewal_on=ON + timedelta(days=1))
    return made


def renewal(
    book: Book, model: Contract, number: int, currency: str, atr: int, kind: str | None,
    kept: int | None, closed: int | None, started: int | None,
) -> Renewal:  # fmt: skip
    contract = Contract.objects.get(pk=model.pk)
    contract.pk, contract.key, contract.currency = None, f"K{number}", currency
    contract.save(force_insert=True)
    closed_on = None if closed is None else DUE + timedelta(days=closed)
    made = Renewal.objects.create(
        contract=contract, customer=contract.customer, owner=contract.owner,
        renewal_on=DUE + timedelta(days=1), due_on=DUE, renewal_type="manual", currency=currency,
        atr_minor=atr, forecast_minor=atr, final_minor=kept, contract_revision=1, opened_on=DUE,
        closed_on=closed_on, act_on=DUE,
    )  # fmt: skip
    if kind is not None:
        Outcome.objects.create(renewal=made, kind=kind, closed_on=closed_on, by=book.head)
    if started is not None:
        begun(book, made, (closed_on or DUE) - timedelta(days=started), number)
    return made


def begun(book: Book, renewal: Renewal, on: date, number: int) -> None:
    """Start the play with two tasks: the first finished in turn in time, late, as not needed."""
    version = PlayVersion.objects.get()
    start = PlayStart.objects.create(
        renewal=renewal, play=version.play, version=version, started_on=on, started_by=book.head,
        why="x",
    )  # fmt: skip
    for planned in PlayTask.objects.filter(version=version):
        due_on = renewal.renewal_on + timedelta(days=planned.days)
        task = Task.objects.create(
            renewal=renewal, start=start, play_task=planned, owner_role=planned.owner_role,
            due_on=due_on, after_close=planned.after_close,
        )  # fmt: skip
        if planned.code == "readiness" and number < 3:
            kind, late = (("done", 0), ("done", 3), ("not_needed", 0))[number]
            TaskResult.objects.create(
                task=task, kind=kind, result="x", done_on=due_on + timedelta(days=late),
                done_by=book.head,
            )  # fmt: skip


def told(user: User, period: Period | None = None) -> PlayOutcome:
    [play] = playbook_outcomes(user, period=period or usual_period(ON), on=ON).plays
    return play


def test_figures_are_those_worked_by_hand(book: Book) -> None:
    play = told(book.head)
    # Seven due, one merged; renewed on time: the first, the partial one, the yen one.
    assert (play.ran.on_time, play.ran.won) == (Share(3, 6), Share(4, 5))
    # 100 of the 120 kept count (the ATR), 60, 100 and nothing, of four times 100.
    assert play.ran.money == (MoneyShare("EUR", 260, 400), MoneyShare("JPY", 900, 1000))
    assert (play.without.on_time, play.without.won) == (Share(1, 2), Share(1, 2))
    assert play.without.money == (MoneyShare("EUR", 200, 400),)
    # Seven tasks at T-120, one not needed; seven at T+5, which stay after closing: none done.
    assert (play.completion, play.in_time, play.not_needed) == (Share(2, 13), Share(1, 13), 1)
    # 90, 95, 100, 110, 120, 140 days: half took 100 or less.
    assert (play.cycle_days, play.cycle_of) == (100, 6)
    assert play.is_small


def test_only_what_has_come_and_one_may_see_is_told(book: Book) -> None:
    far = Period(ON - timedelta(days=30), ON + timedelta(days=300))
    assert told(book.head, far).ran.on_time.whole == 0
    with pytest.raises(InvalidInput, match="have come"):
        playbook_outcomes(book.head, period=Period(ON + timedelta(days=1), None), on=ON)
    bob = book.manager("bob", region="AMER").user
    assert bob is not None
    assert told(bob).ran.won.whole == 0
    alice = book.manager().user
    assert alice is not None
    assert told(alice).ran.won == Share(4, 5)
    partner = User.objects.create(username="pat", role=Role.PARTNER)
    assert playbook_outcomes(partner, period=usual_period(ON), on=ON).plays == []
