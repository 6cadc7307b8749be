"""Paper that was issued: what it is, in which language, from which template, and its file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.book.models import Contract
from tenure.directory.scope import scope_of
from tenure.documents.models import Document
from tenure.documents.rules import Language
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.quotes.models.quotes import Quote
from tenure.quotes.rules.paper.kinds import PaperForm, PaperKind

_FORMS = [(one.value, one.value.upper()) for one in PaperForm]
_LANGUAGES = [(one.value, one.label) for one in Language]


class IssuedPaper(models.Model):
    """One paper as it was issued, in one form. Append-only.

    `fingerprint` is the SHA-256 of what it says, and its first digits the code printed on it;
    `plain_sha256` is that of the file before the seal, which is the same whenever it is set.
    """

    kind = models.CharField(max_length=30, choices=PaperKind.choices())
    form = models.CharField(max_length=4, choices=_FORMS)
    language = models.CharField(max_length=2, choices=_LANGUAGES)
    template = models.CharField(max_length=60, help_text="Template name and version.")
    terms_version = models.CharField(max_length=40, blank=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="papers")
    quote = models.ForeignKey(Quote, null=True, on_delete=models.PROTECT, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="papers")
    fingerprint = models.CharField(max_length=64)
    code = models.CharField(max_length=20, db_index=True)
    plain_sha256 = models.CharField(max_length=64, db_index=True)
    sealed_by = models.CharField(
        max_length=200, blank=True, help_text="Whose certificate; empty: not sealed."
    )
    issued_on = models.DateField()
    issued_at = models.DateTimeField(db_default=Now())
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["IssuedPaper"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "fingerprint", "form", "sealed_by"], name="issuedpaper_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in PaperKind])
                & Q(form__in=[one.value for one in PaperForm])
                & Q(language__in=[one.value for one in Language])
                & Q(fingerprint__regex=r"^[0-9a-f]{64}$")
                & Q(fingerprint__startswith=models.F("code")),
                name="issuedpaper_sane",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show papers to colleagues who may see the contract."""
        seen = Contract.scope_through(user, "contract__")
        return seen if scope_of(user).is_inside else Q(pk__in=[])

    @property
    def file_name(self) -> str:
        """Return what the file is called when it is saved."""
        about = self.quote.number if self.quote else self.contract.key
        safe = "".join(char if char.isalnum() or char in "-_." else "-" for char in about)
        return f"{self.kind.replace('_', '-')}-{safe}-{self.language}.{self.form}"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.quote or self.contract} ({self.language})"
