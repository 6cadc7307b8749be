"""Options of an offer: the usual terms, with more or without the expansion, and copies.

| quote asks for | option | asks for |
|---|---|---|
| nothing (12 months) | 3 years | 36 months |
| uplift 2 % | 2 years | 24 months, uplift 2 % |
| nothing, lot 1 has 10 | 25 % more | lot 1: 13 (whole pieces, half up) |
| lot 1: 15 instead of 10, a new product | without the expansion | nothing |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tenure.kernel.errors import InvalidInput
from tenure.kernel.exact import divide_half_up
from tenure.quotes.rules.asked import (
    Asked,
    AskedLine,
    Renewable,
    asked_in_words,
    length_in_words,
    settled,
)

MOST_OPTIONS = 8
LONGEST_LABEL = 80
MOST_MORE = 1_000  # percent
USUAL_MONTHS = (12, 24, 36)
_PIECE_E4 = 10_000


class Usual(StrEnum):
    """What is offered beside a quote again and again."""

    TERMS = "terms"
    EXPANSION = "expansion"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionWanted:
    """Hold an option that is to be offered: what the customer reads, and what is asked for.

    Raise InvalidInput for a label that is missing or too long.
    """

    label: str
    asked: Asked

    def __post_init__(self) -> None:
        if not self.label.strip():
            raise InvalidInput("An option needs a name.")
        if len(self.label) > LONGEST_LABEL:
            raise InvalidInput(f"The name of an option has at most {LONGEST_LABEL} characters.")


def usual_terms(asked: Asked, usual_months: int) -> list[OptionWanted]:
    """Return options of 1, 2 and 3 years with all else as asked, but not the term it has."""
    present = None if asked.end_on is not None else asked.months or usual_months
    return [of_months(asked, months, usual_months) for months in USUAL_MONTHS if months != present]


def of_months(asked: Asked, months: int, usual_months: int) -> OptionWanted:
    """Return an option with another term and all else as asked."""
    term = None if months == usual_months else months
    wanted = replace(asked, months=term, end_on=None, note="", dropped=())
    return OptionWanted(label=years_in_words(months), asked=wanted)


def expanded(asked: Asked, renewable: Renewable, more: int) -> OptionWanted:
    """Return an option with so many percent more of every lot that renews; the term as asked.

    What comes out is rounded half up to whole pieces, at least one more; usage has no quantity.
    """
    if not 1 <= more <= MOST_MORE:
        raise InvalidInput(f"An expansion is from 1 to {MOST_MORE:,} percent.")
    lines = {line.lot: line for line in asked.lines}
    for lot, one in renewable.lots.items():
        line = lines.get(lot, AskedLine(lot=lot))
        if line.removed or one.charge == "usage":
            continue
        before = one.quantity_e4 if line.quantity_e4 is None else line.quantity_e4
        pieces = divide_half_up(before * (100 + more), 100 * _PIECE_E4)
        after = max(pieces * _PIECE_E4, before + _PIECE_E4)
        lines[lot] = replace(line, quantity_e4=after)
    wanted = replace(asked, lines=tuple(lines[lot] for lot in sorted(lines)), note="", dropped=())
    return OptionWanted(label=f"{more} % more of everything", asked=wanted)


def has_expansion(asked: Asked, renewable: Renewable) -> bool:
    """Tell whether more is asked for than expires, or something new."""
    return bool(asked.added) or any(_is_more(line, renewable) for line in asked.lines)


def without_expansion(asked: Asked, renewable: Renewable) -> OptionWanted:
    """Return an option without what is new or more than expires; all else as asked."""
    lines = (
        replace(line, quantity_e4=None) if _is_more(line, renewable) else line
        for line in asked.lines
    )
    wanted = replace(asked, lines=tuple(lines), added=(), note="", dropped=())
    return OptionWanted(label="Without the expansion", asked=settled(wanted, renewable))


def asked_elsewhere(
    asked: Asked, here: Renewable, there: Renewable
) -> tuple[Asked, tuple[str, ...]]:
    """Return what is asked of one renewal, asked of another; and what could not be taken along.

    Rates, the term and new products are taken as they are. What is asked of a lot goes to the lot
    of the same product where each side has one such lot; quantities stay behind, since they are
    those of another customer or contract.
    """
    lines, left = [], []
    for line in asked.lines:
        product = here.lots[line.lot].code if line.lot in here.lots else ""
        target = _only(product, there)
        if target is None or _only(product, here) is None:
            left.append(f"What was asked of lot {line.lot} has no lot of its own there.")
            continue
        if line.quantity_e4 is not None:
            left.append(f"The quantity of lot {line.lot} was not taken along.")
        taken = replace(line, lot=target, quantity_e4=None)
        if not taken.is_nothing:
            lines.append(taken)
    lines.sort(key=lambda line: line.lot)
    return replace(asked, lines=tuple(lines), dropped=()), tuple(left)


def short_label(asked: Asked) -> str:
    """Return what an option is called where nobody says: what is asked for, as far as it fits."""
    words = "; ".join(asked_in_words(replace(asked, note=""))) or "As the contract says"
    words = words[0].upper() + words[1:]
    return (
        words
        if len(words) <= LONGEST_LABEL
        else f"{words[: LONGEST_LABEL - 1]}\N{HORIZONTAL ELLIPSIS}"
    )


def years_in_words(months: int) -> str:
    """Return a term as people say it: "3 years", "18 months"."""
    if months % 12:
        return length_in_words(months)
    return "1 year" if months == 12 else f"{months // 12} years"


def not_yet(wanted: Iterable[OptionWanted], present: Sequence[Asked]) -> list[OptionWanted]:
    """Return the options whose wish none of those present has."""
    return [one for one in wanted if one.asked.wish not in [other.wish for other in present]]


def _is_more(line: AskedLine, renewable: Renewable) -> bool:
    lot = renewable.lots.get(line.lot)
    return lot is not None and line.quantity_e4 is not None and line.quantity_e4 > lot.quantity_e4


def _only(code: str, renewable: Renewable) -> int | None:
    found = [lot for lot, one in renewable.lots.items() if one.code == code]
    return found[0] if len(found) == 1 else None
