"""How people are reminded of their tasks: channels, what was told on them, calendar feeds."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tenure.desk.models.tasks import Task
from tenure.directory.models import StaffMember
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.foundation.visibility import ScopedQuerySet


def _own(user: User, path: str = "") -> Q:
    """Return the condition for a person's own rows; all of them for those who manage users."""
    return Q() if may(user.role, Permission.MANAGE_USERS) else Q(**{f"{path}staff__user": user})


class ReminderChannel(models.Model):
    """A way in which a person wants to be reminded; removed when it is not wanted any more.

    `days_before` the day on which a task is due. Between `quiet_from` and `quiet_until`, in the
    person's own time zone, nothing is sent. `address` is empty for mail, which goes to the
    colleague's own; for a webhook it is encrypted and never shown again (`host` may be).
    """

    class Kind(models.TextChoices):
        """What carries the reminder."""

        MAIL = "mail", "Mail"
        WEBHOOK = "webhook", "Chat (incoming webhook)"

    staff = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, related_name="reminder_channels", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    days_before = ArrayField(models.SmallIntegerField(), default=list)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    address = models.TextField(blank=True)
    host = models.CharField(max_length=260, blank=True)
    set_on = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["ReminderChannel"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "kind"], name="reminderchannel_once"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="reminderchannel_quiet",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show people their own."""
        return _own(user)

    def __str__(self) -> str:
        return f"{self.staff}: {self.get_kind_display()}"


class Reminder(models.Model):
    """One message of reminders to a person on a channel: a row of the queue that is sent once.

    It is sent from `send_from` on, tried again later when that fails, and given up (`given_up_at`)
    with the reason in `problem`.
    """

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ReminderChannel.Kind.choices)
    written_on = models.DateField()
    body = models.TextField()
    send_from = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Reminder"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None), name="reminder_sent_or_given_up"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["send_from", "id"], name="reminder_waiting",
                condition=Q(sent_at=None, given_up_at=None),
            )
        ]  # fmt: skip

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show people their own."""
        return _own(user)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.staff}, {self.written_on}"


class ReminderItem(models.Model):
    """A task of which a person was reminded on a channel, once for each standing and due day."""

    class Standing(models.TextChoices):
        """How near its day was."""

        SOON = "soon", "Due soon"
        TODAY = "today", "Due today"
        OVERDUE = "overdue", "Overdue"

    reminder = models.ForeignKey(Reminder, on_delete=models.PROTECT, related_name="items")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ReminderChannel.Kind.choices)
    standing = models.CharField(max_length=10)
    due_on = models.DateField()

    objects = ScopedQuerySet["ReminderItem"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task", "staff", "kind", "standing", "due_on"], name="reminderitem_once"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show people their own."""
        return _own(user)

    def __str__(self) -> str:
        return f"{self.task}: {self.standing} {self.due_on}"


class CalendarFeed(models.Model):
    """A secret address at which a calendar program reads a person's tasks; its hash is kept."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=16, help_text="Its beginning, which may be shown.")
    made_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["CalendarFeed"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show people their own."""
        return _own(user)

    def __str__(self) -> str:
        return f"Calendar of {self.staff} ({self.hint})"


class CalendarFeedEnd(models.Model):
    """A calendar's address that works no more: since when and by whom. For good."""

    feed = models.OneToOneField(CalendarFeed, on_delete=models.PROTECT, related_name="ending")
    ended_on = models.DateField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["CalendarFeedEnd"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show people their own."""
        return _own(user, "feed__")

    def __str__(self) -> str:
        return f"{self.feed} ended on {self.ended_on}"


class ReaderCursor(models.Model):
    """How far a reader of the outbox has come."""

    reader = models.CharField(max_length=40, primary_key=True)
    event_id = models.BigIntegerField(default=0)

    objects = ScopedQuerySet["ReaderCursor"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to nobody: it is the program's own."""
        return Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.reader}: {self.event_id}"
