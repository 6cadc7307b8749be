"""Write what is asked for as texts again: what a form shows, and `reading` reads."""

from __future__ import annotations

from datetime import timedelta

from tenure.kernel.exact import fixed_point
from tenure.quotes.rules.asked.facts import Asked
from tenure.quotes.rules.asked.reading import UNTIL


def texts_of(asked: Asked) -> dict[str, str]:
    """Return the texts, by their places; what is not asked for has none."""
    found: dict[str, str | None] = {
        "term": None if asked.months is None else str(asked.months),
        "uplift": rate_text(asked.uplift_bp),
        "discount": rate_text(asked.discount_bp),
        "one_time": rate_text(asked.one_time_discount_bp),
        "note": asked.note or None,
    }
    if asked.end_on is not None:
        last_day = asked.end_on - timedelta(days=1)
        found |= {"term": UNTIL, "until": last_day.isoformat()}
    for line in asked.lines:
        place = f"lines.{line.lot}."
        found |= {
            f"{place}quantity": number_text(line.quantity_e4),
            f"{place}uplift": rate_text(line.uplift_bp),
            f"{place}discount": rate_text(line.discount_bp),
            f"{place}removed": "on" if line.removed else None,
        }
    for number, one in enumerate(asked.added, start=1):
        place = f"added.{number}."
        found |= {
            f"{place}product": one.product,
            f"{place}quantity": number_text(one.quantity_e4),
            f"{place}discount": rate_text(one.discount_bp),
        }
    return {place: text for place, text in found.items() if text is not None}


def rate_text(basis_points: int | None) -> str | None:
    """Return a rate in percent, as a field holds it: "3.5"; None where there is none."""
    return None if basis_points is None else _plain(basis_points, 2)


def number_text(e4: int | None) -> str | None:
    """Return a quantity as a field holds it: "1200", "2.5"; None where there is none."""
    return None if e4 is None else _plain(e4, 4)


def _plain(number: int, places: int) -> str:
    return fixed_point(number, places).replace(",", "").rstrip("0").rstrip(".")
