"""A review as the content of its Typst template: everything as text, nothing as markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tenure.kernel.period import format_day
from tenure.reviews.rules.reviews import Review, Section, Table, Told

TEMPLATE = "review"
_NARROWEST, _WIDEST = 6, 26  # characters


def review_content(
    review: Review, *, seller: dict[str, str], logo: str, svgs: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """Return what the template is filled with; `svgs` are the drawings of each section's charts."""
    about = f"{review.about}, in {review.currency}" if review.currency else review.about
    return {
        # Its name is not divided between lines.
        "title": f"{review.title} {review.period}".replace("-", "\N{NON-BREAKING HYPHEN}"),
        "subtitle": about,
        "description": f"{review.title} of {about}, {review.days}",
        "number": review.period, "contract": review.whose, "document-name": review.title,
        "customer-short": about, "language": "en", "paper": "a4",
        "seller": {**seller, "address": seller["address"].splitlines()},
        "logo": logo, "logo-alt": f"Logo of {seller['name']}",
        "facts": [
            {"name": "Period", "value": review.days},
            {"name": "As known on", "value": format_day(review.known_on)},
        ],
        "sections": [
            _section(one, drawn) for one, drawn in zip(review.sections, svgs, strict=True)
        ],
        "definitions": [_told(one) for one in review.definitions],
        "note": _note(review),
    }  # fmt: skip


def _note(review: Review) -> str:
    if review.is_for_outside:
        return f"As known on {format_day(review.known_on)}."
    return (
        "Amounts are a year's value; nothing is converted. Sentences say amounts from 1,000 on in "
        "whole units; tables are exact."
    )


def _section(section: Section, drawn: Sequence[str]) -> dict[str, Any]:
    words = section.words
    return {
        "heading": section.heading,
        "says": list(section.says),
        "figures": [
            {"label": one.label, "value": one.value.words, "of": one.of, "metric": one.metric}
            for one in section.figures
        ],
        "words": {
            "text": words.text if words else "",
            "by": f"{words.by}, {format_day(words.on)}" if words else "",
        },
        "charts": [
            {"title": chart.title, "says": chart.says, "svg": svg}
            for chart, svg in zip(section.charts, drawn, strict=True)
        ],
        "tables": [_table(one) for one in section.tables],
    }


def _table(table: Table) -> dict[str, Any]:
    foot = table.foot
    return {
        "title": table.title,
        "columns": [column.name for column in table.columns],
        "figures": [column.is_figure for column in table.columns],
        "widths": widths_of(table),
        "kept": [_is_kept(table, place) for place in range(len(table.columns))],
        "rows": [[cell.words for cell in row] for row in table.rows],
        "foot": [cell.words for cell in foot] if foot else [],
        "more": more_words(table.left_out),
    }


def _is_kept(table: Table, place: int) -> bool:
    """Tell whether a column holds figures or days, which stay on one line."""
    column = table.columns[place]
    return column.is_figure or any(row[place].kind == "day" for row in table.rows)


def more_words(left_out: int) -> str:
    """Return how many rows there was no room for."""
    return f"{left_out:,} more are not listed, nor in a total." if left_out else ""


def widths_of(table: Table) -> list[int]:
    """Return how wide each column is beside the others: by its longest text, within bounds.

    Words wrap and figures do not, so figures get all the room that they need.
    """
    found = []
    for place, column in enumerate(table.columns):
        texts = [row[place].words for row in table.rows]
        foot = table.foot
        texts += [f"{foot[place].words} "] if foot else []  # it is bold
        longest = max((len(text) for text in texts), default=0)
        heading = max(len(word) for word in column.name.split())
        most = 99 if column.is_figure else _WIDEST
        found.append(max(min(longest, most), heading, _NARROWEST) + 2)
    return found


def _told(told: Told) -> dict[str, str]:
    return {
        "title": told.title,
        "version": f"{told.name}, version {told.version}",
        "sentence": f"{told.sentence} Of what: {told.denominator}",
        "positions": " ".join(told.positions),
    }
