"""Every page by the name of its address: who opens it, and where it is in the test company."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.world import World


def _contract(rest: str) -> Callable[[World], str]:
    return lambda world: f"/contracts/{world.contracts['C-1001'].pk}/{rest}"


ADDRESSES: dict[str, tuple[str, Callable[[World], str]]] = {
    "worklist": ("alice", lambda world: "/?whose=all"),
    "renewal": ("alice", lambda world: f"/renewals/{world.renewals['C-1001'].pk}/"),
    "quote": ("alice", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/"),
    "quote_difference": (
        "alice",
        lambda world: f"/quotes/{world.quotes['C-1001'].pk}/difference/",
    ),
    "quote_what_if": ("alice", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/what-if/"),
    "api_quote": ("alice", lambda world: f"/api/quotes/{world.quotes['C-1001'].number}"),
    "api_steps": ("alice", lambda world: "/api/pricing/steps"),
    "contract": ("alice", lambda world: f"/contracts/{world.contracts['C-1001'].pk}/"),
    "contract_as_of": (
        "alice",
        lambda world: (
            f"/contracts/{world.contracts['C-1001'].pk}/"
            f"?as_of={world.today - timedelta(days=30)}&known={world.today - timedelta(days=10)}"
        ),
    ),
    "contract_changes": ("alice", _contract("changes/")),
    "contract_change": ("alice", _contract("changes/quantity/")),
    "contract_renewal": ("alice", _contract("changes/renewal/")),
    "contract_facts": ("alice", _contract("changes/facts/")),
    "contract_move": ("alice", _contract("moves/merge/")),
    "contract_reversal": ("alice", _contract("orders/1/reversal/")),
    "customer": ("alice", lambda world: f"/customers/{world.customers['Aurora Shipping'].pk}/"),
    "partner": ("hana", lambda world: f"/partners/{world.partner.pk if world.partner else 0}/"),
    "leakage": ("alice", lambda world: "/leakage/?by=owner"),
    "leakage_of_all": ("hana", lambda world: "/leakage/?by=family&in=EUR"),
    "policies": ("alice", lambda world: "/policies/"),
    "policies_export": ("alice", lambda world: "/policies.csv"),
    "policy": ("alice", lambda world: f"/policies/price/{world.policies['apac'].pk}/"),
    "policy_draft": ("hana", lambda world: "/policies/draft/discount/"),
    "policy_file": ("hana", lambda world: "/policies/file/"),
    "simulations": ("hana", lambda world: "/policies/simulations/"),
    "simulation": ("hana", lambda world: f"/policies/simulations/{world.simulations['done'].pk}/"),
    "simulation_contract": (
        "hana",
        lambda world: (
            f"/policies/simulations/{world.simulations['done'].pk}/"
            f"contracts/{world.contracts['C-1001'].pk}/"
        ),
    ),
    "price_indices": ("alice", lambda world: "/policies/indices/"),
    "price_index": ("alice", lambda world: f"/policies/indices/{world.indices['HICP-EA'].pk}/"),
    "index_value": ("hana", lambda world: "/policies/indices/value/"),
    "index_file": ("hana", lambda world: "/policies/indices/file/"),
    "paper_templates": ("alice", lambda world: "/papers/templates/"),
    "search": ("alice", lambda world: "/search/?q=aurora"),
    "quality": ("hana", lambda world: "/quality/?check=no_contact"),
    "approvals": ("sam", lambda world: "/approvals/"),
    "approval_rules": ("hana", lambda world: "/approvals/rules/"),
    "approval_rule": ("hana", lambda world: "/approvals/rules/draft/?trigger=discount"),
    "approval_seats": ("hana", lambda world: "/approvals/seats/"),
    "approval_cover": ("hana", lambda world: "/approvals/cover/"),
    "quote_approval": ("alice", lambda world: f"/quotes/{world.quotes['C-1001'].pk}/approval/"),
    "reconciliation": ("hana", lambda world: "/reconciliation/?side=billing&kind=price"),
    "statements": ("hana", lambda world: "/reconciliation/statements/"),
    "discrepancy": ("hana", lambda world: f"/discrepancies/{world.discrepancy.pk}/"),
    "periods": ("hana", lambda world: "/periods/"),
    "period": ("hana", lambda world: f"/periods/{world.today.year - 1}-12/"),
    "closing": ("hana", lambda world: "/closing/"),
    "closing_renewal": ("alice", lambda world: f"/renewals/{world.renewals['C-1001'].pk}/closing/"),
    "contract_termination": ("alice", _contract("termination/")),
    "termination": (
        "alice",
        lambda world: f"/terminations/{world.notice.pk if world.notice else 0}/",
    ),
    "playbook": ("alice", lambda world: "/playbook/"),
    "play": ("alice", lambda world: "/playbook/direct/"),
    "tasks": ("alice", lambda world: "/tasks/?which=all"),
    "runs": ("hana", lambda world: "/runs/"),
    "run": ("hana", lambda world: f"/runs/{world.today}/"),
    "imports": ("sam", lambda world: "/imports/"),
    "audit": ("ada", lambda world: "/audit/"),
    "design": ("hana", lambda world: "/design/"),
}
