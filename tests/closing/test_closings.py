"""The closing checklist follows the facts; a churn exception is decided by somebody else."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.closing.commands import (
    ClosingRefused,
    ask_churn_exception,
    book_acceptance,
    decide_churn_exception,
    tick_closing,
)
from tenure.closing.models import ChurnException, ClosingTick
from tenure.closing.queries.checklist import closing_steps
from tenure.closing.rules.checklist import ClosingFacts, checklist, is_closed
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.quotes.queries import acceptance_of
from tenure.renewals.commands.decisions import close_renewal
from tenure.renewals.models import Renewal
from tests.closing.offers import ON, accepted, due_soon, offered
from tests.renewals.builders import Book

DAY = date(2027, 2, 1)
WHOLE = ClosingFacts(
    decision="Dana accepted", needs_paper=True, has_paper=True, order=2, booked_on=DAY,
    outcome="Renewed", next_on=DAY, ticked={"provisioned": "Ops", "invoiced": "Finance"},
    compared={"crm": DAY, "billing": DAY}, open_with={},
)  # fmt: skip


def facts(**other: object) -> ClosingFacts:
    names = ClosingFacts.__dataclass_fields__
    return ClosingFacts(**{name: getattr(WHOLE, name) for name in names} | other)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "missing"),
    [
        ({}, set()),
        ({"decision": ""}, {"decided"}),
        ({"has_paper": False}, {"paper"}),
        ({"order": None, "booked_on": None}, {"booked", "crm", "billing"}),
        ({"outcome": ""}, {"outcome"}),
        ({"outcome": "Churned", "lost": True}, {"outcome"}),
        ({"outcome": "Churned", "lost": True, "outcome_reason": "Budget"}, set()),
        ({"next_on": None}, {"next"}),
        ({"next_on": None, "is_ended": True}, set()),
        ({"ticked": {"invoiced": "Finance"}}, {"provisioned"}),
        ({"compared": {"crm": DAY}}, {"billing"}),
        ({"compared": {"crm": DAY, "billing": date(2027, 1, 31)}}, {"billing"}),
        ({"open_with": {"crm": 2}}, {"crm"}),
    ],
)  # fmt: skip
def test_each_step_is_missing_for_its_own_reason(
    other: dict[str, object], missing: set[str]
) -> None:
    steps = checklist(facts(**other))

    assert {step.code for step in steps if not step.is_done} == missing
    assert is_closed(steps) == (not missing)
    assert all(step.detail for step in steps)


def test_the_checklist_of_a_booked_renewal(book: Book) -> None:
    quote = offered(book, due_soon(book, "B1"))
    renewal = Renewal.objects.select_related("contract").get(pk=quote.renewal_id)
    assert not any(step.is_done for step in closing_steps(renewal, None))
    book_acceptance(acceptance_id=accepted(book, quote).pk, by=book.head, on=ON)
    tick_closing(renewal_id=renewal.pk, step="invoiced", note="INV-7", by=book.head, on=ON)
    tick_closing(renewal_id=renewal.pk, step="invoiced", note="INV-8", by=book.head, on=ON)

    renewal = Renewal.objects.select_related("contract").get(pk=quote.renewal_id)
    steps = {step.code: step for step in closing_steps(renewal, acceptance_of(renewal.pk))}

    assert {code for code, step in steps.items() if step.is_done} == {
        "decided", "paper", "booked", "outcome", "next", "invoiced",
    }  # fmt: skip
    assert "INV-7" in steps["invoiced"].detail
    assert ClosingTick.objects.count() == 1
    with pytest.raises(InvalidInput, match="read from the facts"):
        tick_closing(renewal_id=renewal.pk, step="booked", by=book.head, on=ON)


def lost(book: Book) -> Renewal:
    quote = offered(book, due_soon(book, "B1"))
    return close_renewal(
        renewal_id=quote.renewal_id, kind="churned", reason="Loss of budget", by=book.head, on=ON
    )


def test_a_churn_exception_is_decided_by_leadership_and_not_by_who_asked(book: Book) -> None:
    renewal = lost(book)
    alice = User.objects.get(username="alice")
    given = {"renewal_id": renewal.pk, "reason": "migration", "note": "Moved to our other product"}
    exception = ask_churn_exception(**given, by=alice, on=ON)  # type: ignore[arg-type]
    assert ask_churn_exception(**given, by=alice, on=ON) == exception  # type: ignore[arg-type]

    with pytest.raises(NotAllowed, match="by leadership"):
        decide_churn_exception(exception_id=exception.pk, is_granted=True, by=alice, on=ON)
    decision = decide_churn_exception(
        exception_id=exception.pk, is_granted=True, by=book.head, on=ON
    )
    assert decision == decide_churn_exception(
        exception_id=exception.pk, is_granted=True, by=book.head, on=ON
    )
    other = User.objects.create(username="root", role=Role.ADMINISTRATOR, cleared=True)
    with pytest.raises(ClosingRefused, match="has decided on it already"):
        decide_churn_exception(
            exception_id=exception.pk, is_granted=False, note="No", by=other, on=ON
        )


def test_the_head_cannot_grant_what_she_asked_for_herself(book: Book) -> None:
    exception = ask_churn_exception(
        renewal_id=lost(book).pk, reason="protected", note="Public interest", by=book.head, on=ON
    )

    with pytest.raises(NotAllowed):
        decide_churn_exception(exception_id=exception.pk, is_granted=True, by=book.head, on=ON)


def test_what_lost_nothing_has_no_exception(book: Book) -> None:
    quote = offered(book, due_soon(book, "B1"))

    with pytest.raises(ClosingRefused, match="lost money"):
        ask_churn_exception(
            renewal_id=quote.renewal_id, reason="migration", note="x", by=book.head, on=ON
        )
    assert not ChurnException.objects.exists()
