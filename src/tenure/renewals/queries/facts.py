"""The facts that the next action of a renewal follows from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from tenure.renewals.models import Check
from tenure.renewals.rules.next_action import Plan, QuoteFact, RenewalFacts
from tenure.renewals.rules.quality import BLOCKING
from tenure.renewals.rules.waiting import Waiting

_FACTS = """
    SELECT r.id, r.contract_id, r.renewal_on, r.notice_on, r.renewal_type, r.currency, r.atr_minor,
           c.revision, r.owner_id IS NOT NULL, r.quoted_on, r.quoted_revision,
           r.next_action, r.act_on, r.act_reason,
           r.quote_ended, r.waiting_on, r.waiting_why, r.waiting_since, r.waiting_until
    FROM renewals_renewal r JOIN book_contract c ON c.id = r.contract_id
    WHERE r.id = ANY(%(ids)s) AND r.closed_on IS NULL
    ORDER BY r.id FOR UPDATE OF r"""

# Read apart, not per renewal: planned too early, it would walk all findings for each of them.
_BLOCKED = """
    SELECT f.contract_id, f.check_code FROM renewals_finding f
    WHERE f.contract_id = ANY(%(contracts)s) AND f.cleared_on IS NULL
      AND f.check_code = ANY(%(blocking)s)
      AND (f.check_code <> 'currency_mismatch' OR EXISTS (
           SELECT 1 FROM book_line l JOIN book_contract c ON c.id = l.contract_id
           WHERE l.contract_id = f.contract_id AND l.currency <> c.currency))
    ORDER BY 1, 2"""


@dataclass(frozen=True, slots=True)
class Standing:
    """An open renewal's facts and what is planned for it so far."""

    renewal_id: int
    facts: RenewalFacts
    planned: Plan

    def waits(self, waiting: Waiting | None) -> Standing:
        """Return the same, waiting on somebody, or on nobody."""
        return replace(self, facts=replace(self.facts, waiting=waiting))

    def ended(self, how: str) -> Standing:
        """Return the same with its quote withdrawn or expired."""
        quote = self.facts.quote
        return self if quote is None else self.quoted(replace(quote, ended=how))

    def quoted(self, quote: QuoteFact) -> Standing:
        """Return the same with a newer quote."""
        return replace(self, facts=replace(self.facts, quote=quote))


def standing_of(renewal_ids: Sequence[int]) -> list[Standing]:
    """Return the open ones among these renewals, by id, locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"ids": list(renewal_ids)})
        rows = cursor.fetchall()
        contracts = [row[1] for row in rows]
        cursor.execute(_BLOCKED, {"contracts": contracts, "blocking": list(BLOCKING)})
        blocked: dict[int, tuple[str, ...]] = {}
        for contract_id, code in cursor.fetchall():
            blocked[contract_id] = (*blocked.get(contract_id, ()), Check(code).label.lower())
    return [_standing(row, blocked.get(row[1], ())) for row in rows]


def _standing(row: tuple[Any, ...], blocked_by: tuple[str, ...]) -> Standing:
    (
        renewal_id, _, renewal_on, notice_on, renewal_type, currency, atr_minor, revision,
        has_owner, quoted_on, quoted_revision, action, act_on, reason,
        ended, whom, why, since, until,
    ) = row  # fmt: skip
    quote = None if quoted_on is None else QuoteFact(quoted_on, quoted_revision, ended)
    waits = Waiting(whom, why, since, until) if whom else None
    facts = RenewalFacts(
        renewal_on=renewal_on,
        notice_on=notice_on,
        renewal_type=str(renewal_type),
        currency=str(currency),
        atr_minor=atr_minor,
        contract_revision=revision,
        has_owner=bool(has_owner),
        quote=quote,
        blocked_by=blocked_by,
        waiting=waits,
    )
    planned = Plan(str(action), act_on, str(reason))
    return Standing(renewal_id, facts, planned)
