"""Publish the clauses of a terms version: once, for good."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.documents.models import Clause
from tenure.documents.rules.clauses import read_clauses
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import TenureError


class ClausesRefused(TenureError):
    """Refuse clauses that would change what is published."""


def publish_clauses(*, source: str, by: User, on: date) -> list[Clause]:
    """Publish the clauses of a file and return those that are new; again changes nothing.

    Languages may follow later. Raise InvalidInput for what cannot be read, ClausesRefused where a
    published text would be another: what changes is published as another terms version.
    """
    version, written = read_clauses(source)
    with transaction.atomic():
        known = {
            (row.code, row.language): row
            for row in Clause.objects.filter(terms_version=version)
        }  # fmt: skip
        new = []
        for one in written:
            before = known.get((one.code, one.language))
            if before is None:
                new.append(Clause(
                    terms_version=version, code=one.code, position=one.position,
                    language=one.language, title=one.title, text=one.text, published_on=on,
                    published_by=by,
                ))  # fmt: skip
            elif (before.title, before.text, before.position) != (
                one.title, one.text, one.position,
            ):  # fmt: skip
                raise ClausesRefused(
                    f"Clause {one.code} ({one.language}) of terms {version} is published with"
                    " another text. Publish what changes as another terms version."
                )
        made = Clause.objects.bulk_create(new)
        if made:
            detail = {"terms_version": version, "clauses": len(made)}
            record_event(
                by=by, on=on, verb="documents.publish_clauses", subject=made[0], detail=detail
            )
    return made
