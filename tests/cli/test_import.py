"""`tenure import`: what it prints, where the rejects are, and how it exits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tenure.book.models import Contract
from tenure.cli import session
from tenure.cli.main import main
from tenure.foundation.commands import system_actor

GOOD = (
    "customer,contract,product,quantity,unit_price,currency,start,end\n"
    "K1,C1,SEAT,10,100.00,EUR,2026-01-01,2026-12-31\n"
)


@pytest.fixture
def flat(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Path:
    """Let the command line use the tests' database; return a good file."""
    monkeypatch.setattr(session, "set_up", system_actor)
    settings.DATA_DIR = tmp_path / "data"
    path = tmp_path / "flat.csv"
    path.write_text(GOOD)
    return path


@pytest.mark.django_db
def test_all_landed_exits_0(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(flat), "--on", "2026-11-23"]) == 0
    out = capsys.readouterr().out
    assert "contracts" in out
    assert "did not land" not in out
    assert Contract.objects.count() == 1


@pytest.mark.django_db
def test_rejected_rows_exit_1_and_say_where(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flat.write_text(GOOD + "K1,C1,PRO,-1,1,EUR,2026-01-01,\n")
    assert main(["import", str(flat), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["rejected"] == 1
    assert told["sheets"]["lines"]["new"] == 1
    assert Path(told["rejects"]).read_text().splitlines()[1:] == [
        "flat.csv,lines,3,quantity,'-1,quantity is negative"
    ]
    assert main(["import", str(flat)]) == 1
    assert "1 rows did not land; why:" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(flat), "--dry-run"]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert not Contract.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nowhere.csv"], "There is no file"),
        (["FLAT", "--profile", "oracle"], "no profile 'oracle'"),
        (["FLAT", "--map", "nowhere.toml"], "cannot be read"),
        (["FLAT", "--profile", "zuora"], "No file has the columns"),
    ],
)
def test_what_cannot_be_used_exits_2(
    flat: Path, capsys: pytest.CaptureFixture[str], words: list[str], reason: str
) -> None:
    assert main(["import", *(word.replace("FLAT", str(flat)) for word in words)]) == 2
    assert reason in capsys.readouterr().err
    assert not Contract.objects.exists()
