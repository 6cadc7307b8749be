"""A run killed with SIGKILL anywhere and done again leaves the book as a clean run would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DRIVER = Path(__file__).with_name("killing.py")
DAYS = ["2027-01-15", "2027-01-16"]


def killed_and_finished() -> dict[str, Any]:
    """Kill and finish runs at every place, in a program of its own (see `killing`)."""
    done = subprocess.run(
        [sys.executable, str(DRIVER)], capture_output=True, text=True, env=os.environ, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.timeout(600)
def test_killed_anywhere_and_done_again_equals_a_clean_run() -> None:
    """Both days in one test: the killing takes long and is done once."""
    results = killed_and_finished()
    for day in DAYS:
        require_same(day, results[day])
    require_something_to_compare(*(results[day]["clean"] for day in DAYS))


def require_same(day: str, found: dict[str, Any]) -> None:
    clean = found["clean"]
    differences = {
        f"{day} {number}: {table}": sorted(set(rows) ^ set(clean[table])) or "other number of rows"
        for number, tables in enumerate(found["left"])
        for table, rows in tables.items()
        if rows != clean[table]
    }
    assert not differences, found["places"]
    kinds = [place[0] for place in found["places"]]
    assert kinds.count("report") >= 16
    assert kinds.count("statement") >= 14


def require_something_to_compare(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert len({row.split(",")[0] for row in first["quotes"]}) == 8
    assert len({row.split(",")[0] for row in second["quotes"]}) > 10
    assert any("'renewed'" in row for row in second["renewals"])
    assert any("'partially_renewed'" in row for row in second["renewals"])
    assert all(first[table] for table in first)
