"""What was previewed is what is booked: a seal over the form and the contract's revision.

The seal travels in the form. At the booking the form must be the one that was previewed, and the
contract must be as it was then: `AsPreviewed` looks at that under the contract's lock.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.http import QueryDict

from tenure.book.rules.changes import Change, ChangeRefused, Plan
from tenure.book.rules.facts import ContractState

SALT = "tenure.web.previewed"
# What a form holds beside what was previewed: the reason does not change what an order does.
NOT_PREVIEWED = frozenset(
    {"csrfmiddlewaretoken", "seal", "act", "more", "more_kind", "drop", "reason"}
)


class ContractMoved(ChangeRefused):
    """Another order was booked since the preview."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What was previewed: on which revision, which form, and the key that its order gets."""

    contract_id: int
    revision: int
    digest: str
    nonce: str

    @property
    def order_key(self) -> str:
        """Return the order's key: booking the same preview twice books once."""
        return f"desk-{self.nonce}"

    def written(self) -> str:
        """Return the seal as the form carries it."""
        return signing.dumps(
            [self.contract_id, self.revision, self.digest, self.nonce], salt=SALT, compress=True
        )


@dataclass(frozen=True, slots=True)
class AsPreviewed:
    """A change that is only planned on the revision that was previewed."""

    revision: int
    change: Change

    @property
    def order_kind(self) -> str:
        """Return the kind of order that it is booked by."""
        return self.change.order_kind

    def plan(self, state: ContractState) -> Plan:
        """Return the change's plan. Raises ContractMoved on another revision."""
        if state.revision != self.revision:
            raise ContractMoved("The contract changed since the preview.")
        return self.change.plan(state)


def sealed(contract_id: int, revision: int, data: QueryDict) -> Seal:
    """Return a new seal for a form as it was previewed."""
    return Seal(contract_id, revision, digest_of(data), secrets.token_hex(8))


def read_seal(contract_id: int, data: QueryDict) -> Seal | None:
    """Return the form's seal; None when it is missing, of another form or of another contract."""
    try:
        found = Seal(*signing.loads(data.get("seal", ""), salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
    is_same = found.contract_id == contract_id and found.digest == digest_of(data)
    return found if is_same else None


def digest_of(data: QueryDict) -> str:
    """Return a digest of what was typed, whatever the order of its fields."""
    lines = sorted(
        f"{name!r}={values!r}" for name, values in data.lists() if name not in NOT_PREVIEWED
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def as_previewed(changes: Iterable[Change], revision: int) -> list[Change]:
    """Return the changes, the first of them held to a revision."""
    first, *others = changes
    return [AsPreviewed(revision, first), *others]
