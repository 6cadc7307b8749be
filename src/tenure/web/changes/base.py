"""What the change forms share: the contract they are about, and how they are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict

from tenure.book.queries.changing import Bought, Subject
from tenure.book.rules.changes import Change
from tenure.book.rules.facts import Segment, day_of
from tenure.kernel.errors import TenureError
from tenure.kernel.money import format_unit_price
from tenure.kernel.period import format_day
from tenure.web.changes import fields
from tenure.web.drawing.contract import quantity_text

MOST_TICKED = 400  # more boxes than these are a list of numbers to type


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that belong together; `folded` ones are rarely wanted."""

    fields: list[BoundField]
    legend: str = ""
    folded: bool = False
    in_threes: bool = False


class ChangeForm(forms.Form):
    """Reads what a person typed as one change of a contract."""

    # Legend and names of the fields that are rarely wanted.
    folded: ClassVar[tuple[str, tuple[str, ...]]] = ("", ())
    wide: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, subject: Subject, data: Any = None, prefix: str = "c0") -> None:
        super().__init__(data, prefix=prefix, label_suffix="")
        self.subject = subject
        self.is_quiet = False
        self.prepare()

    @property
    def errors(self) -> ErrorDict:
        """Return what is wrong; nothing while the page is only taking another form in."""
        return ErrorDict() if self.is_quiet else super().errors

    def prepare(self) -> None:
        """Fill choices and first values from the contract."""

    def change(self) -> Change:
        """Return what was asked for. Raises ChangeRefused."""
        raise NotImplementedError

    def details(self) -> Mapping[str, Any]:
        """Return what else was agreed, to be kept with the order."""
        return {}

    def parts(self) -> list[Part]:
        """Return the fields as they are drawn."""
        legend, folded = self.folded
        open_ones = [self[name] for name in self.fields if name not in folded]
        found = [Part(open_ones)]
        if folded:
            wrong = any(self[name].errors for name in folded)
            found.append(Part([self[name] for name in folded], legend, folded=not wrong))
        return found

    def choices(self, name: str, choices: Iterable[tuple[Any, str]]) -> None:
        """Offer choices in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(value), label) for value, label in choices]

    def first(self, **values: Any) -> None:
        """Set what fields hold before anybody typed."""
        for name, value in values.items():
            self.fields[name].initial = value


def lot_choices(subject: Subject, *, from_on: date | None = None) -> list[tuple[int, str]]:
    """Return the lots that have days from a day on (none given: today), each in one line."""
    day = from_on or subject.today
    return [
        (lot, lot_label(subject, lot, segments))
        for lot, segments in sorted(subject.state.lots.items())
        if segments[-1].period.end is None or segments[-1].period.end > day
    ]


def lot_label(subject: Subject, lot: int, segments: tuple[Segment, ...]) -> str:
    """Return a lot in one line: what it is on the day, or what it begins or ended with."""
    day = subject.today
    shown = next((one for one in segments if one.period.contains(day)), segments[-1])
    if shown is segments[-1] and segments[0].period.start > day:
        shown = segments[0]
    name = subject.names.get(shown.product, shown.product)
    price = format_unit_price(shown.unit_price_e4, shown.currency)
    last = segments[-1].period.last_day
    until = "open" if last is None else f"to {format_day(last)}"
    what = f"{quantity_text(shown.quantity_e4)} \N{MULTIPLICATION SIGN} {price}"
    return f"Lot {lot}: {name}, {what}, {until}"


class ProductField(forms.CharField):
    """A product of the catalogue, by its code or its name."""

    def __init__(self, label: str = "Product") -> None:
        super().__init__(
            label=label, max_length=200, help_text="Its code or its full name.",
            widget=forms.TextInput(attrs={**fields.TEXT, "list": "products"}),
        )  # fmt: skip
        self.catalogue: Mapping[str, Bought] = {}

    def clean(self, value: Any) -> Any:
        """Return the product."""
        text = str(super().clean(value)).strip()
        if text in self.catalogue:
            return self.catalogue[text]
        named = [one for one in self.catalogue.values() if one.name.lower() == text.lower()]
        if len(named) != 1:
            raise forms.ValidationError(
                "No product has this code or name."
                if not named
                else "Several products have this name: give the code."
            )
        return named[0]


def offer_catalogue(form: ChangeForm, name: str = "product") -> None:
    """Let a form's product field know the catalogue."""
    field = form.fields[name]
    assert isinstance(field, ProductField)
    field.catalogue = form.subject.products


def default_day(subject: Subject) -> date:
    """Return the day that a change most likely takes effect: today, or when the contract begins."""
    start = day_of(subject.state.terms.get("first_start_on"))
    return start if start is not None and start > subject.today else subject.today


def refusal_of(error: TenureError) -> str:
    """Return a refusal as a sentence."""
    text = str(error)
    return text if text.endswith((".", "?", "!")) else f"{text}."
