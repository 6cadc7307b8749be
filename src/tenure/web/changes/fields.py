"""Fields of the change forms: days, quantities, prices and rates as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms

from tenure.kernel.errors import TenureError
from tenure.kernel.money import quantity_e4, unit_price_e4
from tenure.kernel.percent import Percent

EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}


class Day(forms.DateField):
    """A day, entered with the browser's own date picker."""

    widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")

    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            required=required, label=label, input_formats=["%Y-%m-%d"], help_text=help_text
        )
        self.error_messages["invalid"] = "This is not a day: write it as 2027-01-31."

    def clean(self, value: Any) -> date | None:
        """Return the day; refuse those that no contract has."""
        day: date | None = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError("A day between 1970 and 2199.")
        return day


class LastDay(Day):
    """An inclusive last day; its value is the first day after it, as the rules count."""

    def clean(self, value: Any) -> date | None:
        """Return the first day after the one typed."""
        day = super().clean(value)
        return None if day is None else day + timedelta(days=1)


class Scaled(forms.CharField):
    """A number that people type with separators, as an integer that the rules take."""

    def __init__(
        self, label: str, read: Callable[[str], int], *, required: bool = True, help_text: str = ""
    ) -> None:
        super().__init__(
            label=label, required=required, max_length=40, help_text=help_text,
            widget=forms.TextInput(attrs={**TEXT, "inputmode": "decimal"}),
        )  # fmt: skip
        self.read = read

    def clean(self, value: Any) -> Any:
        """Return the scaled number; None when nothing was typed."""
        text = str(super().clean(value)).replace(",", "").replace(" ", "").replace("\xa0", "")
        if not text:
            return None
        try:
            return self.read(text)
        except TenureError as error:
            raise forms.ValidationError(str(error)) from None


def _not_negative(read: Callable[[str], int], what: str) -> Callable[[str], int]:
    def reading(text: str) -> int:
        number = read(text)
        if number < 0:
            raise forms.ValidationError(f"{what} cannot be below 0.")
        return number

    return reading


def quantity(label: str, **more: Any) -> Scaled:
    """Return a field for a quantity, in 1/10,000."""
    return Scaled(label, _not_negative(quantity_e4, "A quantity"), **more)


def quantity_change(label: str, **more: Any) -> Scaled:
    """Return a field for a change of quantity, in 1/10,000, of either sign."""
    return Scaled(label, quantity_e4, **more)


def price(label: str, **more: Any) -> Scaled:
    """Return a field for a unit price, in 1/10,000 of the major unit."""
    return Scaled(label, _not_negative(unit_price_e4, "A price"), **more)


def rate(label: str, **more: Any) -> Scaled:
    """Return a field for a rate in percent, in basis points."""
    return Scaled(label, lambda text: Percent.parse(text).basis_points, **more)


def text(label: str, length: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """Return a field for a line of text."""
    return forms.CharField(
        label=label, max_length=length, required=required, strip=True, help_text=help_text,
        widget=forms.TextInput(attrs=dict(TEXT)),
    )  # fmt: skip


def count(label: str, low: int, high: int, *, required: bool = True) -> forms.IntegerField:
    """Return a field for a whole number."""
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, required=required,
        widget=forms.NumberInput(attrs=dict(TEXT)),
    )  # fmt: skip


def choice(
    label: str, choices: list[tuple[str, str]], *, required: bool = True, help_text: str = ""
) -> forms.ChoiceField:
    """Return a field to choose one."""
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=help_text,
        widget=forms.Select(attrs=dict(SELECT)),
    )  # fmt: skip


def radio(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    """Return a field to choose one of few, all in sight."""
    return forms.ChoiceField(
        label=label, choices=choices, initial=choices[0][0],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )  # fmt: skip


def several(
    label: str, choices: list[tuple[str, str]], *, required: bool = False, help_text: str = ""
) -> forms.TypedMultipleChoiceField:
    """Return a field to tick any number of lots or contracts, as integers."""
    return forms.TypedMultipleChoiceField(
        label=label, choices=choices, required=required, help_text=help_text, coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )  # fmt: skip
