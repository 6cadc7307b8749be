"""What a token of the API looks like, and how long it may last. No database, no clock.

A token is shown once, when it is made; what is kept is its SHA-256. It holds 256 random bits, so a
slow hash would guard nothing more.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta

PREFIX = "tnr_"
LONGEST_DAYS = 366
USUAL_DAYS = 90
HINT = 8  # characters after the prefix by which people tell tokens apart


def new_token() -> str:
    """Return the text of a new token."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Return what is kept of a token: 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def hint_of(token: str) -> str:
    """Return the beginning of a token, which may be shown."""
    return token[: len(PREFIX) + HINT]


def last_day(on: date, days: int) -> date:
    """Return the last day on which a token made on a day works."""
    return on + timedelta(days=days)
