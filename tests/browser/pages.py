"""The pages that browser tests look at, each with who looks at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.web.addresses import ADDRESSES
from tests.world import World


@dataclass(frozen=True)
class Look:
    """A page: who opens it, and its address in the test company."""

    persona: str
    address: Callable[[World], str]


def _contract(rest: str) -> Callable[[World], str]:
    return lambda world: f"/contracts/{world.contracts['C-1001'].pk}/{rest}"


def _simulation(which: str) -> Callable[[World], str]:
    return lambda world: f"/policies/simulations/{world.simulations[which].pk}/"


# Answers to programs, and files.
_NO_PAGES = ("api_", "policies_export")

PAGES: dict[str, Look] = {
    # Whatever has an address is looked at; below are further states, and pages seen by others.
    **{
        name.replace("_", "-"): Look(*look)
        for name, look in ADDRESSES.items()
        if not name.startswith(_NO_PAGES)
    },
    "worklist": Look("hana", lambda world: "/?whose=all"),
    "worklist-mine": Look("alice", lambda world: "/"),
    "worklist-partner": Look("charlie", lambda world: "/"),
    "worklist-bulk": Look(*ADDRESSES["worklist_bulk"]),
    "worklist-bulk-asked": Look(
        "hana", lambda world: f"/worklist/bulk/?action=owner&renewal={world.renewals['C-1001'].pk}"
    ),
    "worklist-empty": Look("hana", lambda world: "/?currency=CHF"),
    "renewal": Look(*ADDRESSES["renewal"]),
    "renewal-activity": Look(*ADDRESSES["renewal_activity"]),
    "renewal-unquoted": Look("alice", lambda world: f"/renewals/{world.renewals['C-1003'].pk}/"),
    "quote": Look("alice", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/"),
    "quote-difference": Look(
        "alice", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/difference/"
    ),
    "quote-what-if": Look("alice", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/what-if/"),
    "offers-out": Look("alice", lambda world: "/offers/"),
    "paper-templates": Look("alice", lambda world: "/papers/templates/"),
    "verify": Look("alice", lambda world: "/verify/"),
    "contract": Look("alice", lambda world: f"/contracts/{world.contracts['C-1003'].pk}/"),
    "contract-as-of": Look("alice", _contract("?as_of=2026-01-31")),
    "contract-changes": Look("alice", _contract("changes/")),
    "change-add-line": Look("alice", _contract("changes/add-line/")),
    "change-facts": Look("alice", _contract("changes/facts/")),
    "change-renewal": Look("alice", _contract("changes/renewal/")),
    "change-termination": Look("alice", _contract("changes/termination/")),
    "move-transfer": Look("alice", _contract("moves/transfer/")),
    "move-merge": Look("alice", _contract("moves/merge/")),
    "reversal": Look("alice", _contract("orders/1/reversal/")),
    "contract-partner": Look(
        "charlie", lambda world: f"/contracts/{world.contracts['C-1003'].pk}/"
    ),
    "partner": Look("hana", lambda world: f"/partners/{world.partner.pk if world.partner else 0}/"),
    "customer": Look("alice", lambda world: f"/customers/{world.customers['Birch & Sons'].pk}/"),
    "quality": Look("hana", lambda world: "/quality/"),
    "approvals": Look("sam", lambda world: "/approvals/"),
    "approvals-empty": Look("bob", lambda world: "/approvals/"),
    "approval-rules": Look("hana", lambda world: "/approvals/rules/"),
    "approval-rule": Look("hana", lambda world: "/approvals/rules/draft/?trigger=value"),
    "approval-seats": Look("hana", lambda world: "/approvals/seats/"),
    "approval-cover": Look("hana", lambda world: "/approvals/cover/"),
    "approval-link-gone": Look("hana", lambda world: "/approval-links/x/"),
    "statements": Look("hana", lambda world: "/reconciliation/statements/"),
    "periods": Look("hana", lambda world: "/periods/"),
    "period": Look("hana", lambda world: f"/periods/{world.today.year - 1}-12/"),
    "quote-approval": Look("sam", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/approval/"),
    "reconciliation": Look("hana", lambda world: "/reconciliation/"),
    "reconciliation-empty": Look("bob", lambda world: "/reconciliation/"),
    "discrepancy": Look(
        "alice", lambda world: f"/discrepancies/{world.discrepancy.pk if world.discrepancy else 0}/"
    ),
    "closing": Look("alice", lambda world: "/closing/"),
    "closing-empty": Look("bob", lambda world: "/closing/"),
    "closing-renewal": Look(
        "alice", lambda world: f"/renewals/{world.renewals['C-1001'].pk}/closing/"
    ),
    "notice": Look("alice", _contract("termination/")),
    "termination": Look(
        "alice", lambda world: f"/terminations/{world.notice.pk if world.notice else 0}/"
    ),
    "playbook": Look("hana", lambda world: "/playbook/"),
    "play-difference": Look("alice", lambda world: "/playbook/direct/difference/"),
    "play-draft": Look("hana", lambda world: "/playbook/direct/draft/"),
    "play-outcomes": Look("hana", lambda world: "/playbook/all/outcomes/"),
    "play": Look("alice", lambda world: "/playbook/direct/"),
    "play-at-risk": Look("alice", lambda world: "/playbook/at-risk/"),
    "team": Look("hana", lambda world: "/team/"),
    "tasks": Look("alice", lambda world: "/tasks/?which=all"),
    "tasks-bulk": Look(*ADDRESSES["tasks_bulk"]),
    "tasks-empty": Look("bob", lambda world: "/tasks/?which=overdue"),
    "runs": Look("hana", lambda world: "/runs/"),
    "run-waiting": Look("hana", lambda world: "/runs/2027-01-15/"),
    "imports": Look("sam", lambda world: "/imports/"),
    "audit": Look("ada", lambda world: "/audit/"),
    "design": Look("hana", lambda world: "/design/"),
    "insight": Look("hana", lambda world: f"/insight/?period={world.today.year}&every=quarter"),
    "insight-lines": Look(
        "hana", lambda world: f"/insight/?period={world.today.year}&every=month&by=segment"
    ),
    "insight-waterfall": Look("hana", lambda world: f"/insight/?period={world.today.year}"),
    "dashboard-head": Look("hana", lambda world: "/dashboards/head/"),
    "dashboard-person": Look("alice", lambda world: "/dashboards/person/"),
    "dashboard-empty": Look("hana", lambda world: "/dashboards/program/"),
    "review-quarterly": Look("hana", lambda world: "/reviews/quarterly/"),
    "reviews": Look("hana", lambda world: "/reviews/"),
    "insight-refused": Look("hana", lambda world: "/insight/?metric=grr&by=family"),
    "leakage": Look("hana", lambda world: "/leakage/?by=segment"),
    "leakage-by-currency": Look("alice", lambda world: "/leakage/?by=currency"),
    "leakage-narrowed": Look("hana", lambda world: "/leakage/?by=owner&region=APAC"),
    "policies": Look("alice", lambda world: "/policies/"),
    "policies-none": Look("hana", lambda world: "/policies/?state=withdrawn"),
    "policy": Look("hana", lambda world: f"/policies/price/{world.policies['apac-next'].pk}/"),
    "policy-draft": Look("hana", lambda world: "/policies/draft/discount/"),
    "policy-file": Look("hana", lambda world: "/policies/file/"),
    "simulations": Look("hana", lambda world: "/policies/simulations/"),
    "simulation": Look("hana", _simulation("done")),
    "simulation-waiting": Look("hana", _simulation("waiting")),
    "simulation-contract": Look(
        "hana",
        lambda world: f"{_simulation('done')(world)}contracts/{world.contracts['C-1001'].pk}/",
    ),
    "price-indices": Look("alice", lambda world: "/policies/indices/"),
    "price-index": Look("hana", lambda world: f"/policies/indices/{world.indices['HICP-EA'].pk}/"),
    "index-value": Look("hana", lambda world: "/policies/indices/value/"),
    "index-file": Look("hana", lambda world: "/policies/indices/file/"),
    "search": Look("alice", lambda world: "/search/?q=auro"),
    "not-found": Look("alice", lambda world: "/nothing/"),
}


def address_of(name: str, world: World) -> str:
    return PAGES[name].address(world)
