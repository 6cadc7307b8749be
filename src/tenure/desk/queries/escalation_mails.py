"""Who is to be told of what was escalated to them, and whose week's digest is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from tenure.desk.models import Escalation, EscalationEvent, EscalationMail
from tenure.desk.queries.absences import away_at, standing_in
from tenure.desk.queries.entering import heads_of_renewals
from tenure.desk.queries.escalation_rules import cause_name
from tenure.desk.queries.escalations import says_of
from tenure.desk.queries.head import HeadPage, head_figures
from tenure.desk.rules.escalations import Rung, Severity
from tenure.desk.rules.escalations.mails import LINES, Line, digest_week
from tenure.directory.models import StaffMember
from tenure.kernel.money import Money
from tenure.quotes.rules.approvals import place_of

_WEEK = timedelta(days=7)

# On each rung its people: the owner, or who stands in while they are away; the owner's manager;
# every Head of Renewals; who sits as CRO for the region or for all. Nobody is told of a customer
# that they may not see.
_TO_BE_TOLD = """
SELECT DISTINCT lower(p.email), p.user_id, e.id, e.round, t.rung, e.severity, e.at_stake_minor
FROM unnest(%(ids)s::bigint[], %(rungs)s::smallint[]) AS t (escalation, rung)
JOIN desk_escalation e ON e.id = t.escalation AND e.ended_on IS NULL
LEFT JOIN book_contract c ON c.id = e.contract_id
LEFT JOIN directory_customer k ON k.id = c.customer_id
LEFT JOIN directory_staffmember o ON o.id = e.owner_id
LEFT JOIN unnest(%(away)s::bigint[], %(covers)s::bigint[]) AS a (staff_id, cover_id)
    ON a.staff_id = o.id
JOIN LATERAL (
    SELECT coalesce(nullif(s.email, ''), u.email) AS email, u.id AS user_id, u.cleared
    FROM directory_staffmember s LEFT JOIN foundation_user u ON u.id = s.user_id
    WHERE s.id = CASE t.rung WHEN 0 THEN coalesce(a.cover_id, o.id) WHEN 1 THEN o.manager_id END
        AND s.active
    UNION ALL
    SELECT h.email, h.user_id, h.cleared
    FROM unnest(%(heads)s::text[], %(head_users)s::bigint[], %(head_cleared)s::boolean[])
        AS h (email, user_id, cleared)
    WHERE t.rung = 2
    UNION ALL
    (SELECT coalesce(nullif(s.email, ''), u.email), u.id, u.cleared
     FROM quotes_approverseat x JOIN foundation_user u ON u.id = x.user_id AND u.is_active
     LEFT JOIN directory_staffmember s ON s.user_id = u.id
     WHERE t.rung = 3 AND x.role = 'cro' AND x.region IN ('', e.region)
        AND x.start_on <= %(on)s AND coalesce(x.end_on, 'infinity') > %(on)s
     ORDER BY x.region DESC LIMIT 1)
) p ON coalesce(p.email, '') <> ''
WHERE (k.export_controlled IS NOT TRUE OR coalesce(p.cleared, false))
    AND NOT EXISTS (
        SELECT FROM desk_escalationnotice n WHERE n.escalation_id = e.id AND n.round = e.round
            AND n.rung = t.rung AND n.recipient = lower(p.email))
ORDER BY 1, e.severity DESC, e.at_stake_minor DESC, e.id, t.rung DESC"""


@dataclass(frozen=True, slots=True)
class Told:
    """One escalation that came to somebody: its round, and the rung they are on."""

    escalation_id: int
    round: int
    rung: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to write to, and what came to them, the most severe first."""

    email: str
    user_id: int | None
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Weekly:
    """A digest that is due: to whom, of which week, with which figures and escalations."""

    reader: Reader
    week: date
    figures: list[tuple[str, str]]
    lines: list[Line]


def to_be_told(rungs: Sequence[tuple[int, int]], *, on: date, at: datetime) -> list[Reader]:
    """Return who has to be told of these escalations (id and rung) and was not in their round.

    For an owner who is away at the instant it is who stands in for them.
    """
    if not rungs:
        return []
    heads = heads_of_renewals()
    covers = standing_in(away_at(at))
    params: dict[str, Any] = {
        "ids": [one for one, _ in rungs], "rungs": [int(rung) for _, rung in rungs],
        "on": on, "away": list(covers), "covers": list(covers.values()),
        "heads": [email for email, _, _ in heads],
        "head_users": [user.pk if user else None for _, user, _ in heads],
        "head_cleared": [cleared for _, _, cleared in heads],
    }  # fmt: skip
    found: dict[str, list[Told]] = {}
    users: dict[str, int | None] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TO_BE_TOLD, params)
        for email, user_id, escalation, number, rung, _, _ in cursor.fetchall():
            found.setdefault(email, []).append(Told(escalation, number, rung))
            users[email] = users.get(email) or user_id
    return [Reader(email, users[email], tuple(told)) for email, told in found.items()]


