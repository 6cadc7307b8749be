"""Price a file of lines, leaving out those that cannot be priced: by halves, until each is alone.

What one line comes to may not fit, or its facts may be such as no line can have; the engine then
refuses the file as a whole. A file that is refused is divided, and its halves are priced.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from tenure.kernel.errors import InvalidInput, MoneyOverflow
from tenure.pricing.queries.engine import NULL_TEXT
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
            halves, refused = _divided(path, beside, str(error))
            found.refused += refused
            waiting += [(half, lines // 2) for half in halves]
        path.unlink()
        if len(found.refused) > MOST_REFUSED:
            raise TooManyRefused(
                f"More than {MOST_REFUSED:,} lines of one part cannot be priced. Line"
                f" {found.refused[0].line}: {found.refused[0].reason}"
            )
    return found


def _divided(
    path: Path, beside: Mapping[str, str], reason: str
) -> tuple[list[Path], list[Refusal]]:
    """Divide a file that cannot be priced into two; return them, and the lines that are refused.

    Lines of one contract stay together as long as there are others: support is a share of what it
    covers. In a contract that cannot be priced whole the support is refused, and what else there is
    divided line by line.
    """
    contract, covers = ((*FACT_NAMES, *beside).index(name) for name in ("contract_id", "covers"))
    sizes = Counter(cells[contract] for cells, _ in _rows(path))
    if len(sizes) > 1:
        ends = accumulate(sizes.values())
        earlier = {one for one, end in zip(sizes, ends, strict=True) if 2 * end <= sizes.total()}
        earlier = earlier or {next(iter(sizes))}
        return _split(path, lambda _, cells: cells[contract] in earlier), []
    support = [cells for cells, _ in _rows(path) if cells[covers] != NULL_TEXT]
    if 0 < len(support) < sizes.total():
        unknown = f"What it covers cannot be priced as a whole: {reason}"
        others, rest = _split(path, lambda _, cells: cells[covers] == NULL_TEXT)
        rest.unlink()
        return [others], [_refusal(cells, beside, unknown) for cells in support]
    if sizes.total() > 1:
        return _split(path, lambda place, _: 2 * place < sizes.total()), []
    return [], [_refusal(cells, beside, reason) for cells, _ in _rows(path)]


def _rows(path: Path) -> Iterator[tuple[list[str], str]]:
    """Yield the rows of a file: their cells, and as they stand."""
    with path.open(encoding="utf-8", newline="") as source:
        for row in records(source):
            yield next(csv.reader([row])), row


def _split(path: Path, is_first: Callable[[int, list[str]], bool]) -> list[Path]:
    """Write the rows of which that holds, by place and cells, to one file and the others to one."""
    halves = [path.with_name(f"{path.stem}-{half}.csv") for half in (1, 2)]
    with ExitStack() as files:
        first, second = (
            files.enter_context(half.open("w", encoding="utf-8", newline="")) for half in halves
        )
        for place, (cells, row) in enumerate(_rows(path)):
            (first if is_first(place, cells) else second).write(row)
    return halves


def _refusal(cells: Sequence[str], beside: Mapping[str, str], reason: str) -> Refusal:
    """Return the refusal of one line."""
    named = dict(zip((*FACT_NAMES, *beside), cells, strict=True))
    line, piece = divmod(int(named["line_id"]), PIECES)
    return Refusal(int(named["contract_id"]), line, piece, reason)
