"""What pricing keeps: published policies."""

from tenure.pricing.models.policies import (
    POLICY_MODELS,
    DiscountPolicy,
    MarginPolicy,
    PolicyWithdrawal,
    PricePolicy,
    PublishedPolicy,
)

__all__ = [
    "POLICY_MODELS",
    "DiscountPolicy",
    "MarginPolicy",
    "PolicyWithdrawal",
    "PricePolicy",
    "PublishedPolicy",
]
