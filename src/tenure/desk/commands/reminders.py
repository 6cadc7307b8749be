"""Remind people of their tasks by mail and in chats.

1. What has to be told is written down in one transaction, each task once for each person, channel,
   standing (soon, today, overdue) and due day; what one person is told at once is one message.
2. A message is claimed by compare-and-set, handed over, and noted as sent; in the person's quiet
   hours it waits. One that was claimed but not noted is sent again, with the same Message-ID or
   Idempotency-Key.
3. What fails is tried again after 5, 10, 20 minutes and so on, and given up after eight tries, or
   at once when trying again cannot help; the reason stays with it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import groupby

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection, transaction

from tenure.desk.commands.webhooks import WebhookFailed, post_text
from tenure.desk.models import Reminder, ReminderChannel, ReminderItem
from tenure.desk.queries.reminders import (
    channels_of,
    open_in,
    to_be_reminded,
    waiting_reminders,
    zone_of,
)
from tenure.desk.rules import reminders as rules
from tenure.foundation.commands import record_event
from tenure.foundation.mailing import MailRefused, hand_over, unclaimed
from tenure.foundation.models import User

LOCK = 7_310_114_041  # any number, the same in every process of this program
_LONGEST = 300


class _Failed(Exception):
    """Why a message was not taken, and whether trying again could help."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.is_final = reason, is_final


@transaction.atomic
def write_reminders(*, by: User, on: date, at: datetime) -> int:
    """Write down what people are to be reminded of; return how many messages are new."""
    with connection.cursor() as cursor:  # two that write at once would both write a message
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    told = to_be_reminded(at)
    groups = [
        (key, list(rows)) for key, rows in groupby(told, key=lambda row: (row.staff_id, row.kind))
    ]
    made = Reminder.objects.bulk_create(
        Reminder(
            staff_id=staff_id, kind=kind, written_on=on, send_from=at,
            body=rules.body([row.due for row in rows], f"{settings.DESK_URL}/tasks/"),
        )
        for (staff_id, kind), rows in groups
    )  # fmt: skip
    ReminderItem.objects.bulk_create(
        ReminderItem(
            reminder=reminder, task_id=row.task_id, staff_id=row.staff_id, kind=row.kind,
            standing=row.due.standing, due_on=row.due.due_on,
        )
        for reminder, (_, rows) in zip(made, groups, strict=True)
        for row in rows
    )  # fmt: skip
    if made:
        detail = {"messages": len(made), "tasks": len(told)}
        record_event(by=by, on=on, verb="desk.write_reminders", subject=made[0], detail=detail)
    return len(made)


def send_task_reminders(*, by: User, on: date, at: datetime) -> dict[str, int]:
    """Send the messages that wait; return how many were sent, failed, and given up."""
    waiting = waiting_reminders(at)
    channels = channels_of(waiting)
    counts = {"sent": 0, "failed": 0, "given_up": 0}
    for reminder in waiting:
        outcome = _send(reminder, channels.get((reminder.staff_id, reminder.kind)), at)
        if outcome:
            counts[outcome] += 1
    if counts["sent"] or counts["given_up"]:
        verb = "desk.send_reminders"
        record_event(by=by, on=on, verb=verb, subject=waiting[0], detail=counts)
    return counts


def _send(reminder: Reminder, channel: ReminderChannel | None, at: datetime) -> str:
    """Return what came of one message; empty: it waits, or another process sends it."""
    row = Reminder.objects.filter(pk=reminder.pk)
    mine = row.filter(unclaimed(at), sent_at=None, given_up_at=None, send_from__lte=at)
    if channel is not None:
        send_from = rules.after_quiet(at, zone_of(reminder.staff), _quiet(channel))
        if send_from > at:
            mine.update(send_from=send_from)
            return ""
        if channel.kind == ReminderChannel.Kind.MAIL and not settings.EMAIL_HOST:
            return ""
    if not mine.update(claimed_at=at):
        return ""
    try:
        _hand_over(reminder, channel)
    except _Failed as failed:
        tries = reminder.tries + 1
        again = None if failed.is_final else rules.next_try(at, tries)
        row.update(
            claimed_at=None, tries=tries, problem=failed.reason[:_LONGEST],
            send_from=again or reminder.send_from, given_up_at=None if again else at,
        )  # fmt: skip
        return "failed" if again else "given_up"
    row.update(sent_at=at, problem="")
    return "sent"


def _hand_over(reminder: Reminder, channel: ReminderChannel | None) -> None:
    if channel is None:
        raise _Failed("The channel was taken away.", is_final=True)
    if not open_in(reminder):
        raise _Failed("Everything was done before it was sent.", is_final=True)
    if channel.kind == ReminderChannel.Kind.WEBHOOK:
        key = rules.message_id(reminder.pk).strip("<>")
        try:
            text = rules.chat_text(reminder.body)
            post_text(sealed_address=channel.address, text=text, key=key)
        except WebhookFailed as error:
            raise _Failed(str(error), is_final=error.is_final) from error
        return
    if not reminder.staff.email:
        raise _Failed("The colleague has no e-mail address.", is_final=True)
    try:
        taken = hand_over(
            subject=reminder.body.partition("\n")[0].rstrip("."), body=reminder.body,
            to=[reminder.staff.email], message_id=rules.message_id(reminder.pk),
            backend=get_connection(),
        )  # fmt: skip
    except MailRefused as error:
        raise _Failed(str(error)) from error
    if not taken:
        raise _Failed("The mail server did not take it.")


def _quiet(channel: ReminderChannel) -> tuple[time, time] | None:
    if channel.quiet_from is None or channel.quiet_until is None:
        return None
    return channel.quiet_from, channel.quiet_until
