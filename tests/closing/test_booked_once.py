"""Killed anywhere between acceptance and booking, or accepted by two at once: one booking."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

DRIVER = Path(__file__).with_name("killing_bookings.py")
# acceptances that count, bookings, renewal orders, outcomes, open renewals; the term's end; the
# contract's ARR; hand-overs
ONCE = ["1", "1", "1", "1", "1", "2028-04-25", "100000", "1"]


@cache
def result() -> dict[str, Any]:
    """Kill and finish at every place, in a program of its own (see `killing_bookings`)."""
    done = subprocess.run(
        [sys.executable, str(DRIVER)], capture_output=True, text=True, env=os.environ, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.timeout(600)
@pytest.mark.xdist_group("killing_bookings")
def test_booked_once() -> None:
    held = {row[0]: row[1:] for row in result()["held"]}
    killed = {key: row for key, row in held.items() if key.startswith("K")}

    assert len(killed) == result()["statements"] + 1 > 20
    assert {key: row for key, row in killed.items() if row != ONCE} == {}


@pytest.mark.timeout(600)
@pytest.mark.xdist_group("killing_bookings")
def test_two_who_accept_at_once_end_in_one_booking() -> None:
    held = {row[0]: row[1:] for row in result()["held"]}
    pairs = [row for key, row in held.items() if key.startswith("P")]

    assert len(pairs) == 6
    assert all(row == ONCE for row in pairs), pairs
