"""Dashboards, each a file in `dashboards/`: whom it serves, and questions with why they are asked.

A panel is a question to the metric registry whose period is seen from a day. `choice` says by what
the reader keeps a dashboard to a part: their own book (`person`), a `team`, a `partner` or a
`program`; `within` what it always keeps itself to.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tenure.insight.rules.asking import Asked, ask
from tenure.insight.rules.charts import drawable
from tenure.insight.rules.spans import seen_from
from tenure.kernel.errors import InvalidInput

FOLDER = Path(__file__).resolve().parent.parent / "dashboards"
CHOICES = ("", "person", "team", "partner", "program")
MOST_PANELS = 12
_OF_DASHBOARD = {
    "name": str, "title": str, "serves": str, "order": int, "choice": str, "within": dict,
    "panels": list,
}  # fmt: skip
_OF_PANEL = {
    "title": str, "why": str, "metric": str, "period": str, "every": str, "by": list, "show": str,
    "options": dict,
}  # fmt: skip
_ANY_DAY = date(2027, 5, 5)


@dataclass(frozen=True, slots=True)
class Panel:
    """One question of a dashboard, and why it is there; `show` is the figure that is drawn."""

    title: str
    why: str
    metric: str
    period: str
    every: str
    by: tuple[str, ...]
    show: str
    options: Mapping[str, str]

    def asked(self, on: date, within: Mapping[str, Sequence[str]]) -> Asked:
        """Return the question as it is on a day, kept within a part of the book."""
        return ask(
            self.metric, period=seen_from(self.period, on), every=self.every, by=self.by,
            options=self.options, within=within,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Some questions for somebody, in the order in which they are read."""

    name: str
    title: str
    serves: str
    order: int
    choice: str
    within: Mapping[str, tuple[str, ...]]
    panels: tuple[Panel, ...]

    def asked(self, on: date, within: Mapping[str, Sequence[str]]) -> list[Asked]:
        """Return the questions of its panels as they are on a day."""
        kept = {**self.within, **within}
        return [panel.asked(on, kept) for panel in self.panels]


@cache
def dashboards() -> Mapping[str, Dashboard]:
    """Return every dashboard by name, in the order in which they are listed."""
    texts = [(path, path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.toml")]
    found = [read_dashboard(text, path.name) for path, text in texts]
    found.sort(key=lambda one: (one.order, one.name))
    return {one.name: one for one in found}


def dashboard_of(name: str) -> Dashboard:
    """Return a dashboard. Raise InvalidInput for a name that none has."""
    if name not in dashboards():
        known = ", ".join(dashboards())
        raise InvalidInput(f"There is no dashboard {name}; there are: {known}.")
    return dashboards()[name]


def read_dashboard(text: str, place: str) -> Dashboard:
    """Return the dashboard that a file defines; `place` names the file.

    Raise InvalidInput with place and reason for what is wrong in it: every panel's question is
    asked, once for the whole and once kept within what the reader may choose.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{place}: {error}") from error
    _check(said, _OF_DASHBOARD, place, optional={"choice", "within"})
    if said.get("choice", "") not in CHOICES:
        raise InvalidInput(f"{place}, choice: it is one of {', '.join(CHOICES[1:])}.")
    if not 1 <= len(said["panels"]) <= MOST_PANELS:
        raise InvalidInput(f"{place}, panels: there are 1 to {MOST_PANELS} of them.")
    found = Dashboard(
        name=said["name"], title=said["title"], serves=said["serves"], order=said["order"],
        choice=said.get("choice", ""),
        within={name: tuple(values) for name, values in said.get("within", {}).items()},
        panels=tuple(
            _panel(one, f"{place}, panel {number}") for number, one in enumerate(said["panels"], 1)
        ),
    )  # fmt: skip
    for number, panel in enumerate(found.panels, start=1):
        _try(found, panel, f"{place}, panel {number}")
    return found


def chosen_within(choice: str, values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return what a choice keeps the dashboard within: owners of a person or team, or others."""
    slices = {"person": "owner", "team": "owner", "partner": "partner", "program": "program"}
    return {slices[choice]: tuple(values)}


def _panel(said: Any, place: str) -> Panel:
    if not isinstance(said, dict):
        raise InvalidInput(f"{place}: it is a table.")
    _check(said, _OF_PANEL, place, optional={"every", "by", "show", "options"})
    if not said["why"].rstrip().endswith("."):
        raise InvalidInput(f"{place}, why: say it in a sentence.")
    return Panel(
        title=said["title"], why=said["why"].strip(), metric=said["metric"],
        period=said["period"], every=said.get("every", ""), by=tuple(said.get("by", ())),
        show=said.get("show", ""), options=dict(said.get("options", {})),
    )  # fmt: skip


def _try(found: Dashboard, panel: Panel, place: str) -> None:
    try:
        asked = panel.asked(_ANY_DAY, found.within)
        if found.choice:
            panel.asked(_ANY_DAY, {**found.within, **chosen_within(found.choice, ["one"])})
    except InvalidInput as error:
        raise InvalidInput(f"{place}: {error}") from error
    if panel.show and panel.show not in drawable(asked.metric):
        known = ", ".join(drawable(asked.metric))
        raise InvalidInput(f"{place}, show: {panel.metric} has {known}, not {panel.show}.")


def _check(
    said: Mapping[str, Any], known: Mapping[str, type], place: str, *, optional: set[str]
) -> None:
    for name in said:
        if name not in known:
            raise InvalidInput(f"{place}, {name}: there is no such key; {', '.join(known)} are.")
    for name, kind in known.items():
        if name not in said:
            if name in optional:
                continue
            raise InvalidInput(f"{place}: {name} is missing.")
        if not isinstance(said[name], kind) or said[name] == "":
            raise InvalidInput(f"{place}, {name}: it is {_KINDS[kind]}.")


_KINDS = {str: "a text", int: "a whole number", dict: "a table", list: "a list"}
