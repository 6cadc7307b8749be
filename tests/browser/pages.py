"""The pages that browser tests look at, each with who looks at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.world import World


@dataclass(frozen=True)
class Look:
    """A page: who opens it, and its address in the test company."""

    persona: str
    address: Callable[[World], str]


PAGES: dict[str, Look] = {
    "worklist": Look("hana", lambda world: "/?whose=all"),
    "worklist-mine": Look("alice", lambda world: "/"),
    "worklist-partner": Look("charlie", lambda world: "/"),
    "worklist-empty": Look("hana", lambda world: "/?currency=CHF"),
    "renewal": Look("alice", lambda world: f"/renewals/{world.renewals['C-1001'].pk}/"),
    "renewal-unquoted": Look("alice", lambda world: f"/renewals/{world.renewals['C-1003'].pk}/"),
    "quote": Look("alice", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/"),
    "contract": Look("alice", lambda world: f"/contracts/{world.contracts['C-1003'].pk}/"),
    "customer": Look("alice", lambda world: f"/customers/{world.customers['Birch & Sons'].pk}/"),
    "quality": Look("hana", lambda world: "/quality/"),
    "runs": Look("hana", lambda world: "/runs/"),
    "run-waiting": Look("hana", lambda world: "/runs/2027-01-15/"),
    "imports": Look("sam", lambda world: "/imports/"),
    "audit": Look("ada", lambda world: "/audit/"),
    "design": Look("hana", lambda world: "/design/"),
    "search": Look("alice", lambda world: "/search/?q=auro"),
    "not-found": Look("alice", lambda world: "/nothing/"),
}


def address_of(name: str, world: World) -> str:
    return PAGES[name].address(world)
