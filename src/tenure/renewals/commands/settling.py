"""Settle the renewals whose contract was renewed, moved or ended by a booked order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection, transaction

from tenure.foundation.commands import write_audited
from tenure.foundation.models import User
from tenure.renewals.models import Outcome, Renewal
from tenure.renewals.queries.amounts import kept
from tenure.renewals.queries.windows import chunks
from tenure.renewals.rules.outcome import Decision, Moved, decide

# The deciding order: of an ended contract the last one that ended it, else the first renewal (or
# contract reset, an early renewal) after the revision that the amounts came from, else the last
# order. A reset cuts across the renewal date: kept is what the whole contract brings after it.
_RENEWS = "x.kind IN ('renewal', 'reset') AND x.number > r.contract_revision"
_AWAY = "('merge', 'transfer', 'split')"
_ARR_AFTER = """(SELECT coalesce(sum(m.amount_minor), 0)::bigint FROM book_arrmovement m
    WHERE m.contract_id = r.contract_id AND m.effective_on <= o.effective_on)"""
_MOVED = f"""
    SELECT r.id, r.due_on, r.atr_minor,
           CASE WHEN o.kind = 'reset' THEN {_ARR_AFTER} ELSE
           {kept("r.contract_id", "r.renewal_on", "coalesce(o.effective_on, r.renewal_on)")} END,
           c.ended_on IS NOT NULL, coalesce(o.kind IN {_AWAY}, false), c.end_reason,
           coalesce(o.renews, false), coalesce(o.number, 0), coalesce(o.booked_on, %(on)s), c.end_on
    FROM renewals_renewal r
    JOIN book_contract c ON c.id = r.contract_id
    LEFT JOIN LATERAL (
        SELECT x.number, x.kind, x.booked_on, x.effective_on, {_RENEWS} AS renews
        FROM book_order x WHERE x.contract_id = r.contract_id
        ORDER BY (CASE WHEN c.ended_on IS NULL THEN {_RENEWS}
                       ELSE x.kind = 'termination' OR x.kind IN {_AWAY} END) DESC,
                 c.ended_on IS NOT NULL AND x.terms ->> 'ended_on' IS NOT NULL DESC,
                 (CASE WHEN c.ended_on IS NULL AND {_RENEWS} THEN x.number ELSE -x.number END)
        LIMIT 1) AS o ON true
    WHERE r.contract_id = ANY(%(contracts)s) AND r.closed_on IS NULL
      AND (c.ended_on IS NOT NULL
           OR (c.end_on IS DISTINCT FROM r.renewal_on
               AND NOT (r.renewal_type = 'evergreen' AND c.renewal_type = 'evergreen'
                        AND c.end_on IS NULL)))
    ORDER BY r.id FOR UPDATE OF r"""

# A closed renewal whose term is the contract's current, undecided one again, because the order
# that had decided it was reversed after that. What people closed by hand stays closed.
_REVERSED = """
    SELECT r.id FROM renewals_renewal r JOIN book_contract c ON c.id = r.contract_id
    JOIN renewals_outcome d ON d.renewal_id = r.id
    WHERE r.contract_id = ANY(%(contracts)s) AND r.closed_on IS NOT NULL
      AND c.ended_on IS NULL AND c.end_on = r.renewal_on
      AND EXISTS (
        SELECT 1 FROM book_order undo JOIN book_order x
          ON x.contract_id = undo.contract_id AND x.number = undo.reverses
        WHERE undo.contract_id = c.id AND undo.booked_on >= r.closed_on
          AND (x.kind IN ('renewal', 'reset', 'termination', 'merge', 'transfer', 'split')
               OR (d.kind = 'merged' AND x.terms ? 'end_on')))
    ORDER BY r.id FOR UPDATE OF r"""
_REOPENED = """
    UPDATE renewals_renewal r SET closed_on = NULL, final_minor = NULL
    FROM renewals_outcome d WHERE r.id = ANY(%(ids)s) AND d.renewal_id = r.id
    RETURNING r.id, (SELECT key FROM book_contract WHERE id = r.contract_id) || ' ' || r.renewal_on,
              jsonb_build_object('outcome', d.kind, 'reason', d.reason, 'closed_on', d.closed_on)"""

_CLOSED = """
    UPDATE renewals_renewal r SET closed_on = s.closed_on, final_minor = s.final_minor
    FROM unnest(%(ids)s::bigint[], %(days)s::date[], %(finals)s::bigint[], %(kinds)s::text[],
                %(reasons)s::text[]) AS s (id, closed_on, final_minor, kind, reason)
    WHERE r.id = s.id AND r.closed_on IS NULL
    RETURNING r.id, (SELECT key FROM book_contract WHERE id = r.contract_id) || ' ' || r.renewal_on,
              jsonb_build_object('outcome', s.kind, 'reason', s.reason, 'atr_minor', r.atr_minor,
                                 'final_minor', r.final_minor, 'closed_on', r.closed_on)"""


@transaction.atomic
def settle_moved(*, contract_ids: Sequence[int], by: User, on: date) -> list[int]:
    """Close the open renewals of these contracts that an order decided; return their ids.

    Renewed, renewed late, partially renewed, churned or merged as `rules.outcome` says; closed on
    the day the deciding order was booked.
    """
    settled: list[int] = []
    for ids in chunks(contract_ids):
        with connection.cursor() as cursor:
            cursor.execute(_MOVED, {"contracts": list(ids), "on": on})
            decisions = [(row[0], decide(Moved(*row[1:]))) for row in cursor.fetchall()]
        if decisions:
            settled += _close(decisions, by=by, on=on)
    return settled


@transaction.atomic
def reopen_reversed(*, contract_ids: Sequence[int], by: User, on: date) -> list[int]:
    """Open again the renewals of these contracts whose deciding order was reversed; return ids.

    The outcome that no longer holds is kept in the audit log.
    """
    reopened: list[int] = []
    for ids in chunks(contract_ids):
        with connection.cursor() as cursor:
            cursor.execute(_REVERSED, {"contracts": list(ids)})
            found = [renewal_id for (renewal_id,) in cursor.fetchall()]
        if found:
            reopened += write_audited(
                by=by, on=on, verb="renewals.reopen", model=Renewal, sql=_REOPENED,
                params={"ids": found},
            )  # fmt: skip
            Outcome.objects.filter(renewal_id__in=found).delete()
    return reopened


def _close(decisions: Sequence[tuple[int, Decision]], *, by: User, on: date) -> list[int]:
    columns = {
        "ids": [renewal_id for renewal_id, _ in decisions],
        "days": [decision.closed_on for _, decision in decisions],
        "finals": [decision.final_minor for _, decision in decisions],
        "kinds": [decision.kind for _, decision in decisions],
        "reasons": [decision.reason for _, decision in decisions],
    }
    settled = write_audited(
        by=by, on=on, verb="renewals.settle", model=Renewal, sql=_CLOSED, params=columns
    )
    Outcome.objects.bulk_create(
        Outcome(
            renewal_id=renewal_id,
            kind=decision.kind,
            reason=decision.reason[:200],
            closed_on=decision.closed_on,
            by=by,
        )
        for renewal_id, decision in decisions
    )
    return settled
