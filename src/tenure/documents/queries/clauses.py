"""The clauses of a terms version, in a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min

from tenure.documents.models import Clause
from tenure.documents.rules import Language


@dataclass(frozen=True, slots=True)
class ClausesFound:
    """Hold the clauses of a terms version; in English where the language has not all of them."""

    clauses: Sequence[Clause]
    is_translated: bool


def clauses_of(terms_version: str, language: Language) -> ClausesFound:
    """Return the clauses of a terms version in its order; none where it has none.

    They are in the language only where every clause that there is in English is there in it: terms
    half in one language and half in another would be read as two.
    """
    rows = Clause.objects.filter(terms_version=terms_version)
    found = list(rows.filter(language__in={language, Language.ENGLISH}).order_by("position"))
    own = [row for row in found if row.language == language]
    english = [row for row in found if row.language == Language.ENGLISH]
    if own and {row.code for row in own} >= {row.code for row in english}:
        return ClausesFound(own, is_translated=True)
    return ClausesFound(english, is_translated=not english)


@dataclass(frozen=True, slots=True)
class TermsListed:
    """Hold a terms version: since when it is published, in which language, of how many clauses."""

    terms_version: str
    language: str
    clauses: int
    published_on: date


def published_terms() -> list[TermsListed]:
    """Return the terms versions with their languages."""
    rows = (
        Clause.objects.values("terms_version", "language")
        .annotate(clauses=Count("pk"), since=Min("published_on"))
        .order_by("-since", "terms_version", "language")
    )
    return [
        TermsListed(row["terms_version"], row["language"], row["clauses"], row["since"])
        for row in rows
    ]
