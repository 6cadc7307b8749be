"""Who belongs to a program: typed conditions on facts of the customer, read from TOML.

| conditions | facts | verdict | because |
|---|---|---|---|
| organisation is charity | organisation charity | eligible | kind of organisation is charity |
| organisation is charity | organisation company | not eligible | ... is company, not charity |
| organisation is charity | none | not known | kind of organisation is not known |
| employees at most 50 | employees 51 | not eligible | number of employees is 51, more than 50 |
| founded within 60 months | founded 2020-01-01, on 2027-01-01 | not eligible | ... is longer ago |

All conditions have to hold. One that fails decides, even where another fact is not known.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tenure.kernel.errors import InvalidInput
from tenure.kernel.months import add_months
from tenure.kernel.period import format_day


class Fact(StrEnum):
    """What conditions look at; country and segment are the customer's own."""

    ORGANISATION = "organisation"
    COUNTRY = "country"
    SEGMENT = "segment"
    EMPLOYEES = "employees"
    FOUNDED = "founded"
    REGISTER_NUMBER = "register_number"


FACT_WORDS = {
    Fact.ORGANISATION: "kind of organisation",
    Fact.COUNTRY: "country",
    Fact.SEGMENT: "segment",
    Fact.EMPLOYEES: "number of employees",
    Fact.FOUNDED: "day of foundation",
    Fact.REGISTER_NUMBER: "number in a public register",
}
# These are kept as dated facts; the others stand with the customer.
RECORDED = (Fact.ORGANISATION, Fact.EMPLOYEES, Fact.FOUNDED, Fact.REGISTER_NUMBER)
ORGANISATIONS = {
    "company": "Company",
    "start_up": "Start-up",
    "charity": "Charity or other non-profit",
    "public_interest": "Public-interest group at risk",
    "election_office": "Election office",
    "education": "School, university or research",
    "government": "Other public body",
}
EVIDENCE = {
    "register_extract": "Extract of a public register",
    "tax_exemption": "Tax exemption",
    "partner_letter": "Letter of a civil-society partner",
    "official_letter": "Letter on official paper",
    "accreditation": "Accreditation of the ministry",
    "articles": "Articles of association",
}
_TESTS = ("is", "most", "least", "within_months", "known")
_MOST_CONDITIONS = 10


class RulesRefused(InvalidInput):
    """Refuse the rules of a program, with the place and the reason."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: the fact, the test (is, most, least, within_months, known), its limit."""

    fact: Fact
    test: str
    limit: int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgramRules:
    """Hold who belongs to a program, what it gives in words, and what shows it."""

    conditions: tuple[Condition, ...]
    benefits: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition as it stands: whether it holds (None: not known), and in words."""

    holds: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a customer belongs to a program (None: not known), and why."""

    is_eligible: bool | None
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> str:
        """Return the verdict as a sentence."""
        said = {True: "Eligible", False: "Not eligible", None: "Not known whether eligible"}
        telling = [one.words for one in self.reasons if one.holds is self.is_eligible]
        return f"{said[self.is_eligible]}: {'; '.join(telling) or 'everybody is'}."


def read_rules(source: str) -> ProgramRules:
    """Return the rules of a program from TOML. Raise RulesRefused with the place and reason."""
    try:
        told = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise RulesRefused(f"This is no TOML: {error}.") from None
    unknown = set(told) - {"condition", "benefits", "evidence"}
    if unknown:
        raise RulesRefused(f"{sorted(unknown)[0]}: there is no such key.")
    rows = told.get("condition", [])
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_CONDITIONS:
        raise RulesRefused(f"condition: 1 to {_MOST_CONDITIONS} of [[condition]] are needed.")
    evidence = _texts(told, "evidence")
    if wrong := next((one for one in evidence if one not in EVIDENCE), None):
        raise RulesRefused(f"evidence: there is no kind '{wrong}'; one of {', '.join(EVIDENCE)}.")
    conditions = tuple(_condition(row, number) for number, row in enumerate(rows, start=1))
    return ProgramRules(conditions, _texts(told, "benefits"), evidence)


