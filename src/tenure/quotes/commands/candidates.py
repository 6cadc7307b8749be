"""Which renewals a quote is to be made for, read and locked in a set order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from tenure.kernel.errors import Conflict
from tenure.renewals.models import Renewal


class QuoteNotPossible(Conflict):
    """Refuse to quote a renewal, with the reason."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold a renewal that is to be quoted, and which version it would be.

    `asked` is what the version before has that the book does not say, as JSON text.
    """

    renewal_id: int
    contract_id: int
    renewal_on: date
    term_months: int
    contract_revision: int
    currency: str
    first_start_on: date
    version: int = 1
    first_number: str = ""
    asked: str | None = None


_RENEWABLE = """
    SELECT 1 FROM book_line l JOIN book_product p ON p.id = l.product_id
    WHERE l.contract_id = c.id AND l.end_on = r.renewal_on
        AND p.charge <> 'one_time' AND (l.quantity > 0 OR p.charge = 'usage')
"""
_OPEN = f"""
    r.closed_on IS NULL AND r.renewal_type <> 'evergreen'
    AND c.end_on = r.renewal_on AND c.ended_on IS NULL
    AND EXISTS ({_RENEWABLE})
    AND NOT EXISTS ({_RENEWABLE} AND l.currency <> c.currency)
"""
_COLUMNS = (
    "r.id, r.contract_id, r.renewal_on, c.renewal_term_months, c.revision, c.currency, "
    "c.first_start_on"
)


# The primary quotes, with the versions that would take their place.
_NEXT = f"""
    SELECT {_COLUMNS},
        (SELECT max(v.version) + 1 FROM quotes_quote v WHERE v.renewal_id = r.id),
        (SELECT v.number FROM quotes_quote v WHERE v.renewal_id = r.id
            ORDER BY v.version, v.option LIMIT 1),
        q.asked
    FROM quotes_quote q
    JOIN renewals_renewal r ON r.id = q.renewal_id
    JOIN book_contract c ON c.id = r.contract_id
"""


_ENDED = "EXISTS (SELECT 1 FROM quotes_quoteending e WHERE e.quote_id = q.id"
_NOT_ACCEPTED = """NOT EXISTS (
    SELECT 1 FROM quotes_acceptance a WHERE a.renewal_id = r.id AND a.void_because = ''
)"""
_MOVED = f"""
    q.contract_revision <> c.revision AND NOT {_ENDED} AND e.kind = 'withdrawn')
    AND {_NOT_ACCEPTED}
"""
_MOVED_OR_ENDED = f"""
    (q.contract_revision <> c.revision OR q.valid_until < %s OR {_ENDED}))
    AND {_NOT_ACCEPTED}
"""


def lock_maker() -> None:
    """Wait for the other makers of quotes; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tenure.quotes.make'))")


def fresh(
    *,
    window: tuple[date, date] | None,
    renewal_ids: Sequence[int] | None,
    without: Sequence[int],
    limit: int,
) -> list[Candidate]:
    """Return and lock open renewals without a quote, by renewal date and contract key."""
    first, last = window or (date.min, date.max)
    only = list(renewal_ids) if renewal_ids is not None else None
    return _read(
        f"""
        SELECT {_COLUMNS}
        FROM renewals_renewal r JOIN book_contract c ON c.id = r.contract_id
        WHERE r.renewal_on BETWEEN %s AND %s AND r.quoted_on IS NULL
            AND (%s::bigint[] IS NULL OR r.id = ANY(%s)) AND NOT r.id = ANY(%s)
            AND NOT EXISTS (SELECT 1 FROM quotes_quote q WHERE q.renewal_id = r.id)
            AND {_OPEN}
        ORDER BY r.renewal_on, c.key
        LIMIT %s
        FOR UPDATE OF r
        """,
        [first, last, only, only, list(without), limit],
    )


def outdated(
    *,
    renewal_ids: Sequence[int] | None,
    contract_ids: Sequence[int] | None,
    limit: int,
    ended_on: date | None = None,
) -> list[Candidate]:
    """Return and lock open renewals whose primary quote was priced on an older contract.

    With `ended_on` also those whose quote was withdrawn, or is not valid any more on that day;
    without it what was withdrawn stays so. What was accepted is made again by nobody.
    """
    only = list(renewal_ids) if renewal_ids is not None else None
    moved = list(contract_ids) if contract_ids is not None else None
    return _read(
        f"""
        {_NEXT} WHERE q.is_primary AND {_MOVED if ended_on is None else _MOVED_OR_ENDED}
            AND (%s::bigint[] IS NULL OR r.id = ANY(%s))
            AND (%s::bigint[] IS NULL OR c.id = ANY(%s))
            AND {_OPEN}
        ORDER BY r.renewal_on, c.key
        LIMIT %s
        FOR UPDATE OF r
        """,
        [*([] if ended_on is None else [ended_on]), only, only, moved, moved, limit],
    )


def primaries(*, renewal_ids: Sequence[int]) -> list[Candidate]:
    """Return the primary quotes of renewals, as what further quotes are numbered after."""
    return _read(f"{_NEXT} WHERE q.is_primary AND r.id = ANY(%s)", [list(renewal_ids)])


def quoted(*, renewal_id: int) -> Candidate | None:
    """Return and lock an open renewal for the next version of its quote, moved or not."""
    found = _read(
        f"""
        {_NEXT} WHERE q.is_primary AND r.id = %s AND {_NOT_ACCEPTED} AND {_OPEN}
        FOR UPDATE OF r
        """,
        [renewal_id],
    )
    return found[0] if found else None


def why_not(*, renewal: Renewal) -> str:
    """Return the reason for which a renewal gets no quote."""
    contract = renewal.contract
    reasons = [
        (renewal.closed_on is not None, f"The renewal was closed on {renewal.closed_on}."),
        (renewal.renewal_type == "evergreen", "An evergreen contract has no next term to quote."),
        (contract.ended_on is not None, f"The contract ends for good on {contract.ended_on}."),
        (
            renewal.acceptances.filter(void_because="").exists(),
            "The quote was accepted: it is not made again.",
        ),
        (contract.end_on != renewal.renewal_on, "The contract's term no longer ends on this day."),
        (
            not _has_line(renewal, "true"),
            "Nothing on this contract renews: no recurring or usage line ends with the term.",
        ),
        (
            _has_line(renewal, "l.currency <> c.currency"),
            "A line's currency differs from the contract's.",
        ),
    ]
    return next((text for holds, text in reasons if holds), "This renewal cannot be quoted.")


def _has_line(renewal: Renewal, condition: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT EXISTS ({_RENEWABLE} AND {condition})
            FROM renewals_renewal r JOIN book_contract c ON c.id = r.contract_id WHERE r.id = %s
            """,
            [renewal.pk],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def _read(statement: str, parameters: list[Any]) -> list[Candidate]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Candidate(*row) for row in cursor.fetchall()]
