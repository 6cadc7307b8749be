"""One report: a metric's figures as the asker may see them, with everything that explains them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F, Q

from tenure.book.models import Contract
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.insight.queries.answers import kept_answer
from tenure.insight.queries.facts import current_facts
from tenure.insight.rules.asking import Asked
from tenure.insight.rules.definitions import RateOf
from tenure.insight.rules.figures import AsOf, Rate, Report, Row
from tenure.programs.models import Enrolment
from tenure.renewals.models import Renewal


def report(user: User, asked: Asked) -> Report:
    """Return the answer over the contracts (or renewals) that the user may see.

    The facts are brought up to the ledger first. One query to PostgreSQL says whether that is
    needed, and one more which contracts are the user's unless that is all.
    """
    [found] = reports(user, [asked])
    return found


def reports(user: User, questions: Sequence[Asked]) -> list[Report]:
    """Return the answers to several questions over the same state of the facts."""
    ids = _ids_of(user, questions)
    with current_facts() as facts:
        found = [
            kept_answer(each, facts, visible_ids=visible)
            for each, visible in zip(questions, ids, strict=True)
        ]
    return [
        Report(asked, _as_of(asked, facts.through_movement), tuple(row_of(asked, r) for r in rows))
        for asked, rows in zip(questions, found, strict=True)
    ]


def _as_of(asked: Asked, through_movement: int) -> AsOf:
    assert asked.days.end is not None
    return AsOf(
        first_day=asked.days.start, last_day=asked.days.end - timedelta(days=1),
        known_on=asked.known_on, through_movement=through_movement,
    )  # fmt: skip


def row_of(asked: Asked, found: tuple[Any, ...]) -> Row:
    """Return a row of the metric's piece by the names of its columns, with its rates."""
    metric = asked.metric
    at = 1 + len(asked.by)
    slices = dict(zip(asked.by, (value or "" for value in found[1:at]), strict=True))
    currency = found[at] if metric.unit == "money" else ""
    # A count without slices has a column that says so in the place of a slice.
    figures = dict(zip(metric.columns, found[len(found) - len(metric.columns) :], strict=True))
    rates = {rate.name: _rate(figures, rate) for rate in metric.rates}
    return Row(asked.part(found[0]), slices, currency, figures, rates)


def _rate(figures: Mapping[str, int], rate: RateOf) -> Rate | None:
    """Return the rate; none of nothing, nor of less than nothing."""
    of = figures[rate.of]
    return Rate(figures[rate.over], of, rate.unit) if of > 0 else None


def visible_ids(user: User, asked: Asked) -> list[int] | None:
    """Return the contracts (or renewals) that count, in order; none when that is every one.

    They are those that the user may see, and of these, where the question keeps itself within
    programs, those that were ever in one of them: who has left it counts too.
    """
    return _ids(user, *_which(asked))


def _ids_of(user: User, questions: Sequence[Asked]) -> list[list[int] | None]:
    """Return the ids of each question; the same ones are asked for once."""
    which = [_which(each) for each in questions]
    found = {each: _ids(user, *each) for each in dict.fromkeys(which)}
    return [found[each] for each in which]


def _which(asked: Asked) -> tuple[bool, tuple[str, ...]]:
    return asked.metric.facts == "renewals", asked.within.get("program", ())


def _ids(user: User, is_of_renewals: bool, programs: tuple[str, ...]) -> list[int] | None:
    scope = scope_of(user)
    if scope.sees_everything and scope.cleared and not programs:
        return None
    contracts = Contract.objects.visible_to(user)
    if programs:
        contracts = contracts.filter(_ever_in(user, programs))
    if not is_of_renewals:
        return sorted(contracts.values_list("pk", flat=True))
    renewals = Renewal.objects.visible_to(user)
    if programs:
        renewals = renewals.filter(contract__in=contracts)
    return sorted(renewals.values_list("pk", flat=True))


def _ever_in(user: User, programs: tuple[str, ...]) -> Q:
    """Return the condition for contracts that are or were in a program, if only for a day."""
    enrolled = Enrolment.objects.visible_to(user).filter(program__code__in=programs)
    enrolled = enrolled.exclude(end_on=F("start_on"))
    of_customer = enrolled.filter(contract=None).values("customer_id")
    return Q(customer_id__in=of_customer) | Q(pk__in=enrolled.values("contract_id"))
