"""How days, amounts and lengths are written in the languages of documents, by Unicode's CLDR."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import Money, exponent

_PRICE_PLACES = 4
_ENGLISH_SPEAKING = frozenset({"US", "CA", "GB", "IE", "AU", "NZ"})


class Language(StrEnum):
    """The languages that papers are written in."""

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"
    SPANISH = "es"
    JAPANESE = "ja"

    @property
    def label(self) -> str:
        """Return what the language is called in English."""
        return self.name.title()

    @classmethod
    def of(cls, text: str) -> Language:
        """Return a language by its code, "de" or "de-CH"; raise InvalidInput for another."""
        code = text.strip().lower().replace("_", "-").partition("-")[0]
        if code not in set(cls):
            known = ", ".join(cls)
            raise InvalidInput(f"{text or 'An empty text'} is none of the languages {known}.")
        return cls(code)

    @classmethod
    def or_english(cls, text: str) -> Language:
        """Return a language by its code, English for one that papers are not written in."""
        try:
            return cls.of(text)
        except InvalidInput:
            return cls.ENGLISH


@dataclass(frozen=True, slots=True)
class LocalForm:
    """Write figures for readers of a language in a country: "31. März 2027", "1'234.50" in CH.

    Without a country, or in one where the language has no form of its own, the language's usual
    form; English is that of the United Kingdom then.
    """

    language: Language
    country: str = ""

    def day(self, day: date) -> str:
        """Return a day, the month in letters."""
        return format_date(day, format="long", locale=self._locale)

    def amount(self, minor: int, currency: str) -> str:
        """Return an amount without its currency, with the decimals of it."""
        return self._number(Money(minor, currency).to_decimal(), least=exponent(currency))

    def money(self, minor: int, currency: str) -> str:
        """Return an amount with its currency."""
        value = Money(minor, currency).to_decimal()
        return str(
            format_currency(value, currency, locale=self._locale, decimal_quantization=False)
        )

    def unit_price(self, e4: int, currency: str) -> str:
        """Return a price in 1/10,000 without its currency; it keeps up to four decimals."""
        return self._number(Decimal(e4).scaleb(-4), least=exponent(currency), most=_PRICE_PLACES)

    def quantity(self, quantity: Decimal) -> str:
        """Return a quantity without trailing zeros."""
        return self._number(quantity, least=0, most=_PRICE_PLACES)

    def percent(self, basis_points: int) -> str:
        """Return a rate, up to two decimals of a percent."""
        pattern = self._locale.percent_formats[None].pattern.replace("0%", "0.##%")
        pattern = pattern.replace("0\N{NO-BREAK SPACE}%", "0.##\N{NO-BREAK SPACE}%")
        value = Decimal(basis_points).scaleb(-4)
        return str(format_decimal(value, format=pattern, locale=self._locale))

    def length(self, months: int, days: int = 0) -> str:
        """Return a length of time: "12 Monate und 3 Tage"."""
        parts = [
            self._unit(count, unit)
            for count, unit in ((months, "duration-month"), (days, "duration-day"))
            if count
        ]
        return str(format_list(parts or [self._unit(0, "duration-day")], locale=self._locale))

    def _unit(self, count: int, unit: str) -> str:
        # CLDR has the long form of some units for Japanese in the short one only.
        width: Literal["short", "long"] = "short" if self.language == Language.JAPANESE else "long"
        return str(format_unit(count, unit, length=width, locale=self._locale))

    def _number(self, value: Decimal, *, least: int, most: int | None = None) -> str:
        most = max(least, least if most is None else most)
        places = "0" * least + "#" * (most - least)
        pattern = f"#,##0.{places}" if places else "#,##0"
        return str(
            format_decimal(value, format=pattern, locale=self._locale, decimal_quantization=False)
        )

    @property
    def _locale(self) -> Locale:
        country = self.country or None
        if self.language == Language.ENGLISH and country not in _ENGLISH_SPEAKING:
            country = "GB"  # English in Norway has the figures of Norway, which surprises
        try:
            return Locale(self.language.value, territory=country)
        except UnknownLocaleError:
            return Locale(self.language.value)
