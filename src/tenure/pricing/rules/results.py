"""What a run over the whole book keeps of each priced line; the trace keeps every step."""

from __future__ import annotations

# Columns of the waterfall: how it was priced and by which policies, unit prices, amounts.
RESULTS = (
    "method",
    "method_source",
    "uplift_bp",
    "uplift_source",
    "policy_code",
    "discount_code",
    "margin_code",
    "carried_price_e4",
    "entitled_price_e4",
    "recurring_price_e4",
    "proposed_price_e4",
    "partner_price_e4",
    "expiring_minor",
    "carried_minor",
    "proposed_minor",
    "partner_minor",
    "true_up_minor",
    "entitled_minor",
    "leakage_minor",
    "leakage_reason",
)
