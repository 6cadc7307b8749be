"""What can be asked of a renewal, and the facts of what was asked, as rows for the one pricing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from tenure.book.models import Charge, Line, PriceEntry, Product
from tenure.kernel.money import quantity_e4
from tenure.kernel.period import Period
from tenure.pricing.queries.bundles import bundles_of
from tenure.pricing.queries.facts import AddedLine, ChangedLines, WantedTerm, lines_of
from tenure.quotes.rules.asked import (
    AddedProduct,
    Asked,
    OfferedProduct,
    Renewable,
    RenewableLot,
    asked_rows,
)
from tenure.renewals.models import Renewal

MOST_OFFERED = 20
# What a product renews as in a term that starts on a day, if not as itself.
_SUCCESSOR = """(
    SELECT rp.code FROM book_renewedproduct sc JOIN book_product rp ON rp.id = sc.renewed_id
    WHERE sc.product_id = book_product.id AND sc.from_on <= %s AND sc.until_on > %s
)"""


@dataclass(frozen=True, slots=True)
class Subject:
    """Hold a renewal with what may be asked of it; a line that is added is `next_lot` or later."""

    renewal: Renewal
    renewable: Renewable
    next_lot: int

    @property
    def currency(self) -> str:
        """Return the contract's currency: that of the lines that are added."""
        return self.renewal.contract.currency

    def lots_added(self, asked: Asked) -> dict[int, AddedProduct]:
        """Return the products that are added, by the lots that they would be."""
        return dict(enumerate(asked.added, start=self.next_lot))


def subject_of(renewal: Renewal) -> Subject:
    """Return what can be asked of a renewal (three queries)."""
    contract = renewal.contract
    lines = Line.objects.filter(contract=contract)
    expiring = (
        lines.filter(end_on=renewal.renewal_on)
        .exclude(product__charge=Charge.ONE_TIME)
        .filter(Q(quantity__gt=0) | Q(product__charge=Charge.USAGE))
        .select_related("product")
    )
    renewable = Renewable(
        start_on=renewal.renewal_on,
        usual_months=contract.renewal_term_months,
        first_start_on=contract.first_start_on,
        lots={line.lot: _lot(line) for line in expiring.order_by("lot")},
        bundles=tuple(bundles_of(contract.pk, renewal.renewal_on)),
    )
    last = lines.aggregate(last=Max("lot"))["last"] or 0
    return Subject(renewal, renewable, last + 1)


def products_asked(asked: Asked, subject: Subject) -> dict[str, OfferedProduct]:
    """Return the products that are to be added, by code; those there are (one query, or none)."""
    codes = {one.product for one in asked.added}
    if not codes:
        return {}
    found = _offered(Product.objects.filter(code__in=codes), subject.renewal)
    return {one.code: one for one in found}


def products_to_add(renewal: Renewal, text: str) -> list[OfferedProduct]:
    """Return products with a list price for the next term whose code or name has the text in it."""
    words = " ".join(text.split())
    found = Product.objects.exclude(charge=Charge.ONE_TIME)
    found = found.filter(Exists(_prices(renewal))).order_by("name", "code")
    if words:
        found = found.filter(Q(code__icontains=words) | Q(name__icontains=words))
    return [one for one in _offered(found[:MOST_OFFERED], renewal) if not one.renews_as]


def support_to_add(renewal: Renewal) -> list[tuple[str, str, str]]:
    """Return code, name and tier of the support products with a list price for the next term."""
    found = Product.objects.exclude(support_tier="").filter(Exists(_prices(renewal)))
    rows = found.order_by("name", "code").values_list("code", "name", "support_tier")
    return list(rows[:MOST_OFFERED])


def rows_asked(
    asked: Asked,
    subject: Subject,
    products: Mapping[str, OfferedProduct],
    terms: Sequence[Period],
) -> list[dict[str, Any]]:
    """Return the rows of facts of the terms as they were asked for (one query, or two).

    As `pricing.queries.facts.lines_of` gives them, by lot, with what the book does not know.
    """
    contract_id = subject.renewal.contract_id
    wanted = [WantedTerm(contract_id, term) for term in terms]
    added = subject.lots_added(asked)
    rows = lines_of(wanted, _changed(asked, subject, products))
    if asked.removed:
        rows += [row for row in lines_of(wanted) if row["lot"] in asked.removed]
    expiring = {lot: one.quantity_e4 for lot, one in subject.renewable.lots.items()}
    return sorted(
        asked_rows(asked, rows, expiring=expiring, added=added),
        key=lambda row: (row["lot"], row["start_on"]),
    )


def _changed(
    asked: Asked, subject: Subject, products: Mapping[str, OfferedProduct]
) -> ChangedLines | None:
    """Return the lines as they are asked to be; None where they are those of the book."""
    quantities = {
        line.lot: line.quantity_e4 for line in asked.lines if line.quantity_e4 is not None
    }
    quantities |= dict.fromkeys(asked.removed, 0)
    added = tuple(
        AddedLine(
            lot=lot,
            product_id=products[one.product].product_id,
            quantity_e4=one.quantity_e4,
            currency=subject.currency,
            price_months=products[one.product].price_months or 12,
        )
        for lot, one in subject.lots_added(asked).items()
    )
    if not quantities and not added:
        return None
    renewal = subject.renewal
    return ChangedLines(
        contract_id=renewal.contract_id,
        expires_on=renewal.renewal_on,
        quantities=quantities,
        added=added,
    )


def _lot(line: Line) -> RenewableLot:
    return RenewableLot(
        lot=line.lot,
        quantity_e4=quantity_e4(line.quantity),
        charge=line.product.charge,
        code=line.product.code,
        product=line.product.name,
        unit_price_e4=line.unit_price_e4,
        price_months=line.price_months,
        currency=line.currency,
    )


def _offered(products: QuerySet[Product], renewal: Renewal) -> list[OfferedProduct]:
    """Return the products with the months that their list price pays for, if there is one."""
    months = Subquery(_prices(renewal).values("price_months")[:1])
    successor = RawSQL(_SUCCESSOR, [renewal.renewal_on, renewal.renewal_on])
    rows = products.annotate(months=months, successor_code=successor).values_list(
        "pk", "code", "name", "charge", "months", "successor_code"
    )
    return [
        OfferedProduct(
            product_id=pk, code=code, name=name, charge=charge, price_months=paid,
            renews_as=renews_as or "",
        )
        for pk, code, name, charge, paid, renews_as in rows
    ]  # fmt: skip


def _prices(renewal: Renewal) -> QuerySet[PriceEntry]:
    """Return a product's list prices on the first day of the next term, the latest first."""
    on = renewal.renewal_on
    return (
        PriceEntry.objects.filter(product=OuterRef("pk"), currency=renewal.contract.currency)
        .filter(Q(end_on=None) | Q(end_on__gt=on), start_on__lte=on)
        .order_by("-start_on", "price_book_id")
    )
