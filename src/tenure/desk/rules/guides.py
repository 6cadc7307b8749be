"""Guides: Markdown files with front matter, short answers for customers and colleagues.

The front matter, between two lines of +++, has `title`, `summary` and `audience` (customers or
colleagues), and nothing else; only those for customers are shown to them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenure.desk.rules.front_matter import PlayRefused, split_front_matter

AUDIENCES = ("customers", "colleagues")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = {"title": 80, "summary": 200, "audience": 20}


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide: for whom it is, and its text in Markdown."""

    code: str
    title: str
    summary: str
    audience: str
    text: str

    @property
    def is_for_customers(self) -> bool:
        """Tell whether customers may read it."""
        return self.audience == "customers"


def read_guide(code: str, source: str) -> Guide:
    """Return a guide from its file; raise PlayRefused with the line and the reason."""
    if not _CODE.fullmatch(code):
        raise PlayRefused(1, "A guide's name is of small letters, digits and hyphens.")
    front, text = split_front_matter(source)
    values: dict[str, str] = {}
    for name, longest in _LONGEST.items():
        value = front.values.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            line = front.line_of("", 0, name)
            raise PlayRefused(line, f"{name} is a text of 1 to {longest} characters.")
        values[name] = value
    for name in front.values:
        if name not in _LONGEST:
            raise PlayRefused(front.line_of("", 0, name), f"There is no key {name}.")
    if values["audience"] not in AUDIENCES:
        line = front.line_of("", 0, "audience")
        raise PlayRefused(line, f"audience is one of {', '.join(AUDIENCES)}.")
    if not text.strip():
        raise PlayRefused(1, "A guide has a text below its front matter.")
    return Guide(code, values["title"], values["summary"], values["audience"], text.strip())
