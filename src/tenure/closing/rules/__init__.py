"""Pure parts of closing: what may differ, by how much, and what that is called."""

from tenure.closing.rules.kinds import BY_HAND, SETTLED_WORDS, Kind, Settled, Side, words
from tenure.closing.rules.tolerance import Tolerance

__all__ = ["BY_HAND", "SETTLED_WORDS", "Kind", "Settled", "Side", "Tolerance", "words"]
