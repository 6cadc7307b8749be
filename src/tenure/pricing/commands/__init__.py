"""The writers of pricing."""

from tenure.pricing.commands.book import PricingInProgress, only_one_prices_the_book, price_book
from tenure.pricing.commands.book_refusals import TooManyRefused
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
from tenure.pricing.commands.simulations import (
    SimulationNotFound,
    ask_simulation,
    publish_simulated,
    run_simulation,
)

__all__ = [
    "FilePublished",
    "PolicyConflict",
    "PolicyNotFound",
    "PolicyStarted",
    "PricingInProgress",
    "SimulationNotFound",
    "TooManyRefused",
    "ask_simulation",
    "only_one_prices_the_book",
    "price_book",
    "publish_default_policies",
    "publish_file",
    "publish_policy",
    "publish_simulated",
    "run_simulation",
    "withdraw_policy",
]
