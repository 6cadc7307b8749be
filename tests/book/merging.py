# ruff: noqa: E402 (Django must be set up before its models are imported)
"""Merge one contract into another when told to: a program, see `test_moving`.

Arguments: the contract that stays, the one that goes. Prints "merged" or why it was refused.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.config.settings")

import django

django.setup()

from tenure.book.commands.moving import Move, merge_contracts
from tenure.foundation.commands import system_actor
from tenure.kernel.errors import TenureError


def main(into_id: int, from_id: int) -> None:
    """Merge once the line from the other side has come."""
    by, on = system_actor(), date(2026, 6, 1)
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        merge_contracts(
            into_id=into_id, from_ids=[from_id], move=Move(on, on, "one contract"), by=by, on=on
        )
        print("merged")
    except TenureError as error:
        print(error)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
