"""The guides that Tenure brings, for colleagues and for customers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tenure.desk.rules.guides import Guide, read_guide

_SHIPPED = Path(__file__).resolve().parents[1] / "guides"


@cache
def guides() -> tuple[Guide, ...]:
    """Return every guide, those for customers first, by title."""
    found = [
        read_guide(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(_SHIPPED.glob("*.md"))
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_for_customers, one.title)))


def guide_named(code: str, *, for_customers: bool = False) -> Guide | None:
    """Return a guide by its name; for customers only one that is theirs to read."""
    found = next((one for one in guides() if one.code == code), None)
    return None if found and for_customers and not found.is_for_customers else found


def customer_guides() -> list[Guide]:
    """Return the guides that customers may read."""
    return [one for one in guides() if one.is_for_customers]
