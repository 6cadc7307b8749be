"""Change one value in the front matter of a play, and leave every other character as it is."""

from __future__ import annotations

from tenure.desk.rules.front_matter import FENCE, split_front_matter

NEW_PLAY = """+++
title = "A name that people recognise"
summary = "When it is used, in one sentence."
owner = "head_of_renewals"
review_on = {review_on}

[trigger]
event = "date"
from = "T-120"
until = "T-0"
channels = ["direct"]

[[task]]
code = "first-step"
title = "What is to be done first"
due = "T-90"
owner = "renewals_manager"
late = "at_once"
+++
# What this play is for

Say for which renewals it is, what has to come out of it, and how one knows that it is done.

## T-90: the first step

Who does what, and what to say:

> Good morning. Your term ends on the day below.
"""


def with_value(source: str, key: str, value: str) -> str:
    """Return the play's text with a value of its first table (as TOML) put in, or in its place.

    A note behind the old value (`# ...`) goes with it. Raises PlayRefused when there is no front
    matter.
    """
    matter, _ = split_front_matter(source)
    lines = source.split("\n")
    wanted = f"{key} = {value}"
    place = matter.lines.get(("", 0, key))
    if place is not None:
        lines[place - 1] = wanted
    else:
        lines.insert(_end_of_first_table(lines), wanted)
    return "\n".join(lines)


def _end_of_first_table(lines: list[str]) -> int:
    """Return where a key can be added before the first table, behind the last key above it."""
    end = next(
        n for n, line in enumerate(lines[1:], 1)
        if line.lstrip().startswith("[") or line.rstrip() == FENCE
    )  # fmt: skip
    while end > 1 and not lines[end - 1].strip():
        end -= 1
    return end
