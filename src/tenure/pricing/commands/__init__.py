"""The writers of pricing."""

from tenure.pricing.commands.policies import (
    PolicyConflict,
    publish_default_policies,
    publish_policy,
)

__all__ = ["PolicyConflict", "publish_default_policies", "publish_policy"]
