"""Which day of a contract is shown, and what of it was known."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from tenure.web.changes.fields import Day


class AsOfForm(forms.Form):
    """The day, and the day on which it was known, read from the address; empty: today."""

    as_of = Day("As of", required=False)
    known = Day("As known on", required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__({name: data.get(name) or today.isoformat() for name in ("as_of", "known")})
        self.today = today

    def clean_known(self) -> date:
        """Refuse a day to come: nobody knows yet what is known then."""
        known: date = self.cleaned_data["known"]
        if known > self.today:
            raise forms.ValidationError("What is known on a day to come, nobody knows yet.")
        return known

    def days(self) -> tuple[date, date]:
        """Return both days; today for both when either makes no sense."""
        if not self.is_valid():
            return self.today, self.today
        return self.cleaned_data["as_of"], self.cleaned_data["known"]
