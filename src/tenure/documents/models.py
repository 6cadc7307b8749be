"""Stored documents, found by the hash of their content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


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
