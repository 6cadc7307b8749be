"""Whether what is asked for can be asked of a renewal, and what of it still can be later on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tenure.book.rules.dates import anchor_for, require_end
from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import fixed_point
from tenure.kernel.months import add_months
from tenure.kernel.percent import WHOLE
from tenure.kernel.period import Period, format_day
from tenure.pricing.rules import TermLength
from tenure.pricing.rules.bundles import Bundle, BundledLine, broken_bundles
from tenure.quotes.rules.asked.facts import AddedProduct, Asked, AskedLine
from tenure.quotes.rules.asked.reading import Problem
from tenure.quotes.rules.offer import next_term

MOST_MONTHS = 60
MOST_ADDED = 50
MOST_NOTED = 200
# A quantity that a column of the book holds, in 1/10,000.
MOST_QUANTITY_E4 = 10**18 - 1
_UPLIFTS = range(-WHOLE, 10 * WHOLE + 1)
_DISCOUNTS = range(WHOLE + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewableLot:
    """Hold a lot that expires: its product, quantity and unit price (both in 1/10,000)."""

    lot: int
    quantity_e4: int
    charge: str = "recurring"
    code: str = ""
    product: str = ""
    unit_price_e4: int = 0
    price_months: int = 12
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewable:
    """Hold what a person may ask about: the next term's start, its usual length, its lots.

    `bundles` are those that the lots make up, which stay whole.
    """

    start_on: date
    usual_months: int
    first_start_on: date
    lots: Mapping[int, RenewableLot]
    bundles: tuple[Bundle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedProduct:
    """Hold a product that may be added; `price_months` of its list price, none: it has none.

    `renews_as` is the product that takes its place, where that has come by the term's first day.
    """

    product_id: int
    code: str
    name: str
    charge: str
    price_months: int | None
    renews_as: str = ""


class AskedRefused(InvalidInput):
    """Refuse what was asked for; `problems` say at which places, and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.reason for problem in problems))
        self.problems = problems


def term_asked(asked: Asked, renewable: Renewable) -> Period:
    """Return the term that is asked for. Raise InvalidInput for one that cannot be."""
    if asked.end_on is not None:
        return Period(renewable.start_on, asked.end_on)
    months = asked.months or renewable.usual_months
    return next_term(renewable.start_on, months, first_start_on=renewable.first_start_on)


def length_of(term: Period, renewable: Renewable) -> TermLength:
    """Return how long a term is, months counted from the day that the contract began on."""
    anchor = anchor_for(term.start, renewable.first_start_on)
    return TermLength.of(term.start, require_end(term, "The term"), anchor_day=anchor)


def settled(asked: Asked, renewable: Renewable) -> Asked:
    """Return the same without what the book says anyway: forms send all that they show."""
    usual = asked.end_on is None and asked.months == renewable.usual_months
    lines = (_settled(line, renewable.lots.get(line.lot)) for line in asked.lines)
    return replace(
        asked,
        months=None if usual else asked.months,
        lines=tuple(line for line in lines if not line.is_nothing),
    )


def carried_over(
    asked: Asked, renewable: Renewable, products: Mapping[str, OfferedProduct]
) -> Asked:
    """Return what of it can still be asked for, now that the contract has changed.

    Lots that have gone drop out, and so does a term or a product that is no longer possible;
    `dropped` says so.
    """
    gone = [line for line in asked.lines if line.lot not in renewable.lots]
    reasons = [f"Lot {line.lot} no longer expires with this term." for line in gone]
    lines = tuple(line for line in asked.lines if line not in gone)
    if renewable.lots.keys() <= {line.lot for line in lines if line.removed} and not asked.added:
        lines = tuple(line for line in lines if not line.removed)
        reasons.append("Nothing was left that would renew: no lot is taken out any more.")
    against = {one: _against(one, products) for one in asked.added}
    reasons += [reason for reason in against.values() if reason]
    kept = replace(asked, lines=lines, added=tuple(one for one in asked.added if not against[one]))
    if broken := broken_bundles(_bundled(kept, renewable), renewable.bundles):
        codes = frozenset(code for one in broken for code in one.bundle.codes)
        lots = {lot for lot, one in renewable.lots.items() if one.code in codes}
        kept = replace(kept, lines=tuple(line for line in kept.lines if line.lot not in lots))
        reasons += [one.reason for one in broken]
    if late := list(_about_term(kept, renewable)):
        kept = replace(kept, months=None, end_on=None)
        reasons += [problem.reason for problem in late]
    return replace(settled(kept, renewable), dropped=tuple(reasons))


