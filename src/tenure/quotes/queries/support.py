"""Which support a renewal has, and which it could move up to."""

from __future__ import annotations

from tenure.book.models import Line
from tenure.quotes.models import Quote
from tenure.quotes.queries.asking import support_to_add
from tenure.quotes.rules.support import TierShown, compared
from tenure.renewals.models import Renewal

MOST = 8


def support_of_quote(quote: Quote) -> list[TierShown]:
    """Return the support in a quote, and what it could move up to (two queries)."""
    rows = quote.lines.exclude(product__support_tier="").order_by("position")
    have = list(rows.values_list("product__name", "product__support_tier").distinct()[:MOST])
    return _compared(list(dict.fromkeys(have)), quote.renewal)


def support_of_renewal(renewal: Renewal) -> list[TierShown]:
    """Return the support that runs on the last day of a term, and what it could move up to."""
    rows = Line.objects.filter(contract_id=renewal.contract_id, start_on__lte=renewal.due_on)
    rows = rows.filter(end_on__gt=renewal.due_on).exclude(product__support_tier="")
    have = rows.order_by("lot").values_list("product__name", "product__support_tier")
    return _compared(list(dict.fromkeys(have[:MOST])), renewal)


def _compared(have: list[tuple[str, str]], renewal: Renewal) -> list[TierShown]:
    offered = [(name, tier) for _, name, tier in support_to_add(renewal)]
    return compared(have, [one for one in offered if one not in have][:MOST])
