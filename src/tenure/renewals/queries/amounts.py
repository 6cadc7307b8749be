"""The SQL of a renewal's amounts, written once."""

from __future__ import annotations

# ARR of the contract's lots that end with the term, as the ledger has it on the last day before
# {day}. A lot goes on beyond the term when a segment of it reaches across {renewal_on}.
_FROM_LEDGER = """(
    SELECT coalesce(sum(m.amount_minor), 0)::bigint FROM book_arrmovement m
    WHERE m.contract_id = {contract} AND m.effective_on < {day}
      AND NOT EXISTS (
        SELECT 1 FROM book_line l
        WHERE l.contract_id = m.contract_id AND l.lot = m.lot
          AND l.start_on < {renewal_on} AND l.end_on > {renewal_on}))"""


def available_to_renew(contract: str, renewal_on: str) -> str:
    """Return the SQL of ATR for the named columns, minor units a year."""
    return _FROM_LEDGER.format(contract=contract, day=renewal_on, renewal_on=renewal_on)


def kept(contract: str, renewal_on: str, effective_on: str) -> str:
    """Return the SQL of what the same lots bring once an order of `effective_on` holds.

    Counted on the later of both days: a lapsed contract that comes back is kept from then on.
    """
    day = f"greatest({renewal_on}, {effective_on}) + 1"
    return _FROM_LEDGER.format(contract=contract, day=day, renewal_on=renewal_on)


def notice_on(renewal_on: str, notice_days: str, renewal_type: str) -> str:
    """Return the SQL of the last day to give notice (none for evergreen contracts)."""
    return (
        f"(CASE WHEN {renewal_type} <> 'evergreen' "
        f"THEN {renewal_on} - 1 - {notice_days}::integer END)"
    )


def renewal_type(contract: str) -> str:
    """Return the SQL of how a contract's term ends: evergreen only while it has no end."""
    return (
        f"(CASE WHEN {contract}.renewal_type = 'evergreen' AND {contract}.end_on IS NOT NULL "
        f"THEN 'manual' ELSE {contract}.renewal_type END)"
    )
