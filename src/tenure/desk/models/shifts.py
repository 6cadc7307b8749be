"""Hours of regions, shifts, swaps and absences: who works when, and who stands in."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.db.models.functions import Now

from tenure.book.models import days
from tenure.directory.models import Region, StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


def _inside(user: User) -> Q:
    return Q() if scope_of(user).is_inside else Q(pk__in=[])


def _week() -> ArrayField[list[time | None], list[time | None]]:
    return ArrayField(models.TimeField(null=True), size=7)


class RegionHours(models.Model):
    """The local working hours of a region from a day on, until the next row. Append-only.

    `opens` and `closes` are seven times from Monday on, none where it is closed. Of several for one
    day the one recorded last counts. A region without rows has the hours of `rules.shifts`.
    """

    region = models.CharField(max_length=8, choices=Region.choices)
    start_on = models.DateField()
    zone = models.CharField(max_length=40)
    country = models.CharField(max_length=2, blank=True, help_text="Whose holidays; none: none.")
    opens = _week()
    closes = _week()
    cutoff = models.TimeField(help_text="Local; what is asked later goes to the next region.")
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["RegionHours"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["region", "start_on", "id"], name="regionhours_dated")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show hours to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.region} from {self.start_on}"


class ShiftPattern(models.Model):
    """Somebody works for a region on some days of the week, in its hours, from a day until another.

    Shifts are made from it for the days that are planned (see `commands.rota`).
    """

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=8, choices=Region.choices)
    weekdays = ArrayField(models.SmallIntegerField(), help_text="0 is Monday.")
    start_on = models.DateField()
    end_on = models.DateField(null=True)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["ShiftPattern"].as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="shiftpattern_one_at_a_time",
                expressions=[
                    (F("staff"), RangeOperators.EQUAL),
                    (days("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(end_on__gt=F("start_on")), name="shiftpattern_runs"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the rota to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.staff} for {self.region} from {self.start_on}"


class Shift(models.Model):
    """Somebody is on duty for a region in [from_at, until_at). Nobody in two places at once."""

    staff = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, related_name="shifts", db_index=False
    )
    region = models.CharField(max_length=8, choices=Region.choices)
    day = models.DateField(help_text="The region's local day.")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    objects = ScopedQuerySet["Shift"].as_manager()

    class Meta:
        constraints: ClassVar = [
            # Checked when a statement is done: a swap lets both change at once.
            ExclusionConstraint(
                name="shift_one_at_a_time",
                expressions=[
                    (F("staff"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_at"), F("until_at"), function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="shift_runs"),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["from_at", "until_at"], name="shift_by_instant")]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the rota to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.staff} for {self.region} on {self.day}"


class ShiftSwap(models.Model):
    """Somebody asks a colleague to take a shift and give one of as many hours for it."""

    given = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="+")
    wanted = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    objects = ScopedQuerySet["ShiftSwap"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["given", "wanted", "asked_by"], name="swap_asked_once"),
            models.CheckConstraint(condition=~Q(asked_by=F("asked_of")), name="swap_of_two"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show swaps to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.asked_by} with {self.asked_of}"


class SwapAnswer(models.Model):
    """What the other said to a swap, and when; said once."""

    class Kind(models.TextChoices):
        """Yes or no."""

        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    swap = models.OneToOneField(ShiftSwap, on_delete=models.CASCADE, related_name="answer")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet["SwapAnswer"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show answers to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.swap}"


class Absence(models.Model):
    """Somebody is away on the days [start_on, end_on) of their place, and who stands in."""

    class Kind(models.TextChoices):
        """Why somebody is away, as far as colleagues need to know."""

        HOLIDAY = "holiday", "Holiday"
        ILLNESS = "illness", "Illness"
        TRAINING = "training", "Training"
        OTHER = "other", "Other"

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(
        StaffMember, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="Who stands in; none: nobody does.",
    )  # fmt: skip
    kind = models.CharField(max_length=10, choices=Kind.choices)
    start_on = models.DateField()
    end_on = models.DateField(help_text="The first day back.")
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["Absence"].as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="absence_one_at_a_time",
                expressions=[
                    (F("staff"), RangeOperators.EQUAL),
                    (days("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(end_on__gt=F("start_on")) & (Q(cover=None) | ~Q(cover=F("staff"))),
                name="absence_sane",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["end_on", "start_on"], name="absence_by_day")]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show absences to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.staff} away from {self.start_on}"
