"""Benches: found by name, run apart, measured, reported."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tenure.cli import benches
from tenure.cli.benches import BenchResult, harness, report
from tenure.cli.main import main

FIGURES = {
    "name", "per_second", "seconds", "floor_seconds", "ratio", "peak_mb", "floor", "note",
}  # fmt: skip
RESULT: BenchResult = {
    "name": "sums",
    "per_second": 1_234_567.8,
    "seconds": 3.0,
    "floor_seconds": 1.5,
    "ratio": 2.0,
    "peak_mb": 12.4,
    "floor": "adding up",
    "note": "1,000 sums.",
    "goal": "at most three times the floor",
}


@pytest.fixture
def made_up_benches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put two benches of our own beside the shipped ones."""
    (tmp_path / "lift_.py").write_text(
        "SCALE = 7\n"
        "def run(scale):\n"
        "    held = bytearray(60 << 20)\n"
        "    held[:: 4096] = b'1' * len(held[:: 4096])\n"
        "    return dict(per_second=scale, seconds=1.0, floor_seconds=1.0, ratio=1.0,\n"
        "                peak_mb=0.0, floor='none', note='')\n"
    )
    (tmp_path / "two_words.py").write_text("")
    monkeypatch.setattr(benches, "__path__", [*benches.__path__, str(tmp_path)])
    yield
    for name in ("lift_", "two_words"):
        sys.modules.pop(f"tenure.cli.benches.{name}", None)


@pytest.mark.usefixtures("made_up_benches")
def test_benches_are_named_after_their_modules() -> None:
    names = benches.names()
    assert {"sample", "lift", "two-words"} <= set(names)
    assert not {"harness", "report"} & set(names)
    assert benches.module_name("lift") == "tenure.cli.benches.lift_"
    assert benches.module_name("two-words") == "tenure.cli.benches.two_words"


@pytest.mark.usefixtures("made_up_benches")
def test_a_bench_runs_at_its_usual_size_and_its_memory_is_seen() -> None:
    result = harness.run_here("lift", None)
    assert result["name"] == "lift"
    assert result["per_second"] == 7
    assert result["peak_mb"] >= 60
    assert harness.run_here("lift", 11)["per_second"] == 11


def test_a_bench_runs_apart_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TENURE_DATA_DIR", str(tmp_path))
    page = tmp_path / "page.md"
    assert main(["bench", "sample", "--scale", "900", "--json", "--write", str(page)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == FIGURES
    assert said["ratio"] == pytest.approx(said["seconds"] / said["floor_seconds"])
    assert 20 < said["peak_mb"] < 2000
    assert list(tmp_path.iterdir()) == [page]
    assert "| sample |" in page.read_text(encoding="utf-8")


def test_a_bench_never_sees_the_real_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, str] = {}

    def look(command: list[str], *, env: dict[str, str], check: bool) -> object:
        seen.update(env)
        Path(command[-1]).write_text(json.dumps(RESULT))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setenv("TENURE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.com/renewals")
    monkeypatch.setattr(harness.subprocess, "run", look)
    assert harness.run_apart("sample", 5) == RESULT
    assert "DATABASE_URL" not in seen
    assert Path(seen["TENURE_DATA_DIR"]).parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_a_bench_that_fails_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TENURE_DATA_DIR", str(tmp_path))
    failed = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(harness.subprocess, "run", lambda *_, **__: failed)
    assert main(["bench", "sample"]) == 3
    assert "The bench sample failed (exit code 1)." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["nothing"], ["sample", "--scale", "0"], []])
def test_wrong_words_are_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", *words])
    assert ended.value.code == 2


def test_the_page_says_how_the_figures_were_taken() -> None:
    page = report.page([RESULT], date(2027, 1, 15))
    assert "| sums | 1,234,568 | 3.00 | 1.50 | 2.00 | 12 |" in page
    assert "Measured on 2027-01-15" in page
    assert "- Floor: adding up." in page
    assert "- Goal: at most three times the floor" in page
    for word in ("Python 3.", "PostgreSQL 1", "DuckDB 1", " cores"):
        assert word in page
    assert report.line(RESULT) == (
        "sums: 1,234,568 a second, 3.00 s, 2.00 times the floor (adding up, 1.50 s), 12 MB"
    )


def test_what_is_written_of_larger_runs_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    report.write(page, [RESULT], date(2027, 1, 15))
    written = page.read_text(encoding="utf-8") + report.LARGER + "\nTwenty-five million lines.\n"
    page.write_text(written, encoding="utf-8")
    report.write(page, [{**RESULT, "seconds": 4.0}], date(2027, 1, 16))
    again = page.read_text(encoding="utf-8")
    assert "| sums | 1,234,568 | 4.00 |" in again
    assert "3.00" not in again
    assert again.endswith("\n# Larger runs\n\nTwenty-five million lines.\n")