def problems_of(
    asked: Asked, renewable: Renewable, products: Mapping[str, OfferedProduct]
) -> list[Problem]:
    """Return everything that stands against it, each with its place; nothing: it can be priced."""
    found = [*_about_term(asked, renewable), *_about_rates(asked)]
    for line in asked.lines:
        found += _about_line(line, renewable.lots.get(line.lot))
    found += _about_bundles(asked, renewable)
    if len(asked.added) > MOST_ADDED:
        found.append(Problem("added", f"At most {MOST_ADDED} lines can be added."))
    for place, one in enumerate(asked.added, start=1):
        if reason := _against(one, products):
            found.append(Problem(f"added.{place}.product", reason))
        found += _about_quantity(f"added.{place}.quantity", one.quantity_e4, least=1)
        found += _about_discount(f"added.{place}.discount", one.discount_bp)
    if len(asked.note) > MOST_NOTED:
        found.append(Problem("note", f"A note has at most {MOST_NOTED} letters."))
    if not asked.added and renewable.lots.keys() <= asked.removed:
        found.append(Problem("lines", "Nothing would renew: end the contract instead."))
    return found


def _settled(line: AskedLine, lot: RenewableLot | None) -> AskedLine:
    if lot is None:
        return line
    if line.quantity_e4 == 0 and lot.charge != "usage":
        line = replace(line, removed=True)
    if line.removed:
        return AskedLine(lot=line.lot, removed=True)
    return replace(line, quantity_e4=None) if line.quantity_e4 == lot.quantity_e4 else line


def _about_term(asked: Asked, renewable: Renewable) -> Iterator[Problem]:
    start = renewable.start_on
    if asked.end_on is not None:
        if asked.end_on <= start:
            yield Problem("until", f"The term begins on {format_day(start)}: it ends later.")
        elif _after(asked.end_on, start):
            yield Problem("until", f"A term lasts at most {MOST_MONTHS} months.")
    elif asked.months is not None and not 1 <= asked.months <= MOST_MONTHS:
        yield Problem("term", f"A term lasts from 1 to {MOST_MONTHS} months.")


def _after(end_on: date, start: date) -> bool:
    try:
        return end_on > add_months(start, MOST_MONTHS)
    except InvalidInput:
        return False


def _about_rates(asked: Asked) -> Iterator[Problem]:
    yield from _about_uplift("uplift", asked.uplift_bp)
    yield from _about_discount("discount", asked.discount_bp)
    yield from _about_discount("one_time", asked.one_time_discount_bp)


def _about_line(line: AskedLine, lot: RenewableLot | None) -> Iterator[Problem]:
    place = f"lines.{line.lot}"
    if lot is None:
        yield Problem(f"{place}.quantity", f"Lot {line.lot} does not expire with this term.")
        return
    if line.quantity_e4 is not None:
        yield from _about_quantity(f"{place}.quantity", line.quantity_e4, least=0)
    yield from _about_uplift(f"{place}.uplift", line.uplift_bp)
    yield from _about_discount(f"{place}.discount", line.discount_bp)


def _about_bundles(asked: Asked, renewable: Renewable) -> Iterator[Problem]:
    for broken in broken_bundles(_bundled(asked, renewable), renewable.bundles):
        lots = (lot for lot, one in renewable.lots.items() if one.code == broken.code)
        what = "discount" if broken.of_discount else "quantity"
        yield Problem(f"lines.{next(lots)}.{what}", broken.reason)


def _bundled(asked: Asked, renewable: Renewable) -> Iterator[BundledLine]:
    """Yield the lots as they are asked to renew."""
    for lot, one in renewable.lots.items():
        line = asked.by_lot.get(lot, AskedLine(lot=lot))
        wanted = one.quantity_e4 if line.quantity_e4 is None else line.quantity_e4
        rate = asked.discount_bp if line.discount_bp is None else line.discount_bp
        yield BundledLine(one.code, one.quantity_e4, 0 if line.removed else wanted, rate or 0)


def _about_quantity(place: str, quantity_e4: int, *, least: int) -> Iterator[Problem]:
    if quantity_e4 < least:
        yield Problem(place, "A quantity is above 0." if least else "A quantity is not below 0.")
    elif quantity_e4 > MOST_QUANTITY_E4:
        yield Problem(place, f"A quantity is at most {fixed_point(MOST_QUANTITY_E4, 4)}.")


def _about_uplift(place: str, rate: int | None) -> Iterator[Problem]:
    if rate is not None and rate not in _UPLIFTS:
        yield Problem(place, "An uplift is from -100 % to 1000 %.")


def _about_discount(place: str, rate: int | None) -> Iterator[Problem]:
    if rate is not None and rate not in _DISCOUNTS:
        yield Problem(place, "A discount is from 0 % to 100 %.")


def _against(one: AddedProduct, products: Mapping[str, OfferedProduct]) -> str:
    """Return why a product cannot be added; empty when it can."""
    product = products.get(one.product)
    if product is None:
        return f"There is no product {one.product}."
    if product.charge == "one_time":
        return f"{product.code} is charged once: it is not part of a renewal."
    if product.renews_as:
        return f"{product.code} is at the end of its life: add {product.renews_as} instead."
    if product.price_months is None:
        return f"{product.code} has no list price on the first day of the term."
    return ""
