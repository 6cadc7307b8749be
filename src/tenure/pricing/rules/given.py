"""Facts of lines that somebody gives, as in a request of a program: read, checked, told by place.

A fact goes by its name in the steps. `currency` says what amounts are in, and with it the minor
units; `term_end_on`, the first day after the term, gives the length of the term, where that is
not given itself (`term_months`, `term_days`, `term_month_days`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenure.kernel.currencies import EXPONENTS
from tenure.kernel.errors import InvalidInput
from tenure.pricing.rules.facts import METHODS, TermLength, minor_factor
from tenure.pricing.rules.steps import WATERFALL, Fact

MOST_LINES = 200
LONGEST_TEXT = 200
CHARGES = ("recurring", "usage", "one_time")
# What a caller gives beside facts, and the facts that follow from it.
BESIDE = {
    "currency": ("minor_factor",),
    "term_end_on": ("term_months", "term_days", "term_month_days"),
}
_NOT_GIVEN = frozenset({"line_id"})  # the place among the lines
_CHOICES = {"contract_method": tuple(sorted(METHODS)), "charge": CHARGES}
_INT64 = 1 << 63


@dataclass(frozen=True, slots=True)
class FactProblem:
    """Hold what is wrong with a fact: of which line (the first is 0), which field, and why.

    Without a field it is about the facts of the line together.
    """

    line: int
    field: str
    reason: str


class FactsRefused(InvalidInput):
    """Refuse facts that nothing can be priced from; `problems` are all that was found."""

    def __init__(self, problems: Sequence[FactProblem]) -> None:
        """Tell the first, and how many there are."""
        first = problems[0]
        where = f"Line {first.line}" + (f", {first.field}" if first.field else "")
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{where}: {first.reason}{more}.")
        self.problems = tuple(problems)


def given_facts() -> dict[str, Fact]:
    """Return the facts that a caller may give, by name, in the order of the steps."""
    return {name: fact for name, fact in WATERFALL.facts.items() if name not in _NOT_GIVEN}


def choices_of(name: str) -> tuple[str, ...]:
    """Return the words that a fact may be; none where it may be any."""
    return _CHOICES.get(name, ())


def rows_given(lines: Sequence[object]) -> list[dict[str, Any]]:
    """Return rows of facts for the engine, with their places as `line_id`.

    Raise FactsRefused with everything that is wrong, in the order of the lines.
    """
    if not 1 <= len(lines) <= MOST_LINES:
        raise FactsRefused([FactProblem(0, "", f"there must be 1 to {MOST_LINES} lines")])
    problems: list[FactProblem] = []
    rows = []
    for place, line in enumerate(lines):
        found = list(_problems(place, line))
        problems += found
        if not found and isinstance(line, Mapping):
            rows.append(_row(place, line))
    if problems:
        raise FactsRefused(problems)
    return rows


def _problems(place: int, line: object) -> Iterator[FactProblem]:
    if not isinstance(line, Mapping):
        yield FactProblem(place, "", "a line is an object of facts")
        return
    facts = given_facts()
    for name, value in line.items():
        if name not in facts and name not in BESIDE:
            yield FactProblem(place, str(name)[:60], "no step of pricing knows this fact")
        elif reason := _reason(name, value, facts.get(name)):
            yield FactProblem(place, name, reason)
    yield from _missing(place, line, facts)
    yield from _not_together(place, line)


def _missing(
    place: int, line: Mapping[str, Any], facts: Mapping[str, Fact]
) -> Iterator[FactProblem]:
    follow = set(BESIDE["currency"])  # it is always given
    needed = ["currency"]
    if line.get("term_end_on") or line.get("term_months") is None:
        follow |= set(BESIDE["term_end_on"])
        needed += [] if line.get("term_end_on") else ["term_end_on"]
    needed += [name for name, fact in facts.items() if fact.required and name not in follow]
    for name in needed:
        if line.get(name) is None:
            yield FactProblem(place, name, "it is needed")


def _not_together(place: int, line: Mapping[str, Any]) -> Iterator[FactProblem]:
    start, end = _day(line.get("term_start_on")), _day(line.get("term_end_on"))
    if start and end and end <= start:
        yield FactProblem(place, "term_end_on", "it must come after the term's first day")
    factor, currency = line.get("minor_factor"), line.get("currency")
    known = isinstance(currency, str) and currency in EXPONENTS
    if factor is not None and known and factor != minor_factor(str(currency)):
        yield FactProblem(place, "minor_factor", f"it is not that of {currency}")


def _reason(name: str, value: object, fact: Fact | None) -> str:
    """Return why a value cannot be that of a fact; empty where it can."""
    if value is None:
        required = fact is None or fact.required or fact.default is not None
        return "it cannot be null; leave it out" if required else ""
    if name == "currency":
        known = isinstance(value, str) and value in EXPONENTS
        return "" if known else "it is not the code of a currency"
    kind = fact.type if fact else "DATE"
    if reason := _WRONG[kind](value):
        return reason
    if fact is None:
        return ""
    if (choices := choices_of(name)) and value not in choices:
        return f"it must be one of {', '.join(repr(one) for one in choices)}"
    return _out_of_range(value, fact) if kind == "BIGINT" else ""


def _out_of_range(value: Any, fact: Fact) -> str:
    if fact.min is not None and value < fact.min:
        return f"it must be {fact.min} or more"
    if fact.max is not None and value > fact.max:
        return f"it must be {fact.max} or less"
    return "" if -_INT64 < value < _INT64 else "it is too large"


def _not_text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\0" in value:
        return f"it must be text of at most {LONGEST_TEXT} characters"
    return ""


def _not_a_number(value: object) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return "" if whole else "it must be a whole number"


_WRONG: Mapping[str, Callable[[object], str]] = {
    "BIGINT": _not_a_number,
    "VARCHAR": _not_text,
    "DATE": lambda value: "" if _day(value) else "it must be a day like 2027-01-15",
    "BOOLEAN": lambda value: "" if isinstance(value, bool) else "it must be true or false",
}


def _day(value: object) -> date | None:
    if not isinstance(value, str) or len(value) != len("2027-01-15"):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _row(place: int, line: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: value for name, value in line.items() if name not in BESIDE and value is not None}
    start, end = _day(line["term_start_on"]), _day(line.get("term_end_on"))
    if start and end:
        length = TermLength.of(start, end)
        row |= {
            "term_months": length.months,
            "term_days": length.days,
            "term_month_days": length.month_days,
        } | {name: row[name] for name in BESIDE["term_end_on"] if name in row}
    return {**row, "line_id": place, "minor_factor": minor_factor(line["currency"])}
