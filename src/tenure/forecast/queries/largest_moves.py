"""The largest movements of each currency between two days, of whatever kind, with who made them."""

from __future__ import annotations

from typing import Any

from tenure.forecast.queries.movement import MOVES, VERBS, Move, Movement, movement_params
from tenure.forecast.queries.seen import rows_seen
from tenure.foundation.models import User

# The renewal's own order breaks ties, so that the same two days always name the same ones.
_LARGEST = (
    MOVES
    + """
    SELECT m.renewal_id, c.key, k.name, coalesce(w.name, ''), m.kind, m.currency, m.amount,
        m.b_close, m.e_close, v.verb, v.at,
        coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username, ''),
        coalesce(v.detail ->> 'reason', '')
    FROM (SELECT moves.*, row_number() OVER (
              PARTITION BY currency ORDER BY abs(amount) DESC, renewal_id, kind) AS place
          FROM moves) m
    JOIN renewals_renewal r ON r.id = m.renewal_id
    JOIN book_contract c ON c.id = r.contract_id
    JOIN directory_customer k ON k.id = r.customer_id
    LEFT JOIN directory_staffmember w ON w.id = m.owner_id
    LEFT JOIN (SELECT kind, array_agg(verb) AS verbs
               FROM unnest(%(kinds)s::text[], %(verbs)s::text[]) AS told (kind, verb)
               GROUP BY kind) may ON may.kind = m.kind
    LEFT JOIN LATERAL (SELECT * FROM foundation_auditevent
        WHERE subject_type = 'renewals.renewal' AND subject_id = m.renewal_id
            AND id > %(after)s AND id <= %(upto)s AND verb = ANY(may.verbs)
        ORDER BY id DESC LIMIT 1) v ON true
    LEFT JOIN foundation_user u ON u.id = v.actor_id
    WHERE m.place <= %(limit)s
    ORDER BY m.currency, m.place"""
)


def largest_moves(user: User, found: Movement, *, limit: int) -> list[Move]:
    """Return so many movements of each currency, the largest first, each with its last cause."""
    pairs = [(kind, verb) for kind, verbs in VERBS.items() for verb in verbs]
    params: dict[str, Any] = movement_params(found.period, found.days) | {
        "kinds": [kind for kind, _ in pairs], "verbs": [verb for _, verb in pairs],
        "after": found.days.begin.seen, "upto": found.days.end.seen, "limit": limit,
    }  # fmt: skip
    return [Move(*row) for row in rows_seen(_LARGEST, params, user, owner_ids=found.owner_ids)]
