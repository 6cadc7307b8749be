"""What colleagues can take on: languages, segments, channels, partners, regions; and how much."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from tenure.book.models import days
from tenure.desk.rules.routing import SKILL_NAMES
from tenure.directory.models import StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


def _inside(user: User) -> Q:
    return Q() if scope_of(user).is_inside else Q(pk__in=[])


class StaffSkill(models.Model):
    """Somebody speaks a language or knows a segment, channel or partner, from a day until another.

    `code` is the language's code, the segment's or channel's, or the partner's key.
    """

    staff = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, related_name="skills", db_index=False
    )
    kind = models.CharField(max_length=10, choices=[(one.value, n) for one, n in SKILL_NAMES])
    code = models.CharField(max_length=120)
    start_on = models.DateField()
    end_on = models.DateField(null=True)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["StaffSkill"].as_manager()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="staffskill_once_at_a_time",
                expressions=[
                    (F("staff"), RangeOperators.EQUAL),
                    (F("kind"), RangeOperators.EQUAL),
                    (F("code"), RangeOperators.EQUAL),
                    (days("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one, _ in SKILL_NAMES])
                & (Q(end_on=None) | Q(end_on__gt=F("start_on"))),
                name="staffskill_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show skills to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.staff}: {self.kind} {self.code}"


class StaffCapacity(models.Model):
    """How many open renewals somebody can own, from a day until the next row. Append-only.

    Of several for one day the one recorded last counts; none at all means: takes nothing new.
    """

    staff = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, related_name="capacities", db_index=False
    )
    renewals = models.IntegerField()
    start_on = models.DateField()
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["StaffCapacity"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(renewals__gte=0), name="staffcapacity_sane")
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff", "-start_on", "-id"], name="staffcapacity_latest")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show capacities to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.staff}: {self.renewals} from {self.start_on}"
