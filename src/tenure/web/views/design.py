"""The gallery of components: each in every state, drawn from samples, no database asked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenure.book.rules.facts import ContractState, Segment
from tenure.desk.queries.worklist import ACTIONS, WorklistFilter, WorklistPage, WorklistRow
from tenure.directory.queries import Place
from tenure.foundation.roles import Permission
from tenure.kernel.period import Period
from tenure.pricing.rules import State
from tenure.renewals.rules.priority import PriorityFacts
from tenure.web import clock
from tenure.web.drawing.contract import ContractTimeline, Told, contract_timeline
from tenure.web.drawing.rise import Rise, RiseChart, rise_chart
from tenure.web.drawing.timeline import Timeline, renewal_timeline
from tenure.web.permissions import asks

TYPES = ("manual", "auto", "evergreen")
SPRITE = Path(__file__).parents[1] / "static" / "tenure" / "icons.svg"


@asks(Permission.VIEW_WORK)
@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    today = clock.today()
    rows = [_row(today, 1, -3), _row(today, 2, 0), _row(today, 3, 30)]
    context = {
        "today": today,
        "late": today - timedelta(days=12),
        "soon": today + timedelta(days=1),
        "actions": ACTIONS,
        "alerts": ["success", "info", "warning", "danger"],
        "quote_states": ["current", "stale", "expired", "superseded"],
        "amounts": [(123_456_789, "EUR"), (1_500_000, "JPY"), (12_345_678, "KWD")],
        "timelines": _timelines(today),
        "contract_timeline": _contract_timeline(today),
        "rise_charts": _rise_charts(),
        "policy_states": list(State),
        "rows": rows,
        "page": WorklistPage(rows, None, None, 1000, True),
        "asked": WorklistFilter(),
        "place": Place(True, True, None, False, ()),
        "may_work": True,
        "icons": re.findall(r'symbol id="([a-z]+)"', SPRITE.read_text()),
    }
    return render(request, "tenure/pages/design.html", context)


def _timelines(today: date) -> list[tuple[str, Timeline]]:
    def drawn(ahead: int, closed: int | None = None) -> Timeline:
        renewal_on = today + timedelta(days=ahead)
        named = [
            ("today", "Today", today),
            ("due", "Due", renewal_on - timedelta(days=1)),
            ("notice", "Notice", renewal_on - timedelta(days=61)),
        ]
        if closed is not None:
            named.append(("closed", "Closed", renewal_on - timedelta(days=closed)))
        return renewal_timeline(renewal_on, today, named)

    return [
        ("Before the window", drawn(150)),
        ("In the window", drawn(100)),
        ("A week to go", drawn(7)),
        ("Past due", drawn(-30)),
        ("Closed early", drawn(20, closed=45)),
    ]


def _rise_charts() -> list[tuple[str, RiseChart]]:
    """Return prices that rise, that rise here and fall there, and that only fall."""

    def drawn(*then: int) -> RiseChart:
        given = [Rise(f"Q{n} 2027", 1_000_000, 1_030_000, minor) for n, minor in enumerate(then, 1)]
        return rise_chart(given, "EUR")

    return [
        ("Rising", drawn(1_050_000, 1_020_000)),
        ("Rising and falling", drawn(1_060_000, 950_000)),
        ("Falling", rise_chart([Rise("Q1 2027", 1_000_000, 980_000, 900_000)], "EUR")),
    ]


def _contract_timeline(today: date) -> ContractTimeline:
    """Return lots that are over, in force, suspended, to come, open, ramped and swapped."""

    def piece(lot: int, start: int, end: int | None, quantity: int, **more: Any) -> Segment:
        until = None if end is None else today + timedelta(days=end)
        return Segment(
            lot, f"L{lot}", f"Product {lot}", quantity * 10_000, 1_200_0000, 12, "EUR",
            Period(today + timedelta(days=start), until), **more,
        )  # fmt: skip

    lots = {
        1: (piece(1, -700, -300, 10), piece(1, -300, 65, 20), piece(1, 65, 430, 40)),
        2: (piece(2, -300, -60, 5), piece(2, -60, 65, 5, suspended=True)),
        3: (piece(3, -700, -100, 8),),
        4: (piece(4, -100, None, 9),),
        5: (piece(5, -40, 65, 1, recurring=False),),
    }
    days = ((1, "New", -700), (2, "Renewal", -300), (3, "Amendment", -295), (4, "Reversal", -60))
    orders = [
        Told(number, kind, day, day, "Alice Archer", "One reason", 3 if number == 4 else None)
        for number, kind, ago in days
        for day in (today + timedelta(days=ago),)
    ]
    end = today + timedelta(days=64)
    return contract_timeline(
        ContractState(lots=lots, successors={3: 4}), day=today, names={}, orders=orders,
        terms=[today + timedelta(days=65)],
        named=[
            ("today", "Today", today), ("end", "Term ends", end),
            ("notice", "Notice by", end - timedelta(days=30)),
        ],
    )  # fmt: skip


def _row(today: date, number: int, ahead: int) -> WorklistRow:
    due = today + timedelta(days=ahead + 60)
    act_on = today + timedelta(days=ahead)
    return WorklistRow(
        id=number, work_on=act_on, act_on=act_on, next_action=ACTIONS[number][0],
        action_label=ACTIONS[number][1], reason="One sentence that says why",
        priority=PriorityFacts(
            act_on=act_on, risk="will_churn_actionable" if number == 2 else "",
            waits_on="the customer" if number == 3 else "",
            snoozed_until=due if number == 1 else None,
        ),
        customer_id=1, customer=f"Sample customer {number}", segment="Enterprise", country="NO",
        contract_id=1, contract=f"C-{number}", due_on=due, renewal_on=due + timedelta(days=1),
        notice_on=due - timedelta(days=30), renewal_type=TYPES[number - 1],
        currency="EUR", atr_minor=1_300_000 * number, forecast_minor=1_200_000, owner_id=None,
        owner="" if number == 1 else "Alice Archer", group_id=1 if number == 2 else None,
        export_controlled=number == 3, quote_id=1 if number > 1 else None,
        quote="Q-2027-000042" if number > 1 else "", quote_minor=1_365_000,
        quote_is_stale=number == 3, findings=number - 1,
    )  # fmt: skip
