"""What would be escalated under another rule: compared with what is under the rules in force."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from tenure.closing.models import Discrepancy
from tenure.desk.models import Escalation
from tenure.desk.queries.causes import COLUMNS, cause_named
from tenure.desk.queries.escalation_rules import rules_in_force, thresholds
from tenure.desk.queries.missing import missing_at
from tenure.desk.rules.escalations import (
    SEVERITY_NAMES,
    EscalationRuleFacts,
    Found,
    Severity,
    severity_of,
)
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.renewals.models import Renewal

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that would be escalated otherwise; an empty severity is not at all."""

    renewal_id: int | None
    discrepancy_id: int | None
    who: str
    contract: str
    says: str
    now: str
    then: str
    at_stake_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Preview:
    """How many are escalated for a cause now and would be then, by severity; what would move.

    `first` are the first of those that would move, the greatest amounts at stake before.
    """

    severities: list[tuple[str, int, int]]
    raised: int
    ended: int
    otherwise: int
    first: list[Moved]

    @property
    def moved(self) -> int:
        """Return how many would be escalated otherwise than now."""
        return self.raised + self.ended + self.otherwise


@dataclass(frozen=True, slots=True)
class _Row:
    values: dict[str, Any]
    now: Severity | None
    then: Severity | None


def escalation_preview(rule: EscalationRuleFacts, user: User, *, on: date, at: datetime) -> Preview:
    """Return what the book as it is on a day would be escalated for under a rule, as if it counted.

    Only of what the user may see, and without what people have resolved. Raise InvalidInput for a
    cause that is not there.
    """
    cause = cause_named(rule.cause)
    if cause is None:
        raise InvalidInput(f"There is no cause {rule.cause!r}.")
    now = [one for one in rules_in_force(on) if one.cause == rule.cause]
    then = [one for one in now if one.slot != rule.slot] + ([] if rule.ends else [rule])
    params = {
        "on": on, "at": at, "only": None, **missing_at(at, on=on).params,
        **thresholds(cause, [*now, rule]),
    }  # fmt: skip
    rows = [
        _Row(row, _severity(row, now, cause.ahead), _severity(row, then, cause.ahead))
        for row in _unresolved(rule.cause, _found(cause.sql, params))
    ]
    reached = [row for row in rows if row.now or row.then]
    return _preview(_visible(reached, user), cause.say, on)


def _found(sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    columns = ", ".join(f"f.{name}" for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM ({sql}) f ({', '.join(COLUMNS)})", params)
        return [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def _unresolved(cause: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what a person has not resolved: that is not raised again."""
    by_hand = Escalation.objects.filter(cause=cause, ended=Escalation.Ended.BY_HAND)
    resolved = set(by_hand.values_list("subject", "occurrence"))
    return [row for row in rows if (row["subject"], row["occurrence"]) not in resolved]


def _severity(
    row: dict[str, Any], rules: Sequence[EscalationRuleFacts], ahead: bool
) -> Severity | None:
    found = Found(row["days"], row["size_minor"], row["currency"], row["share_bp"])
    return severity_of(found, rules, ahead=ahead)


def _visible(rows: Sequence[_Row], user: User) -> list[_Row]:
    """Return the rows of renewals and discrepancies that the user may see (two queries)."""
    renewals = {row.values["renewal_id"] for row in rows} - {None}
    others = {row.values["discrepancy_id"] for row in rows} - {None}
    seen = set(
        Renewal.objects.visible_to(user).filter(pk__in=renewals).values_list("pk", flat=True)
    )
    known = Discrepancy.objects.visible_to(user).filter(pk__in=others)
    settled = set(known.values_list("pk", flat=True))
    return [
        row
        for row in rows
        if row.values["renewal_id"] in seen or row.values["discrepancy_id"] in settled
    ]


def _preview(rows: Sequence[_Row], say: Any, on: date) -> Preview:
    moved = [row for row in rows if row.now != row.then]
    moved.sort(key=lambda row: (-row.values["at_stake_minor"], row.values["subject"]))
    return Preview(
        [
            (
                SEVERITY_NAMES[severity],
                sum(row.now is severity for row in rows),
                sum(row.then is severity for row in rows),
            )
            for severity in reversed(Severity)
        ],
        raised=sum(row.now is None for row in moved),
        ended=sum(row.then is None for row in moved),
        otherwise=sum(row.now is not None and row.then is not None for row in moved),
        first=_named(moved[:SHOWN], say, on),
    )


def _named(rows: Sequence[_Row], say: Any, on: date) -> list[Moved]:
    ids = {row.values["renewal_id"] for row in rows} - {None}
    renewals = Renewal.objects.filter(pk__in=ids).select_related("contract", "customer").in_bulk()
    return [
        Moved(
            row.values["renewal_id"], row.values["discrepancy_id"],
            renewal.customer.name if renewal else "",
            renewal.contract.key if renewal else "",
            say(json.loads(row.values["facts"]), on), _name(row.now), _name(row.then),
            row.values["at_stake_minor"], row.values["currency"],
        )
        for row in rows
        for renewal in [renewals.get(row.values["renewal_id"] or 0)]
    ]  # fmt: skip


def _name(severity: Severity | None) -> str:
    return SEVERITY_NAMES[severity] if severity else ""
