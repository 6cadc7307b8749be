"""The report of a quarter that one can read, and the same as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.desk.simulation.checks import Verdict
from tests.desk.simulation.checks.clocks import check_clocks
from tests.desk.simulation.checks.escalations import check_escalations
from tests.desk.simulation.checks.notices import check_notices
from tests.desk.simulation.checks.ownership import check_ownership
from tests.desk.simulation.checks.tasks import check_tasks
from tests.desk.simulation.history import History

SHOWN = 20
CHECKS = (check_ownership, check_tasks, check_notices, check_escalations, check_clocks)


@dataclass(frozen=True, slots=True)
class Report:
    """What a quarter was, and what each check says of it."""

    accounts: int
    seed: int
    history: History
    verdicts: tuple[Verdict, ...]

    @property
    def holds(self) -> bool:
        """Tell whether every check looked at something and found nothing wrong."""
        return all(verdict.holds for verdict in self.verdicts)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        mornings = self.history.mornings
        return {
            "accounts": self.accounts,
            "seed": self.seed,
            "first_day": str(mornings[0].on),
            "last_day": str(mornings[-1].on),
            "runs": len(mornings),
            "run_seconds": round(sum(one.seconds for one in mornings), 1),
            "events": dict(sorted(self.history.events.items())),
            "refused": dict(sorted(self.history.refused.items())),
            "checks": [
                {"name": one.name, "holds": one.holds, "looked_at": one.looked_at,
                 "wrong": one.wrong}
                for one in self.verdicts
            ],
            "holds": self.holds,
        }  # fmt: skip

    def as_text(self) -> str:
        """Return it in lines."""
        told = self.as_json()
        days = f"{told['first_day']} to {told['last_day']}"
        runs = f"{told['runs']} daily runs in {told['run_seconds']:.0f} s"
        lines = [
            f"A quarter of {self.accounts} customers, {days}: {runs}, seed {self.seed}.",
            "",
            "What happened",
            *_table(told["events"]),
        ]
        if told["refused"]:
            lines += ["", "What the program refused", *_table(told["refused"])]
        for verdict in self.verdicts:
            state = "holds" if verdict.holds else f"{len(verdict.wrong)} wrong"
            lines += ["", f"{verdict.name[0].upper()}{verdict.name[1:]}: {state}"]
            lines += _table(verdict.looked_at)
            lines += [f"  ! {sentence}" for sentence in verdict.wrong[:SHOWN]]
            if len(verdict.wrong) > SHOWN:
                lines.append(f"  ! and {len(verdict.wrong) - SHOWN:,} more")
        lines += ["", "All of it holds." if self.holds else "Something does not hold."]
        return "\n".join(lines)


def judge(history: History, *, accounts: int, seed: int) -> Report:
    """Let every check look at a quarter."""
    return Report(accounts, seed, history, tuple(check(history) for check in CHECKS))


def _table(counts: dict[str, int]) -> list[str]:
    return [f"  {number:>9,}  {name.replace('_', ' ')}" for name, number in counts.items()]
