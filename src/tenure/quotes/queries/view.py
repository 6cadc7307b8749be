"""One quote as people read it; whether it is stale, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, QuerySet

from tenure.book.models import Charge, Line, Product
from tenure.foundation.models import User
from tenure.kernel.money import Money
from tenure.kernel.period import Period
from tenure.pricing.rules import ToldStep, explain, told_steps
from tenure.quotes import rules
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.rules.explanation import outcome_words
from tenure.renewals.models import Renewal


@dataclass(frozen=True, slots=True)
class LineView:
    """Hold one line, expiring against proposed, and why."""

    line: QuoteLine
    expiring: Money
    proposed: Money
    explanation: str
    steps: list[ToldStep]

    @property
    def true_up(self) -> Money:
        """Return what is owed once for use above the contract; not in the proposed amount."""
        return Money(self.line.true_up_minor, self.line.currency)

    @property
    def period(self) -> Period:
        """Return the piece of the term that it is for."""
        return Period(self.line.start_on, self.line.end_on)

    @property
    def change(self) -> Money:
        """Return what the line's amount rises by."""
        return self.proposed - self.expiring

    @property
    def entitled(self) -> Money:
        """Return what the clauses and policies allow to ask for."""
        return Money(self.line.entitled_minor, self.line.currency)

    @property
    def leakage(self) -> Money:
        """Return what of that is not asked for."""
        return Money(self.line.leakage_minor, self.line.currency)

    @property
    def outcome(self) -> str:
        """Return in a sentence what is proposed of what one is entitled to, and why not all."""
        row = self.line
        return outcome_words(
            row.entitled_minor, row.leakage_minor, row.leakage_reason, row.currency
        )


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Hold a quote with its lines."""

    quote: Quote
    lines: list[LineView]

    @property
    def term(self) -> Period:
        """Return the proposed term."""
        return Period(self.quote.start_on, self.quote.end_on)

    @property
    def expiring(self) -> Money:
        """Return what the term costs at today's prices."""
        return Money(self.quote.expiring_minor, self.quote.currency)

    @property
    def proposed(self) -> Money:
        """Return what the term is offered for."""
        return Money(self.quote.proposed_minor, self.quote.currency)

    @property
    def true_up(self) -> Money:
        """Return what is owed once for use above the contract; not in the proposed amount."""
        return Money(sum(line.line.true_up_minor for line in self.lines), self.quote.currency)


def find_quote(number: str, *, user: User) -> Quote | None:
    """Return the quote of a number as far as the person may see it."""
    return _with_contract(Quote.objects.visible_to(user)).filter(number=number).first()


def find_quote_by_id(quote_id: int, *, user: User) -> Quote | None:
    """Return a quote as far as the person may see it."""
    return _with_contract(Quote.objects.visible_to(user)).filter(pk=quote_id).first()


def find_renewal(contract_key: str, *, user: User) -> Renewal | None:
    """Return the open renewal of a contract as far as the person may see it, the next one first."""
    return (
        Renewal.objects.visible_to(user)
        .filter(contract__key=contract_key, closed_on=None)
        .order_by("renewal_on")
        .first()
    )


def quote_view(quote: Quote) -> QuoteView:
    """Return the quote with its lines explained."""
    rows = quote.lines.select_related("product", "expiring_product").order_by("position")
    return QuoteView(quote, [_line_view(row) for row in rows])


def stale_quotes(*, user: User) -> QuerySet[Quote]:
    """Return the primary quotes of open renewals whose contract changed after pricing."""
    return (
        _with_contract(Quote.objects.visible_to(user))
        .filter(is_primary=True, renewal__closed_on=None)
        .exclude(contract_revision=F("renewal__contract__revision"))
        .order_by("renewal__renewal_on", "pk")
    )


def is_stale(quote: Quote) -> bool:
    """Tell whether the contract changed after the quote was priced."""
    return rules.is_stale(quote.contract_revision, quote.renewal.contract.revision)


def changes_since(quote: Quote) -> list[rules.LotChange]:
    """Return the lots in which the contract now differs from what was quoted, by lot."""
    quoted = [
        _lot(row, row.expiring_product or row.product, row.expiring_quantity, row.expiring_price_e4)
        for row in quote.lines.select_related("product", "expiring_product").order_by("position")
        if not (row.inputs or {}).get("added")
    ]
    current = (
        Line.objects.filter(contract_id=quote.renewal.contract_id, end_on=quote.start_on)
        .exclude(product__charge=Charge.ONE_TIME)
        .select_related("product")
    )
    kept = (row for row in current if row.quantity or row.product.charge == Charge.USAGE)
    now = [_lot(row, row.product, row.quantity, row.unit_price_e4) for row in kept]
    return rules.changes(quoted, now)


def _with_contract(quotes: QuerySet[Quote]) -> QuerySet[Quote]:
    return quotes.select_related("renewal__contract__customer", "made_by")


def _line_view(row: QuoteLine) -> LineView:
    return LineView(
        line=row,
        expiring=Money(row.expiring_minor, row.currency),
        proposed=Money(row.proposed_minor, row.currency),
        explanation=explain(row.trace, row.currency),
        steps=told_steps(row.trace, row.currency),
    )


def _lot(row: QuoteLine | Line, product: Product, quantity: Decimal, price_e4: int) -> rules.Lot:
    return rules.Lot(row.lot, product.name, quantity, price_e4, row.price_months, row.currency)
