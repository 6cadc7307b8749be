"""What has to be true of a quarter; each check is its own calculation over plain records.

A check takes a `History` and returns a `Verdict`: how much it looked at, and what is wrong, in
sentences. None of them calls the program: they are the second opinion.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Verdict:
    """What a check looked at (a count for each kind), and what is wrong, a sentence each."""

    name: str
    looked_at: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        """Count what was looked at."""
        self.looked_at[what] = self.looked_at.get(what, 0) + number

    def expect(self, what: bool, sentence: str) -> None:
        """Note a sentence unless something is so."""
        if not what:
            self.wrong.append(sentence)

    @property
    def holds(self) -> bool:
        """Tell whether nothing is wrong, and something was looked at."""
        return not self.wrong and sum(self.looked_at.values()) > 0
