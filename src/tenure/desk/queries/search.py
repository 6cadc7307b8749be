"""Search across customers, contracts, quotes and partners, within what a person may see.

Each kind reads at most `CANDIDATES` matches from its trigram index and ranks those, so a word that
half of the book holds costs no more than a rare one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tenure.book.models import Contract
from tenure.desk.queries.matching import like
from tenure.directory.models import Customer, Partner
from tenure.foundation.models import User
from tenure.quotes.models import Quote

CANDIDATES = 200
SHOWN = 8
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its kind, id, name and what tells it from others of that name."""

    kind: str  # customer, contract, quote or partner
    id: int
    label: str
    detail: str


def search(user: User, text: str, *, shown: int = SHOWN) -> list[Hit]:
    """Return what fits the text, best first within each kind; nothing below two letters."""
    text = " ".join(text.split())
    if len(text) < SHORTEST:
        return []
    found = [_quotes(user, text), _contracts(user, text), _customers(user, text)]
    found.append(_partners(user, text))
    return [hit for hits in found for hit in _best(hits, text)[:shown]]


def _best(hits: Iterable[Hit], text: str) -> list[Hit]:
    asked = text.casefold()

    def rank(hit: Hit) -> tuple[bool, bool, int, str, int]:
        label = hit.label.casefold()
        return (label != asked, not label.startswith(asked), len(label), label, hit.id)

    return sorted(hits, key=rank)


def _customers(user: User, text: str) -> list[Hit]:
    rows = Customer.objects.visible_to(user).filter(like("name", text))[:CANDIDATES]
    return [
        Hit("customer", row.pk, row.name, f"{row.get_segment_display()} {row.country}".strip())
        for row in rows
    ]


def _contracts(user: User, text: str) -> list[Hit]:
    rows = Contract.objects.visible_to(user).filter(like("key", text)).select_related("customer")
    return [Hit("contract", row.pk, row.key, row.customer.name) for row in rows[:CANDIDATES]]


def _quotes(user: User, text: str) -> list[Hit]:
    rows = Quote.objects.visible_to(user).filter(like("number", text))
    rows = rows.select_related("renewal__customer")
    return [
        Hit("quote", row.pk, row.number, row.renewal.customer.name) for row in rows[:CANDIDATES]
    ]


def _partners(user: User, text: str) -> list[Hit]:
    rows = Partner.objects.visible_to(user).filter(like("name", text))[:CANDIDATES]
    return [Hit("partner", row.pk, row.name, row.get_kind_display()) for row in rows]
