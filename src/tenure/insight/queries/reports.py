"""One report: a metric's figures as the asker may see them, with everything that explains them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from tenure.book.models import Contract
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.insight.queries.engine import answer
from tenure.insight.queries.facts import current_facts
from tenure.insight.rules.asking import Asked
from tenure.insight.rules.definitions import RateOf
from tenure.insight.rules.figures import AsOf, Rate, Report, Row
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
    ids = {facts: visible_ids(user, facts) for facts in {each.metric.facts for each in questions}}
    with current_facts() as facts:
        found = [answer(each, facts, visible_ids=ids[each.metric.facts]) for each in questions]
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


def visible_ids(user: User, facts: str) -> list[int] | None:
    """Return the contracts (or renewals) the user may see; none when that is every one."""
    scope = scope_of(user)
    if scope.sees_everything and scope.cleared:
        return None
    if facts == "renewals":
        return list(Renewal.objects.visible_to(user).values_list("pk", flat=True))
    return list(Contract.objects.visible_to(user).values_list("pk", flat=True))
