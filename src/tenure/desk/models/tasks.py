"""Tasks of plays and by hand: what they wait for, what is ticked, attached and came of them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.desk.models.plays import PlayStart, PlayTask
from tenure.desk.rules.plays import OWNERS
from tenure.directory.models import Customer, StaffMember
from tenure.directory.scope import scope_of
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.models import Renewal


class Task(models.Model):
    """Something to be done by a day: on a renewal by whoever holds a role there, or by one person.

    Without a renewal it is work of the desk, perhaps about a customer. `start` and `play_task` say
    which play opened it; without them a person did. It is to be done from `opened_on` on; empty: it
    waits for others (TaskAfter). `done_on` is kept with the result, so that what is open can be
    read from an index. `place` is where its working days and hours were counted.
    """

    renewal = models.ForeignKey(Renewal, null=True, on_delete=models.PROTECT, related_name="tasks")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    start = models.ForeignKey(PlayStart, null=True, on_delete=models.PROTECT, related_name="tasks")
    play_task = models.ForeignKey(PlayTask, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    owner_role = models.CharField(max_length=24, choices=list(OWNERS.items()), blank=True)
    owner = models.ForeignKey(
        StaffMember, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_on = models.DateField()
    after_close = models.BooleanField(default=False)
    opened_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    place = models.CharField(max_length=48, blank=True)
    sla_hours = models.SmallIntegerField(null=True)
    sla_due_at = models.DateTimeField(null=True)
    checklist = ArrayField(models.CharField(max_length=120), default=list)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["Task"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["renewal", "play_task"], name="task_once"),
            models.CheckConstraint(
                condition=Q(owner=None) ^ Q(owner_role=""), name="task_has_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(renewal__isnull=False, customer=None)
                | Q(renewal=None, owner__isnull=False, play_task=None),
                name="task_is_about",
            ),
            models.CheckConstraint(
                condition=Q(start=None, play_task=None, made_by__isnull=False)
                | Q(start__isnull=False, play_task__isnull=False, made_by=None),
                name="task_of_play_or_person",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], name="task_open", condition=Q(done_on=None)),
            models.Index(
                fields=["-done_on", "-id"], name="task_done", condition=Q(done_on__isnull=False)
            ),
            models.Index(
                fields=["sla_due_at"], name="task_sla",
                condition=Q(done_on=None, sla_due_at__isnull=False),
            ),
            models.Index(
                fields=["owner", "due_on"], name="task_of_person",
                condition=Q(done_on=None, owner__isnull=False),
            ),
        ]  # fmt: skip

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those inside who may see the renewal or the customer.

        What is about neither is seen by who owns or made it, and by those who see the whole book.
        """
        scope = scope_of(user)
        if not scope.is_inside:
            return Q(pk__in=[])
        own = Q(owner__user=user) | Q(made_by=user)
        if scope.sees_everything:
            if scope.cleared:
                return Q()
            controlled = Q(renewal__customer__export_controlled=True)
            return ~(controlled | Q(customer__export_controlled=True))
        about = Q(renewal__in=Renewal.objects.visible_to(user).order_by())
        about |= Q(customer__in=Customer.objects.visible_to(user).order_by())
        return about | (Q(renewal=None, customer=None) & own)

    def __str__(self) -> str:
        about = self.renewal or self.customer
        return f"{self.title} ({about})" if about else self.title


class OfTask(models.Model):
    """What belongs to a task and is seen by those who see the task."""

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those who see the task."""
        return Q(task__in=Task.objects.visible_to(user).order_by())


class TaskAfter(OfTask):
    """A task opens when another is finished. Made with the task, so that no circle can arise."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="befores", db_index=False)
    before = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="afters")

    objects = ScopedQuerySet["TaskAfter"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "before"], name="taskafter_once"),
            models.CheckConstraint(condition=~Q(task=models.F("before")), name="taskafter_another"),
        ]

    def __str__(self) -> str:
        return f"{self.task} after {self.before}"


class TaskTick(OfTask):
    """An item of a task's checklist that somebody ticked; `item` is its place, from 0."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="ticks", db_index=False)
    item = models.SmallIntegerField()
    ticked_on = models.DateField()
    ticked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["TaskTick"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "item"], name="tasktick_once")
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.item}"


class TaskMove(OfTask):
    """A person moved the day on which a task is due, and why. Append-only."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="moves")
    before_on = models.DateField()
    due_on = models.DateField()
    reason = models.CharField(max_length=300)
    moved_on = models.DateField()
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["TaskMove"].as_manager()

    def __str__(self) -> str:
        return f"{self.task}: {self.before_on} to {self.due_on}"


class TaskEvidence(OfTask):
    """What shows that a task was done: a file, the address of a page, or a note. Append-only."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="evidence")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    link = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=500, blank=True)
    added_on = models.DateField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["TaskEvidence"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(document__isnull=False) | ~Q(link="") | ~Q(note=""),
                name="taskevidence_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.note or self.link or 'file'}"


class TaskResult(OfTask):
    """What came of a task: done, or not needed and why. Append-only."""

    class Kind(models.TextChoices):
        """Whether it was done."""

        DONE = "done", "Done"
        NOT_NEEDED = "not_needed", "Not needed"

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="result")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    result = models.CharField(max_length=500)
    done_on = models.DateField()
    done_at = models.DateTimeField(db_default=Now())
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["TaskResult"].as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.task}"
