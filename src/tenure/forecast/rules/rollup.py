"""Calls, rolled up by the hierarchy of managers.

What rolls up to a person is the likely case of the own renewals and what those who report to them
call. A call stands in the place of what rolled up; without one that goes further up as it is. So a
manager may override a report's figure, and their own.

| person | reports to | own likely | calls | rolls up to | goes up |
|---|---|---|---|---|---|
| Hana | nobody | 0 | | 190 | 190 |
| Alice | Hana | 100 | 90 | 100 | 90 |
| Bob | Hana | 70 | | 100 | 100 |
| Carol | Bob | 20 | 30 | 20 | 30 |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tenure.forecast.rules.outlook import NOTHING, Outlook


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with whom renewals or people are; `called_minor` is the call that stands."""

    id: int
    name: str
    manager_id: int | None
    own: Outlook = NOTHING
    called_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Rolled:
    """A person's line: own renewals, all beneath with them, and what goes up."""

    person: Person
    depth: int
    all: Outlook
    rolled_minor: int

    @property
    def up_minor(self) -> int:
        """Return what goes up: the call, else what rolled up."""
        called = self.person.called_minor
        return self.rolled_minor if called is None else called


def roll_up(people: Iterable[Person]) -> list[Rolled]:
    """Return everybody's line, managers before those who report to them, else by name.

    Somebody whose manager is not among the people stands at the top, and so does a circle, at its
    first name.
    """
    known = {person.id: person for person in people}
    beneath: dict[int | None, list[Person]] = {}
    for person in sorted(known.values(), key=lambda one: (one.name, one.id)):
        manager = person.manager_id if person.manager_id in known else None
        beneath.setdefault(manager, []).append(person)
    lines: list[Rolled] = []
    seen: set[int] = set()
    tops = beneath.get(None, [])
    for person in [*tops, *sorted(known.values(), key=lambda one: (one.name, one.id))]:
        if person.id not in seen:
            _add(person, 0, beneath, seen, lines)
    return lines


def _add(
    person: Person, depth: int, beneath: Mapping[int | None, list[Person]], seen: set[int],
    lines: list[Rolled],
) -> Rolled:  # fmt: skip
    seen.add(person.id)
    place = len(lines)
    line = Rolled(person, depth, person.own, person.own.likely_minor)
    lines.append(line)
    for report in beneath.get(person.id, []):
        if report.id not in seen:
            below = _add(report, depth + 1, beneath, seen, lines)
            line = replace(
                line, all=line.all + below.all, rolled_minor=line.rolled_minor + below.up_minor
            )
    lines[place] = line
    return line


def involved(people: Mapping[int, Person]) -> list[Person]:
    """Return those who own something or have called, with everybody above them."""
    wanted: set[int] = set()
    for person in people.values():
        if person.own.count or person.called_minor is not None:
            current: Person | None = person
            while current is not None and current.id not in wanted:
                wanted.add(current.id)
                current = people.get(current.manager_id or 0)
    return [people[pk] for pk in sorted(wanted)]
