"""Forecast categories: how sure somebody is of a renewal, and what holds when nobody has said.

| nobody has said, and the risk is | category |
|---|---|
| will renew | commit |
| will contract | commit (of the smaller amount that is forecast) |
| will contract, actionable | best case |
| will churn, actionable | pipeline |
| will churn | omitted |
| not known | pipeline |

`closed` is not said by anybody: it follows from the outcome.
"""

from __future__ import annotations

CATEGORIES = {
    "commit": "Commit",
    "best_case": "Best case",
    "pipeline": "Pipeline",
    "omitted": "Omitted",
}
CLOSED = "closed"
ALL_CATEGORIES = {CLOSED: "Closed", **CATEGORIES}
UNSAID = "pipeline"
BY_RISK = {
    "will_renew": "commit",
    "will_contract": "commit",
    "will_contract_actionable": "best_case",
    "will_churn_actionable": "pipeline",
    "will_churn": "omitted",
}
STATES = {"open": "Open", "won": "Won", "lost": "Lost", "merged": "Merged"}

_CASES = " ".join(f"WHEN '{risk}' THEN '{category}'" for risk, category in BY_RISK.items())
# The same in PostgreSQL, of a renewal r and its latest judgement j; a test holds the two together.
CATEGORY_SQL = f"""CASE WHEN r.closed_on IS NOT NULL THEN '{CLOSED}'
    ELSE coalesce(j.category, CASE r.risk {_CASES} ELSE '{UNSAID}' END) END"""


def category_of(said: str, risk: str) -> str:
    """Return the category of an open renewal: what a person said, else what its risk implies."""
    return said or BY_RISK.get(risk, UNSAID)
