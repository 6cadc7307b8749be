"""What a paper says in a language: its words, and figures in the form of that language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tenure.documents.rules.locales import Language, LocalForm
from tenure.kernel.money import UNIT_SCALE
from tenure.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Saying:
    """Hold the words of a language by key, and the form of its figures in a country."""

    words: Mapping[str, str]
    form: LocalForm

    @property
    def language(self) -> Language:
        """Return the language."""
        return self.form.language

    def __call__(self, key: str, **filled: object) -> str:
        """Return the words of a key with its places filled; a key that is not there raises."""
        return self.words[key].format(**filled)

    def day(self, day: date) -> str:
        """Return a day, the month in letters."""
        return self.form.day(day)

    def period(self, period: Period) -> str:
        """Return a period as its first and its last day."""
        assert period.last_day is not None  # what is on paper ends
        return self("days_between", first=self.day(period.start), last=self.day(period.last_day))

    def price_period(self, months: int) -> str:
        """Return what a price pays for: "per month"."""
        if months in {1, 12}:
            return self("per.month" if months == 1 else "per.year")
        return self("per.months", length=self.form.length(months))

    def change(self, before: int, after: int, currency: str) -> str:
        """Return a difference with its sign."""
        difference = after - before
        text = self.form.amount(abs(difference), currency)
        sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else ""
        return f"{sign}{text}"

    def change_rate(self, before: int, after: int) -> str:
        """Return by how much something changed, without a sign, to a tenth of a percent.

        Empty when nothing was there, nothing changed, or it is below that.
        """
        if before <= 0 or before == after:
            return ""
        tenths = (abs(after - before) * 1000 * 2 + before) // (2 * before)
        return self.form.percent(tenths * (UNIT_SCALE // 1000)) if tenths else ""

    def quantity(self, quantity: Decimal) -> str:
        """Return a quantity without trailing zeros."""
        return self.form.quantity(quantity)
