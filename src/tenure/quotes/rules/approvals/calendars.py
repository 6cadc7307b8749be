"""When an approver works: the time zone and public holidays of their place.

A colleague's own time zone counts where one is set; its country has the holidays. Without one, or
with UTC, their region stands for it.

| zone | region | works in | holidays of |
|---|---|---|---|
| Europe/Berlin | EMEA | Europe/Berlin | DE |
| UTC | AMER | America/New_York | US |
| Africa/Nairobi | EMEA | Africa/Nairobi | GB, the region's |
| UTC | | UTC | none |
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tenure.book.rules.working_days import WorkingDays

OF_REGION = {
    "EMEA": ("Europe/London", "GB"),
    "AMER": ("America/New_York", "US"),
    "APAC": ("Asia/Singapore", "SG"),
}
OF_ZONE = {
    "America/Chicago": "US", "America/Denver": "US", "America/Los_Angeles": "US",
    "America/Mexico_City": "MX", "America/New_York": "US", "America/Sao_Paulo": "BR",
    "America/Toronto": "CA", "America/Vancouver": "CA", "Asia/Dubai": "AE",
    "Asia/Hong_Kong": "HK", "Asia/Jerusalem": "IL", "Asia/Kolkata": "IN", "Asia/Riyadh": "SA",
    "Asia/Seoul": "KR", "Asia/Shanghai": "CN", "Asia/Singapore": "SG", "Asia/Taipei": "TW",
    "Asia/Tokyo": "JP", "Australia/Melbourne": "AU", "Australia/Sydney": "AU",
    "Europe/Amsterdam": "NL", "Europe/Berlin": "DE", "Europe/Brussels": "BE",
    "Europe/Copenhagen": "DK", "Europe/Dublin": "IE", "Europe/Helsinki": "FI",
    "Europe/Lisbon": "PT", "Europe/London": "GB", "Europe/Madrid": "ES", "Europe/Oslo": "NO",
    "Europe/Paris": "FR", "Europe/Prague": "CZ", "Europe/Rome": "IT", "Europe/Stockholm": "SE",
    "Europe/Vienna": "AT", "Europe/Warsaw": "PL", "Europe/Zurich": "CH",
    "Pacific/Auckland": "NZ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Hold where somebody works: the time zone, and the country with the holidays or none."""

    zone: str = "UTC"
    country: str = ""

    def calendar(self, year: int) -> WorkingDays:
        """Return the working days of the year before to the year after."""
        return _calendar(self.country, year) if self.country else WorkingDays()


def place_of(zone: str, region: str) -> Place:
    """Return where somebody of a time zone and a region works."""
    usual, country = OF_REGION.get(region, ("UTC", ""))
    if zone in {"", "UTC"}:
        return Place(usual, country)
    return Place(zone, OF_ZONE.get(zone, country))


def knows_country(country: str) -> bool:
    """Tell whether the public holidays of a country are known, by its two capital letters."""
    import holidays  # noqa: PLC0415 - as below

    return len(country) == 2 and country in holidays.list_supported_countries()


@cache
def _calendar(country: str, year: int) -> WorkingDays:
    import holidays  # noqa: PLC0415 - a quarter of a second, which most commands need not wait for

    known = holidays.country_holidays(country, years=range(year - 1, year + 2))
    return WorkingDays(frozenset(known), frozenset(known.weekend))