def mail_lines(readers: Sequence[Reader], *, on: date) -> dict[str, list[Line]]:
    """Return the first lines of each reader's mail, by address (one query for all)."""
    ids = {one.escalation_id for reader in readers for one in reader.told[:LINES]}
    rows = Escalation.objects.filter(pk__in=ids).select_related("contract__customer", "discrepancy")
    known = {one.pk: one for one in rows}
    return {
        reader.email: [
            _line(known[one.escalation_id], on, rung=one.rung) for one in reader.told[:LINES]
        ]
        for reader in readers
    }


def _line(one: Escalation, on: date, *, rung: int | None = None) -> Line:
    contract = one.contract
    key = contract.key if contract else (one.discrepancy.key if one.discrepancy else one.subject)
    return Line(
        severity=Severity(one.severity), rung=Rung(one.rung if rung is None else rung),
        cause=cause_name(one.cause),
        who=f"{contract.customer.name}, {key}" if contract else key, says=says_of(one, on),
        worth=Money(one.at_stake_minor, one.currency).format(),
        page=f"{settings.DESK_URL}/escalations/{one.pk}/",
    )  # fmt: skip


def unsent_mails() -> list[EscalationMail]:
    """Return the mails that wait, oldest first."""
    return list(EscalationMail.objects.filter(sent_at=None).order_by("pk"))


def weekly_due(*, on: date, at: datetime) -> list[Weekly]:
    """Return the digests that are due and not written, one for each Head of Renewals.

    The figures are worked out twice at most: for who is cleared for export control, and who is not.
    """
    heads = heads_of_renewals()
    zones = _zones([email for email, _, _ in heads])
    weeks = {
        email.lower(): digest_week(at, zones.get(email.lower(), "UTC")) for email, _, _ in heads
    }
    written = set(
        EscalationMail.objects.filter(week__in=set(weeks.values()) - {None}).values_list(
            "recipient", "week"
        )
    )
    due = [
        (email.lower(), user, cleared, week)
        for email, user, cleared in heads
        if (week := weeks[email.lower()]) is not None and (email.lower(), week) not in written
    ]
    told = {cleared: _figures(cleared, on) for cleared in {cleared for _, _, cleared, _ in due}}
    return [
        Weekly(Reader(email, user.pk if user else None, ()), week, *told[cleared])
        for email, user, cleared, week in due
    ]


def _zones(emails: Sequence[str]) -> dict[str, str]:
    rows = StaffMember.objects.filter(Q(email__in=emails) | Q(user__email__in=emails))
    return {
        (staff.email or (staff.user.email if staff.user else "")).lower(): place_of(
            staff.time_zone, staff.region
        ).zone
        for staff in rows.select_related("user")
    }


def _figures(cleared: bool, on: date) -> tuple[list[tuple[str, str]], list[Line]]:
    """Return the figures of the week until a day, and the most severe of what is open."""
    path = "contract__customer__export_controlled"
    seen, events = Escalation.objects.all(), EscalationEvent.objects.all()
    if not cleared:
        seen = seen.exclude(**{path: True})
        events = events.exclude(**{f"escalation__{path}": True})
    page = head_figures(seen, events, on=on, since=on - _WEEK)
    top = seen.filter(ended_on=None).select_related("contract__customer", "discrepancy")
    first = top.order_by("-severity", "-at_stake_minor", "pk")[:LINES]
    return _told(page), [_line(one, on) for one in first]


def _told(page: HeadPage) -> list[tuple[str, str]]:
    amounts = ", ".join(Money(minor, code).format() for minor, code in page.total.amounts)
    return [
        ("Open", f"{page.open:,}"),
        ("New this week", f"{page.new:,}"),
        ("Late", f"{page.late:,}"),
        ("Not taken up", f"{page.untaken:,}"),
        *((f"{label} this week", f"{count:,}") for label, count in page.changed),
        ("At stake a year", amounts or "nothing"),
    ]
