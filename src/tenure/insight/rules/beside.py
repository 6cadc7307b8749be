"""Two definitions side by side: in what they differ, in words."""

from __future__ import annotations

from dataclasses import dataclass

from tenure.insight.rules.asking import Asked


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that two definitions answer differently; empty: one of them does not ask it."""

    question: str
    left: str
    right: str


def differences(left: Asked, right: Asked) -> list[Difference]:
    """Return what the two say of themselves and on which options they take other positions."""
    said = [
        Difference("What is it?", left.metric.sentence, right.metric.sentence),
        Difference("Of what?", left.metric.denominator, right.metric.denominator),
    ]
    for name in dict.fromkeys((*left.positions, *right.positions)):
        asking = left if name in left.positions else right
        answers = [
            each.positions[name].sentence if name in each.positions else ""
            for each in (left, right)
        ]
        said.append(Difference(asking.metric.options[name].question, *answers))
    return [each for each in said if each.left != each.right]
