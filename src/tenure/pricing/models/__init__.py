"""What pricing keeps: published policies, what proposed ones would do, runs over the book."""

from tenure.pricing.models.policies import (
    POLICY_MODELS,
    DiscountPolicy,
    MarginPolicy,
    PolicyWithdrawal,
    PricePolicy,
    PublishedPolicy,
)
from tenure.pricing.models.runs import PricedLine, PricingPart, PricingRun, RefusedLine
from tenure.pricing.models.simulations import PolicySimulation

__all__ = [
    "POLICY_MODELS",
    "DiscountPolicy",
    "MarginPolicy",
    "PolicySimulation",
    "PolicyWithdrawal",
    "PricePolicy",
    "PricedLine",
    "PricingPart",
    "PricingRun",
    "PublishedPolicy",
    "RefusedLine",
]
