"""Who is to be reminded of which tasks, what waits to be sent, and a person's own settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Q

from tenure.desk.models import CalendarFeed, Reminder, ReminderChannel
from tenure.desk.queries.task_places import PERSON
from tenure.desk.rules.reminders import MOST_AHEAD, OVERDUE_DAYS, Due
from tenure.desk.rules.task_dates import place_key, place_named
from tenure.directory.models import StaffMember
from tenure.directory.queries import staff_id_named
from tenure.foundation.models import User

_DUE = f"""
    WITH channel (staff_id, kind, today, days, role, cleared) AS (
        SELECT staff_id, kind, today, days::smallint[], role, cleared
        FROM unnest(%(staff)s::bigint[], %(kinds)s::text[], %(todays)s::date[], %(days)s::text[],
                    %(roles)s::text[], %(cleared)s::boolean[])
            AS c (staff_id, kind, today, days, role, cleared))
    SELECT c.staff_id, c.kind, t.id, t.title, t.due_on, x.standing,
           concat_ws(', ', coalesce(u.name, v.name), k.key)
    FROM desk_task t
    LEFT JOIN renewals_renewal r ON r.id = t.renewal_id
    LEFT JOIN book_contract k ON k.id = r.contract_id
    LEFT JOIN directory_customer u ON u.id = r.customer_id
    LEFT JOIN directory_customer v ON v.id = t.customer_id
    CROSS JOIN LATERAL (SELECT {PERSON} AS person) p
    JOIN channel c ON c.staff_id = p.person
        OR (p.person IS NULL AND c.role = t.owner_role
            AND c.role IN ('deal_desk', 'sales_operations', 'head_of_renewals'))
    CROSS JOIN LATERAL (
        SELECT CASE WHEN t.due_on < c.today THEN 'overdue' WHEN t.due_on = c.today THEN 'today'
            ELSE 'soon' || (SELECT min(d) FROM unnest(c.days) AS d WHERE d >= t.due_on - c.today)
            END AS standing) x
    WHERE t.done_on IS NULL AND t.opened_on IS NOT NULL
        AND t.due_on BETWEEN %(first)s AND %(last)s AND t.due_on >= c.today - {OVERDUE_DAYS}
        AND x.standing IS NOT NULL AND (t.after_close OR r.closed_on IS NULL)
        AND (c.cleared OR NOT coalesce(u.export_controlled, v.export_controlled, false))
        AND NOT EXISTS (
            SELECT FROM desk_reminderitem i
            WHERE i.task_id = t.id AND i.staff_id = c.staff_id AND i.kind = c.kind
                AND i.standing = x.standing AND i.due_on = t.due_on)
    ORDER BY c.staff_id, c.kind, t.due_on, t.id"""


@dataclass(frozen=True, slots=True)
class ToRemind:
    """A task of which a person is to be reminded on a channel."""

    staff_id: int
    kind: str
    task_id: int
    due: Due


@dataclass(frozen=True, slots=True)
class ReminderPage:
    """A person's channels, the last messages, and the addresses of the calendar."""

    staff: StaffMember | None
    channels: list[ReminderChannel]
    messages: list[Reminder]
    feeds: list[CalendarFeed]
    hosts: list[str]
    zone: str

    @property
    def feed(self) -> CalendarFeed | None:
        """Return the address that works."""
        return next((feed for feed in self.feeds if getattr(feed, "ending", None) is None), None)


def zone_of(staff: StaffMember) -> str:
    """Return the time zone in which a colleague lives and is left alone."""
    return place_named(place_key(staff.time_zone, staff.region)).zone


def to_be_reminded(at: datetime) -> list[ToRemind]:
    """Return what people are to be reminded of at an instant and were not yet: one statement."""
    found = ReminderChannel.objects.select_related("staff__user").filter(staff__active=True)
    channels = list(found.order_by("pk"))
    if not channels:
        return []
    todays = [at.astimezone(ZoneInfo(zone_of(one.staff))).date() for one in channels]
    users = [one.staff.user for one in channels]
    days = [",".join(map(str, one.days_before)) for one in channels]
    asked: dict[str, Any] = {
        "staff": [one.staff_id for one in channels], "kinds": [one.kind for one in channels],
        "todays": todays, "days": [f"{{{one}}}" for one in days],
        "roles": [one.staff.role for one in channels],
        "cleared": [user is not None and user.cleared for user in users],
        "first": min(todays) - timedelta(days=OVERDUE_DAYS),
        "last": max(todays) + timedelta(days=MOST_AHEAD),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DUE, asked)
        return [
            ToRemind(
                staff_id, kind, task_id, Due(title, about, due_on, standing, task_address(task_id))
            )
            for staff_id, kind, task_id, title, due_on, standing, about in cursor.fetchall()
        ]


def task_address(task_id: int) -> str:
    """Return where a task's page is."""
    return f"{settings.DESK_URL}/tasks/{task_id}/"


def waiting_reminders(at: datetime, *, limit: int = 500) -> list[Reminder]:
    """Return the messages that are to be sent by now."""
    waiting = Reminder.objects.filter(sent_at=None, given_up_at=None, send_from__lte=at)
    return list(waiting.select_related("staff").order_by("send_from", "pk")[:limit])


def channels_of(reminders: Sequence[Reminder]) -> dict[tuple[int, str], ReminderChannel]:
    """Return the channels as they are set now, by colleague and kind."""
    found = ReminderChannel.objects.filter(staff_id__in={one.staff_id for one in reminders})
    return {(one.staff_id, one.kind): one for one in found}


def open_in(reminder: Reminder) -> bool:
    """Tell whether something that a message reminds of is still to be done."""
    return reminder.items.filter(task__done_on=None).exists()


def staff_of(user: User) -> StaffMember | None:
    """Return the colleague as whom somebody signs in."""
    return StaffMember.objects.filter(user=user).first()


def staff_named(name: str) -> StaffMember | None:
    """Return the colleague with this code or e-mail address."""
    return StaffMember.objects.filter(pk=staff_id_named(name) or 0).first()


def reminder_page(user: User) -> ReminderPage:
    """Return a person's own settings (a fixed number of queries)."""
    staff = staff_of(user)
    own = Q(staff=staff) if staff else Q(pk__in=[])
    return ReminderPage(
        staff=staff,
        channels=list(ReminderChannel.objects.visible_to(user).filter(own).order_by("kind")),
        messages=list(Reminder.objects.visible_to(user).filter(own).order_by("-pk")[:10]),
        feeds=list(
            CalendarFeed.objects.visible_to(user).filter(own).select_related("ending")
            .order_by("-pk")[:5]
        ),
        hosts=list(settings.WEBHOOK_HOSTS),
        zone=zone_of(staff) if staff else "UTC",
    )  # fmt: skip
