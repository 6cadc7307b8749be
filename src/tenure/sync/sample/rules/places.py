"""The twelve countries of the sample company's customers, with their words.

Company names are coined (stem + ending + trade), people's names are common ones put together at
random, mail domains end in `.example` and telephone numbers lie in ranges reserved for fiction.
"""

from __future__ import annotations

from dataclasses import dataclass

from tenure.sync.sample.rules.words import (
    ARABIC,
    BRAZILIAN,
    ENGLISH,
    FRENCH,
    GERMAN,
    INDIAN,
    JAPANESE,
    SPANISH,
    Words,
)


@dataclass(frozen=True, slots=True)
class Country:
    """One country: how many customers of a hundred, what they speak, what they pay in."""

    code: str
    percent: int
    region: str
    language: str
    currency: str
    legal_form: str
    cities: tuple[str, ...]
    phone: str
    words: Words


COUNTRIES: tuple[Country, ...] = (
    Country("US", 30, "AMER", "en", "USD", "Inc.",
            ("Austin, TX", "Denver, CO", "Portland, OR", "Columbus, OH", "Raleigh, NC",
             "Tucson, AZ", "Madison, WI", "Boise, ID"), "+1 202-555-01", ENGLISH),
    Country("CA", 6, "AMER", "en", "USD", "Ltd.",
            ("Halifax, NS", "Calgary, AB", "Ottawa, ON", "Victoria, BC"),
            "+1 613-555-01", ENGLISH),
    Country("BR", 7, "AMER", "pt", "BRL", "Ltda.",
            ("Curitiba", "Recife", "Campinas", "Porto Alegre"), "", BRAZILIAN),
    Country("GB", 12, "EMEA", "en", "GBP", "Ltd",
            ("Leeds", "Bristol", "Glasgow", "Cardiff", "Norwich"), "+44 1632 9600", ENGLISH),
    Country("DE", 9, "EMEA", "de", "EUR", "GmbH",
            ("Bremen", "Leipzig", "Mannheim", "Nürnberg", "Kiel"), "", GERMAN),
    Country("FR", 7, "EMEA", "fr", "EUR", "S.A.S.",
            ("Nantes", "Lille", "Grenoble", "Rennes"), "", FRENCH),
    Country("ES", 4, "EMEA", "es", "EUR", "S.L.",
            ("Zaragoza", "Valencia", "Bilbao", "Málaga"), "", SPANISH),
    Country("KW", 2, "EMEA", "en", "KWD", "W.L.L.",
            ("Kuwait City", "Hawalli", "Salmiya"), "", ARABIC),
    Country("JP", 8, "APAC", "ja", "JPY", "K.K.",
            ("Sendai", "Kobe", "Nagoya", "Fukuoka"), "", JAPANESE),
    Country("IN", 7, "APAC", "en", "INR", "Pvt. Ltd.",
            ("Pune", "Kochi", "Jaipur", "Chennai"), "", INDIAN),
    Country("AU", 5, "APAC", "en", "USD", "Pty Ltd",
            ("Hobart", "Adelaide", "Brisbane", "Geelong"), "+61 3 5550 10", ENGLISH),
    Country("SG", 3, "APAC", "en", "USD", "Pte. Ltd.",
            ("Singapore 048623", "Singapore 329563", "Singapore 608526"), "", INDIAN),
)  # fmt: skip

REGIONS = ("AMER", "EMEA", "APAC")
TIME_ZONES = {
    "AMER": ("America/New_York", "America/Chicago", "America/Sao_Paulo"),
    "EMEA": ("Europe/London", "Europe/Berlin", "Europe/Paris"),
    "APAC": ("Asia/Singapore", "Asia/Tokyo", "Australia/Sydney"),
}
LANGUAGES = {
    "AMER": ("en", "en,pt", "en,es", "en,fr"),
    "EMEA": ("en,de", "en,fr", "en,es", "en,ar"),
    "APAC": ("en,ja", "en,hi", "en", "en,zh"),
}


def countries_of(region: str) -> tuple[int, ...]:
    """Return the indexes of a region's countries."""
    return tuple(i for i, country in enumerate(COUNTRIES) if country.region == region)
