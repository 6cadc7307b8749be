"""Writing a sample: the same bytes again, bounded memory, refusals, the command line."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tenure.cli.main import main
from tenure.sync.sample.commands import SampleError, SampleManifest, write, write_sample
from tenure.sync.sample.rules.dirt import KINDS, dirt_plan
from tenure.sync.sample.rules.sheets import COLUMNS
from tenure.sync.sample.rules.sizes import accounts_for_current_lines, accounts_for_line_rows

ON = date(2027, 1, 15)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_sample(accounts=300, seed=3, out=tmp_path / name, on=ON)
    first = digests(tmp_path / "first")
    assert first == digests(tmp_path / "second")
    assert set(first) == {f"{sheet}.csv" for sheet in COLUMNS} | {"README.txt"}


@pytest.mark.parametrize("change", [{"seed": 4}, {"on": date(2027, 1, 16)}], ids=str)
def test_another_seed_or_day_gives_another_book(tmp_path: Path, change: dict[str, object]) -> None:
    base: dict[str, object] = {"accounts": 120, "seed": 3, "on": ON}
    write_sample(out=tmp_path / "first", **base)  # type: ignore[arg-type]
    write_sample(out=tmp_path / "second", **(base | change))  # type: ignore[arg-type]
    first, second = digests(tmp_path / "first"), digests(tmp_path / "second")
    assert all(first[name] != second[name] for name in ("contracts.csv", "lines.csv"))
    assert first["products.csv"] == second["products.csv"]


def test_the_size_of_the_chunks_does_not_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sample(accounts=4500, seed=3, out=tmp_path / "whole", on=ON)
    monkeypatch.setattr(write, "CHUNK", 4000)
    write_sample(accounts=4500, seed=3, out=tmp_path / "chunks", on=ON)
    assert digests(tmp_path / "whole") == digests(tmp_path / "chunks")


def test_writing_again_replaces_the_sheets(tmp_path: Path) -> None:
    out = tmp_path / "book"
    write_sample(accounts=200, seed=3, out=out, on=ON)
    (out / "mine.txt").write_text("stays")
    again = write_sample(accounts=60, seed=3, out=out, on=ON)
    lines = (out / "customers.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + again.rows["customers"] < 100
    assert (out / "mine.txt").exists()
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_a_sample_that_fails_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "book"
    write_sample(accounts=60, seed=3, out=out, on=ON)
    before = digests(out)

    def broken(*_: object) -> str:
        raise RuntimeError("broken")

    monkeypatch.setattr(write, "with_bad_rows", broken)
    with pytest.raises(RuntimeError, match="broken"):
        write_sample(accounts=200, seed=4, out=out, on=ON)
    assert digests(out) == before


@pytest.mark.parametrize("accounts", [0, -5, 10_000_000])
def test_impossible_sizes_are_refused(tmp_path: Path, accounts: int) -> None:
    with pytest.raises(SampleError, match="accounts"):
        write_sample(accounts=accounts, seed=1, out=tmp_path, on=ON)


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    with pytest.raises(SampleError, match="name a folder"):
        write_sample(accounts=1, seed=1, out=path, on=ON)


@pytest.mark.parametrize("accounts", [1, 2, 17, 59])
def test_small_books_are_whole(tmp_path: Path, accounts: int) -> None:
    manifest = write_sample(accounts=accounts, seed=5, out=tmp_path, on=ON)
    planted = sum(
        manifest.rejects[kind.code]
        for kind in KINDS
        if kind.sheet == "customers" and kind.sort == "reject"
    )
    assert manifest.rows["customers"] == accounts + planted
    assert manifest.rows["lines"] >= accounts


@pytest.mark.parametrize("accounts", [60, 61, 400, 1599, 1600, 100_000])
def test_every_kind_of_dirt_is_planted_from_sixty_accounts_on(accounts: int) -> None:
    plan = dirt_plan(accounts)
    assert all(plan.count(kind.code, accounts) > 0 for kind in KINDS)
    assert 0 not in plan.slots
    counted = {kind.code: 0 for kind in KINDS}
    for account in range(min(accounts, 5000)):
        if code := plan.slots.get(account % plan.modulus):
            counted[code] += 1
    assert counted == {kind.code: plan.count(kind.code, min(accounts, 5000)) for kind in KINDS}


PEAK = """
import sys
from datetime import date
from pathlib import Path
from tenure.cli.benches.harness import peak_mb
from tenure.sync.sample.commands import write, write_sample
write.CHUNK = 4000
write_sample(accounts=int(sys.argv[1]), seed=1, out=Path(sys.argv[2]), on=date(2027, 1, 15))
print(peak_mb())
"""


def peak(accounts: int, out: Path) -> float:
    command = [sys.executable, "-c", PEAK, str(accounts), str(out)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_memory_does_not_grow_with_the_book(tmp_path: Path) -> None:
    # Three chunks in work at a time either way; five times the rows.
    small, large = peak(12_000, tmp_path / "small"), peak(60_000, tmp_path / "large")
    assert large < 1.5 * small


def test_sizes_come_out_as_asked(written: SampleManifest) -> None:
    lines, rows = written.book["lines_current"], written.rows["lines"]
    assert accounts_for_current_lines(lines) == pytest.approx(written.accounts, rel=0.08)
    assert accounts_for_line_rows(rows) == pytest.approx(written.accounts, rel=0.08)


def test_the_command_writes_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sample", "--accounts", "80", "--seed", "2", "--out", str(tmp_path)]
    assert main([*words, "--on", "2027-01-15", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["rows"]["customers"] == 80 + sum(
        said["rejects"][kind.code]
        for kind in KINDS
        if kind.sheet == "customers" and kind.sort == "reject"
    )
    assert said["on"] == "2027-01-15"
    assert main([*words, "--on", "2027-01-15"]) == 0
    assert capsys.readouterr().out == (tmp_path / "README.txt").read_text(encoding="utf-8")


def test_the_command_refuses_what_is_no_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sample", "--accounts", "0", "--out", str(tmp_path)]) == 2
    assert "accounts" in capsys.readouterr().err
