"""The people and partners of the sample company, by region and country."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tenure.sync.sample.rules.places import COUNTRIES, LANGUAGES, REGIONS, TIME_ZONES, countries_of

COMPANY_DOMAIN = "examplecloud.example"
REGION_NAMES = {"AMER": "Americas", "EMEA": "EMEA", "APAC": "Asia-Pacific"}


@dataclass(frozen=True, slots=True)
class Colleague:
    """One row of the sheet `staff`; the key is the e-mail address."""

    email: str
    name: str
    role: str
    region: str
    languages: str
    time_zone: str
    team: str
    manager: str


@dataclass(frozen=True, slots=True)
class Partner:
    """One row of the sheet `partners`."""

    key: str
    name: str
    kind: str
    country: int
    email: str


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))


def staff(accounts: int, seed: int) -> list[Colleague]:
    """Return the company's people: a Head of Renewals and, per region, a team sized to the book."""
    draw = Random(f"staff {seed}")
    taken: set[str] = set()
    head = _colleague(draw, taken, "AMER", "head_of_renewals", "Renewals leadership", "")
    people = [
        head,
        _colleague(draw, taken, "EMEA", "deal_desk", "Deal desk", head.email),
        _colleague(draw, taken, "EMEA", "sales_operations", "Sales operations", head.email),
        _colleague(draw, taken, "AMER", "auditor", "Finance", ""),
    ]
    sizes = (
        ("renewals_manager", "Renewals", _between(3, accounts // 3000, 40)),
        ("account_executive", "Sales", _between(4, accounts // 2000, 60)),
        ("customer_success", "Customer success", _between(3, accounts // 3000, 40)),
    )
    for region in REGIONS:
        for role, team, size in sizes:
            manager = head.email if role == "renewals_manager" else ""
            name = f"{team} {REGION_NAMES[region]}"
            people += [_colleague(draw, taken, region, role, name, manager) for _ in range(size)]
    return people


def _colleague(
    draw: Random, taken: set[str], region: str, role: str, team: str, manager: str
) -> Colleague:
    while True:
        words = COUNTRIES[draw.choice(countries_of(region))].words
        given, family = draw.choice(words.given), draw.choice(words.family)
        mailbox = plain_letters(f"{given}.{family}")
        if mailbox not in taken:
            break
    taken.add(mailbox)
    return Colleague(
        email=f"{mailbox}@{COMPANY_DOMAIN}",
        name=f"{given} {family}",
        role=role,
        region=region,
        languages=draw.choice(LANGUAGES[region]),
        time_zone=draw.choice(TIME_ZONES[region]),
        team=team,
        manager=manager,
    )


def partners(accounts: int, seed: int) -> list[Partner]:
    """Return resellers and service providers per country and distributors per region."""
    draw = Random(f"partners {seed}")
    per_country = _between(2, accounts // 1500, 60)
    found = []
    for index, country in enumerate(COUNTRIES):
        found += [
            _partner(draw, "reseller", index, f"RES-{country.code}-{number + 1:03d}")
            for number in range(per_country)
        ]
        found.append(_partner(draw, "msp", index, f"MSP-{country.code}-001"))
    for region in REGIONS:
        home = countries_of(region)
        for number in range(3):
            key = f"DIS-{region}-{number + 1:02d}"
            found.append(_partner(draw, "distributor", home[number % len(home)], key))
    return found


_TRADES = {
    "reseller": ("IT Partners", "Systems House", "Networks", "Cloud Services"),
    "msp": ("Managed Services", "Operations Centre"),
    "distributor": ("Distribution", "Wholesale Technology"),
}


def _partner(draw: Random, kind: str, country: int, key: str) -> Partner:
    place = COUNTRIES[country]
    stem = draw.choice(place.words.stems) + draw.choice(place.words.endings)
    name = f"{stem} {draw.choice(_TRADES[kind])} {place.legal_form}"
    return Partner(key, name, kind, country, f"renewals@{plain_letters(stem)}-it.example")


_PLAIN = str.maketrans("áàâãäåçéèêëíìîïñóòôõöúùûüýÉÁ", "aaaaaaceeeeiiiinooooouuuuyea")


def plain_letters(text: str) -> str:
    """Return the text in lower-case ASCII as used in mail addresses."""
    lowered = text.lower().replace("ß", "ss").translate(_PLAIN)
    return "".join(c for c in lowered if c.isascii() and (c.isalnum() or c in ".-"))
