"""A person's own settings: how to be reminded, and the secret address of the calendar."""

from __future__ import annotations

import secrets
from datetime import date, time

from django.db import transaction

from tenure.desk.commands.webhooks import host_of, sealed
from tenure.desk.models import CalendarFeed, CalendarFeedEnd, ReminderChannel
from tenure.desk.queries.reminders import staff_of
from tenure.desk.rules.reminders import read_days
from tenure.directory.models import StaffMember
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.tokens import digest_of
from tenure.kernel.errors import InvalidInput

_HINT = 8


@transaction.atomic
def set_channel(
    *, kind: str, days_before: tuple[int, ...] = (), quiet: tuple[time, time] | None = None,
    address: str = "", by: User, on: date, staff: StaffMember | None = None,
) -> ReminderChannel:  # fmt: skip
    """Set how somebody is reminded (`by`, or `staff` from the command line). An empty address
    keeps the webhook that is set. Raises InvalidInput."""
    person = _person(by, staff)
    if kind not in ReminderChannel.Kind.values:
        raise InvalidInput("Reminders come by mail or webhook.")
    channel = ReminderChannel.objects.select_for_update().filter(staff=person, kind=kind).first()
    channel = channel or ReminderChannel(staff=person, kind=kind)
    channel.days_before = list(read_days(days_before))
    channel.quiet_from, channel.quiet_until = quiet or (None, None)
    channel.set_on, channel.set_by = on, by
    if kind == ReminderChannel.Kind.WEBHOOK:
        if address:
            channel.host, channel.address = host_of(address), sealed(address)
        if not channel.address:
            raise InvalidInput("Give the webhook's address.")
    channel.save()
    detail = {"kind": kind, "days": channel.days_before, "host": channel.host}
    record_event(by=by, on=on, verb="desk.set_channel", subject=channel, detail=detail)
    return channel


@transaction.atomic
def remove_channel(*, kind: str, by: User, on: date, staff: StaffMember | None = None) -> None:
    """Remind somebody on a channel no more. Again: changes nothing."""
    person = _person(by, staff)
    channel = ReminderChannel.objects.filter(staff=person, kind=kind).first()
    if channel is not None:
        detail = {"kind": kind}
        record_event(by=by, on=on, verb="desk.remove_channel", subject=channel, detail=detail)
        channel.delete()


@transaction.atomic
def make_calendar(
    *, by: User, on: date, staff: StaffMember | None = None
) -> tuple[CalendarFeed, str]:
    """Make the secret address of a person's calendar, and end the one before; return its token.

    The token is not kept and cannot be shown again.
    """
    end_calendar(by=by, on=on, staff=staff)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        staff=_person(by, staff),
        digest=digest_of(token),
        hint=token[:_HINT],
        made_on=on,
        made_by=by,
    )
    record_event(by=by, on=on, verb="desk.make_calendar", subject=feed, detail={"hint": feed.hint})
    return feed, token


@transaction.atomic
def end_calendar(*, by: User, on: date, staff: StaffMember | None = None) -> int:
    """End the addresses of a person's calendar, for good; return how many worked."""
    # The person is locked, so that of two addresses that are made at once one is left.
    person = StaffMember.objects.select_for_update().get(pk=_person(by, staff).pk)
    feeds = list(CalendarFeed.objects.filter(staff=person, ending=None))
    for feed in feeds:
        CalendarFeedEnd.objects.create(feed=feed, ended_on=on, ended_by=by)
        detail = {"hint": feed.hint}
        record_event(by=by, on=on, verb="desk.end_calendar", subject=feed, detail=detail)
    return len(feeds)


def _person(user: User, staff: StaffMember | None) -> StaffMember:
    if staff is not None and not user.is_system:
        raise InvalidInput("Everybody sets their own reminders.")
    person = staff or staff_of(user)
    if person is None:
        raise InvalidInput("Only colleagues are reminded: nobody of the staff signs in as you.")
    return person
