"""`tenure index`: lists, shows, publishes; says what is wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenure.book.models import IndexValue
from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]
FILE = """index,name,month,value,published_on
HICP-EA,Euro area,2026-10,129.36,2026-11-18
HICP-EA,,2026-10,129.5,2027-02-18
HICP-EA,,2026-11,many,2026-12-17
"""


@pytest.fixture(autouse=True)
def on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: date(2027, 3, 1))


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "hicp.csv"
    path.write_text(FILE)
    return str(path)


def told(capsys: Captured, *words: str, code: int = 0) -> dict[str, Any]:
    assert main(["index", *words, "--json"]) == code, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def test_publish_list_and_show(file: str, capsys: Captured) -> None:
    assert told(capsys, "list") == {"indices": []}
    assert told(capsys, "publish", file, "--dry-run", code=1)["readable"] == 2
    assert not IndexValue.objects.exists()
    said = told(capsys, "publish", file, code=1)
    assert (said["published"], said["unchanged"]) == (2, 0)
    assert said["faults"] == [
        {"line": 4, "column": "value",
         "reason": "An index must be a plain number such as 1234.50, not 'many'."}
    ]  # fmt: skip
    assert told(capsys, "publish", file, code=1)["unchanged"] == 2
    [index] = told(capsys, "list")["indices"]
    assert (index["code"], index["name"], index["months"]) == ("HICP-EA", "Euro area", 1)
    [now] = told(capsys, "show", "HICP-EA")["values"]
    assert now == {
        "month": "2026-10", "value": "129.500", "published_on": "2027-02-18", "revisions": 1,
    }  # fmt: skip
    [then] = told(capsys, "show", "HICP-EA", "--on", "2027-01-01")["values"]
    assert then["value"] == "129.360"


def test_one_value_is_added(capsys: Captured) -> None:
    words = ["add", "CPI-U", "2026-10", "315.664", "--published", "2026-11-13"]
    assert told(capsys, *words) == {"published": 1}
    assert told(capsys, *words) == {"published": 0}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show", "NONE"], "There is no price index NONE"),
        (["publish", "nowhere.csv"], "cannot be read"),
        (["add", "H", "2026-10", "1.0001", "--published", "2026-11-13"], "at most 3 decimals"),
        (["add", "H", "Oct", "1", "--published", "2026-11-13"], "not a month"),
        (["add", "H", "2026-10", "1", "--published", "2027-11-13"], "after today"),
    ],
)
def test_what_makes_no_sense_is_told(words: list[str], message: str, capsys: Captured) -> None:
    assert main(["index", *words]) == 2
    assert message in capsys.readouterr().err


def test_people_read_it_as_well(file: str, capsys: Captured) -> None:
    assert main(["index", "list"]) == 0
    assert "no price index is known" in capsys.readouterr().out
    assert main(["index", "publish", file]) == 1
    printed = capsys.readouterr()
    assert "2 published, 0 known, 1 faults" in printed.out
    assert "hicp.csv, line 4, value: An index must be" in printed.err
    assert main(["index", "show", "HICP-EA"]) == 0
    assert (
        "2026-10         129.500  published 2027-02-18  revised 1 times" in capsys.readouterr().out
    )
