"""Simulate a quarter in the database that is connected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.test.utils import override_settings

from tenure.desk.queries import following, outbox
from tests.desk.simulation.history import History
from tests.desk.simulation.quarter import HOURS, Tell, live_through
from tests.desk.simulation.world import make_company

# Carnival, the clocks of America, Europe and Australia, Easter, and the end of a quarter.
SPRING = date(2027, 2, 1)
_SETTLED = "txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def simulate(
    *, accounts: int, days: int, seed: int, start: date = SPRING, hours: tuple[int, ...] = HOURS,
    tell: Tell | None = None,
) -> History:  # fmt: skip
    """Make the company, let it live through the days, and return what they left."""
    mail = override_settings(
        EMAIL_HOST="mail.example.com", EMAIL_BACKEND="tests.desk.simulation.mailbox.Mailbox"
    )
    with mail, _nothing_else_running():
        company = make_company(accounts=accounts, seed=seed, on=start, days=days)
        return live_through(company, start=start, days=days, seed=seed, hours=hours, tell=tell)


@contextmanager
def _nothing_else_running() -> Iterator[None]:
    """Let readers of the audit log not wait for transactions of other databases of the server.

    Nothing runs beside the simulation that could still write an earlier event.
    """
    before = outbox._TOLD, outbox._LATEST, following._UPTO
    outbox._TOLD, outbox._LATEST, following._UPTO = (
        query.replace(_SETTLED, "true") for query in before
    )
    try:
        yield
    finally:
        outbox._TOLD, outbox._LATEST, following._UPTO = before
