"""Price the whole book: the next term of every contract, part by part, on two cores.

1. One run at a time: a lock of PostgreSQL that goes with the process.
2. A run is for a day and a basis (policies and steps). One that was killed is gone on with; one
   that is finished is done; else a new one takes the slot that the last finished one does not have.
3. Its plan is ranges of contracts with about as many lines each.
4. A part is read, priced and written at once or not at all; its row says so in the transaction
   that writes its lines. So what was killed has whole parts, and the others are done again.
5. When no part is left the run is finished: its lines take the place of those before them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict
from tenure.kernel.ids import fingerprint
from tenure.pricing.commands.book_parts import priced_part_by_part
from tenure.pricing.models import PricingPart, PricingRun
from tenure.pricing.queries import engines
from tenure.pricing.queries.policies import policies
from tenure.pricing.queries.runs import (
    RunProgress,
    current_run,
    progress_of,
    unfinished_run,
)
from tenure.pricing.queries.sql import pricing_sql
from tenure.pricing.rules import RESULTS, WATERFALL, AnyPolicy
from tenure.pricing.rules.simulation import basis_of

Tell = Callable[[RunProgress], None]


class PricingInProgress(Conflict):
    """Refuse to price the book while another process does."""


def price_book(
    *,
    on: date,
    by: User,
    again: bool = False,
    lines_at_once: int | None = None,
    tell: Tell | None = None,
) -> RunProgress:
    """Price the next term of every contract of the book, and keep the priced lines.

    Twice for one day under the same policies it does nothing the second time, unless `again`;
    killed in the middle it goes on where it stopped. A line that cannot be priced is left out, with
    the reason; the others are priced. About `lines_at_once` rows of lines are held on disk and in
    the engine at once, three times over: one part is read while another is priced and a third one
    written. `tell` hears of every part that is done. Raise PricingInProgress while another process
    does it, EngineNotReady when the engine is not there.
    """
    with only_one_prices_the_book():
        in_force = policies()
        basis = fingerprint(basis_of(in_force), pricing_sql(WATERFALL, RESULTS))
        run = _run_for(
            on, basis, by, again=again, lines_at_once=lines_at_once or engines.lines_at_once()
        )
        if run.finished_at is None:
            _price_parts(run, in_force, tell)
            _finish(run, by)
        return progress_of(run)


def _price_parts(run: PricingRun, in_force: list[AnyPolicy], tell: Tell | None) -> None:
    folder = Path(settings.DATA_DIR) / "tmp" / "book"
    shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed
    folder.mkdir(parents=True)
    try:
        for _ in priced_part_by_part(run, in_force, folder):
            if tell:
                tell(progress_of(run))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def only_one_prices_the_book() -> Iterator[None]:
    """Hold the lock of pricing the book; PostgreSQL drops it when this process dies.

    Meanwhile the lines of the last run stay as they are. Raise PricingInProgress where another
    process holds it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('tenure.pricing.book'))")
        [(is_ours,)] = cursor.fetchall()
    if not is_ours:
        raise PricingInProgress("Another process is pricing the book; wait for it.")
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('tenure.pricing.book'))")


def _run_for(on: date, basis: str, by: User, *, again: bool, lines_at_once: int) -> PricingRun:
    """Return the run that is to be gone on with, or was finished, or a new one with its plan."""
    begun, kept = unfinished_run(), current_run()
    for run in (begun, None if again else kept):
        if run is not None and (run.on, run.basis) == (on, basis):
            return run
    with transaction.atomic():
        if begun is not None:  # for another day, or under other policies
            _drop(begun)
        free = 1 - kept.slot if kept else 0
        run = PricingRun.objects.create(on=on, basis=basis, slot=free, started_by=by)
        _plan(run, lines_at_once)
        record_event(by=by, on=on, verb="pricing.begin_book", subject=run)
    run.refresh_from_db()
    return run


def _plan(run: PricingRun, lines_at_once: int) -> None:
    """Divide the book into ranges of contracts with about as many rows of lines each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO pricing_pricingpart (
                run_id, number, first_contract, stop_contract, expected
            )
            SELECT %(run)s, row_number() OVER (ORDER BY first_contract), first_contract,
                lead(first_contract, 1, last_contract + 1) OVER (ORDER BY first_contract), lines
            FROM (
                SELECT min(contract_id) AS first_contract, max(contract_id) AS last_contract,
                    sum(lines)::int AS lines
                FROM (
                    SELECT contract_id, lines,
                        (sum(lines) OVER (ORDER BY contract_id) - lines) / %(at_once)s AS part
                    FROM (
                        SELECT contract_id, count(*)::int AS lines
                        FROM book_line GROUP BY contract_id
                    ) AS counted
                ) AS placed
                GROUP BY part
            ) AS parts
            """,
            {"run": run.pk, "at_once": lines_at_once},
        )


def _finish(run: PricingRun, by: User) -> None:
    """Let the run's lines take the place of those of the run before it, which go."""
    with transaction.atomic():
        PricingRun.objects.filter(pk=run.pk).update(finished_at=Now())
        for older in PricingRun.objects.filter(dropped_at=None).exclude(pk=run.pk):
            _drop(older)
        run.refresh_from_db()
        found = progress_of(run)
        detail = {"lines": found.lines, "refused": found.refused, "left_out": found.left_out}
        record_event(by=by, on=run.on, verb="pricing.price_book", subject=run, detail=detail)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE pricing_pricedline_{run.slot}")


def _drop(run: PricingRun) -> None:
    """Let a run's lines go; that it was, and what it refused, stays known."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE pricing_pricedline_{run.slot}")
    PricingRun.objects.filter(pk=run.pk).update(dropped_at=Now())
    PricingPart.objects.filter(run=run, done_at=None).delete()
