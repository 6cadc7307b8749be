"""What was accepted and is booked, exactly once; or why it cannot be booked yet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.book.models import Contract, Order
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.models import Acceptance


def of_contract(user: User, path: str) -> Q:
    """Return the rows of the contracts that colleagues may see; partners see none."""
    seen = Contract.scope_through(user, path)
    return seen if scope_of(user).is_inside else Q(pk__in=[])


class Booking(models.Model):
    """The order that an acceptance became: one each, held by PostgreSQL. Append-only."""

    acceptance = models.OneToOneField(Acceptance, on_delete=models.PROTECT, related_name="booking")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="booking")
    booked_on = models.DateField()
    booked_at = models.DateTimeField(db_default=Now())
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Booking"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show bookings to colleagues who may see the contract."""
        return of_contract(user, "order__contract__")

    def __str__(self) -> str:
        return f"{self.acceptance.quote} booked as order {self.order.number}"


class BookingRefusal(models.Model):
    """Why an acceptance could not be booked when it was last tried; gone once it is."""

    acceptance = models.OneToOneField(Acceptance, on_delete=models.PROTECT, related_name="refusal")
    reason = models.TextField()
    tried_on = models.DateField()

    objects = ScopedQuerySet["BookingRefusal"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="bookingrefusal_says_why")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show refusals to colleagues who may see the contract."""
        return of_contract(user, "acceptance__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.acceptance.quote}: {self.reason}"
