"""The steps of the one pricing: each a file of `pricing/steps`, in the order of their names.

A step's file holds what it needs of a line (`facts`, with neutral defaults), what it works out
(`columns`, in SQL), what of it is kept (`trace`), how that is told (`sentence`, `told`, `reason`,
`words`) and its table of `cases`. docs/pricing.md says how to write one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tenure.pricing.rules.words import Saying

FOLDER = Path(__file__).resolve().parents[1] / "steps"
# What the end of a column's name says about what it holds; others are words.
_TYPES = {"_e4": "BIGINT", "_bp": "BIGINT", "_minor": "BIGINT", "_on": "DATE", "_until": "DATE"}


@dataclass(frozen=True, slots=True)
class Fact:
    """Hold a column that a step needs to know of a line, and what it is where nobody says."""

    name: str
    type: str
    default: Any = None
    required: bool = False
    min: int | None = None
    max: int | None = None

    @property
    def default_sql(self) -> str:
        """Return the default as SQL."""
        return _literal(self.default)

    @property
    def sql(self) -> str:
        """Return the column as a part of CREATE TABLE."""
        parts = [self.name, self.type]
        if self.default is not None:
            parts.append(f"DEFAULT {self.default_sql}")
        if self.required or self.default is not None:
            parts.append("NOT NULL")
        if self.min is not None:
            parts.append(f"CHECK ({self.name} >= {self.min})")
        if self.max is not None:
            parts.append(f"CHECK ({self.name} <= {self.max})")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Hold which table of policies a step looks its line's slice up in, and what it takes of it."""

    table: str
    gives: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one step: its SQL, its explanation and its cases, as its file has them."""

    name: str
    title: str
    about: str
    facts: tuple[Fact, ...]
    checks: tuple[str, ...]
    lookup: Lookup | None
    columns: Mapping[str, str]
    price: str
    quantity: str
    trace: tuple[str, ...]
    when: str
    words: Mapping[str, Mapping[str, str]]
    sentence: tuple[Saying, ...]
    told: tuple[Saying, ...]
    reason: tuple[Saying, ...]
    cases: str

    @classmethod
    def read(cls, path: Path, price: str = "", quantity: str = "") -> Step:
        """Return the step of a file such as `40_uplift.toml`.

        `price` and `quantity` are the columns that the steps before it left the unit price and
        the quantity in: `{price}` and `{quantity}` there.
        """
        words = path.read_text(encoding="utf-8")
        text = tomllib.loads(words.replace("{price}", price).replace("{quantity}", quantity))
        trace = text.get("trace", {})
        return cls(
            name=path.stem.partition("_")[2],
            title=text["title"],
            about=text["about"],
            facts=tuple(Fact(name, **fact) for name, fact in text.get("facts", {}).items()),
            checks=tuple(text.get("checks", ())),
            lookup=Lookup(**text["lookup"]) if "lookup" in text else None,
            columns=text.get("columns", {}),
            price=text.get("price", price),
            quantity=text.get("quantity", quantity),
            trace=tuple(trace.get("columns", ())),
            when=trace.get("when", ""),
            words=text.get("words", {}),
            sentence=Saying.all_of(text.get("sentence", ())),
            told=Saying.all_of(text.get("told", ())),
            reason=Saying.all_of(text.get("reason", ())),
            cases=text.get("cases", ""),
        )


@dataclass(frozen=True)
class Waterfall:
    """Hold the steps in their order, and what follows from all of them together."""

    steps: tuple[Step, ...]

    @classmethod
    def read(cls, *folders: Path) -> Waterfall:
        """Return the steps of the files of some folders, in the order of the files' names."""
        files = [path for folder in folders for path in folder.glob("[0-9]*_*.toml")]
        steps: list[Step] = []
        for path in sorted(files, key=lambda path: path.name):
            so_far = (steps[-1].price, steps[-1].quantity) if steps else ()
            steps.append(Step.read(path, *so_far))
        return cls(tuple(steps))

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Return every column of the facts table, in order."""
        return {fact.name: fact for step in self.steps for fact in step.facts}

    @cached_property
    def lookups(self) -> list[Lookup]:
        """Return the tables of policies that the steps look up, in order."""
        return [step.lookup for step in self.steps if step.lookup]

    @cached_property
    def checks(self) -> list[str]:
        """Return what must hold between the facts of a line, as SQL."""
        return [check for step in self.steps for check in step.checks]

    @cached_property
    def kept(self) -> dict[str, str]:
        """Return the columns that traces keep, with their types, each once."""
        return {name: self._type(name) for step in self.steps for name in step.trace}

    @cached_property
    def words(self) -> dict[str, Mapping[str, str]]:
        """Return for a column of words what each is called by people."""
        return {name: words for step in self.steps for name, words in step.words.items()}

    def _type(self, name: str) -> str:
        if name in self.facts:
            return self.facts[name].type
        return next((kind for end, kind in _TYPES.items() if name.endswith(end)), "VARCHAR")


def _literal(value: object) -> str:
    if isinstance(value, bool | int):
        return str(value)
    return "'{}'".format(str(value).replace("'", "''"))


WATERFALL = Waterfall.read(FOLDER)
