"""What pricing keeps: published policies, and what proposed ones would do."""

from tenure.pricing.models.policies import (
    POLICY_MODELS,
    DiscountPolicy,
    MarginPolicy,
    PolicyWithdrawal,
    PricePolicy,
    PublishedPolicy,
)
from tenure.pricing.models.simulations import PolicySimulation

__all__ = [
    "POLICY_MODELS",
    "DiscountPolicy",
    "MarginPolicy",
    "PolicySimulation",
    "PolicyWithdrawal",
    "PricePolicy",
    "PublishedPolicy",
]
