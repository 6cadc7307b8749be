"""Stored documents, found by the hash of their content, and the clauses that papers print."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.documents.rules import Language
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class Document(models.Model):
    """One file in the store (`DATA_DIR/documents/ab/abcdef...`), written once.

    Who may see it follows from what it belongs to (a quote), so it is never listed by itself.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField(help_text="Bytes.")
    template = models.CharField(max_length=60, help_text="Template name and version.")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_sha256"
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.sha256[:12]}"


class Clause(models.Model):
    """A clause of a terms version in one language, as it was published: written once.

    What changes is published as another terms version, so a contract always finds its own text.
    """

    terms_version = models.CharField(max_length=40)
    code = models.SlugField(max_length=40, help_text="The same in every language and version.")
    position = models.SmallIntegerField()
    language = models.CharField(max_length=2, choices=[(one.value, one.label) for one in Language])
    title = models.CharField(max_length=120)
    text = models.TextField(help_text="Paragraphs apart by an empty line; never markup.")
    published_on = models.DateField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Clause"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["terms_version", "language", "code"], name="clause_once"
            ),
            models.UniqueConstraint(
                fields=["terms_version", "language", "position"], name="clause_place_once"
            ),
            models.CheckConstraint(
                condition=~Q(terms_version="")
                & ~Q(title="")
                & ~Q(text="")
                & Q(position__gte=1)
                & Q(language__in=[one.value for one in Language]),
                name="clause_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show published clauses to everyone who has signed in."""
        return Q()

    def __str__(self) -> str:
        return f"{self.terms_version} {self.code} ({self.language})"
