"""The published policies."""

from __future__ import annotations

from tenure.pricing.models import PricePolicy
from tenure.pricing.rules import PolicyFacts


def policies() -> list[PolicyFacts]:
    """Return every published policy as facts, in the order of their codes."""
    rows = PricePolicy.objects.order_by("code").values_list(
        "code", "method", "uplift_bp", "start_on", "segment", "region", "family", "channel"
    )
    return [PolicyFacts(*row) for row in rows]
