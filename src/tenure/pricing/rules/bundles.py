"""Product bundles renew whole: every part of one by as much, at the same discount, or not at all.

A piece of each product stands for a share of a bundle: with two seats in a bundle, a seat stands
for half of one. What of a product a contract holds beside its bundles stays what it is, so it is
changes that are compared: of every part by the same number of bundles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tenure.kernel.exact import divide_half_up, fixed_point
from tenure.kernel.percent import Percent


@dataclass(frozen=True, slots=True)
class BundleMember:
    """Hold a product of a contract that belongs to a bundle; `share` is that of one piece."""

    code: str
    name: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Bundle:
    """Hold a bundle that a contract has: the members of its parent, and those of each other part.

    A part has more than one member while a product and its successor are held side by side.
    """

    name: str
    parent: tuple[BundleMember, ...]
    parts: tuple[tuple[BundleMember, ...], ...]

    @property
    def codes(self) -> frozenset[str]:
        """Return the products that belong to it."""
        return frozenset(one.code for part in (self.parent, *self.parts) for one in part)


@dataclass(frozen=True, slots=True)
class BundledLine:
    """Hold a line as it expires and as it is to renew: quantities in 1/10,000, the discount."""

    code: str
    expiring_e4: int
    renewed_e4: int
    discount_bp: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """Hold why a bundle would not be whole: at which product, and whether of its discount."""

    bundle: Bundle
    code: str
    reason: str
    of_discount: bool = False


def broken_bundles(lines: Iterable[BundledLine], bundles: Iterable[Bundle]) -> list[Broken]:
    """Return what breaks the bundles, if the lines renew so; nothing: all stay whole.

    Lines that are new on the contract are not part of them.
    """
    every = list(lines)
    return [
        broken
        for bundle in bundles
        for broken in (*_of_quantities(every, bundle), *_of_discounts(every, bundle))
    ]


def _of_quantities(lines: Sequence[BundledLine], bundle: Bundle) -> Iterator[Broken]:
    wanted = _change(lines, bundle.parent)
    gone = not _renewed(lines, bundle.parent)
    for part in bundle.parts:
        first = part[0]
        # Half of 1/10,000 of a piece is as near as a quantity comes.
        if abs(_change(lines, part) - wanted) <= max(one.share for one in part) / 2:
            continue
        if gone or not _renewed(lines, part):
            reason = f"{first.name} is a part of {bundle.name}: all of it renews, or none."
        else:
            held = sum(line.expiring_e4 for line in lines if line.code == first.code)
            change = wanted / first.share
            fitting = held + divide_half_up(change.numerator, change.denominator)
            reason = (
                f"{first.name} is a part of {bundle.name} and changes with it: to"
                f" {fixed_point(fitting, 4).rstrip('0').rstrip('.')}."
            )
        yield Broken(bundle, first.code, reason)


def _of_discounts(lines: Sequence[BundledLine], bundle: Bundle) -> Iterator[Broken]:
    members = [line for line in lines if line.code in bundle.codes and line.renewed_e4]
    given = sorted({line.discount_bp for line in members})
    if len(given) > 1:
        told = ", ".join(Percent(rate).format() for rate in given)
        reason = f"All parts of {bundle.name} have one discount, not {told}."
        yield Broken(bundle, members[0].code, reason, of_discount=True)


def _change(lines: Iterable[BundledLine], part: Sequence[BundleMember]) -> Fraction:
    """Return by how many bundles a part changes, in 1/10,000."""
    shares = {one.code: one.share for one in part}
    return sum(
        (
            (line.renewed_e4 - line.expiring_e4) * shares[line.code]
            for line in lines
            if line.code in shares
        ),
        Fraction(0),
    )


def _renewed(lines: Iterable[BundledLine], part: Sequence[BundleMember]) -> bool:
    codes = {one.code for one in part}
    return any(line.renewed_e4 for line in lines if line.code in codes)
