"""Facts of a contract, with names and values for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tenure.kernel.errors import TenureError
from tenure.kernel.percent import Percent
from tenure.kernel.period import format_day

Parties = Mapping[tuple[str, int], str]
DASH = "\N{EN DASH}"
LABELS = {
    "start_on": "Term begins",
    "end_on": "Term's last day",
    "first_start_on": "First term began",
    "term_months": "Term in months",
    "renewal_type": "At the term's end",
    "renewal_term_months": "Renewal term in months",
    "notice_days": "Notice in days",
    "price_method": "Price method",
    "uplift_bp": "Agreed uplift",
    "uplift_cap_bp": "Uplift cap",
    "price_hold_until": "Price hold until",
    "escalator_bp": "Escalator, each year",
    "index_code": "Price index",
    "index_lag_months": "Index read, months before the term",
    "index_plus_bp": "Added to the index",
    "index_floor_bp": "Index rise at least",
    "index_ceiling_bp": "Index rise at most",
    "terms_version": "Terms version",
    "co_term_group": "Co-term group",
    "ended_on": "Ended, last day",
    "end_reason": "Why it ended",
    "currency": "Currency",
    "bill_to_id": "Bill to",
    "channel": "Channel",
    "reseller_id": "Reseller",
    "distributor_id": "Distributor",
    "billing_months": "Billed every (months)",
    "time_zone": "Time zone",
}
INTERNAL = frozenset({
    "price_method", "uplift_bp", "uplift_cap_bp", "price_hold_until", "escalator_bp",
    "index_code", "index_lag_months", "index_plus_bp", "index_floor_bp", "index_ceiling_bp",
})  # fmt: skip
# Shown even when there is nothing to say.
ALWAYS = ("start_on", "end_on", "first_start_on", "renewal_type", "notice_days", "terms_version")
WORDS = {
    "renewal_type": {
        "manual": "Manual", "auto": "Auto-renew", "once": "Renews once", "evergreen": "Evergreen",
    },
    "price_method": {"": "As the policy says", "same": "Same", "list": "List", "uplift": "Uplift"},
    "channel": {"direct": "Direct", "reseller": "Reseller", "distributor": "Distributor"},
}  # fmt: skip
_LAST_DAYS = frozenset({"end_on", "ended_on"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name and its value as text."""

    label: str
    text: str
    partner_id: int | None = None  # whose page those inside can open


def facts_of(terms: Mapping[str, Any], parties: Parties, *, is_inside: bool) -> list[Fact]:
    """Return the facts that there are, in the order of the page."""
    return [
        Fact(
            label,
            fact_text(name, terms.get(name), parties),
            terms[name] if is_inside and name in {"reseller_id", "distributor_id"} else None,
        )
        for name, label in LABELS.items()
        if (is_inside or name not in INTERNAL)
        and (name in ALWAYS or terms.get(name) not in (None, ""))
        and name != "currency"
    ]


def fact_text(name: str, value: Any, parties: Parties) -> str:
    """Return a fact's value for people; a dash for none."""
    if name == "end_on" and value is None:
        return "open"
    if name in WORDS and value is not None:
        return WORDS[name].get(str(value), str(value))
    if value is None or value == "":
        return DASH
    if name.endswith("_bp"):
        return Percent(int(value)).format()
    if name.endswith("_id"):
        return parties.get((name, int(value)), "one that you do not see")
    if name.endswith(("_on", "_until")):
        return _day_text(name, value)
    return str(value)


def _day_text(name: str, value: Any) -> str:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
        return format_day(day - timedelta(days=1) if name in _LAST_DAYS else day)
    except (ValueError, OverflowError, TenureError):
        return str(value)
