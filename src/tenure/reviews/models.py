"""What people wrote into reviews, and reviews that were kept as they were."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from tenure.book.models import Contract
from tenure.directory.models import Customer, StaffMember, Team
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.foundation.visibility import ScopedQuerySet
from tenure.reviews.rules.reviews import KINDS


class OfReview(models.Model):
    """A row about a review: which kind, period and whose. Append-only.

    Of the four only one is set, or none: then it is of the whole book. `reader` is the person of
    whose own view it is.
    """

    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    period = models.CharField(max_length=8)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those who may have the review: of the whole book, of theirs, of a customer.

        What somebody's own view held stays with them.
        """
        scope = scope_of(user)
        if not scope.is_inside or not may(user.role, Permission.SEE_METRICS):
            return Q(pk__in=[])
        own = Q(reader=user)
        if scope.sees_everything:
            seen = Customer.objects.visible_to(user).order_by().values("pk")
            return own | (Q(reader=None) & (Q(customer=None) | Q(customer__in=seen)))
        theirs = {*scope.owner_ids, *scope.staff_ids}
        teams = StaffMember.objects.filter(pk__in=scope.owner_ids).values("team")
        customers = Customer.objects.visible_to(user).order_by().values("pk")
        return own | Q(person__in=theirs) | Q(team__in=teams) | Q(customer__in=customers)


class ReviewNote(OfReview):
    """What a person wrote into a section of a review; the latest counts, empty takes it back."""

    section = models.CharField(max_length=20)
    text = models.TextField(blank=True)

    objects = ScopedQuerySet["ReviewNote"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "period", "section", "-id"], name="reviewnote_latest")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}, {self.section}"


class ReviewIssue(OfReview):
    """A review as it was when somebody kept it: all of it as JSON, with the day it was known on."""

    title = models.CharField(max_length=200)
    known_on = models.DateField()
    content = models.JSONField()
    cleared = models.BooleanField(default=True, help_text="Who kept it was cleared then.")

    objects = ScopedQuerySet["ReviewIssue"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-id"], name="reviewissue_latest")]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it as a review is shown; what a cleared person kept, to cleared people only.

        It holds what they saw then, whether or not they are cleared now: names and figures of
        export-controlled customers among them. And it holds the contracts that they saw: of a
        customer of whose contracts somebody may see some only, they have what they kept themselves.
        """
        seen = super().scope_q(user)
        scope = scope_of(user)
        if not scope.cleared:
            seen &= Q(cleared=False)
        if scope.sees_everything:
            return seen
        others = Contract.objects.filter(~Contract.scope_q(user), customer=OuterRef("customer"))
        return seen & (Q(customer=None) | Q(by=user) | Q(~Exists(others)))

    def __str__(self) -> str:
        return f"{self.title} {self.period}, kept on {self.on}"
