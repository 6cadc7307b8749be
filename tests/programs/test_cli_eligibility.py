"""Eligibility on the command line: a fact, what it gives, an application."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from tenure.cli.main import main
from tenure.programs.commands import publish_default_programs
from tests.programs.conftest import FIRST, Company


def test_from_a_fact_to_an_application(
    company: Company, capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    publish_default_programs(by=company.head, on=FIRST)

    def told(*words: str) -> dict[str, object]:
        assert main(["program", "--json", *words]) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    told("fact", "AUR", "organisation", "education", "--source", "register")
    programs = told("eligible", "AUR")["programs"]
    assert isinstance(programs, list)
    assert [one["program"] for one in programs if one["could_have"]] == ["education"]
    made = told("apply", "education", "AUR")
    number = str(made["application"])
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(b"%PDF-1.7")
    told("evidence", number, "official_letter", str(paper))
    [waiting] = told("applications")["applications"]  # type: ignore[misc]
    assert waiting["stage"] == "evidence"
    assert main(["program", "check", number, "enrol", "--note", "seen"]) == 2
    assert "Somebody else" in capsys.readouterr().err
    assert told("check", number, "withdraw", "--note", "x")["stage"] == "withdrawn"
    assert told("missing", "--days", "4000")["missing"] != []
    rules = tmp_path / "x.toml"
    rules.write_text("x =")
    words = ["program", "rules", "education", "--file", str(rules), "--from", "2027-01-01"]
    assert main(words) == 2
    assert "This is no TOML" in capsys.readouterr().err
