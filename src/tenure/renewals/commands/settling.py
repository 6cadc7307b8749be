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

# The deciding order: of an ended contract its termination, else the first renewal order after
# the revision that the amounts came from, else the last order.
_MOVED = f"""
    SELECT r.id, r.due_on, r.atr_minor,
           {kept("r.contract_id", "r.renewal_on", "coalesce(o.effective_on, r.renewal_on)")},
           c.ended_on IS NOT NULL, c.end_reason, coalesce(o.renews, false), coalesce(o.number, 0),
           coalesce(o.booked_on, %(on)s), c.end_on
    FROM renewals_renewal r
    JOIN book_contract c ON c.id = r.contract_id
    LEFT JOIN LATERAL (
        SELECT x.number, x.booked_on, x.effective_on,
               x.kind = 'renewal' AND x.number > r.contract_revision AS renews
        FROM book_order x WHERE x.contract_id = r.contract_id
        ORDER BY (CASE WHEN c.ended_on IS NULL THEN x.kind = 'renewal'
                                                    AND x.number > r.contract_revision
                       ELSE x.kind = 'termination' END) DESC,
                 (CASE WHEN c.ended_on IS NULL AND x.kind = 'renewal'
                            AND x.number > r.contract_revision
                       THEN x.number ELSE -x.number END)
        LIMIT 1) AS o ON true
    WHERE r.contract_id = ANY(%(contracts)s) AND r.closed_on IS NULL
      AND (c.ended_on IS NOT NULL
           OR (c.end_on IS DISTINCT FROM r.renewal_on
               AND NOT (r.renewal_type = 'evergreen' AND c.renewal_type = 'evergreen'
                        AND c.end_on IS NULL)))
    ORDER BY r.id FOR UPDATE OF r"""

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
