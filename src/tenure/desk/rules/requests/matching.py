"""Say of a mail whose it is: its sender's customer, and the renewal it is about, and why.

| the sender is | open renewals | it names | customer | renewal |
|---|---|---|---|---|
| a contact of Aurora | one | | Aurora | that one |
| a contact of Aurora | two | quote Q-2027-000042 of the second | Aurora | the second |
| a contact of Aurora | two | nothing | Aurora | none: a person chooses |
| a contact of two customers | | | none: a person chooses | none |
| nobody we know | | quote Q-2027-000042 | none | none: an address proves nothing |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownSender:
    """A contact with the sender's address."""

    contact_id: int
    customer_id: int
    name: str
    customer: str


@dataclass(frozen=True, slots=True)
class OpenRenewal:
    """A renewal of the customer that is not closed; `names` are its contract's key and quotes."""

    renewal_id: int
    contract: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Matched:
    """Whose a mail is, as far as that can be told; `because` says why, in words."""

    contact_id: int | None
    customer_id: int | None
    renewal_id: int | None
    because: str


def customer_of(senders: Sequence[KnownSender], address: str) -> Matched:
    """Return which customer writes, by the contacts with the sender's address."""
    customers = {one.customer_id: one for one in senders}
    if not customers:
        return Matched(None, None, None, f"No contact has the address {address}.")
    if len(customers) > 1:
        names = ", ".join(sorted(one.customer for one in customers.values()))
        return Matched(None, None, None, f"{address} is a contact of several: {names[:200]}.")
    one = senders[0]
    because = f"{address} is {one.name}, a contact of {one.customer}."
    return Matched(one.contact_id, one.customer_id, None, because)


def with_renewal(
    matched: Matched, renewals: Sequence[OpenRenewal], named: Sequence[str]
) -> Matched:
    """Return the match with the renewal that the mail is about, of those of its customer."""
    if matched.customer_id is None:
        return matched
    meant = [one for one in renewals if one.names & set(named)]
    if len(meant) == 1:
        said = sorted(meant[0].names & set(named))[0]
        words = f"It names {said}, so it is about {meant[0].contract}."
        found: OpenRenewal | None = meant[0]
    elif len(renewals) == 1:
        words, found = f"The one open renewal is that of {renewals[0].contract}.", renewals[0]
    elif not renewals:
        words, found = "No renewal of theirs is open.", None
    else:
        words, found = f"They have {len(renewals)} open renewals: choose one.", None
    return Matched(
        matched.contact_id,
        matched.customer_id,
        found.renewal_id if found else None,
        f"{matched.because} {words}",
    )
