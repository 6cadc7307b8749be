"""Who belongs to a program: the rules read from TOML, judged with reasons."""

from __future__ import annotations

from datetime import date

import pytest

from tenure.kernel.errors import InvalidInput
from tenure.programs.rules import DEFAULT_PROGRAMS
from tenure.programs.rules.applications import Stage, may_become
from tenure.programs.rules.default_rules import DEFAULT_RULES
from tenure.programs.rules.eligibility import (
    Fact,
    RulesRefused,
    checked_fact,
    judge,
    read_rules,
)

ON = date(2027, 1, 1)
TAIL = '\nbenefits = ["x"]\nevidence = ["articles"]\n'


def conditions(*rows: str) -> str:
    return TAIL + "\n".join(f"[[condition]]\n{row}" for row in rows)


@pytest.mark.parametrize(
    ("program", "facts", "eligible", "words"),
    [
        ("at-risk", {"organisation": "public_interest"}, True,
         "Eligible: kind of organisation is Public-interest group at risk."),
        ("at-risk", {"organisation": "company"}, False,
         "Not eligible: kind of organisation is Company, not Public-interest group at risk."),
        ("at-risk", {}, None,
         "Not known whether eligible: kind of organisation is not known."),
        ("election-offices", {"organisation": "election_office"}, True, "Election office."),
        ("non-profit", {"organisation": "charity"}, None,
         "Not known whether eligible: number in a public register is not known."),
        ("non-profit", {"organisation": "charity", "register_number": "1"}, True, "is 1."),
        ("education", {"organisation": "education"}, True, "School"),
        ("start-up", {"organisation": "start_up", "employees": "50", "founded": "2022-01-01"},
         True, "at most 50; day of foundation is 1 Jan 2022, on or after 1 Jan 2022."),
        ("start-up", {"organisation": "start_up", "employees": "51", "founded": "2022-01-01"},
         False, "Not eligible: number of employees is 51, more than 50."),
        ("start-up", {"organisation": "start_up", "employees": "5", "founded": "2021-12-31"},
         False, "before 1 Jan 2022."),
        ("start-up", {"organisation": "company"}, False, "not Start-up."),
    ],
)  # fmt: skip
def test_the_rules_that_tenure_brings(
    program: str, facts: dict[str, str], eligible: bool | None, words: str
) -> None:
    known = {Fact(name): value for name, value in facts.items()}
    verdict = judge(read_rules(DEFAULT_RULES[program]), known, on=ON)
    assert verdict.is_eligible is eligible
    assert words in verdict.words


def test_every_program_that_tenure_brings_has_rules() -> None:
    assert set(DEFAULT_RULES) == {one.code for one in DEFAULT_PROGRAMS}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("x =", "This is no TOML"),
        (TAIL, "condition: 1 to 10"),
        (conditions('fact = "organisation"\nis = ["a"]') + '\n[odd]\nx = 1', "odd: there is no"),
        (conditions('fact = "colour"\nis = ["a"]'), "condition 1: fact is one of"),
        (conditions('fact = "country"'), "condition 1: one test is needed"),
        (conditions('fact = "country"\nis = []'), "condition 1: is has 1 to 60"),
        (conditions('fact = "country"\nis = "NO"'), "condition 1: is is a list"),
        (conditions('fact = "employees"\nmost = 1.5'), "condition 1: most is a whole number"),
        (conditions('fact = "employees"\nmost = true'), "condition 1: most is a whole number"),
        (conditions('fact = "country"\nmost = 1'), "most is a whole number, of employees"),
        (conditions('fact = "founded"\nknown = false'), "condition 1: known is true"),
        (conditions('fact = "country"\nis = ["NO"]').replace("articles", "song"),
         "evidence: there is no kind 'song'"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_rules_is_refused_with_its_place(source: str, reason: str) -> None:
    with pytest.raises(RulesRefused, match=reason.replace("[", r"\[")):
        read_rules(source)


@pytest.mark.parametrize(
    ("fact", "value", "kept"),
    [
        ("organisation", "charity", "charity"),
        ("organisation", "circus", None),
        ("employees", " 12 ", "12"),
        ("employees", "-1", None),
        ("founded", "2020-02-30", None),
        ("founded", "2020-02-29", "2020-02-29"),
        ("register_number", "GB 1", "GB 1"),
        ("register_number", "", None),
        ("country", "NO", None),
    ],
)
def test_facts_are_checked(fact: str, value: str, kept: str | None) -> None:
    if kept is not None:
        assert checked_fact(fact, value) == kept
        return
    with pytest.raises(InvalidInput):
        checked_fact(fact, value)


def test_an_application_goes_one_way() -> None:
    assert may_become(Stage.APPLIED, Stage.EVIDENCE)
    assert not may_become(Stage.APPLIED, Stage.ENROLLED)
    assert not may_become(Stage.REFUSED, Stage.ENROLLED)
