"""One change form, or several amendments that go into one order, as they were posted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from tenure.book.queries.changing import Subject
from tenure.book.rules.changes import Change
from tenure.web.changes.base import ChangeForm
from tenure.web.changes.fields import TEXT
from tenure.web.changes.kinds import AMENDING, CHANGES, Kind
from tenure.web.numbers import read_number

MOST_CHANGES = 20


class OrderForm(forms.Form):
    """What belongs to the order as a whole."""

    reason = forms.CharField(
        label="Reason", required=False, max_length=200, strip=True,
        help_text="Kept with the order. Needed when it is back-dated.",
        widget=forms.TextInput(attrs=dict(TEXT)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One change on the page: its place in the form, its kind, its form."""

    place: int
    kind: Kind
    form: ChangeForm

    @property
    def code(self) -> str:
        """Return how the form names it."""
        return f"{self.place}:{self.kind.code}"


@dataclass(slots=True)
class Wizard:
    """The changes on the page, in their order, and the order's own form."""

    subject: Subject
    entries: list[Entry]
    order: OrderForm
    reason: str = ""

    @property
    def may_add(self) -> bool:
        """Tell whether another change fits into the same order."""
        return (
            all(entry.kind.code in AMENDING for entry in self.entries)
            and len(self.entries) < MOST_CHANGES
        )

    def is_valid(self) -> bool:
        """Read every form; tell whether each makes sense."""
        sound = [entry.form.is_valid() for entry in self.entries]
        if not (self.order.is_valid() and all(sound)):
            return False
        self.reason = self.order.cleaned_data["reason"]
        return True

    def planned(self) -> list[Change]:
        """Return the changes of valid forms. Raises ChangeRefused."""
        return [entry.form.change() for entry in self.entries]

    def details(self) -> dict[str, Any]:
        """Return what else was agreed."""
        found: dict[str, Any] = {}
        for entry in self.entries:
            found |= entry.form.details()
        return found


def fresh_wizard(subject: Subject, kind: Kind) -> Wizard:
    """Return the page as it is first seen."""
    return Wizard(subject, [Entry(0, kind, kind.form(subject, prefix="c0"))], OrderForm())


def posted_wizard(subject: Subject, kind: Kind, data: QueryDict) -> Wizard:
    """Return the page as it was posted, with a change more or less where that was asked."""
    kinds = _kinds(kind, data.getlist("change"))
    dropped = read_number(data.get("drop", ""))
    entries = [
        Entry(place, one, one.form(subject, data, prefix=f"c{place}"))
        for place, one in kinds
        if place != dropped or len(kinds) == 1
    ]
    for entry in entries:
        entry.form.is_quiet = bool(data.get("more") or data.get("drop"))
    wizard = Wizard(subject, entries, OrderForm(data))
    more = data.get("more_kind", "") if data.get("more") else ""
    if more in AMENDING and wizard.may_add:
        place = max(entry.place for entry in entries) + 1
        added = CHANGES[more]
        entries.append(Entry(place, added, added.form(subject, prefix=f"c{place}")))
    return wizard


def _kinds(kind: Kind, posted: list[str]) -> list[tuple[int, Kind]]:
    """Return the changes that a form names; one alone unless all are amendments."""
    found: dict[int, Kind] = {}
    for text in posted[:MOST_CHANGES]:
        number, _, code = text.partition(":")
        place = read_number(number)
        if place is not None and place < 1000 and code in AMENDING:
            found[place] = CHANGES[code]
    if not found or kind.code not in AMENDING:
        return [(0, kind)]
    return sorted(found.items())
