"""Price policies: dated data that say how the next term is priced."""

from tenure.pricing.models.policies import PricePolicy

__all__ = ["PricePolicy"]
