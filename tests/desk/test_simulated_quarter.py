"""Some days of a simulated quarter: `make simulate` lives through all ninety.

Twelve days round Easter: Europe changes its clocks, a quarter ends, Friday and Monday are holidays
in London and Berlin and not in New York and Tokyo.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.desk.simulation.report import judge
from tests.desk.simulation.simulating import simulate

ACCOUNTS, SEED = 60, 11


# Committed for good: what the program follows are the transactions that are over.
@pytest.mark.django_db(transaction=True)
def test_simulated_quarter() -> None:
    history = simulate(
        accounts=ACCOUNTS, days=12, seed=SEED, start=date(2027, 3, 21), hours=(9, 15, 21)
    )
    report = judge(history, accounts=ACCOUNTS, seed=SEED)
    assert report.holds, report.as_text()
    assert report.as_json()["runs"] == 12
    looked_at = {
        what for verdict in report.verdicts for what, many in verdict.looked_at.items() if many
    }
    assert looked_at >= {
        "changes of hands", "tasks", "service levels", "reminders", "mails to approvers",
        "no_quote", "notice_near", "task_late", "approval_late", "owner_absent", "ladders",
        "approvals", "requests",
    }  # fmt: skip
