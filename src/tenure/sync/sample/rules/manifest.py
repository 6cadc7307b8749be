"""The README.txt that goes with a sample book: what it is, what was planted, what to expect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenure.sync.sample.rules.dirt import QUALITY, REJECTS, Dirt


def readme(manifest: Mapping[str, Any]) -> str:
    """Return the text of the manifest (see `commands.SampleManifest` for its fields)."""
    book = manifest["book"]
    lines = [
        "A sample book for Tenure",
        "========================",
        "",
        (
            f"{manifest['accounts']} customers of an invented company, as of {manifest['on']}, "
            f"seed {manifest['seed']}."
        ),
        "Every company and person is invented; mail domains end in .example.",
        "",
        "Load it with:  tenure import FOLDER --profile plain",
        "",
        "Rows (headings not counted)",
        *(f"  {sheet + '.csv':<16}{count:>12,}" for sheet, count in manifest["rows"].items()),
        "",
        "The book on that day",
        *(f"  {name.replace('_', ' '):<28}{count:>12,}" for name, count in book.items()),
        "  (window: the term's end lies 90 to 120 days ahead, all renewal types)",
        "",
        "Rows that the import must send back; all others land",
        *_planted(REJECTS, manifest["rejects"]),
        "",
        "Faults that land and that the quality review must find",
        *_planted(QUALITY, manifest["quality"]),
        "",
    ]
    return "\n".join(lines)


def _planted(kinds: tuple[Dirt, ...], counts: Mapping[str, int]) -> list[str]:
    return [f"  {counts[kind.code]:>6}  {kind.sheet:<10} {kind.text}" for kind in kinds]
