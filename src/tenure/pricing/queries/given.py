"""Price lines from facts that somebody gives, by the policies in force; nothing is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.kernel.money import Money
from tenure.pricing.queries.engine import price_rows
from tenure.pricing.queries.policies import policies
from tenure.pricing.rules import (
    WATERFALL,
    AnyPolicy,
    PricedLine,
    ToldStep,
    explain,
    told_steps,
    trace_of,
)
from tenure.pricing.rules.given import FactProblem, FactsRefused, rows_given
from tenure.pricing.rules.policy_kinds import CODE_OF, kind_of

_CHECK = re.compile(r"with expression CHECK\((.*)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class GivenPrice:
    """Hold what one line came to, and why: its figures by the names of the steps' columns."""

    currency: str
    priced: PricedLine
    trace: list[dict[str, Any]]
    sentence: str
    steps: list[ToldStep]
    policies: tuple[AnyPolicy, ...]

    @property
    def quantity_e4(self) -> int:
        """Return what is renewed, in 1/10,000."""
        return int(self.priced.columns[WATERFALL.steps[-1].quantity])

    def money(self, column: str) -> Money:
        """Return an amount of the line."""
        return Money(int(self.priced.columns[column]), self.currency)


def price_given(lines: Sequence[object]) -> list[GivenPrice]:
    """Return the lines priced, in their order (a query for each kind of policy).

    Raise FactsRefused with everything that is wrong, by line and field.
    """
    rows = rows_given(lines)
    published = policies()
    known = {(kind_of(policy).name, policy.code): policy for policy in published}
    try:
        priced = price_rows(rows, published)
    except (InvalidInput, MoneyOverflow):
        raise FactsRefused(_refusals(rows, published)) from None
    currencies = [line["currency"] for line in lines if isinstance(line, Mapping)]
    return [_told(one, code, known) for one, code in zip(priced, currencies, strict=True)]


def _refusals(rows: Sequence[dict[str, Any]], published: Sequence[AnyPolicy]) -> list[FactProblem]:
    """Return what the engine says of each line that it refuses."""
    found = []
    for row in rows:
        try:
            price_rows([row], published)
        except (InvalidInput, MoneyOverflow) as error:
            found.append(FactProblem(row["line_id"], "", _reason(str(error))))
    return found


def _reason(message: str) -> str:
    """Return the engine's reason: what must hold between facts, as its step says it."""
    if check := _CHECK.search(message):
        return f"it must hold that {check.group(1)}"
    return message.removesuffix(".").partition("\n")[0]


def _told(
    priced: PricedLine, currency: str, known: Mapping[tuple[str, str], AnyPolicy]
) -> GivenPrice:
    trace = trace_of(priced)
    codes = ((kind, priced.columns[column]) for kind, column in CODE_OF.items())
    return GivenPrice(
        currency=currency,
        priced=priced,
        trace=trace,
        sentence=explain(trace, currency),
        steps=told_steps(trace, currency),
        policies=tuple(known[one] for one in codes if one in known),
    )
