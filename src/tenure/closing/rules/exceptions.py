"""Why a loss should not count against the owner of a renewal."""

from __future__ import annotations

EXCEPTION_WORDS = {
    "migration": "User migration",
    "misrepresented": "Misrepresented when it was sold",
    "strategic": "Strategic decision of ours",
    "protected": "Protected customer",
}
