"""Check keys that come from outside, and fingerprint facts."""

import hashlib
import unicodedata
from datetime import date, datetime

from tenure.kernel.errors import InvalidInput

MAX_KEY = 120

# Control, format (zero-width, direction), surrogate, line and paragraph separator: two keys that
# look the same on the screen must be the same key.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean_key(text: str) -> str:
    """Return a key in NFC without outer white space, 1 to 120 characters; case is kept.

    Raise InvalidInput with the reason for an empty or long key or one with invisible characters.
    """
    if not isinstance(text, str):
        raise InvalidInput(f"A key must be text, not {text!r}.")
    key = unicodedata.normalize("NFC", text).strip()
    if not key:
        raise InvalidInput("A key must not be empty.")
    if len(key) > MAX_KEY:
        raise InvalidInput(f"A key may have at most {MAX_KEY} characters; this one has {len(key)}.")
    for place, character in enumerate(key, start=1):
        if unicodedata.category(character) in _INVISIBLE:
            code = f"U+{ord(character):04X}"
            raise InvalidInput(f"A key must not hold invisible characters: {code} at {place}.")
    return key


def fingerprint(*parts: str | int | date | None) -> str:
    """Return the SHA-256 of the parts in their order, as 64 hex digits.

    Each part is written as type, length in bytes, colon, UTF-8 bytes ("s3:abc", "i2:42",
    "d10:2027-01-01", "n0:"), so no two different lists of parts are written alike. Stable for
    good: fingerprints are stored. Raise InvalidInput for any other type (bool, float, datetime).
    """
    digest = hashlib.sha256()
    for part in parts:
        kind, text = _tagged(part)
        try:
            body = text.encode()
        except UnicodeEncodeError:
            raise InvalidInput("The text holds characters that cannot be stored.") from None
        digest.update(f"{kind}{len(body)}:".encode() + body)
    return digest.hexdigest()


def _tagged(part: object) -> tuple[str, str]:
    if part is None:
        return "n", ""
    if isinstance(part, str):
        return "s", part
    if isinstance(part, int) and not isinstance(part, bool):
        return "i", str(part)
    if isinstance(part, date) and not isinstance(part, datetime):
        return "d", part.isoformat()
    raise InvalidInput(f"A fingerprint takes text, whole numbers and dates, not {part!r}.")
