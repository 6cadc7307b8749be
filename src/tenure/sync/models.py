"""Imports of files: what was loaded, by whom, with which counts; saved column mappings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.closing.rules import Side
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.foundation.visibility import ScopedQuerySet


def _importers_only(user: User) -> Q:
    allowed = may(user.role, Permission.IMPORT_FILES) or may(user.role, Permission.SEE_AUDIT)
    return Q() if allowed else Q(pk__in=[])


class ImportRun(models.Model):
    """One load of one set of files."""

    class State(models.TextChoices):
        """Where the import stands."""

        UPLOADED = "uploaded", "Uploaded"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    profile = models.CharField(max_length=60)
    mapping = models.TextField(blank=True, help_text="TOML of the mapping, when it is not shipped.")
    dry_run = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    files = models.JSONField(default=list, help_text="[{name, sha256, bytes}]")
    folder = models.CharField(
        max_length=60, blank=True, help_text="Folder under DATA_DIR/imports: uploads, rejects.csv."
    )
    counts = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = ScopedQuerySet["ImportRun"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["uploaded", "running", "done", "failed"]),
                name="importrun_state_known",
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show imports to those who import and to auditors."""
        return _importers_only(user)

    def __str__(self) -> str:
        return f"Import {self.pk} ({self.profile})"


class StatementUpload(models.Model):
    """That uploaded files are an export of the CRM or of billing, to be compared and not merged."""

    run = models.OneToOneField(ImportRun, on_delete=models.PROTECT, related_name="statement_upload")
    side = models.CharField(max_length=8, choices=[(one.value, one.label) for one in Side])
    as_of = models.DateField(help_text="The day that the export shows.")

    objects = ScopedQuerySet["StatementUpload"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show uploads to those who import and to auditors."""
        return _importers_only(user)

    def __str__(self) -> str:
        return f"{self.get_side_display()} of {self.as_of}"
