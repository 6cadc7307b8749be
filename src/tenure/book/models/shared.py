"""What the book's tables have in common."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db.models import F, Func

CURRENCY_Q = r"^[A-Z]{3}$"


def days(start: str, end: str) -> Func:
    """Return the half-open date range of two columns (no end: open)."""
    return Func(F(start), F(end), function="daterange", output_field=DateRangeField())
