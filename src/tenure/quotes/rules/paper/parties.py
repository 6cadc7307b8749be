"""The parties as papers name them, the seller first."""

from __future__ import annotations

from collections.abc import Iterable

from tenure.documents.rules import Saying
from tenure.documents.rules import blocks as part
from tenure.documents.rules.blocks import Block
from tenure.quotes.rules.document import Party
from tenure.quotes.rules.paper.frame import Sender
from tenure.quotes.rules.print_words import breakable

_ATTENTION = "Attention: "


def printed_parties(parties: Iterable[Party], say: Saying, sender: Sender) -> Block:
    """Return the seller and the parties, with their roles in the paper's language."""
    company = sender.company
    rows = [(say("role.Seller"), company["name"], company["address"].splitlines())]
    for party in parties:
        lines = [
            say("attention", name=line.removeprefix(_ATTENTION))
            if line.startswith(_ATTENTION)
            else line
            for line in party.lines
        ]
        rows.append(
            (say(f"role.{party.role}"), breakable(party.name), [breakable(line) for line in lines])
        )
    return part.parties(rows)
