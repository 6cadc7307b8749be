"""A person's digest of a run."""

from __future__ import annotations

from datetime import date

from tenure.desk.models import DigestMail
from tenure.foundation.models import User


def digest_of(user: User, on: date) -> DigestMail | None:
    """Return the digest that the run of a date wrote to this person, if it did."""
    return DigestMail.objects.visible_to(user).filter(run__on=on).first()
