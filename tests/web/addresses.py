"""Every page by the name of its address: who opens it, and where it is in the test company."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tenure.book.commands.rates import set_exchange_rates
from tenure.book.rules.exchange_rates import read_rate_file
from tenure.closing.rules.periods import read_period
from tenure.desk.commands.engagement import (
    log_contact,
    set_next_step,
    set_risk,
    set_stakeholder,
)
from tenure.desk.commands.notes import write_note
from tenure.desk.commands.task_work import NewTask, add_task, tick_item
from tenure.desk.commands.worklist import mark_waiting, snooze_renewal
from tenure.desk.models import Request, RequestMail, RequestStep, Task
from tenure.forecast.commands.calling import call_forecast
from tenure.forecast.commands.freezing import freeze_renewals
from tenure.forecast.commands.judging import judge_renewal
from tenure.forecast.rules.judging import Said
from tenure.programs.commands import publish_default_programs
from tenure.programs.commands.applications import apply_for
from tenure.programs.commands.facts import record_fact
from tenure.programs.models import Application
from tenure.renewals.commands.decisions import set_forecast
from tenure.renewals.models import Renewal
from tests.world import World


def _contract(rest: str) -> Callable[[World], str]:
    return lambda world: f"/contracts/{world.contracts['C-1001'].pk}/{rest}"


def _request(world: World) -> Request:
    """Return the request of a mail that waits to be confirmed, made when it is first asked for."""
    alice, contract = world.users["alice"], world.contracts["C-1001"]
    now = timezone.now()
    made, is_new = Request.objects.get_or_create(
        number="R-2027-000001",
        defaults={
            "came_by": "mail", "guess": "po_number", "because": "It says 'new po'.",
            "subject": "New PO", "asked_by": "Ingrid Dahl", "email": "ingrid@example.com",
            "customer": contract.customer, "renewal": world.renewals["C-1001"],
            "owner": world.staff["alice"], "queue": "deal_desk", "state": "received",
            "zone": "UTC", "answer_due_at": now, "due_at": now, "opened_on": world.today,
            "opened_at": now, "opened_by": alice, "values": {"po_number": "4500"},
        },
    )  # fmt: skip
    if is_new:
        RequestStep.objects.create(request=made, state="received", on=world.today, at=now, by=alice)
        RequestMail.objects.create(
            request=made, is_answer=False, message_id="<1@a.example>", sender=made.email,
            subject=made.subject, text="Please take PO 4500.", on=world.today, at=now, by=alice,
        )  # fmt: skip
    return made


def _application(world: World) -> Application:
    """Return the application of a customer that a program is for, made when first asked for."""
    hana, customer = world.users["hana"], world.customers["Aurora Shipping"]
    publish_default_programs(by=hana, on=world.today)
    record_fact(
        customer_id=customer.pk, fact="organisation", value="education", source="x", by=hana,
        on=world.today,
    )  # fmt: skip
    return apply_for(program="education", customer_id=customer.pk, note="", by=hana, on=world.today)


def talked_about(world: World) -> Renewal:
    """Return a renewal of which is known all that people can say; said when first asked for."""
    renewal, soon = world.renewals["C-1001"], world.today + timedelta(days=5)
    who: Any = {"renewal_id": renewal.pk, "by": world.users["alice"], "on": world.today}
    contact = renewal.customer.contacts.order_by("pk")[0].pk
    set_risk(category="will_churn_actionable", reason="The sponsor left.", **who)
    set_stakeholder(contact_id=contact, part="champion", sentiment="good", **who)
    log_contact(
        side="theirs", channel="call", happened_on=world.today, note="They like it.",
        contact_id=contact, **who,
    )  # fmt: skip
    write_note(text="Ask @alice@example.com for the redlines.", **who)
    set_next_step(text="Call the new sponsor", due_on=soon, **who)
    wanted = NewTask(
        title="Read the redlines", owner="renewals_manager", due_on=soon, renewal_id=renewal.pk,
        checklist=("Liability", "Term"),
    )  # fmt: skip
    task = add_task(task=wanted, by=who["by"], on=world.today)
    tick_item(task_id=task.pk, item=1, by=who["by"], on=world.today)
    mark_waiting(on_whom="legal", until=soon, note="Redlines are with them.", **who)
    snooze_renewal(until=soon, reason="They are away until then.", **who)
    return renewal


def _rates(world: World) -> str:
    lines = ["currency,from,rate", "USD,2027-01-01,0.92", "GBP,2027-01-01,1.15"]
    rates = read_rate_file(lines, into="EUR")
    set_exchange_rates(rates=rates, into="EUR", by=world.user("hana"), on=world.today)
    return "/policies/rates/"


def _bulk(world: World, action: str) -> str:
    """Return the preview of one thing done to every renewal that there is."""
    chosen = "".join(f"&renewal={pk}" for pk in Renewal.objects.values_list("pk", flat=True))
    day = world.today + timedelta(days=3)
    return f"/worklist/bulk/?action={action}&shown=1&day={day}&words=Budget&code={chosen}"


def frozen(world: World) -> str:
    """Freeze a day, let a forecast rise and a close date move, freeze again; return the query."""
    renewal, hana, day = world.renewals["C-1001"], world.users["hana"], timedelta(days=1)
    if freeze_renewals(by=hana, on=world.today - day):
        set_forecast(
            renewal_id=renewal.pk, amount_minor=renewal.atr_minor, reason="All of it.", by=hana,
            on=world.today,
        )  # fmt: skip
        said = Said("best_case", renewal.due_on + 3 * day)
        judge_renewal(
            renewal_id=renewal.pk, said=said, reason="Their board meets.", by=hana, on=world.today
        )
        freeze_renewals(by=hana, on=world.today)
    return f"period={renewal.due_on.year}&from={world.today - day}&to={world.today}&kind=up"


def called(world: World) -> str:
    """Let Hana call a year for Alice when first asked for; return the query with the records."""
    staff, year = world.staff["alice"], world.renewals["C-1001"].due_on.year
    call_forecast(
        person_id=staff.pk, period=read_period(str(year)).days, currency="EUR",
        amount_minor=10_000_00, reason="One slips.", by=world.users["hana"], on=world.today,
    )  # fmt: skip
    return f"period={year}&in=EUR&owner={staff.pk}"


def _task(world: World) -> Task:
    """Return a task of a play."""
    return Task.objects.get(renewal=world.renewals["C-1001"], play_task__code="decide")


ADDRESSES: dict[str, tuple[str, Callable[[World], str]]] = {
    "worklist": ("alice", lambda world: "/?whose=all"),
    "renewal": ("alice", lambda world: f"/renewals/{talked_about(world).pk}/"),
    "renewal_activity": (
        "alice",
        lambda world: f"/renewals/{talked_about(world).pk}/activity/",
    ),
    "quote": ("alice", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/"),
    "quote_difference": (
        "alice",
        lambda world: f"/quotes/{world.quotes['C-1001'].pk}/difference/",
    ),
    "offers_out": ("alice", lambda world: "/offers/"),
    "quote_what_if": ("alice", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/what-if/"),
    "api_quote": ("alice", lambda world: f"/api/quotes/{world.quotes['C-1001'].number}"),
    "api_request": ("alice", lambda world: f"/api/requests/{_request(world).number}"),
    "api_request_kinds": ("alice", lambda world: "/api/request-kinds"),
    "api_request_list": ("alice", lambda world: f"/api/requests?kind={_request(world).kind}"),
    "api_steps": ("alice", lambda world: "/api/pricing/steps"),
    "contract": ("alice", lambda world: f"/contracts/{world.contracts['C-1001'].pk}/"),
    "contract_as_of": (
        "alice",
        lambda world: (
            f"/contracts/{world.contracts['C-1001'].pk}/"
            f"?as_of={world.today - timedelta(days=30)}&known={world.today - timedelta(days=10)}"
        ),
    ),
    "contract_changes": ("alice", _contract("changes/")),
    "contract_change": ("alice", _contract("changes/quantity/")),
    "contract_renewal": ("alice", _contract("changes/renewal/")),
    "contract_facts": ("alice", _contract("changes/facts/")),
    "contract_move": ("alice", _contract("moves/merge/")),
    "contract_reversal": ("alice", _contract("orders/1/reversal/")),
    "customer": ("alice", lambda world: f"/customers/{world.customers['Aurora Shipping'].pk}/"),
    "partner": ("hana", lambda world: f"/partners/{world.partner.pk if world.partner else 0}/"),
    "forecast": ("hana", lambda world: f"/forecast/?{called(world)}"),
    "forecast_movement": ("hana", lambda world: f"/forecast/movement/?{frozen(world)}&in=EUR"),
    "forecast_renewal": (
        "alice",
        lambda world: f"/forecast/renewals/{world.renewals['C-1001'].pk}/?{frozen(world)}",
    ),
    "dashboards": ("hana", lambda world: "/dashboards/"),
    "leakage": ("alice", lambda world: "/leakage/?by=owner"),
    "leakage_of_all": ("hana", lambda world: "/leakage/?by=family&in=EUR"),
    "policies": ("alice", lambda world: "/policies/"),
    "policies_export": ("alice", lambda world: "/policies.csv"),
    "policy": ("alice", lambda world: f"/policies/price/{world.policies['apac'].pk}/"),
    "policy_draft": ("hana", lambda world: "/policies/draft/discount/"),
    "policy_file": ("hana", lambda world: "/policies/file/"),
    "simulations": ("hana", lambda world: "/policies/simulations/"),
    "simulation": ("hana", lambda world: f"/policies/simulations/{world.simulations['done'].pk}/"),
    "simulation_contract": (
        "hana",
        lambda world: (
            f"/policies/simulations/{world.simulations['done'].pk}/"
            f"contracts/{world.contracts['C-1001'].pk}/"
        ),
    ),
    "price_indices": ("alice", lambda world: "/policies/indices/"),
    "price_index": ("alice", lambda world: f"/policies/indices/{world.indices['HICP-EA'].pk}/"),
    "exchange_rates": ("hana", lambda world: _rates(world)),
    "index_value": ("hana", lambda world: "/policies/indices/value/"),
    "index_file": ("hana", lambda world: "/policies/indices/file/"),
    "paper_templates": ("alice", lambda world: "/papers/templates/"),
    "search": ("alice", lambda world: "/search/?q=aurora"),
    "quality": ("hana", lambda world: "/quality/?check=no_contact"),
    "approvals": ("sam", lambda world: "/approvals/"),
    "approval_rules": ("hana", lambda world: "/approvals/rules/"),
    "approval_rule": ("hana", lambda world: "/approvals/rules/draft/?trigger=discount"),
    "approval_seats": ("hana", lambda world: "/approvals/seats/"),
    "approval_cover": ("hana", lambda world: "/approvals/cover/"),
    "quote_approval": ("alice", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/approval/"),
    "reconciliation": ("hana", lambda world: "/reconciliation/?side=billing&kind=price"),
    "statements": ("hana", lambda world: "/reconciliation/statements/"),
    "discrepancy": ("hana", lambda world: f"/discrepancies/{world.discrepancy.pk}/"),
    "periods": ("hana", lambda world: "/periods/"),
    "period": ("hana", lambda world: f"/periods/{world.today.year - 1}-12/"),
    "closing": ("hana", lambda world: "/closing/"),
    "closing_renewal": ("alice", lambda world: f"/renewals/{world.renewals['C-1001'].pk}/closing/"),
    "contract_termination": ("alice", _contract("termination/")),
    "termination": (
        "alice",
        lambda world: f"/terminations/{world.notice.pk if world.notice else 0}/",
    ),
    "playbook": ("alice", lambda world: "/playbook/"),
    "play": ("alice", lambda world: "/playbook/direct/"),
    "programs": ("hana", lambda world: f"/programs/?{_application(world).pk}"),
    "application": (
        "hana",
        lambda world: f"/programs/applications/{_application(world).pk}/",
    ),
    "guides": ("alice", lambda world: "/guides/"),
    "guide": ("alice", lambda world: "/guides/support-levels/"),
    "requests": ("alice", lambda world: f"/requests/?whose=all&kind={_request(world).kind}"),
    "request": ("alice", lambda world: f"/requests/{_request(world).pk}/"),
    "request_new": ("alice", lambda world: "/requests/new/?kind=contact&about=C-1001"),
    "escalations": ("alice", lambda world: "/escalations/"),
    "escalation": (
        "alice",
        lambda world: f"/escalations/{world.escalation.pk if world.escalation else 0}/",
    ),
    "escalation_rules": ("hana", lambda world: "/escalations/rules/"),
    "escalation_rule": (
        "hana",
        lambda world: (
            "/escalations/rules/draft/?preview=1&code=x&cause=no_quote&severity=critical&days=45"
            f"&start_on={world.today}"
        ),
    ),
    "head": ("hana", lambda world: "/head/"),
    "saves": ("alice", lambda world: "/saves/"),
    "play_difference": ("alice", lambda world: "/playbook/direct/difference/"),
    "play_draft": ("alice", lambda world: "/playbook/direct/draft/"),
    "play_new": ("hana", lambda world: "/playbook/all/new/"),
    "play_outcomes": ("hana", lambda world: "/playbook/all/outcomes/"),
    "playbook_search": ("alice", lambda world: "/playbook/?q=renewal"),
    "task": ("alice", lambda world: f"/tasks/{_task(world).pk}/"),
    "task_new": ("alice", lambda world: "/tasks/new/"),
    "task_reminders": ("alice", lambda world: "/tasks/reminders/"),
    "team": ("hana", lambda world: "/team/"),
    "worklist_bulk": ("alice", lambda world: _bulk(world, "snooze")),
    "tasks_bulk": (
        "alice",
        lambda world: f"/tasks/bulk/?result=Sent&kind=done&task={_task(world).pk}",
    ),
    "tasks": ("alice", lambda world: "/tasks/?which=all"),
    "shifts": ("alice", lambda world: "/shifts/"),
    "shift_hours": ("hana", lambda world: "/shifts/hours/?region=EMEA"),
    "shift_gaps": ("alice", lambda world: "/shifts/gaps/"),
    "routing": ("hana", lambda world: "/routing/"),
    "handovers": ("alice", lambda world: "/handovers/"),
    "handover": (
        "alice",
        lambda world: f"/handovers/{world.handover.pk if world.handover else 0}/",
    ),
    "reviews": ("hana", lambda world: "/reviews/"),
    "runs": ("hana", lambda world: "/runs/"),
    "run": ("hana", lambda world: f"/runs/{world.today}/"),
    "imports": ("sam", lambda world: "/imports/"),
    "audit": ("ada", lambda world: "/audit/"),
    "design": ("hana", lambda world: "/design/"),
}
