"""Quotes that are out for electronic signature, and what the service said of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tenure.closing.models.booking import of_contract
from tenure.closing.rules.esignature import EVENTS
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.models import Quote


class Envelope(models.Model):
    """A quote that a person is asked to sign electronically. Append-only."""

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="envelopes")
    service_id = models.CharField(max_length=80, unique=True, help_text="The service's id of it.")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    email = models.EmailField()
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Envelope"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "email"], name="envelope_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> models.Q:
        """Show envelopes to colleagues who may see the contract."""
        return of_contract(user, "quote__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.quote} for {self.name} to sign"


class EnvelopeNews(models.Model):
    """Something a service said of an envelope, taken in once, and what came of it. Append-only."""

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="news")
    event = models.CharField(max_length=24, choices=[(one, one) for one in sorted(EVENTS)])
    said_at = models.DateTimeField()
    outcome = models.TextField(help_text="What came of it, or why nothing could.")
    taken_on = models.DateField()

    objects = ScopedQuerySet["EnvelopeNews"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["envelope", "event"], name="envelopenews_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> models.Q:
        """Show news to colleagues who may see the contract."""
        return of_contract(user, "envelope__quote__renewal__contract__")

    def __str__(self) -> str:
        return f"{self.envelope}: {self.event}"
