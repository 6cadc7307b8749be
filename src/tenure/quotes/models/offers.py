"""What belongs to an offer beside its quote: options, how a quote ended, notes to the customer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tenure.book.models import Contract
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.models.quotes import Quote
from tenure.quotes.rules.standing import Ending
from tenure.renewals.models import Renewal


class QuoteOption(models.Model):
    """Another full quote that is offered beside the primary one. Append-only.

    `position` is that of the option's quote, the same in every version of the offer; `label` is
    what the customer reads: "36 months". It counts while the primary quote is the primary one and
    the option's own quote has not ended.
    """

    primary = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="options")
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="as_option")
    position = models.SmallIntegerField()
    label = models.CharField(max_length=80)

    objects = ScopedQuerySet["QuoteOption"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["primary", "position"], name="quoteoption_place_once"),
            models.CheckConstraint(
                condition=Q(position__gte=1) & ~Q(label="") & ~Q(primary=F("quote")),
                name="quoteoption_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the options of the quotes the user may see."""
        return Contract.scope_through(user, "primary__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.primary}: {self.label}"


class QuoteEnding(models.Model):
    """Why a quote is not offered any more, from when on and by whom. Append-only."""

    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="ending")
    kind = models.CharField(max_length=12, choices=Ending.choices())
    reason = models.TextField()
    ended_on = models.DateField()
    ended_at = models.DateTimeField(db_default=Now())
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["QuoteEnding"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=list(Ending)) & ~Q(reason=""), name="quoteending_says_why"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show how the quotes ended that the user may see."""
        return Contract.scope_through(user, "quote__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.quote} {self.kind} {self.ended_on}"


class OfferNote(models.Model):
    """What the customer is told with the offer of a renewal; the latest counts. Append-only.

    An empty text takes back what was said before.
    """

    renewal = models.ForeignKey(Renewal, on_delete=models.PROTECT, related_name="offer_notes")
    text = models.TextField(blank=True)
    written_on = models.DateField()
    written_at = models.DateTimeField(db_default=Now())
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["OfferNote"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["renewal", "-id"], name="offernote_latest")]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the notes of the renewals the user may see."""
        return Contract.scope_through(user, "renewal__contract__")

    def __str__(self) -> str:
        return f"note to {self.renewal} of {self.written_on}"