def judge(rules: ProgramRules, facts: Mapping[Fact, str], *, on: date) -> Verdict:
    """Return whether a customer with these facts belongs to a program on a day, and why."""
    reasons = tuple(_reason(one, facts.get(one.fact, ""), on) for one in rules.conditions)
    held = [one.holds for one in reasons]
    verdict = False if False in held else None if None in held else True
    return Verdict(verdict, reasons)


def checked_fact(fact: str, value: str) -> str:
    """Return the value of a recorded fact as it is kept. Raise InvalidInput."""
    text = " ".join(value.split())
    if fact not in RECORDED:
        raise InvalidInput(f"'{fact[:40]}' is not recorded; one of {', '.join(RECORDED)}.")
    if fact == Fact.ORGANISATION and text not in ORGANISATIONS:
        raise InvalidInput(f"organisation: one of {', '.join(ORGANISATIONS)}.")
    if fact == Fact.EMPLOYEES and not (text.isdecimal() and len(text) <= 8):
        raise InvalidInput("employees: a whole number of at most 8 digits.")
    if fact == Fact.FOUNDED:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise InvalidInput("founded: a day like 2020-01-31.") from None
    if not 0 < len(text) <= 60:
        raise InvalidInput(f"{fact}: 1 to 60 characters.")
    return text


def founded_since(on: date, months: int) -> date:
    """Return the first day of foundation that lies within so many months before a day."""
    return add_months(on, -months)


def _condition(row: Any, number: int) -> Condition:
    place = f"condition {number}"
    if not isinstance(row, dict) or row.get("fact") not in set(Fact):
        raise RulesRefused(f"{place}: fact is one of {', '.join(Fact)}.")
    tests = [name for name in row if name != "fact"]
    if len(tests) != 1 or tests[0] not in _TESTS:
        raise RulesRefused(f"{place}: one test is needed, of {', '.join(_TESTS)}.")
    fact, test, limit = Fact(row["fact"]), tests[0], row[tests[0]]
    if test == "known":
        if limit is not True:
            raise RulesRefused(f"{place}: known is true.")
        return Condition(fact, test, ())
    if test == "is":
        return Condition(fact, test, _texts(row, "is", place=f"{place}: "))
    wanted = Fact.FOUNDED if test == "within_months" else Fact.EMPLOYEES
    if fact is not wanted or type(limit) is not int or not 0 <= limit <= 99_999_999:
        raise RulesRefused(f"{place}: {test} is a whole number, of {wanted}.")
    return Condition(fact, test, limit)


def _texts(told: Mapping[str, Any], name: str, *, place: str = "") -> tuple[str, ...]:
    found = told.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
        raise RulesRefused(f"{place}{name} is a list of texts.")
    if not found or len(found) > 60 or any(len(one) > 200 for one in found):
        raise RulesRefused(f"{place}{name} has 1 to 60 texts of at most 200 characters.")
    return tuple(found)


def _reason(condition: Condition, value: str, on: date) -> Reason:
    name = FACT_WORDS[condition.fact]
    if not value:
        return Reason(None, f"{name} is not known")
    limit = condition.limit
    if condition.test == "known":
        return Reason(True, f"{name} is {value}")
    if isinstance(limit, tuple):
        shown = ORGANISATIONS.get(value, value)
        if value in limit:
            return Reason(True, f"{name} is {shown}")
        wanted = " or ".join(ORGANISATIONS.get(one, one) for one in limit)
        return Reason(False, f"{name} is {shown}, not {wanted}")
    if condition.test == "within_months":
        since = founded_since(on, limit)
        day = date.fromisoformat(value)
        if day >= since:
            return Reason(True, f"{name} is {format_day(day)}, on or after {format_day(since)}")
        return Reason(False, f"{name} is {format_day(day)}, before {format_day(since)}")
    count = int(value)
    if condition.test == "most":
        holds = count <= limit
        words = f"{count}, at most {limit}" if holds else f"{count}, more than {limit}"
    else:
        holds = count >= limit
        words = f"{count}, at least {limit}" if holds else f"{count}, fewer than {limit}"
    return Reason(holds, f"{name} is {words}")
