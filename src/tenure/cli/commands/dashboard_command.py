"""Tell a dashboard: its questions answered over one state of the ledger.

tenure dashboard --list                          the dashboards, and whom each serves
tenure dashboard head                            of today
tenure dashboard person --of ann@example.com     one person's book
tenure dashboard team --of emea --on 2027-03-31 --json
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.insight.queries.dashboards import Shown
    from tenure.insight.rules.figures import Report


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the dashboard and what it is kept to."""
    parser.add_argument("name", nargs="?", help="a dashboard; --list names them")
    parser.add_argument("--list", action="store_true", help="list the dashboards")
    parser.add_argument(
        "--of", default="", metavar="CODE", help="the person, team, partner or program"
    )
    parser.add_argument(
        "--on", type=session.parse_day, metavar="DATE", help="the day its periods are seen from"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the dashboard, or the list of them."""
    from tenure.insight.rules.dashboards import dashboard_of
    from tenure.kernel.errors import InvalidInput

    if arguments.list:
        return _list(as_json=arguments.json)
    if not arguments.name:
        raise InvalidInput("Name a dashboard; --list names them.")
    dashboard = dashboard_of(arguments.name)
    if dashboard.choice == "person" and not arguments.of:
        raise InvalidInput("Whose? Name the owner: --of ann@example.com.")
    actor = session.set_up()
    from tenure.insight.queries.dashboards import dashboard_page

    shown = dashboard_page(
        actor, dashboard, on=arguments.on or session.today(), chosen=arguments.of
    )
    if arguments.of and shown.kept.code != arguments.of:
        known = ", ".join(one.code for one in shown.kept.choices) or "nothing"
        raise InvalidInput(f"{dashboard.title} is not kept to {arguments.of}; to one of: {known}.")
    if arguments.json:
        session.print_json(shown.as_json())
    else:
        _print(shown)
    return 0


def _list(*, as_json: bool) -> int:
    from tenure.insight.rules.dashboards import dashboards

    found = list(dashboards().values())
    if as_json:
        told = [
            {
                "name": one.name, "title": one.title, "serves": one.serves,
                "kept_to": one.choice or None, "panels": [panel.title for panel in one.panels],
            }
            for one in found
        ]  # fmt: skip
        session.print_json({"dashboards": told})
        return 0
    for one in found:
        print(f"{one.name:<12}{one.title}: {one.serves}")
    return 0


def _print(shown: Shown) -> None:
    name = f": {shown.kept.name}" if shown.kept.name else ""
    print(f"{shown.dashboard.title}{name}, {shown.on}\n{shown.dashboard.serves}")
    if shown.nobody:
        print(f"\n{shown.nobody}")
    for panel, found in shown.panels:
        print(f"\n== {panel.title} ==\n{panel.why}")
        _print_report(found, panel.show)


def _print_report(found: Report, show: str) -> None:
    from tenure.insight.rules.charts import drawable
    from tenure.insight.rules.comparing import figure_in_words

    metric = found.asked.metric
    print(
        f"{metric.title}, {found.asked.when} (version {metric.version}); of: {metric.denominator}"
    )
    chief = show or next(iter(drawable(metric)))
    named = {chief} if found.asked.by or found.asked.periods > 1 else {*drawable(metric)}
    for row in found.rows:
        names = [row.part, *(value or "none" for value in row.slices.values()), row.currency]
        print("  " + " · ".join(name for name in names if name))
        for name in (name for name in drawable(metric) if name in named):
            print(f"    {drawable(metric)[name]:<22}{figure_in_words(row, name):>26}")
    if not found.rows:
        print("  nothing to tell")
