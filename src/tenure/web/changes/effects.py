"""What an order would do, told to people: lines, money, ARR, facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenure.book.queries.changing import Preview
from tenure.book.queries.effects import proration_mode
from tenure.book.rules.day_counts import Mode
from tenure.book.rules.effect import Effect, LineChange
from tenure.kernel.money import Money, format_unit_price
from tenure.kernel.period import format_day
from tenure.web.changes.facts import LABELS, Parties, fact_text
from tenure.web.drawing.contract import quantity_text

KINDS = {
    "new": "New", "expansion": "Expansion", "contraction": "Contraction",
    "price_increase": "Price increase", "price_decrease": "Price decrease", "churn": "Churn",
    "reactivation": "Reactivation", "transfer": "Transfer", "merge": "Merge", "fx": "FX",
}  # fmt: skip
GAINS = frozenset({"new", "expansion", "price_increase", "reactivation"})
LOSSES = frozenset({"contraction", "price_decrease", "churn"})
SETTLEMENTS = {
    "none": "By the settlement chosen, nothing of the credit is paid back.",
    "credit": "By the settlement chosen, the credit goes to the customer's account.",
    "refund": "By the settlement chosen, the credit is refunded.",
}
# How this company prices a part of a term, in words.
PRORATIONS = {
    Mode.ACTUAL: "by the days of the term",
    Mode.ACTUAL_365: "by days, a year being 365 or 366",
    Mode.ACTUAL_360: "by days, a year being 360",
    Mode.THIRTY_360: "by months of 30 days",
    Mode.MONTHS: "by whole months, then days by the length of their month",
    Mode.MONTHLY: "by the month, then days by the length of their month",
}


@dataclass(frozen=True, slots=True)
class LineTold:
    """A piece of a lot that goes or comes."""

    comes: bool
    product: str
    lot: int
    what: str
    days: str
    value: str
    how: str


@dataclass(frozen=True, slots=True)
class MovementTold:
    """One movement of the ledger."""

    day: str
    lot: int
    kind: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class FactTold:
    """A fact of the contract, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EffectTold:
    """The effect of one order on one contract, ready to be drawn."""

    preview: Preview
    lines: list[LineTold]
    movements: list[MovementTold]
    facts: list[FactTold]
    money: tuple[Money, Money, Money] | None
    settlement: str
    proration: str

    @property
    def effect(self) -> Effect:
        """Return the effect itself."""
        return self.preview.effect

    @property
    def kind(self) -> str:
        """Return the kind of order in words."""
        return self.effect.order.kind.replace("_", " ")


def effect_told(
    preview: Preview, names: Mapping[str, str], parties: Parties, settlement: str = ""
) -> EffectTold:
    """Return the effect for people; `settlement` is a termination's."""
    effect, currency = preview.effect, preview.contract.currency
    return EffectTold(
        preview=preview,
        lines=[_line(line, names) for line in effect.lines],
        movements=[
            MovementTold(
                format_day(step.effective_on),
                step.lot,
                _movement(step.kind, step.amount_minor),
                step.amount_minor,
            )
            for step in effect.movements
        ],
        facts=_facts(effect, parties),
        money=effect.money(currency),
        settlement=SETTLEMENTS.get(settlement, ""),
        proration=PRORATIONS[proration_mode()],
    )


def _movement(kind: str, amount: int) -> str:
    """Return what a movement is called; one against its nature takes an earlier one back."""
    name = KINDS.get(kind, kind)
    against = amount > 0 if kind in LOSSES else amount < 0 and kind in GAINS
    return f"{name}, taken back" if against else name


def _line(line: LineChange, names: Mapping[str, str]) -> LineTold:
    segment = line.segment
    last = segment.period.last_day
    until = "open" if last is None else format_day(last)
    price = format_unit_price(segment.unit_price_e4, segment.currency)
    what = f"{quantity_text(segment.quantity_e4)} \N{MULTIPLICATION SIGN} {price}"
    if segment.suspended:
        what = f"suspended: {what}"
    value = "\N{EN DASH}" if line.value is None else line.value.format()
    return LineTold(
        line.comes,
        names.get(segment.product, segment.product),
        segment.lot,
        f"{what} per {segment.price_months} mo",
        f"{format_day(segment.period.start)} \N{EN DASH} {until}",
        value,
        line.explanation,
    )


def _facts(effect: Effect, parties: Parties) -> list[FactTold]:
    found = []
    for name in (name for name in LABELS if name in effect.order.terms):
        new = effect.order.terms[name]
        old = effect.before.terms.get(name)
        before, after = fact_text(name, old, parties), fact_text(name, new, parties)
        if before != after:
            found.append(FactTold(LABELS[name], before, after))
    return found
