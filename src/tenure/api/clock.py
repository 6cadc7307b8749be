"""The API's clock: its doors read it here and pass the day down."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def today() -> date:
    """Return the day of the desk."""
    return timezone.localdate()


def now() -> datetime:
    """Return the moment."""
    return timezone.now()
