"""The engagement as the renewal page shows it: risk, people, contacts, notes, the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tenure.desk.models import (
    NextStep,
    Note,
    RiskMark,
    Snooze,
    Stakeholder,
    WaitingMark,
)
from tenure.desk.queries.promises import promises_of
from tenure.desk.queries.worklist import no_step_q, priority_facts
from tenure.desk.rules.engagement import CHANNELS, PARTS, SENTIMENTS, SIDES, forecast_beside_risk
from tenure.directory.models import Contact
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.renewals.models import Renewal
from tenure.renewals.rules.priority import RISKS, PriorityFacts, explain, last_snooze
from tenure.renewals.rules.waiting import MARKED, WAITS_ON, WHY

PART_CHOICES = list(PARTS.items())
SENTIMENT_CHOICES = list(SENTIMENTS.items())
CHANNEL_CHOICES = list(CHANNELS.items())
SIDE_CHOICES = list(SIDES.items())
WAITS_ON_CHOICES = list(WAITS_ON.items())
RISK_CHOICES = list(RISKS.items())
SHOWN = 5

# The last contact of each side, from offers and from what was logged.
_CONTACTS = """
    SELECT DISTINCT ON (side) side, day, how FROM (
        SELECT CASE WHEN e.kind IN ('sent', 'answered') THEN 'ours' ELSE 'theirs' END AS side,
               e."on" AS day, 'offer ' || e.kind AS how, e.at
        FROM quotes_quote q
        JOIN quotes_sending s ON s.quote_id = q.id
        JOIN quotes_offerevent e ON e.sending_id = s.id AND e.kind <> 'withdrawn'
        WHERE q.renewal_id = %(renewal)s
        UNION ALL
        SELECT 'theirs', opened_on, 'request ' || number, opened_at FROM desk_request
        WHERE renewal_id = %(renewal)s
        UNION ALL
        SELECT side, happened_on, channel, at FROM desk_loggedcontact
        WHERE renewal_id = %(renewal)s) AS every
    ORDER BY side, day DESC, at DESC"""


@dataclass(frozen=True, slots=True)
class LastContact:
    """When one side contacted the other last, and how; no day: never."""

    side: str
    day: date | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is done next: a person's own step, or the next action that the rule gives."""

    text: str
    due_on: date
    owner: str
    is_own: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Engagement:
    """All of it for one renewal; `told` is what does not fit between risk and forecast."""

    risks: list[RiskMark]
    told: str
    stakeholders: list[Stakeholder]
    ours: LastContact
    theirs: LastContact
    notes: list[Note]
    step: Step | None
    is_without_step: bool
    facts: PriorityFacts
    why: str
    waiting_why: str
    waiting_note: str
    snooze: Snooze | None
    snooze_until_at_most: date | None

    @property
    def risk(self) -> RiskMark | None:
        """Return the category that counts."""
        return self.risks[0] if self.risks else None


def engagement_of(renewal: Renewal, *, user: User, on: date) -> Engagement | None:
    """Return the engagement of a renewal that the user sees; None for outsiders."""
    if not scope_of(user).is_inside:
        return None
    of_it = {"renewal": renewal}
    risks = list(RiskMark.objects.filter(**of_it).select_related("by").order_by("-pk")[:SHOWN])
    contacts = _last_contacts(renewal.pk)
    marked = renewal.waiting_why == MARKED
    mark = WaitingMark.objects.filter(**of_it).order_by("-pk").first() if marked else None
    asleep = renewal.snoozed_until is not None
    facts = priority_facts(renewal, promises_of([renewal.pk]).get(renewal.pk))
    notice_on = renewal.notice_on if renewal.renewal_type == "auto" else None
    return Engagement(
        risks=risks,
        told=forecast_beside_risk(
            renewal.risk, renewal.atr_minor, renewal.forecast_minor, renewal.currency
        ),
        stakeholders=stakeholders_of(renewal.pk),
        ours=contacts.get("ours", LastContact("ours")),
        theirs=contacts.get("theirs", LastContact("theirs")),
        notes=notes_of(renewal.pk),
        step=step_of(renewal, on=on),
        is_without_step=Renewal.objects.filter(
            no_step_q(on), pk=renewal.pk, closed_on=None
        ).exists(),
        facts=facts,
        why=explain(facts, renewal.act_reason, renewal.due_on, on),
        waiting_why=WHY.get(renewal.waiting_why, ""),
        waiting_note=mark.note if mark else "",
        snooze=Snooze.objects.filter(**of_it).select_related("by").order_by("-pk").first()
        if asleep
        else None,
        snooze_until_at_most=last_snooze(renewal.due_on, notice_on, on),
    )


def stakeholders_of(renewal_id: int) -> list[Stakeholder]:
    """Return the latest row of each contact who has a part, by name."""
    rows = Stakeholder.objects.filter(renewal_id=renewal_id)
    latest = rows.order_by("contact", "-pk").distinct("contact").select_related("contact", "by")
    return sorted((one for one in latest if one.part), key=lambda one: one.contact.name)


def notes_of(renewal_id: int, *, limit: int = SHOWN) -> list[Note]:
    """Return the latest notes, with who is named in them."""
    notes = Note.objects.filter(renewal_id=renewal_id).select_related("by")
    return list(notes.prefetch_related("mentions__staff").order_by("-pk")[:limit])


def step_of(renewal: Renewal, *, on: date) -> Step | None:
    """Return the next step: nothing open is without one; None once the renewal is closed."""
    if renewal.closed_on is not None:
        return None
    if renewal.step_on is not None:
        own = NextStep.objects.filter(renewal=renewal).select_related("owner").latest("pk")
        name = own.owner.name if own.owner else ""
        return Step(own.text, renewal.step_on, name, is_own=True, is_late=renewal.step_on < on)
    name = renewal.owner.name if renewal.owner else ""
    return Step(
        renewal.get_next_action_display(), renewal.act_on, name,
        is_own=False, is_late=renewal.act_on < on,
    )  # fmt: skip


def _last_contacts(renewal_id: int) -> dict[str, LastContact]:
    with connection.cursor() as cursor:
        cursor.execute(_CONTACTS, {"renewal": renewal_id})
        rows: Sequence[tuple[str, date, str]] = cursor.fetchall()
    return {side: LastContact(side, day, how) for side, day, how in rows}


def engagement_named(key: str, *, user: User, on: date) -> tuple[Renewal, Engagement] | None:
    """Return the open renewal of a contract's key, and its engagement; None where there is none."""
    found = Renewal.objects.visible_to(user).filter(contract__key=key, closed_on=None)
    renewal = found.select_related("owner", "customer", "contract").order_by("renewal_on").first()
    shown = engagement_of(renewal, user=user, on=on) if renewal else None
    return (renewal, shown) if renewal and shown else None


def open_renewal_named(key: str, *, user: User) -> int | None:
    """Return the id of a contract's open renewal, the nearest; by the contract's key."""
    found = Renewal.objects.visible_to(user).filter(contract__key=key, closed_on=None)
    return found.order_by("renewal_on").values_list("pk", flat=True).first()


def contact_named(renewal_id: int, email: str, *, user: User) -> int | None:
    """Return the id of the contact of a renewal's customer with this e-mail address."""
    customers = Renewal.objects.visible_to(user).filter(pk=renewal_id).values("customer_id")
    found = Contact.objects.visible_to(user).filter(customer__in=customers, email__iexact=email)
    return found.order_by("pk").values_list("pk", flat=True).first()
