"""A dashboard answered: its panels over one state of the facts, of what the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from tenure.directory.models import Partner, StaffMember, Team
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.roles import Role
from tenure.insight.queries.reports import reports
from tenure.insight.rules.dashboards import Dashboard, Panel, chosen_within
from tenure.insight.rules.figures import Report
from tenure.programs.models import Program

MOST_CHOICES = 300
# A name that no owner, partner or program has: a dashboard within it tells of nothing.
_NOBODY = "(none)"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a dashboard can be kept to: its code in addresses, and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a dashboard can be kept to and what it is (`code`, empty: to all), with its values."""

    choices: tuple[Choice, ...] = ()
    code: str = ""
    values: tuple[str, ...] = ()
    has_all: bool = True

    @property
    def name(self) -> str:
        """Return the name of what it is kept to; empty when it is all."""
        return next((one.name for one in self.choices if one.code == self.code), "")


@dataclass(frozen=True, slots=True)
class Shown:
    """A dashboard with its panels answered, as of one day; `nobody`: there is nothing to ask of."""

    dashboard: Dashboard
    on: date
    kept: Kept
    panels: tuple[tuple[Panel, Report], ...]
    nobody: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values, each panel with its whole report."""
        return {
            "dashboard": self.dashboard.name, "title": self.dashboard.title, "on": self.on,
            "kept_to": self.kept.code or None, "nothing_because": self.nobody or None,
            "panels": [
                {"title": panel.title, "why": panel.why, "report": found.as_json()}
                for panel, found in self.panels
            ],
        }  # fmt: skip


def dashboard_page(user: User, dashboard: Dashboard, *, on: date, chosen: str = "") -> Shown:
    """Return the dashboard of a day, kept to what was chosen of what the user may choose.

    Of all its panels the facts are brought up once. What cannot be chosen is as if nothing was.
    """
    kept = _kept(user, dashboard, chosen)
    nobody = ""
    if dashboard.choice and not kept.choices:
        nobody = _NOTHING[dashboard.choice]
    within = {} if not kept.values else chosen_within(dashboard.choice, kept.values)
    asked = [] if nobody else dashboard.asked(on, within)
    found = reports(user, asked) if asked else []
    panels = tuple(zip(dashboard.panels, found, strict=True)) if found else ()
    return Shown(dashboard, on, kept, panels, nobody)


_NOTHING = {
    "person": "Nobody owns renewals yet: add colleagues in the role of a renewals manager.",
    "team": "There is no team yet.",
    "partner": "There is no partner yet.",
    "program": "There is no program yet; programs are published with tenure program publish.",
}


def _kept(user: User, dashboard: Dashboard, chosen: str) -> Kept:
    if dashboard.choice == "person":
        return _of_person(user, chosen)
    if dashboard.choice == "team":
        return _of_team(user, chosen)
    if dashboard.choice == "partner":
        partners = Partner.objects.visible_to(user).order_by("name", "pk")
        rows = list(partners.values_list("key", "name")[:MOST_CHOICES])
        if chosen not in {key for key, _ in rows}:  # one that the list has no room for
            rows += partners.filter(key=chosen).values_list("key", "name")
        return _one_of(rows, chosen)
    if dashboard.choice == "program":
        programs = list(
            Program.objects.visible_to(user).order_by("name").values_list("code", "name")
        )
        found = _one_of(programs, chosen)
        values = found.values or tuple(code for code, _ in programs)
        return Kept(found.choices, found.code, values)
    return Kept()


def _of_person(user: User, chosen: str) -> Kept:
    """Return the owners that the user may look at; one's own book unless another is chosen."""
    scope = scope_of(user)
    who = Q(role=Role.RENEWALS_MANAGER, active=True)
    if not scope.sees_everything and scope.owner_ids:
        who &= Q(pk__in=scope.owner_ids)
    staff = StaffMember.objects.visible_to(user).filter(who | Q(user=user))
    listed = staff.order_by("name", "pk").values_list("code", "name", "user_id")
    rows = list(listed[:MOST_CHOICES])
    if len(rows) == MOST_CHOICES:  # those that the list has no room for
        rows = list(dict.fromkeys([*rows, *listed.filter(Q(code=chosen) | Q(user=user))]))
    own = next((code for code, _, user_id in rows if user_id == user.pk), "")
    choices = tuple(Choice(code, name) for code, name, _ in rows)
    first = choices[0].code if choices else _NOBODY
    code = chosen if any(chosen == one.code for one in choices) else own or first
    return Kept(choices, code, (code,), has_all=False)


def _of_team(user: User, chosen: str) -> Kept:
    """Return the teams with the owners in each; one's own unless another is chosen.

    Who sees everything and has no team sees all of them.
    """
    members = StaffMember.objects.visible_to(user).exclude(team=None)
    teams = Team.objects.visible_to(user).order_by("name", "pk")
    choices = tuple(Choice(code, name) for code, name in teams.values_list("code", "name"))
    owners: dict[str, list[str]] = {}
    own = ""
    for team, code, user_id in members.values_list("team__code", "code", "user_id").order_by("pk"):
        owners.setdefault(team, []).append(code)
        own = team if user_id == user.pk else own
    code = chosen if any(chosen == one.code for one in choices) else own
    if chosen == "all":
        code = ""
    values = owners.get(code, [_NOBODY]) if code else []
    return Kept(choices, code, tuple(values))


def _one_of(rows: Sequence[tuple[str, str]], chosen: str) -> Kept:
    choices = tuple(Choice(code, name) for code, name in rows)
    if any(chosen == one.code for one in choices):
        return Kept(choices, chosen, (chosen,))
    return Kept(choices)
