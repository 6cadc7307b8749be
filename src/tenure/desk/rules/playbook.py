"""Read a whole playbook, and say every mistake in it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenure.desk.rules.front_matter import PlayRefused
from tenure.desk.rules.plays import WrittenPlay, read_play
from tenure.kernel.errors import InvalidInput

MOST_PLAYS = 500


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a file, and on which line."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class PlaybookRefused(InvalidInput):
    """Refuse a playbook for the mistakes in its files."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\n".join(str(one) for one in mistakes))
        self.mistakes = tuple(mistakes)


def read_playbook(sources: Mapping[str, str]) -> tuple[list[WrittenPlay], list[Mistake]]:
    """Return the plays of the files that can be read, by code, and the mistakes in the others."""
    if not 0 < len(sources) <= MOST_PLAYS:
        raise InvalidInput(f"A playbook has 1 to {MOST_PLAYS} files that end in .md.")
    plays, mistakes = [], []
    for code, source in sorted(sources.items()):
        try:
            plays.append(read_play(code, source))
        except PlayRefused as error:
            mistakes.append(Mistake(f"{code}.md", error.line, error.reason))
    return plays, mistakes
