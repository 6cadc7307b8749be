"""Review the book: write down what is missing or wrong, and clear what is put right.

1. Work out today's findings of the contracts in scope, set-based (`queries.checks`).
2. Clear open findings of that scope which are no longer so; add those which are new.
3. Renewals of contracts whose findings changed get their next action worked out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from tenure.book.models import Contract
from tenure.foundation.commands import write_audited
from tenure.foundation.models import User
from tenure.renewals.commands.planning import refresh_next_actions
from tenure.renewals.queries.checks import found_sql
from tenure.renewals.queries.windows import chunks, open_renewals_of
from tenure.renewals.rules.dates import HORIZON_DAYS
from tenure.renewals.rules.quality import TEXTS


@dataclass(frozen=True, slots=True)
class Review:
    """How many findings a review added and cleared."""

    found: int
    cleared: int


_SIBLINGS = """
    SELECT DISTINCT o.id FROM book_contract c JOIN book_contract o ON o.customer_id = c.customer_id
    WHERE c.id = ANY(%(ids)s) ORDER BY 1"""

_CLEAR = """
    UPDATE renewals_finding f SET cleared_on = %(on)s
    WHERE f.cleared_on IS NULL AND {scope}
      AND NOT EXISTS (SELECT 1 FROM review_found n
                      WHERE n.id = f.contract_id AND n.code = f.check_code)
    RETURNING f.contract_id, (SELECT key FROM book_contract WHERE id = f.contract_id),
              jsonb_build_object('check', f.check_code, 'found_on', f.found_on)"""

# The first open renewal by an aggregate: ORDER BY with LIMIT 1 would tempt the planner to walk the
# renewals by date.
_FIND = """
    INSERT INTO renewals_finding (check_code, contract_id, renewal_id, reason, found_on)
    SELECT n.code, n.id, (SELECT (array_agg(r.id ORDER BY r.renewal_on))[1]
                          FROM renewals_renewal r
                          WHERE r.contract_id = n.id AND r.closed_on IS NULL),
           left(replace(replace(t.reason, '{detail}', n.detail), '{contract}', c.key), 300), %(on)s
    FROM review_found n
    JOIN book_contract c ON c.id = n.id
    JOIN unnest(%(codes)s::text[], %(reasons)s::text[]) AS t (code, reason) ON t.code = n.code
    WHERE NOT EXISTS (SELECT 1 FROM renewals_finding f
                      WHERE f.contract_id = n.id AND f.check_code = n.code AND f.cleared_on IS NULL)
    ON CONFLICT (check_code, contract_id) WHERE cleared_on IS NULL DO NOTHING
    RETURNING contract_id, (SELECT key FROM book_contract WHERE id = contract_id),
              jsonb_build_object('check', check_code, 'reason', reason)"""


@transaction.atomic
def review_quality(*, by: User, on: date, contract_ids: Sequence[int] | None = None) -> Review:
    """Review these contracts (none given: the whole book) as of a day.

    The other contracts of the same customers are reviewed with them: terms overlap in pairs.
    """
    if contract_ids is None:
        return _review(None, by=by, on=on)
    found = cleared = 0
    for ids in chunks(_with_siblings(contract_ids)):
        part = _review(ids, by=by, on=on)
        found, cleared = found + part.found, cleared + part.cleared
    return Review(found, cleared)


def _review(ids: Sequence[int] | None, *, by: User, on: date) -> Review:
    params: dict[str, Any] = {
        "on": on,
        "until": on + timedelta(days=HORIZON_DAYS),
        "ids": list(ids or ()),
        "codes": list(TEXTS),
        "reasons": [text.reason for text in TEXTS.values()],
    }
    scope = "true" if ids is None else "f.contract_id = ANY(%(ids)s)"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.review_found")
        cursor.execute(
            "CREATE TEMP TABLE review_found ON COMMIT DROP AS " + found_sql(everywhere=ids is None),
            params,
        )
        cursor.execute("ANALYZE review_found")
    cleared = write_audited(
        by=by, on=on, verb="renewals.clear_finding", model=Contract,
        sql=_CLEAR.format(scope=scope), params=params,
    )  # fmt: skip
    found = write_audited(
        by=by, on=on, verb="renewals.find", model=Contract, sql=_FIND, params=params
    )
    _replan(sorted({*cleared, *found}), by=by, on=on)
    return Review(len(found), len(cleared))


def _replan(contract_ids: Sequence[int], *, by: User, on: date) -> None:
    for ids in chunks(contract_ids):
        renewals = list(open_renewals_of(ids).values_list("pk", flat=True))
        refresh_next_actions(renewal_ids=renewals, by=by, on=on)


def _with_siblings(contract_ids: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_SIBLINGS, {"ids": list(contract_ids)})
        return [row[0] for row in cursor.fetchall()]
