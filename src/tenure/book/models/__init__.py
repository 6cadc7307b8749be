"""Products, price books, contracts, lines, orders and the ARR ledger.

A contract is the fold of its orders: `Order` and `OrderAction` are the facts and never change;
`Contract`'s term, `Line` and `ArrMovement` follow from them and are written with them.
Dates are half-open: `end_on` is the first day after.
Unit prices are in 1/10,000 of the major unit for `price_months` months; `*_minor` are minor units.
"""

from tenure.book.models.catalogue import Bundle, BundleItem, Charge, Product, Succession
from tenure.book.models.contracts import Contract, ContractPart, PriceMethod, RenewalType
from tenure.book.models.deals import DealApproval, DealRegistration, DealWithdrawal
from tenure.book.models.indices import IndexValue, PriceIndex
from tenure.book.models.lines import ArrMovement, Line, MovementKind
from tenure.book.models.orders import ActionKind, Order, OrderAction, OrderKind, Segmented
from tenure.book.models.overages import Overage
from tenure.book.models.periods import PeriodLock, PeriodReopening
from tenure.book.models.prices import (
    ChargeModel,
    PriceBook,
    PriceCover,
    PriceEntry,
    PriceTier,
)
from tenure.book.models.rates import ExchangeRate
from tenure.book.models.shared import CURRENCY_Q, days

__all__ = [
    "CURRENCY_Q",
    "ActionKind",
    "ArrMovement",
    "Bundle",
    "BundleItem",
    "Charge",
    "ChargeModel",
    "Contract",
    "ContractPart",
    "DealApproval",
    "DealRegistration",
    "DealWithdrawal",
    "ExchangeRate",
    "IndexValue",
    "Line",
    "MovementKind",
    "Order",
    "OrderAction",
    "OrderKind",
    "Overage",
    "PeriodLock",
    "PeriodReopening",
    "PriceBook",
    "PriceCover",
    "PriceEntry",
    "PriceIndex",
    "PriceMethod",
    "PriceTier",
    "Product",
    "RenewalType",
    "Segmented",
    "Succession",
    "days",
]
