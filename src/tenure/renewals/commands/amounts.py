"""Recompute ATR, notice date and type of open renewals whose contract has newer orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tenure.foundation.commands import write_audited
from tenure.foundation.models import User
from tenure.renewals.models import Renewal
from tenure.renewals.queries.amounts import available_to_renew, notice_on, renewal_type
from tenure.renewals.queries.windows import chunks

# A forecast that a person set stays; one that still stands at ATR follows it.
_RECOMPUTED = f"""
    UPDATE renewals_renewal r
    SET atr_minor = n.atr_minor,
        forecast_minor = CASE WHEN r.forecast_minor = r.atr_minor
                              THEN n.atr_minor ELSE r.forecast_minor END,
        notice_on = n.notice_on, renewal_type = n.renewal_type, currency = n.currency,
        contract_revision = n.revision
    FROM (
        SELECT o.id, o.atr_minor AS before, c.revision, c.currency,
               {renewal_type("c")} AS renewal_type,
               {notice_on("o.renewal_on", "c.notice_days", renewal_type("c"))} AS notice_on,
               {available_to_renew("o.contract_id", "o.renewal_on")} AS atr_minor
        FROM renewals_renewal o JOIN book_contract c ON c.id = o.contract_id
        WHERE o.contract_id = ANY(%(contracts)s) AND o.closed_on IS NULL
          AND o.contract_revision <> c.revision
        FOR UPDATE OF o) AS n
    WHERE r.id = n.id
    RETURNING r.id, (SELECT key FROM book_contract WHERE id = r.contract_id) || ' ' || r.renewal_on,
              jsonb_build_object('atr_minor', n.atr_minor, 'before_minor', n.before,
                                 'currency', r.currency, 'contract_revision', n.revision)"""


@transaction.atomic
def recompute_amounts(*, contract_ids: Sequence[int], by: User, on: date) -> list[int]:
    """Bring the open renewals of these contracts up to their latest order; return their ids."""
    recomputed: list[int] = []
    for ids in chunks(contract_ids):
        recomputed += write_audited(
            by=by, on=on, verb="renewals.recompute", model=Renewal, sql=_RECOMPUTED,
            params={"contracts": list(ids)},
        )  # fmt: skip
    return recomputed
