"""Price a file of lines, leaving out those that cannot be priced: by halves, until each is alone.

What one line comes to may not fit, or its facts may be such as no line can have; the engine then
refuses the file as a whole. A file that is refused is divided, and its halves are priced.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.pricing.queries.engines import chosen_engine
from tenure.pricing.queries.facts import FACT_NAMES, PIECES
from tenure.pricing.rules import AnyPolicy
from tenure.pricing.rules.records import records

# More of them in one part have a common cause, which somebody has to see to.
MOST_REFUSED = 1_000


class TooManyRefused(InvalidInput):
    """Stop a run where pricing fails for a reason that is not a line's own."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Hold a line, or a piece of its term, that could not be priced, and why."""

    contract_id: int
    line: int
    piece: int
    reason: str


@dataclass(slots=True)
class _Found:
    """Hold what pricing a file came to: files of priced lines, and the refused ones."""

    files: list[Path] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def price_or_refuse(
    facts: Path,
    policies: Sequence[AnyPolicy],
    folder: Path,
    beside: Mapping[str, str],
    columns: Sequence[str],
    lines: int,
) -> _Found:
    """Price about so many lines of a file into files of `columns`; the file of facts goes.

    It has the facts of `FACT_NAMES` and then the columns `beside`. Raise TooManyRefused.
    """
    found, waiting = _Found(), [(facts, lines)]
    while waiting:
        path, lines = waiting.pop()
        priced = path.with_name(f"priced-{path.name}")
        try:
            with chosen_engine(folder, lines=lines) as engine:
                engine.load_csv(path, FACT_NAMES, beside)
                engine.load_policies(policies)
                engine.price_csv(priced, columns)
            found.files.append(priced)
        except (MoneyOverflow, InvalidInput) as error:
            priced.unlink(missing_ok=True)
            halves = _halves(path)
            if not halves:
                found.refused.append(_refusal(path, beside, str(error)))
            waiting += [(half, lines // 2) for half in halves]
        path.unlink()
        if len(found.refused) > MOST_REFUSED:
            raise TooManyRefused(
                f"More than {MOST_REFUSED:,} lines of one part cannot be priced. Line"
                f" {found.refused[0].line}: {found.refused[0].reason}"
            )
    return found


def _halves(path: Path) -> list[Path]:
    """Divide a file into two with half of its lines each; none of a single line."""
    with path.open(encoding="utf-8", newline="") as source:
        count = sum(1 for _ in records(source))
    if count < 2:
        return []
    halves = [path.with_name(f"{path.stem}-{half}.csv") for half in (1, 2)]
    with path.open(encoding="utf-8", newline="") as source:
        rows = records(source)
        for half, size in zip(halves, (count // 2, count - count // 2), strict=True):
            with half.open("w", encoding="utf-8", newline="") as target:
                target.writelines(next(rows) for _ in range(size))
    return halves


def _refusal(path: Path, beside: Mapping[str, str], reason: str) -> Refusal:
    """Return the refusal of the one line in a file."""
    with path.open(encoding="utf-8", newline="") as source:
        cells = next(csv.reader(source))
    named = dict(zip((*FACT_NAMES, *beside), cells, strict=True))
    line, piece = divmod(int(named["line_id"]), PIECES)
    return Refusal(int(named["contract_id"]), line, piece, reason)
