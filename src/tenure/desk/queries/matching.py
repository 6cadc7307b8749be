"""Substring match that PostgreSQL answers from a trigram index."""

from __future__ import annotations

from django.db.models import CharField, F, Func, Value
from django.db.models.fields import BooleanField

SHORTEST_INSIDE = 3  # a trigram needs three letters; shorter texts match at the beginning


class _ILike(Func):
    """`column ILIKE pattern`: Django's own `icontains` upper-cases and so misses the index."""

    template = "(%(expressions)s)"
    arg_joiner = " ILIKE "
    arity = 2
    output_field = BooleanField()
    conditional = True


def like(column: str, text: str) -> Func:
    """Return the condition that the column contains the text (begins with it when short)."""
    escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    head = "%" if len(text) >= SHORTEST_INSIDE else ""
    pattern = Value(f"{head}{escaped}%", output_field=CharField())
    return _ILike(F(column), pattern)
