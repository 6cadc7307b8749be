"""What can be escalated: a cause is one file here, with its SQL and its words.

A file declares `CAUSE`. Nothing else has to be changed for another: rules name it by its code, the
daily run evaluates it, pages and mails say it in its words.

The SQL gives a row for everything that the cause holds of, of open renewals alone and from ranges
of an index, in the columns of `COLUMNS`:

- `subject` what it is about, as in renewal:42, and `occurrence` which time: each is raised once;
- `renewal_id` or `discrepancy_id`, the other null;
- `days` since it began or, for a cause that looks ahead, days left; `share_bp`; `size_minor`, what
  a rule's amount is compared with: rules compare these with their thresholds;
- `currency` and `at_stake_minor`, a year's value that may be lost;
- `facts` as JSON, for `say`: days as dates, so that they stay as they are from day to day.

Its parameters are `on`, `at` and `bound`: no rule asks for fewer days than it (ahead: for more);
`only`, the renewals to look at (none given: all; `among` is the condition); and who is not here
(`queries.missing`). `due` has besides `since` and `before`, the day and the instant of the look
before, `days`, from which rules hold, and `moved`, `moved_approvers`: who went or came since.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from tenure.desk.queries.causes._cause import COLUMNS, Cause, money

__all__ = ["COLUMNS", "Cause", "cause_named", "causes", "money"]


@cache
def causes() -> dict[str, Cause]:
    """Return every cause by its code, in the order of their names."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            cause: Cause = importlib.import_module(f"{__name__}.{module.name}").CAUSE
            found[cause.code] = cause
    return dict(sorted(found.items(), key=lambda item: item[1].name))


def cause_named(code: str) -> Cause | None:
    """Return a cause; None for one that is not there (any more)."""
    return causes().get(code)
