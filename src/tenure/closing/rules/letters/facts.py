"""What the papers of a contract are written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tenure.book.rules.changes import Settlement
from tenure.quotes.rules import Party
from tenure.quotes.rules.paper import PrintedClauses


@dataclass(frozen=True, slots=True)
class ContractPaper:
    """Hold what every paper of a contract shows: between whom, about what, of which day."""

    contract: str
    currency: str
    country: str
    dated: date
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """Hold a line that an amendment changes; a quantity of 0 is none.

    Prices in 1/10,000 per `price_months`; `difference_minor` is for the rest of the term. `from_on`
    is printed where it is another day than the amendment's: a line may change in steps.
    """

    product: str
    price_months: int
    quantity_before: Decimal
    quantity_after: Decimal
    price_before_e4: int
    price_after_e4: int
    difference_minor: int
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class AmendmentFacts:
    """Hold an amendment; the differences of its lines come to `total_minor`."""

    about: ContractPaper
    effective_on: date
    last_day: date
    lines: tuple[ChangedLine, ...]
    total_minor: int


@dataclass(frozen=True, slots=True)
class NewTermsFacts:
    """Hold a change of the terms version; `before` is empty where none was agreed."""

    about: ContractPaper
    effective_on: date
    before: str
    clauses: PrintedClauses


@dataclass(frozen=True, slots=True)
class EndingFacts:
    """Hold how a contract ends: its last day, the notice, and what is owed.

    `received_on` and `given_by` are of the customer's notice. `owed_minor` is the price of the paid
    days after the last one, and `settlement` what becomes of it. `reason` is printed as it is.
    """

    about: ContractPaper
    last_day: date
    received_on: date
    given_by: str
    is_in_time: bool = True
    settlement: Settlement = Settlement.NOTHING
    owed_minor: int = 0
    reason: str = ""
