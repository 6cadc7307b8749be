"""What a person chose in the import wizard, as a profile and a mapping (TOML)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from tenure.sync.files.queries import SHIPPED, Detected
from tenure.sync.files.rules.mapping import ENCODINGS, mapping_from_form
from tenure.sync.files.rules.sheets import FLAT_COLUMNS

BY_HAND = "hand"
REQUIRED = ("customer", "contract", "product", "quantity", "unit_price", "currency", "start")
PROFILE_TITLES = {
    "plain": "Tenure's own sheets, or one file with a row per line",
    "salesforce-cpq": "Salesforce CPQ: objects from a data-loader export",
    "zuora": "Zuora: accounts, subscriptions, rate plans and charges",
}
DATES = [
    ("", "As the profile says"),
    ("%Y-%m-%d", "2027-01-31"),
    ("%d.%m.%Y", "31.01.2027"),
    ("%d/%m/%Y", "31/01/2027 (day first)"),
    ("%m/%d/%Y", "01/31/2027 (month first)"),
    ("%d-%m-%Y", "31-01-2027"),
    ("%d %b %Y", "31 Jan 2027"),
    ("%Y%m%d", "20270131"),
]
NUMBERS = [
    ("", "As the profile says"),
    (".", "1234.56"),
    (".,", "1,234.56"),
    (",", "1234,56"),
    (",.", "1.234,56"),
    (", ", "1 234,56"),
    (".'", "1'234.56"),
]
ENCODING_CHOICES = [("", "As the profile says (UTF-8)"), *((code, code) for code in ENCODINGS)]


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical column of a flat file, and what was chosen for it."""

    name: str
    label: str
    required: bool
    header: str
    constant: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read the uploaded files: a shipped profile, or a mapping on top of one."""

    profile: str
    mapping: str


def fields_of(table: Detected | None, data: QueryDict | None = None) -> list[Field]:
    """Return the columns to map, with the guesses, or with what was already chosen."""
    guesses = table.guesses if table else {}
    return [
        Field(
            name,
            name.replace("_", " ").capitalize(),
            name in REQUIRED,
            data.get(f"column.{name}", "") if data else guesses.get(name, ""),
            data.get(f"constant.{name}", "") if data else "",
        )
        for name in FLAT_COLUMNS
    ]


def reading_of(data: QueryDict) -> Reading:
    """Return what the form says; raises MappingError with the part that makes no sense."""
    if data.get("mapping", "").strip():
        return Reading(_shipped(data.get("profile", "")), str(data["mapping"]))
    how = data.get("how", "plain")
    settings = _format(data)
    if how == BY_HAND:
        form: dict[str, object] = {
            "name": "by-hand",
            "source": "flat",
            "columns": {name: data.get(f"column.{name}", "") for name in FLAT_COLUMNS},
            "constants": {
                name: data.get(f"constant.{name}", "").strip()
                for name in FLAT_COLUMNS
                if not data.get(f"column.{name}")
            },
            **settings,
        }
        return Reading("plain", mapping_from_form(form))
    profile = _shipped(how)
    return Reading(profile, _format_mapping(profile, settings) if settings else "")


def likely_profile(tables: Sequence[Detected]) -> str:
    """Return the profile that recognises most tables; by hand when none does."""
    counts = {name: sum(name in table.profiles for table in tables) for name in SHIPPED}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else BY_HAND


def _shipped(name: str) -> str:
    return name if name in SHIPPED else "plain"


def _format(data: QueryDict) -> dict[str, str]:
    """Return the format settings that were chosen; only what the choices offer is let through."""
    settings = {}
    if data.get("date") in dict(DATES):
        settings["date"] = str(data["date"])
    numbers = data.get("numbers", "")
    if numbers in dict(NUMBERS):
        settings |= {"decimal": numbers[:1], "thousands": numbers[1:]}
    if data.get("encoding") in ENCODINGS:
        settings["encoding"] = str(data["encoding"])
    if data.get("percent") in {"percent", "fraction"}:
        settings["percent"] = str(data["percent"])
    return {name: value for name, value in settings.items() if value}


def _format_mapping(profile: str, settings: dict[str, str]) -> str:
    lines = [f'name = "{profile}-as-declared"', f'extends = "{profile}"', "", "[format]"]
    lines += [
        f'{name} = ["{value}"]' if name == "date" else f'{name} = "{value}"'
        for name, value in settings.items()
    ]
    return "\n".join(lines) + "\n"
