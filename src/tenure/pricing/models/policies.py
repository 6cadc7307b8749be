"""Price policies: dated data that say how the next term is priced."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class PricePolicy(models.Model):
    """How renewals of a slice of the book are priced from a day on.

    Write-once: a later `start_on` for the same slice supersedes it. An empty slice field means
    any. Among those that fit, the one with more slice fields named wins (see `rules`).
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    method = models.CharField(
        max_length=8, choices=[("same", "Same"), ("list", "List"), ("uplift", "Uplift")]
    )
    uplift_bp = models.IntegerField(default=0, help_text="Basis points, for the method Uplift.")
    segment = models.CharField(max_length=16, blank=True)
    region = models.CharField(max_length=8, blank=True)
    family = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=12, blank=True)
    start_on = models.DateField(help_text="Terms that start on or after this day.")

    objects = ScopedQuerySet["PricePolicy"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["segment", "region", "family", "channel", "start_on"],
                name="pricepolicy_slice_once",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["same", "list", "uplift"])
                & Q(uplift_bp__gte=-10_000)
                & Q(uplift_bp__lte=100_000),
                name="pricepolicy_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show policies to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return self.name
