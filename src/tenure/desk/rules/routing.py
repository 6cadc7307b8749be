"""Who gets new work: not by turn but by what people know and how much they carry.

Every renewal costs a colleague so many points; the assignment with the fewest points in all is
the one taken. Renewals that are alike are one class, so 50,000 are a few hundred classes.

| what | points |
|---|---|
| the customer's language is not spoken | 400 |
| another region than the customer's | 120 |
| the segment is not one of theirs | 60 |
| the channel is not one of theirs | 40 |
| the partner is not one they know, and a colleague does | 40 |
| each twentieth of their capacity that is taken already | 5 |
| above their capacity | 10,000 |

Nobody gets a customer under export control without clearance. Whoever has no segment or channel of
their own takes every one. Where everybody is full, work is still owned: those above their
capacity are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

LANGUAGE, REGION, SEGMENT, CHANNEL, PARTNER = 400, 120, 60, 40, 40
LOAD, ABOVE, PARTS = 5, 10_000, 20


class Skill(StrEnum):
    """What a dated skill is about."""

    LANGUAGE = "language"
    SEGMENT = "segment"
    CHANNEL = "channel"
    PARTNER = "partner"


SKILL_NAMES = [
    (Skill.LANGUAGE, "Language"),
    (Skill.SEGMENT, "Segment"),
    (Skill.CHANNEL, "Channel"),
    (Skill.PARTNER, "Partner"),
]


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague who can take work: what they know, how many they own and how many they can."""

    staff_id: int
    code: str
    name: str
    region: str
    capacity: int
    load: int = 0
    cleared: bool = False
    languages: frozenset[str] = field(default_factory=frozenset)
    segments: frozenset[str] = field(default_factory=frozenset)
    channels: frozenset[str] = field(default_factory=frozenset)
    partners: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, order=True)
class WorkClass:
    """What counts of a renewal for who gets it. `partner` is the key of the one who sells it."""

    region: str
    language: str
    segment: str
    channel: str
    partner: str = ""
    export_controlled: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """The points that a class costs a colleague, and the words for what fits and what does not."""

    points: int
    good: tuple[str, ...]
    bad: tuple[str, ...]


def fit(work: WorkClass, person: Person, *, partner_is_known: bool) -> Fit | None:
    """Return how a class of renewals suits a colleague; none: they may not have it.

    `partner_is_known`: some colleague knows the partner.
    """
    if work.export_controlled and not person.cleared:
        return None
    points, good, bad = 0, [], []
    for suits, cost, yes, no in _compared(work, person, partner_is_known):
        if suits:
            good.append(yes)
        else:
            points += cost
            bad.append(no)
    return Fit(points, tuple(word for word in good if word), tuple(bad))


def _compared(
    work: WorkClass, person: Person, partner_is_known: bool
) -> list[tuple[bool, int, str, str]]:
    language = work.language.lower()
    return [
        (
            not language or language in person.languages, LANGUAGE,
            f"speaks {language}" if language else "", f"does not speak {language}",
        ),
        (
            not work.region or work.region == person.region, REGION,
            f"works in {work.region}" if work.region else "", f"works in {person.region}",
        ),
        (
            not person.segments or work.segment in person.segments, SEGMENT,
            f"knows {_words(work.segment)}" if person.segments else "",
            f"not used to {_words(work.segment)}",
        ),
        (
            not person.channels or work.channel in person.channels, CHANNEL,
            f"knows {_words(work.channel)} deals" if person.channels else "",
            f"not used to {_words(work.channel)} deals",
        ),
        (
            not work.partner or not partner_is_known or work.partner in person.partners, PARTNER,
            f"knows {work.partner}" if work.partner in person.partners and work.partner else "",
            f"does not know {work.partner}",
        ),
    ]  # fmt: skip


def load_points(owned: int, capacity: int) -> int:
    """Return what one more renewal costs somebody who owns so many; it never falls with more."""
    if owned >= capacity:
        return ABOVE + LOAD * PARTS
    return LOAD * (owned * PARTS // capacity)


def load_steps(load: int, capacity: int, most: int) -> list[tuple[int, int]]:
    """Return (how many, points each) of the next `most` renewals, in the order they are taken."""
    steps: list[tuple[int, int]] = []
    owned, end = load, load + most
    while owned < end:
        points = load_points(owned, capacity)
        # The next owned count at which the points change: where owned * PARTS // capacity does.
        upto = end
        if owned < capacity:
            part = owned * PARTS // capacity + 1
            upto = min(end, max(owned + 1, -(-part * capacity // PARTS)))
        steps.append((upto - owned, points))
        owned = upto
    return steps


def why(work: WorkClass, person: Person, shares: Fit, *, load: int, second: str) -> str:
    """Say in a sentence why a colleague gets a renewal."""
    words = list(shares.good) + list(shares.bad)
    told = ", ".join(words) or "everything suits"
    carried = f"carries {load} of {person.capacity}"
    above = "; nobody has room, so above the capacity" if load >= person.capacity else ""
    return f"{told}; {carried}{above}{second}"


def second_best(
    work: WorkClass, person: Person, people: Sequence[tuple[Person, Fit]], points: int
) -> str:
    """Say who would have been next, by what they know; nothing where nobody else may."""
    others = [(shares.points, one.code, one, shares) for one, shares in people if one != person]
    if not others:
        return "; nobody else may have it"
    best, _, other, shares = min(others, key=lambda item: item[:2])
    if best <= points:
        return f"; {other.name} suits as well, the load decides"
    return f"; next {other.name}: {', '.join(shares.bad)}"


def _words(code: str) -> str:
    return code.replace("_", " ")
