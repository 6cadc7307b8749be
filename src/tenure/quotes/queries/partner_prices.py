"""What partners pay for a quote, as far as the person who asks is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.queries.view import is_stale
from tenure.quotes.rules.partner_prices import PartnerPrices, Reader, partner_prices_of


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """Hold a line and what partners pay for it."""

    line: QuoteLine
    prices: PartnerPrices


@dataclass(frozen=True, slots=True)
class QuoteForPartners:
    """Hold what partners pay for a quote, line by line, and who reads it."""

    reader: Reader
    lines: list[PartnerLine]

    @property
    def shows_reseller(self) -> bool:
        """Tell whether some line has a reseller's price to show."""
        return any(one.prices.reseller_price_e4 is not None for one in self.lines)

    @property
    def shows_distributor(self) -> bool:
        """Tell whether some line has a distributor's price to show."""
        return any(one.prices.distributor_price_e4 is not None for one in self.lines)

    @property
    def shows_invoiced(self) -> bool:
        """Tell whether some line has an amount that is invoiced to show."""
        return any(one.prices.invoiced_minor is not None for one in self.lines)

    @property
    def invoiced_minor(self) -> int | None:
        """Return what is invoiced for all lines; None unless it is known of each."""
        amounts = [one.prices.invoiced_minor for one in self.lines]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if len(known) == len(amounts) else None


def quote_for_partners(
    quote: Quote, lines: Sequence[QuoteLine], *, user: User
) -> QuoteForPartners | None:
    """Return what partners pay; None for a deal without them, or none that the person is told.

    A stale quote was priced for the partners that the contract had then: it tells its present ones
    nothing.
    """
    reader = _reader(quote, user)
    if reader is None or (reader is not Reader.INSIDE and is_stale(quote)):
        return None
    return _told(lines, reader)


def told_to_partner(
    quote: Quote, lines: Sequence[QuoteLine], *, partner_id: int
) -> QuoteForPartners | None:
    """Return what the people of a partner are told; None for one that is not in the deal."""
    contract = quote.renewal.contract
    if is_stale(quote):
        return None
    if contract.distributor_id == partner_id:
        return _told(lines, Reader.DISTRIBUTOR)
    return _told(lines, Reader.RESELLER) if contract.reseller_id == partner_id else None


def _told(lines: Sequence[QuoteLine], reader: Reader) -> QuoteForPartners | None:
    told = [PartnerLine(line, partner_prices_of(line.trace).told_to(reader)) for line in lines]
    return QuoteForPartners(reader, told) if any(one.prices.is_known for one in told) else None


def _reader(quote: Quote, user: User) -> Reader | None:
    scope, contract = scope_of(user), quote.renewal.contract
    if scope.is_inside:
        return Reader.INSIDE
    if contract.distributor_id in scope.partner_ids:
        return Reader.DISTRIBUTOR
    return Reader.RESELLER if contract.reseller_id in scope.partner_ids else None
