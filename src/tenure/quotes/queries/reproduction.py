"""Price a quote again from what it keeps, with the policies it names, and compare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.pricing import queries as pricing
from tenure.pricing.rules import WATERFALL, AnyPolicy, PricedLine, kind_of
from tenure.pricing.rules.reproduced import Difference, differences
from tenure.quotes.models import Quote, QuoteLine
from tenure.quotes.queries.explanation import codes_by_kind

# What a line holds beside its trace, and a quote in all.
_OF_A_LINE = (
    "expiring_price_e4", "proposed_price_e4", "expiring_minor", "proposed_minor",
    "entitled_minor", "leakage_minor", "leakage_reason", "true_up_minor",
)  # fmt: skip
_TOTALS = ("expiring_minor", "proposed_minor")


@dataclass(frozen=True, slots=True)
class LineAgain:
    """Hold one line priced again: what came out otherwise, or why it could not be priced.

    `refusal` says why; it is empty where the line was priced.
    """

    line: QuoteLine
    differences: tuple[Difference, ...] = ()
    refusal: str = ""

    @property
    def is_stored(self) -> bool:
        """Tell whether the line keeps what it was priced from."""
        return self.line.inputs is not None

    @property
    def is_same(self) -> bool:
        """Tell whether it comes to the same, to the minor unit and step by step."""
        return self.is_stored and not self.differences and not self.refusal

    @property
    def outcome(self) -> str:
        """Return 'same', 'different', 'refused' or 'not stored'."""
        if not self.is_stored:
            return "not stored"
        if self.refusal:
            return "refused"
        return "different" if self.differences else "same"


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Hold a quote priced again: its lines, its totals, and policies that it names in vain."""

    quote: Quote
    lines: list[LineAgain]
    totals: tuple[Difference, ...]
    missing_policies: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether every line, and what they come to in all, is the same."""
        return all(line.is_same for line in self.lines) and not self.totals

    def count(self, outcome: str) -> int:
        """Return how many lines had an outcome."""
        return sum(line.outcome == outcome for line in self.lines)


def reproduce(quote: Quote) -> Reproduction:
    """Price the quote again from its stored inputs, with exactly the policies that it names.

    Nothing of the book is read but the policies, by their codes (a query for each kind named),
    and nothing is written. Lines from before inputs were stored are left as they are.
    """
    lines = list(quote.lines.select_related("product").order_by("position"))
    kept = [line for line in lines if line.inputs is not None]
    codes = codes_by_kind(kept)
    policies = pricing.policies_named(codes)
    found = {(kind_of(policy).name, policy.code) for policy in policies}
    missing = sorted({(kind, code) for kind, named in codes.items() for code in named} - found)
    again = {line.line.pk: line for line in _lines_again(kept, policies)}
    return Reproduction(
        quote, [again.get(line.pk, LineAgain(line)) for line in lines],
        _totals(quote, lines), tuple(f"{kind} policy {code}" for kind, code in missing),
    )  # fmt: skip


def _lines_again(lines: Sequence[QuoteLine], policies: Sequence[AnyPolicy]) -> list[LineAgain]:
    """Return the lines priced again, all at once; where one is refused, each by itself."""
    try:
        facts = [_facts(line, alone=len(lines) == 1) for line in lines]
        priced = pricing.price_rows(facts, policies)
    except (InvalidInput, MoneyOverflow) as error:
        if len(lines) == 1:
            return [LineAgain(lines[0], refusal=str(error).partition("\n")[0])]
        return [again for line in lines for again in _lines_again([line], policies)]
    return [
        LineAgain(line, tuple(_of_a_line(line, new)))
        for line, new in zip(lines, priced, strict=True)
    ]


def _facts(line: QuoteLine, *, alone: bool) -> dict[str, Any]:
    """Return what a line was priced from; of support alone, with what it was found to cover."""
    assert line.inputs is not None
    facts = {"line_id": line.position, **line.inputs}
    if alone and "covers" in facts:
        figures = (step["covered_price_e4"] for step in line.trace if "covered_price_e4" in step)
        facts |= {"covers": None, "covered_price_e4": next(figures, None)}
    return facts


def _of_a_line(line: QuoteLine, again: PricedLine) -> Iterable[Difference]:
    yield from differences(line.trace, again)
    for name in _OF_A_LINE:
        kept, new = getattr(line, name), again.columns[name]
        nothing = "" if name == "leakage_reason" else 0  # which a line keeps in place of a null
        if kept != (nothing if new is None else new):
            yield Difference("line", name, kept, new)
    quantity = again.columns[WATERFALL.steps[-1].quantity]
    if line.quantity * 10_000 != quantity:
        yield Difference("line", "quantity", str(line.quantity), quantity)


def _totals(quote: Quote, lines: Sequence[QuoteLine]) -> tuple[Difference, ...]:
    """Return the totals of the quote that its lines do not come to."""
    sums = {name: sum(getattr(line, name) for line in lines) for name in _TOTALS}
    return tuple(
        Difference("total", name, getattr(quote, name), total)
        for name, total in sums.items()
        if getattr(quote, name) != total
    )
