# ruff: noqa: E402 (Django must be set up before its models are imported)
"""Price the book of a database and die by SIGKILL at a place: a program of its own.

Started by `test_price_book` with the name of the database, of a function, and how often that
function is called before the program dies: in its middle, when what it calls has been done.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.config.settings")

import django

django.setup()

from django.db import connections

from tenure.foundation.models import User
from tenure.pricing.commands import book, book_parts, price_book

PLACES = {
    "plan": (book, "_plan"),
    "read": (book_parts, "copy_wanted"),
    "price": (book_parts, "price_or_refuse"),
    "write": (book_parts, "_copy_in"),
    "finish": (book, "_drop"),
    "after": (book, "progress_of"),
}


def main() -> None:
    """Price the book until the place is reached."""
    database, place, times = sys.argv[1:]
    connections.databases["default"]["NAME"] = database
    module, name = PLACES[place]
    setattr(module, name, deadly(getattr(module, name), int(times)))
    price_book(
        on=date(2026, 12, 1), by=User.objects.get(username="hana"), lines_at_once=5, again=True,
        tell=lambda news: None,
    )  # fmt: skip


def deadly(function: Callable[..., Any], times: int) -> Callable[..., Any]:
    """Return the function so that this process dies right after its nth call."""
    calls = 0

    def dying(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        result, calls = function(*arguments, **named), calls + 1
        if calls == times:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return dying


if __name__ == "__main__":
    main()
