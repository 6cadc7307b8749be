"""What differs between two texts of a play, line by line, for eyes, ears and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3  # lines shown before and after what differs


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of both texts (`same`), or only of the earlier (`removed`) or later one (`added`).

    `before` and `after` are its numbers in the two texts, None where it does not stand. A line of
    kind `gap` stands for `count` lines that are the same and not shown.
    """

    kind: str
    text: str = ""
    before: int | None = None
    after: int | None = None
    count: int = 0

    @property
    def mark(self) -> str:
        """Return the sign before the line in a plain text."""
        return {"removed": "-", "added": "+"}.get(self.kind, " ")


@dataclass(frozen=True, slots=True)
class TextDiff:
    """What differs between two texts, with a few lines around it."""

    lines: tuple[DiffLine, ...]
    added: int
    removed: int

    @property
    def is_same(self) -> bool:
        """Tell whether nothing differs."""
        return not (self.added or self.removed)


def diff_of(before: str, after: str, *, around: int = AROUND) -> TextDiff:
    """Return what differs; a changed line is one removed and one added."""
    old, new = before.split("\n"), after.split("\n")
    lines: list[DiffLine] = []
    added = removed = 0
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (kind, a, b, c, d) in enumerate(opcodes):
        if kind == "equal":
            skip = (a + around * (place > 0), b - around * (place < len(opcodes) - 1))
            lines += _same(old, range(a, b), c - a, skip)
            continue
        lines += [DiffLine("removed", old[n], before=n + 1) for n in range(a, b)]
        lines += [DiffLine("added", new[n], after=n + 1) for n in range(c, d)]
        removed, added = removed + b - a, added + d - c
    return TextDiff(tuple(lines), added, removed)


def _same(
    old: Sequence[str], lines: range, shift: int, skip: tuple[int, int]
) -> Iterator[DiffLine]:
    """Yield lines that are alike, with those of `skip` (from, to) told as one gap."""
    hidden = range(*skip) if skip[1] - skip[0] > 1 else range(0)
    for n in lines:
        if n not in hidden:
            yield DiffLine("same", old[n], n + 1, n + 1 + shift)
        elif n == hidden.start:
            yield DiffLine("gap", count=len(hidden))
