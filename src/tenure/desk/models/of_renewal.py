"""What belongs to a renewal and is seen by those inside who see the renewal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.renewals.models import Renewal


class OfRenewal(models.Model):
    """A dated row about a renewal, by a person. Append-only: the latest counts."""

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those inside who may see the renewal."""
        if not scope_of(user).is_inside:
            return Q(pk__in=[])
        return Q(renewal__in=Renewal.objects.visible_to(user).order_by())
