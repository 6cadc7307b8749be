"""Definitions of metrics, each a file in `metrics/`: what it says, its options and one SQL piece.

The piece is a SELECT in DuckDB's dialect over one table. `ledger` has movements, or sums of them:
kind, month (year * 12 + month - 1), amount (minor units a year), currency, and the slices. `units`
has a row per unit of the level, currency and part of the period: n, unit, before (its ARR at the
beginning), and what happened to it in the part: core, reactivation, price_increase and fx (see
`units`). `columns_of` adds columns of contracts or movements to `ledger`. `renewals` has a row per
contract term that ends: renewal_id, contract_id, customer_id, due_month, closed_month, late_days
(closed less due), quoted_days (renewal date less first quote), state (open, won, lost, merged),
has_partner, atr, forecast and won (minor units a year), currency, and the slices; the days
opened_on, ready_on (first quote), sent_on, accepted_on and decided_on; of the quote that was
accepted, for the whole next term: carried (at the price that expires), entitled and charged; of the
last save play that ended: save_month, save_atr, save_kept and save_outcome. `tasks` has due_on,
due_month, done_on, kind, `tasks` (how many), and the slices.

`{slices}` are the columns asked for; a name of an option in braces is the SQL of the position
taken. `$first`, `$step` and `$periods` say which months: so many periods of so many months. It
returns `n` (which of the periods), the slices and the metric's columns,
integers all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tenure.kernel.errors import InvalidInput

FOLDER = Path(__file__).resolve().parent.parent / "metrics"


@dataclass(frozen=True, slots=True)
class Position:
    """One answer to an option's question; `slices`, if any, narrows those of the metric."""

    name: str
    sentence: str
    sql: str
    slices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A question on which definitions disagree, and the positions in use."""

    name: str
    question: str
    default: str
    positions: Mapping[str, Position]


@dataclass(frozen=True, slots=True)
class RateOf:
    """A rate: one column over another, in percent, or an average of `days`."""

    name: str
    label: str
    over: str
    of: str
    unit: str = "percent"


@dataclass(frozen=True, slots=True)
class Definition:
    """A metric as it is printed and worked out; `unit` is `money` (minor units) or `count`."""

    name: str
    title: str
    version: int
    sentence: str
    denominator: str
    unit: str
    slices: tuple[str, ...]
    columns: Mapping[str, str]
    rates: tuple[RateOf, ...]
    options: Mapping[str, Option]
    piece: str
    facts: str = "ledger"
    columns_of: tuple[str, ...] = ()
    record: str = ""

    def positions(self, chosen: Mapping[str, str]) -> dict[str, Position]:
        """Return the position taken on every option. Raise InvalidInput for what is none."""
        for name in chosen:
            if name not in self.options:
                known = ", ".join(self.options) or "none"
                raise InvalidInput(f"{self.name} has no option {name}; its options: {known}.")
        taken = {}
        for name, option in self.options.items():
            wanted = chosen.get(name) or option.default
            if wanted not in option.positions:
                known = ", ".join(option.positions)
                raise InvalidInput(f"{name} of {self.name} is one of {known}, not {wanted}.")
            taken[name] = option.positions[wanted]
        return taken

    def slices_under(self, positions: Mapping[str, Position]) -> tuple[str, ...]:
        """Return the slices in which each unit lies wholly, so that they sum to the whole."""
        allowed = self.slices
        for position in positions.values():
            if position.slices is not None:
                allowed = tuple(name for name in allowed if name in position.slices)
        return allowed

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values, without its SQL."""
        return {
            "name": self.name, "title": self.title, "version": self.version,
            "sentence": self.sentence, "denominator": self.denominator, "unit": self.unit,
            "facts": self.facts, "slices": list(self.slices), "columns": dict(self.columns),
            "rates": {rate.name: f"{rate.over} / {rate.of}" for rate in self.rates},
            "units": {rate.name: rate.unit for rate in self.rates},
            "options": {
                option.name: {
                    "question": option.question, "default": option.default,
                    "positions": {each.name: each.sentence for each in option.positions.values()},
                }
                for option in self.options.values()
            },
        }  # fmt: skip

    def sql(self, positions: Mapping[str, Position], slices: tuple[str, ...]) -> str:
        """Return the piece with the positions and the columns of the slices put in."""
        parts = {name: f"({taken.sql})" for name, taken in positions.items()}
        if "level" in positions:  # a list of columns, not an expression
            parts["level"] = positions["level"].sql
        return self.piece.format(slices=", ".join(slices), **parts)


@cache
def definitions() -> Mapping[str, Definition]:
    """Return every metric by name, in the order of their names."""
    found = (_read(path) for path in sorted(FOLDER.glob("*.toml")))
    return {definition.name: definition for definition in found}


def definition_of(name: str) -> Definition:
    """Return a metric. Raise InvalidInput for a name that none has."""
    known = definitions()
    if name not in known:
        raise InvalidInput(f"There is no metric {name}; there are: {', '.join(known)}.")
    return known[name]


def _read(path: Path) -> Definition:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    return Definition(
        name=said["name"], title=said["title"], version=said["version"],
        sentence=said["sentence"].strip(), denominator=said["denominator"], unit=said["unit"],
        slices=tuple(said["slices"]), columns=said["columns"],
        rates=tuple(RateOf(name, **rate) for name, rate in said.get("rates", {}).items()),
        options={name: _option(name, option) for name, option in said.get("options", {}).items()},
        piece=said["sql"]["piece"].strip(), facts=said.get("facts", "ledger"),
        columns_of=tuple(said.get("columns_of", ())), record=said.get("record", ""),
    )  # fmt: skip


def _option(name: str, said: Mapping[str, Any]) -> Option:
    positions = {
        key: Position(
            key, each["sentence"], each["sql"],
            tuple(each["slices"]) if "slices" in each else None,
        )
        for key, each in said["positions"].items()
    }  # fmt: skip
    return Option(name, said["question"], said["default"], positions)
