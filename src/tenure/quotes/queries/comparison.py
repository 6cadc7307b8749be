"""Offers beside each other: two sides line by line, and a quote beside its options."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.book.rules.dates import anchor_for
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money, annualised
from tenure.kernel.period import Period
from tenure.pricing.rules import TermLength
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.queries.standing import options_of, standings
from tenure.quotes.rules.asked import length_in_words
from tenure.quotes.rules.beside import is_new
from tenure.quotes.rules.differences import LineDifference, LineOffered, differences
from tenure.quotes.rules.standing import why_not_offered


@dataclass(frozen=True, slots=True)
class Amounts:
    """Hold what a term comes to: in all, and for a year where it has no odd days."""

    total: Money
    length: TermLength

    @property
    def yearly(self) -> Money | None:
        """Return the average of a year; None for a term with odd days."""
        return None if self.length.days else annualised(self.total, self.length.months)

    @property
    def length_words(self) -> str:
        """Return how long the term is."""
        return length_in_words(self.length.months, self.length.days)


@dataclass(frozen=True, slots=True)
class Side:
    """Hold one side of a comparison: what it is called, its term and its amounts."""

    name: str
    quote: Quote
    term: Period
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold two sides of an offer and every line of them."""

    before: Side
    after: Side
    lines: list[LineDifference]

    @property
    def changed(self) -> list[LineDifference]:
        """Return the lines that are not the same on both sides."""
        return [line for line in self.lines if line.kind != "same"]

    @property
    def change(self) -> Money:
        """Return how much more the side after comes to; for terms of different lengths too."""
        return self.after.amounts.total - self.before.amounts.total

    @property
    def yearly_change(self) -> Money | None:
        """Return how much more a year of it comes to."""
        return _minus(self.after.amounts.yearly, self.before.amounts.yearly)


@dataclass(frozen=True, slots=True)
class OfferColumn:
    """Hold a quote or an option as a column of the offer.

    `expiring` is what the same term costs at today's prices; `saving` what a year of it is cheaper
    than a year of the quote itself; `why_not` says why it cannot be accepted.
    """

    quote: Quote
    label: str
    proposed: Amounts
    expiring: Amounts
    saving: Money | None
    why_not: str

    @property
    def change(self) -> Money:
        """Return how much more than expires is asked for, over the term."""
        return self.proposed.total - self.expiring.total

    @property
    def yearly_change(self) -> Money | None:
        """Return the same for a year."""
        return _minus(self.proposed.yearly, self.expiring.yearly)


def offer_columns(primary: Quote, *, on: date) -> list[OfferColumn]:
    """Return a primary quote and the options beside it, in their order (five queries)."""
    links = list(options_of(primary))
    quotes = [primary, *(link.quote for link in links)]
    found = standings(quotes, on=on)
    labels = ["The quote", *(link.label for link in links)]
    first = _amounts(primary, primary.proposed_minor).yearly
    return [
        OfferColumn(
            quote=quote,
            label=label,
            proposed=(proposed := _amounts(quote, quote.proposed_minor)),
            expiring=_amounts(quote, quote.expiring_minor),
            saving=None if quote == primary else _minus(first, proposed.yearly),
            why_not=why_not_offered(found[quote.pk], on),
        )
        for quote, label in zip(quotes, labels, strict=True)
    ]


def expiring_against_proposed(quote: Quote) -> Difference:
    """Return what expires beside what a quote proposes, for the same term (one query)."""
    lines = _lines(quote)
    before = [_expiring(line) for line in lines if not is_new(line.trace)]
    expiring = Side("Expiring", quote, _term(quote), _amounts(quote, quote.expiring_minor))
    return Difference(
        expiring, _side(quote), differences(before, [_proposed(line) for line in lines])
    )


def quote_against_quote(before: Quote, after: Quote) -> Difference:
    """Return two quotes of one renewal beside each other: versions, options (two queries).

    Raise InvalidInput for quotes of different renewals: their lots mean other things.
    """
    if before.renewal_id != after.renewal_id:
        raise InvalidInput(f"{before.number} and {after.number} are not of the same renewal.")
    lines = differences(map(_proposed, _lines(before)), map(_proposed, _lines(after)))
    return Difference(_side(before), _side(after), lines)


def _side(quote: Quote) -> Side:
    return Side(quote.number, quote, _term(quote), _amounts(quote, quote.proposed_minor))


def _term(quote: Quote) -> Period:
    return Period(quote.start_on, quote.end_on)


def _amounts(quote: Quote, minor: int) -> Amounts:
    began = quote.renewal.contract.first_start_on
    anchor = anchor_for(quote.start_on, began)
    length = TermLength.of(quote.start_on, quote.end_on, anchor_day=anchor)
    return Amounts(Money(minor, quote.currency), length)


def _minus(one: Money | None, other: Money | None) -> Money | None:
    return None if one is None or other is None else one - other


def _lines(quote: Quote) -> list[QuoteLine]:
    rows = quote.lines.select_related("product", "expiring_product")
    return list(rows.order_by("position"))


def _proposed(row: QuoteLine) -> LineOffered:
    return LineOffered(
        lot=row.lot, product=row.product.name, quantity=row.quantity,
        unit_price_e4=row.proposed_price_e4, price_months=row.price_months,
        amount_minor=row.proposed_minor, currency=row.currency,
        start_on=row.start_on, end_on=row.end_on,
    )  # fmt: skip


def _expiring(row: QuoteLine) -> LineOffered:
    return LineOffered(
        lot=row.lot, product=(row.expiring_product or row.product).name,
        quantity=row.expiring_quantity, unit_price_e4=row.expiring_price_e4,
        price_months=row.price_months, amount_minor=row.expiring_minor, currency=row.currency,
        start_on=row.start_on, end_on=row.end_on,
    )  # fmt: skip
