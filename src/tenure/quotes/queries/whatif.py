"""What a renewal would cost if something else were asked for: the one pricing, nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from tenure.book.models import Product
from tenure.kernel.errors import TenureError
from tenure.kernel.money import Money
from tenure.kernel.period import Period
from tenure.pricing import queries as pricing
from tenure.pricing.rules import WATERFALL, PricedLine, explain, told_steps, trace_of
from tenure.quotes.models import Quote
from tenure.quotes.queries.asking import products_asked, rows_asked, subject_of
from tenure.quotes.queries.whatif_view import (
    Figures,
    PieceView,
    TermOption,
    WhatIf,
    WhatIfLine,
)
from tenure.quotes.rules.asked import (
    AddedProduct,
    Asked,
    AskedLine,
    Problem,
    length_of,
    problems_of,
    settled,
    term_asked,
)
from tenure.renewals.models import Renewal

# Terms that are set beside each other, in months.
YEARS = (12, 24, 36)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Priced:
    """Hold a row of facts and what the engine made of it."""

    row: Row
    line: PricedLine


@dataclass(frozen=True, slots=True)
class _Names:
    """Hold what lines are called, and what the present quote asks for them, by lot."""

    products: Mapping[int, Product]
    quoted: Mapping[int, int]
    quote: Quote | None


def what_if(
    renewal: Renewal, asked: Asked, *, quote: Quote | None = None, options: Sequence[int] = ()
) -> WhatIf:
    """Return what the renewal would cost if this were asked for, beside its present quote.

    `options` are numbers of months to compare. A set number of queries, whatever the lines. What
    cannot be asked for or priced is told, not raised.
    """
    subject = subject_of(renewal)
    asked = settled(asked, subject.renewable)
    products = products_asked(asked, subject)
    found = WhatIf(subject, quote, asked, products)
    if not subject.renewable.lots:
        return replace(found, refusal="Nothing on this contract renews.")
    if problems := problems_of(asked, subject.renewable, products):
        return replace(found, problems=problems)
    chosen = term_asked(asked, subject.renewable)
    others = [term_asked(Asked(months=months), subject.renewable) for months in options]
    terms = list(dict.fromkeys([chosen, *others]))
    try:
        priced = _priced(rows_asked(asked, subject, products, terms))
    except TenureError as error:
        return replace(found, refusal=str(error))
    if unlisted := list(_unlisted(priced, subject.lots_added(asked))):
        return replace(found, problems=unlisted)
    names = _names(priced, quote)
    lines = {term: _lines(found, _of_term(priced, term), names) for term in terms}
    told = {
        term: TermOption(term, length_of(term, subject.renewable), _totals(lines[term], quote))
        for term in terms
    }
    return replace(
        found,
        chosen=told[chosen],
        lines=tuple(lines[chosen]),
        options=tuple(told[term] for term in others),
    )


def _priced(rows: Sequence[Row]) -> list[_Priced]:
    facts = [{name: row[name] for name in row if name in WATERFALL.facts} for row in rows]
    lines = pricing.price_rows(facts, pricing.policies())
    return [_Priced(*pair) for pair in zip(rows, lines, strict=True)]


def _of_term(priced: Iterable[_Priced], term: Period) -> list[_Priced]:
    return [one for one in priced if one.row["term_end_on"] == term.end]


def _unlisted(priced: Iterable[_Priced], added: Mapping[int, AddedProduct]) -> Iterable[Problem]:
    """Yield a problem for each added line that no list price holds for."""
    missing = {one.row["lot"] for one in priced if one.line.columns["base"] == "list_missing"}
    for place, (lot, product) in enumerate(added.items(), start=1):
        if lot in missing:
            reason = f"{product.product} has no list price for this quantity."
            yield Problem(f"added.{place}.product", reason)


def _names(priced: Iterable[_Priced], quote: Quote | None) -> _Names:
    """Return what the lines are called and what is quoted for them (two queries)."""
    products = Product.objects.in_bulk({one.row["product_id"] for one in priced})
    quoted: dict[int, int] = {}
    if quote is not None:
        for lot, minor in quote.lines.values_list("lot", "proposed_minor"):
            quoted[lot] = quoted.get(lot, 0) + minor
    return _Names(products, quoted, quote)


def _lines(found: WhatIf, priced: Iterable[_Priced], names: _Names) -> list[WhatIfLine]:
    by_lot = groupby(priced, key=lambda one: int(one.row["lot"]))
    return [_line(found, lot, list(pieces), names) for lot, pieces in by_lot]


def _line(found: WhatIf, lot: int, pieces: list[_Priced], names: _Names) -> WhatIfLine:
    row, first = pieces[0].row, pieces[0].line
    product = names.products[row["product_id"]]
    added = found.subject.lots_added(found.asked).get(lot)
    wanted = row.get("asked_quantity_e4")
    return WhatIfLine(
        lot=lot,
        place=f"added.{lot - found.subject.next_lot + 1}" if added else f"lines.{lot}",
        product=product.name,
        code=product.code,
        charge=product.charge,
        currency=row["currency"],
        price_months=row["price_months"],
        expiring_quantity=_quantity(row["quantity_e4"]),
        quantity=_quantity(row["quantity_e4"] if wanted is None else wanted),
        expiring_price_e4=first.expiring_price_e4,
        asked=_asked_of(found.asked, lot, added),
        is_added=added is not None,
        is_successor=row["expiring_product_id"] not in {None, row["product_id"]},
        figures=_figures(pieces, names.quoted.get(lot, 0) if names.quote else None),
        pieces=[_piece(one) for one in pieces],
    )


def _asked_of(asked: Asked, lot: int, added: AddedProduct | None) -> AskedLine:
    if added is not None:
        return AskedLine(lot=lot, quantity_e4=added.quantity_e4, discount_bp=added.discount_bp)
    return asked.by_lot.get(lot, AskedLine(lot=lot))


def _quantity(e4: int) -> Decimal:
    return Decimal(e4).scaleb(-4)


def _figures(pieces: list[_Priced], quoted: int | None) -> Figures:
    currency = pieces[0].row["currency"]

    def total(column: str) -> Money:
        return Money(sum(one.line.columns[column] or 0 for one in pieces), currency)

    return Figures(
        expiring=total("expiring_minor"),
        quoted=None if quoted is None else Money(quoted, currency),
        proposed=total("proposed_minor"),
        entitled=total("entitled_minor"),
        true_up=total("true_up_minor"),
    )


def _piece(one: _Priced) -> PieceView:
    trace, currency = trace_of(one.line), one.row["currency"]
    reason = one.line.columns["leakage_reason"]
    return PieceView(
        start_on=one.row["start_on"],
        end_on=one.row["end_on"],
        unit_price_e4=one.line.proposed_price_e4,
        leakage_reason=WATERFALL.words["leakage_reason"].get(reason, ""),
        explanation=explain(trace, currency),
        steps=told_steps(trace, currency),
    )


def _totals(lines: Iterable[WhatIfLine], quote: Quote | None) -> list[Figures]:
    """Return what the lines come to, by currency; what is quoted is the quote's own total."""
    by_currency: dict[str, list[Figures]] = {}
    for line in lines:
        by_currency.setdefault(line.currency, []).append(line.figures)
    return [_total(currency, found, quote) for currency, found in by_currency.items()]


def _total(currency: str, lines: list[Figures], quote: Quote | None) -> Figures:
    zero = Money.zero(currency)
    quoted = None
    if quote is not None and quote.currency == currency:
        quoted = Money(quote.proposed_minor, currency)
    return Figures(
        expiring=sum((one.expiring for one in lines), zero),
        quoted=quoted,
        proposed=sum((one.proposed for one in lines), zero),
        entitled=sum((one.entitled for one in lines), zero),
        true_up=sum((one.true_up for one in lines), zero),
    )
