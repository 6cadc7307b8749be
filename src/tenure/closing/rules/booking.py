"""What an accepted quote becomes: the next term, line by line as it was signed.

| a quoted line | becomes |
|---|---|
| of a lot that goes on | the lot renewed at the quoted quantity and price, piece by piece |
| of a lot whose product has a successor | the lot renewed, the successor in its place |
| new on the contract | a line added from the first day of the term to its last |
| at quantity 0, or not there | nothing: the lot ends with its term |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from tenure.book.rules.changes import (
    AddLine,
    ChangeRefused,
    Offer,
    RampStep,
    Renew,
    RenewAsSigned,
    RenewedLot,
    SwapProduct,
)


@dataclass(frozen=True, slots=True)
class SignedLine:
    """Hold a quoted line for a piece of the term; quantity and price in 1/10,000.

    `replaces` is the code of the product that its own takes the place of; '' for none.
    """

    lot: int
    product: str
    quantity_e4: int
    unit_price_e4: int
    price_months: int
    currency: str
    start_on: date
    recurring: bool = True
    added: bool = False
    replaces: str = ""


def next_term(
    lines: Iterable[SignedLine], *, start_on: date, end_on: date, facts: Mapping[str, Any]
) -> RenewAsSigned:
    """Return the change that books the signed lines for the term [start_on, end_on).

    `facts` are the contract facts that were agreed on with them. Raise ChangeRefused when no line
    goes on.
    """
    ordered = sorted(lines, key=lambda line: (line.lot, line.start_on))
    by_lot = [list(found) for _, found in groupby(ordered, key=lambda line: line.lot)]
    signed = [pieces for pieces in by_lot if pieces[0].quantity_e4 or not pieces[0].recurring]
    if not signed:
        raise ChangeRefused("No line of the quote goes on: the contract ends instead.")
    going_on = [pieces for pieces in signed if not pieces[0].added]
    if not going_on:
        raise ChangeRefused("Nothing of the contract goes on: book the new lines as a contract.")
    renewed = tuple(_renewed(pieces) for pieces in going_on)
    swaps = tuple(_swap(pieces, start_on) for pieces in going_on if pieces[0].replaces)
    added = tuple(_added(pieces, end_on) for pieces in signed if pieces[0].added)
    return RenewAsSigned(Renew(start_on, end_on, renewed, dict(facts)), (*swaps, *added))


def _renewed(pieces: Sequence[SignedLine]) -> RenewedLot:
    [first, *_] = pieces
    if first.replaces:  # what it holds is the successor's, which follows
        return RenewedLot(first.lot)
    return RenewedLot(
        first.lot, first.quantity_e4, first.unit_price_e4, first.price_months, _steps(pieces)
    )


def _swap(pieces: Sequence[SignedLine], start_on: date) -> SwapProduct:
    return SwapProduct(start_on, pieces[0].lot, _offer(pieces[0]), ramp=_steps(pieces))


def _added(pieces: Sequence[SignedLine], end_on: date) -> AddLine:
    return AddLine(pieces[0].start_on, _offer(pieces[0]), end_on, _steps(pieces))


def _steps(pieces: Sequence[SignedLine]) -> tuple[RampStep, ...]:
    """Return the later pieces, where quantity or price differ from the one before."""
    found = []
    for before, piece in pairwise(pieces):
        was = (before.quantity_e4, before.unit_price_e4)
        if (piece.quantity_e4, piece.unit_price_e4) != was:
            found.append(RampStep(piece.start_on, piece.quantity_e4, piece.unit_price_e4))
    return tuple(found)


def _offer(line: SignedLine) -> Offer:
    return Offer(
        product=line.product,
        quantity_e4=line.quantity_e4,
        unit_price_e4=line.unit_price_e4,
        currency=line.currency,
        price_months=line.price_months,
        recurring=line.recurring,
    )
