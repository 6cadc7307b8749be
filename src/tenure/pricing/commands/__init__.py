"""The writers of pricing."""

from tenure.pricing.commands.policies import (
    FilePublished,
    PolicyConflict,
    PolicyNotFound,
    PolicyStarted,
    publish_default_policies,
    publish_file,
    publish_policy,
    withdraw_policy,
)

__all__ = [
    "FilePublished",
    "PolicyConflict",
    "PolicyNotFound",
    "PolicyStarted",
    "publish_default_policies",
    "publish_file",
    "publish_policy",
    "withdraw_policy",
]
