"""Programs and what they are worth from a day on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


def _inside(user: User) -> Q:
    return Q() if scope_of(user).is_inside else Q(pk__in=[])


class Program(models.Model):
    """Something offered to some customers. Append-only: what they were told stays as it was."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    sentence = models.CharField(max_length=300, help_text="What customers read of it.")

    objects = ScopedQuerySet["Program"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show programs to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return self.name


class ProgramTerms(models.Model):
    """What a program is worth from a day on. Append-only; later terms supersede it."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="terms", db_index=False
    )
    start_on = models.DateField(help_text="Renewed terms that start on or after this day.")
    end_on = models.DateField(null=True, help_text="First day on which it is no longer offered.")
    uplift_bp = models.IntegerField(null=True, help_text="Basis points; none: as policies say.")
    discount_bp = models.IntegerField(null=True, help_text="Basis points; none: as policies say.")
    verify_months = models.SmallIntegerField(default=12, help_text="How long a verification lasts.")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["ProgramTerms"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "start_on"], name="programterms_day_once"),
            models.CheckConstraint(
                condition=(Q(end_on=None) | Q(end_on__gt=F("start_on")))
                & (Q(uplift_bp=None) | Q(uplift_bp__gte=-10_000, uplift_bp__lte=100_000))
                & (Q(discount_bp=None) | Q(discount_bp__gte=0, discount_bp__lte=10_000))
                & Q(verify_months__gte=1),
                name="programterms_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the terms of programs to everyone inside the company."""
        return _inside(user)

    def __str__(self) -> str:
        return f"{self.program} from {self.start_on}"
