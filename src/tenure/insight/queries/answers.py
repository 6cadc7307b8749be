"""Answers that are kept in the process for as long as the facts are what they were.

1. A state of the facts is known by its manifest, which is replaced whenever anything changes.
2. An answer is kept under that state, the question with every position taken, and the contracts or
   renewals that count: who sees others, or other ones, is answered anew.
3. The oldest make room. A long answer is not kept.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any

from tenure.insight.queries.engine import answer
from tenure.insight.queries.files import Facts
from tenure.insight.rules.asking import Asked

Rows = list[tuple[Any, ...]]
_KEPT = 1_000
_LONGEST = 2_000  # rows
_answers: OrderedDict[tuple[Any, ...], Rows] = OrderedDict()
_lock = Lock()


def kept_answer(asked: Asked, facts: Facts, *, visible_ids: Sequence[int] | None) -> Rows:
    """Return what `answer` does, from what is kept where nothing has changed since."""
    key = (_state(facts), *_question(asked), _fingerprint(visible_ids))
    with _lock:
        if key in _answers:
            _answers.move_to_end(key)
            return _answers[key]
    found = answer(asked, facts, visible_ids=visible_ids)
    if len(found) <= _LONGEST:
        with _lock:
            _answers[key] = found
            while len(_answers) > _KEPT:
                _answers.popitem(last=False)
    return found


def _state(facts: Facts) -> tuple[str, int, int]:
    """Return what tells this state of the files from every other one."""
    manifest = facts.products.parent / "manifest.json"
    found = manifest.stat()
    return str(manifest), found.st_ino, found.st_mtime_ns


def _question(asked: Asked) -> tuple[Any, ...]:
    positions = tuple(sorted(asked.options().items()))
    within = tuple(sorted(asked.within.items()))
    return (
        asked.metric.name, positions, asked.first, asked.step, asked.periods, asked.by,
        asked.known_on, within, _reporting(asked),
    )  # fmt: skip


def _reporting(asked: Asked) -> str:
    """Return the reporting currency with its rates as a digest: they may be many."""
    return hashlib.sha256(repr(asked.reporting).encode()).hexdigest() if asked.reporting else ""


def _fingerprint(ids: Sequence[int] | None) -> str:
    if ids is None:
        return "all"
    return hashlib.sha256(array("q", ids).tobytes()).hexdigest()
