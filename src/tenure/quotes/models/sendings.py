"""Offers that were sent: the link of each, its mails, and all that happened to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tenure.book.models import Contract
from tenure.directory.models import Partner
from tenure.directory.scope import scope_of
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.models.acceptance import Acceptance, Decline
from tenure.quotes.models.quotes import Quote
from tenure.quotes.rules.offer_mail import LANGUAGES
from tenure.quotes.rules.sendings import Happened, MailKind


class Sending(models.Model):
    """A quote that was sent to one person, with the link that shows it to whoever holds it.

    Only the SHA-256 of the link's token is kept. `partner` is set for a partner's person, who is
    told what that partner pays. `expires_on` is the first day on which the link works no more.
    """

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="sendings")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    language = models.CharField(max_length=8, choices=list(LANGUAGES.items()), default="en")
    nonce = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField()
    sent_at = models.DateTimeField(db_default=Now())
    expires_on = models.DateField()
    withdrawn_because = models.TextField(blank=True, help_text="Empty while the link works.")

    objects = ScopedQuerySet["Sending"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["expires_on"], condition=Q(withdrawn_because=""), name="sending_open"
            ),
            models.Index(fields=["sent_on"], name="sending_by_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["quote", "email"], condition=Q(withdrawn_because=""), name="sending_once"
            ),
            models.CheckConstraint(
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$")
                & Q(expires_on__gt=F("sent_on"))
                & ~Q(name="")
                & ~Q(email=""),
                name="sending_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show what was sent of the renewals that colleagues may see."""
        return _inside(user, "quote__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.quote} to {self.email}"


class OfferEvent(models.Model):
    """Something that happened to an offer that was sent. Append-only; keeps no network address.

    `question` is what an answer answers. `by` is the colleague who did it, or the program for the
    holder of the link.
    """

    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Happened.choices())
    note = models.TextField(blank=True)
    question = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="answer"
    )
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    acceptance = models.OneToOneField(
        Acceptance, null=True, on_delete=models.PROTECT, related_name="offer_event"
    )
    decline = models.OneToOneField(
        Decline, null=True, on_delete=models.PROTECT, related_name="offer_event"
    )
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["OfferEvent"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sending", "-id"], name="offerevent_latest"),
            models.Index(fields=["on"], name="offerevent_by_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sending", "kind", "on"],
                condition=Q(kind__in=["opened", "downloaded"]),
                name="offerevent_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(Happened))
                & (Q(kind="answered") | Q(question=None))
                & (Q(kind="accepted") | Q(acceptance=None))
                & (Q(kind="declined") | Q(decline=None))
                & (~Q(kind="uploaded") | Q(document__isnull=False)),
                name="offerevent_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show what happened to the offers of the renewals that colleagues may see."""
        return _inside(user, "sending__quote__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.sending}: {self.kind}"


class OfferMail(models.Model):
    """One mail about an offer: to its reader, or to the renewal's owner.

    `claimed_at` without `delivered_at` is a mail that is being sent, or was when its process died:
    it is sent again with the same Message-ID. `failure` is why the mail server refused it for good.
    """

    event = models.ForeignKey(OfferEvent, on_delete=models.PROTECT, related_name="mails")
    kind = models.CharField(max_length=8, choices=[(one, one) for one in MailKind])
    recipient = models.EmailField()
    claimed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    objects = ScopedQuerySet["OfferMail"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=Q(delivered_at=None, failure=""), name="offermail_unsent"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "kind"], name="offermail_once"),
            models.CheckConstraint(
                condition=Q(kind__in=list(MailKind)) & ~Q(recipient=""), name="offermail_sane"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the mails about the offers of the renewals that colleagues may see."""
        return _inside(user, "event__sending__quote__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"


def _inside(user: User, path: str) -> Q:
    return Contract.scope_through(user, path) if scope_of(user).is_inside else Q(pk__in=[])
