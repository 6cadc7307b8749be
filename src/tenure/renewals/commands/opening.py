"""Open a renewal for every term that ends within the horizon.

1. Candidates: terms that end between the previous horizon and the new one, evergreen contracts
   with an anniversary there, and contracts with newer orders. Without a previous horizon: all
   that end before the new one, past-due ones included.
2. One INSERT with ATR from the ledger; (contract, renewal_on) is unique, so repeating is harmless.
3. The next action of what was opened is worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tenure.book.models import Contract
from tenure.foundation.commands import write_audited
from tenure.foundation.models import User
from tenure.renewals.commands.planning import plan_opened
from tenure.renewals.models import Renewal
from tenure.renewals.queries.amounts import available_to_renew, notice_on, renewal_type
from tenure.renewals.rules.dates import HORIZON_DAYS, anniversaries

_ENDING = """
    SELECT id, end_on AS renewal_on FROM book_contract
    WHERE ended_on IS NULL AND end_on < %(until)s"""

# The month and day as the index `contract_evergreen` has them.
_MONTH_DAY = "(EXTRACT(MONTH FROM first_start_on) * 100 + EXTRACT(DAY FROM first_start_on))"
_EVERGREEN = "ended_on IS NULL AND end_on IS NULL AND renewal_type = 'evergreen'"


def _anniversary(year: str) -> str:
    """Return the SQL of the first start's anniversary in a year, the month's end remembered."""
    return f"""(CASE
        WHEN EXTRACT(MONTH FROM first_start_on) = 2 AND EXTRACT(MONTH FROM first_start_on + 1) = 3
        THEN make_date({year}, 3, 1) - 1
        ELSE make_date({year}, EXTRACT(MONTH FROM first_start_on)::integer,
                       EXTRACT(DAY FROM first_start_on)::integer) END)"""


_CHANGED = f"""
    SELECT id, end_on FROM book_contract
    WHERE id = ANY(%(changed)s) AND ended_on IS NULL AND end_on < %(until)s
    UNION ALL
    SELECT id, {_anniversary("y.year")} FROM book_contract,
           (VALUES (%(year)s::integer), (%(year)s + 1)) AS y (year)
    WHERE id = ANY(%(changed)s) AND {_EVERGREEN}
      AND {_anniversary("y.year")} >= %(on)s AND {_anniversary("y.year")} < %(until)s
      AND {_anniversary("y.year")} > first_start_on"""

_OPEN = f"""
    INSERT INTO renewals_renewal
        (contract_id, customer_id, owner_id, renewal_on, due_on, notice_on, renewal_type, currency,
         atr_minor, forecast_minor, contract_revision, opened_on, next_action, act_on, act_reason)
    SELECT c.id, c.customer_id, c.owner_id, d.renewal_on, d.renewal_on - 1,
           {notice_on("d.renewal_on", "c.notice_days", renewal_type("c"))},
           {renewal_type("c")}, c.currency, a.atr_minor, a.atr_minor, c.revision, %(on)s,
           'prepare', d.renewal_on, ''
    FROM (SELECT DISTINCT id, renewal_on FROM ({{candidates}}) AS every) AS d
    JOIN book_contract c ON c.id = d.id
    CROSS JOIN LATERAL (SELECT {available_to_renew("c.id", "d.renewal_on")} AS atr_minor) AS a
    WHERE NOT EXISTS (SELECT 1 FROM renewals_renewal r
                      WHERE r.contract_id = d.id AND r.renewal_on = d.renewal_on)
    ORDER BY d.renewal_on, c.id
    ON CONFLICT (contract_id, renewal_on) DO NOTHING
    RETURNING id, (SELECT key FROM book_contract WHERE id = contract_id) || ' ' || renewal_on,
              jsonb_build_object('due_on', due_on, 'atr_minor', atr_minor, 'currency', currency)"""


@transaction.atomic
def open_renewals(
    *,
    on: date,
    by: User,
    horizon_days: int = HORIZON_DAYS,
    since: date | None = None,
    changed: Sequence[int] = (),
) -> list[int]:
    """Open the renewals of terms that end before `on` + horizon; return their ids.

    `since` is the previous run's horizon (none: from the beginning of time), `changed` are the
    contracts with newer orders. Forecast starts as ATR, auto-renewing contracts included.
    """
    until = on + timedelta(days=horizon_days)
    params: dict[str, Any] = {"on": on, "until": until, "since": since, "year": on.year}
    sources = [_ENDING if since is None else f"{_ENDING} AND end_on >= %(since)s"]
    for place, days in enumerate(anniversaries(since or on, until)):
        sources.append(_evergreen(place))
        names = (f"year{place}", f"first{place}", f"last{place}")
        params |= dict(zip(names, (days.year, days.first, days.last), strict=True))
    params["from"] = since or on
    if changed:
        sources.append(_CHANGED)
        params["changed"] = list(changed)
    sql = _OPEN.format(candidates=" UNION ALL ".join(sources))
    opened = write_audited(
        by=by, on=on, verb="renewals.open", model=Renewal, sql=sql, params=params
    )
    plan_opened(renewal_ids=sorted(opened), on=on)
    return opened


@transaction.atomic
def open_next(*, contract_id: int, by: User, on: date) -> list[int]:
    """Open the renewal of a contract's current term, however far ahead it ends; return its id.

    For the term that was just booked: everybody can see when it comes up. Nothing for an open term.
    """
    end_on = Contract.objects.values_list("end_on", flat=True).get(pk=contract_id)
    if end_on is None:
        return []
    days = max((end_on - on).days, 0) + 1
    # A horizon that begins where it ends: no other term is looked at.
    return open_renewals(
        on=on, by=by, horizon_days=days, since=on + timedelta(days=days), changed=[contract_id]
    )


def _evergreen(place: int) -> str:
    """Return the search for anniversaries in one calendar year's slice."""
    day = _anniversary(f"%(year{place})s::integer")
    return f"""
    SELECT id, {day} FROM book_contract
    WHERE {_EVERGREEN} AND {_MONTH_DAY} BETWEEN %(first{place})s AND %(last{place})s
      AND {day} >= %(from)s AND {day} < %(until)s AND {day} > first_start_on"""
