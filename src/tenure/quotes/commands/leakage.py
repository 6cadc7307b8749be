"""Report the leakage over the book: the run's lines, and the quotes' where there are some.

Where a renewal has a primary quote, what it offers is what is realised: its lines win over those of
the run. The ranges of contracts are those of the run; one is added up in a transaction that also
notes how far the report is, so a report that was killed goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models.functions import Now

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.pricing.commands import only_one_prices_the_book, price_book
from tenure.pricing.models import PricingRun
from tenure.pricing.queries.runs import RunProgress, current_run
from tenure.quotes.models import LeakageReport
from tenure.quotes.queries.leakage import current_report

Tell = Callable[[int, int], None]
_END = 2**63 - 1


class NotPriced(InvalidInput):
    """Refuse a report on a book that was never priced."""


@dataclass(frozen=True, slots=True)
class LeakageMade:
    """Hold which report there is now, and whether it was made by this call."""

    report_id: int
    on: date
    is_new: bool


def report_leakage(
    *, by: User, on: date, again: bool = False, tell: Tell | None = None
) -> LeakageMade:
    """Make the report on the last finished run over the book, or go on with one that was killed.

    There is one for a run, unless `again`, as for quotes made since. `tell` hears how many ranges
    of contracts are done, of how many. Raise NotPriced before the first run, PricingInProgress
    while the book is being priced.
    """
    with only_one_prices_the_book():
        run = current_run()
        if run is None:
            raise NotPriced("The book was not priced yet: do that first, with `tenure price`.")
        report = _report_for(run, by, again=again)
        if report.finished_at is not None:
            return LeakageMade(report.pk, run.on, is_new=False)
        _add_up(report, tell)
        _finish(report, by, on)
        return LeakageMade(report.pk, run.on, is_new=True)


def price_book_and_report(
    *,
    on: date,
    by: User,
    again: bool = False,
    tell: Callable[[RunProgress], None] | None = None,
    tell_report: Tell | None = None,
) -> RunProgress:
    """Price the whole book, as `price_book` does, and report the leakage that it shows."""
    priced = price_book(on=on, by=by, again=again, tell=tell)
    report_leakage(by=by, on=on, tell=tell_report)
    return priced


def _report_for(run: PricingRun, by: User, *, again: bool) -> LeakageReport:
    kept = current_report()
    begun = LeakageReport.objects.filter(finished_at=None, dropped_at=None).first()
    if begun is not None and begun.run_id == run.pk:
        return begun
    if kept is not None and kept.run_id == run.pk and not again:
        return kept
    with transaction.atomic():
        if begun is not None:  # on a run whose lines went
            _drop(begun)
        made = LeakageReport.objects.create(
            run=run, slot=1 - kept.slot if kept else 0, started_by=by
        )
    made.refresh_from_db()
    return made


def _add_up(report: LeakageReport, tell: Tell | None) -> None:
    """Add up the ranges of contracts that are not done."""
    stops = list(report.run.parts.order_by("number").values_list("stop_contract", flat=True))
    ranges = [*stops[:-1], _END]
    for number, stop in enumerate(ranges, start=1):
        if report.done_below < stop:
            _add_up_range(report, stop)
            report.done_below = stop
        if tell:
            tell(number, len(ranges))


def _add_up_range(report: LeakageReport, stop: int) -> None:
    places = {"first": report.done_below, "stop": stop, "run_slot": report.run.slot}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ROWS.format(slot=report.slot), places)
        cursor.execute(_CELLS.format(slot=report.slot), places)
        LeakageReport.objects.filter(pk=report.pk).update(done_below=stop)


def _finish(report: LeakageReport, by: User, on: date) -> None:
    """Let the report take the place of the one before it."""
    with transaction.atomic():
        LeakageReport.objects.filter(pk=report.pk).update(finished_at=Now())
        for older in LeakageReport.objects.filter(dropped_at=None).exclude(pk=report.pk):
            _drop(older)
        record_event(by=by, on=on, verb="quotes.report_leakage", subject=report)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE quotes_leakagerow_{report.slot}")
        cursor.execute(f"ANALYZE quotes_leakagecell_{report.slot}")


def _drop(report: LeakageReport) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"TRUNCATE quotes_leakagerow_{report.slot}, quotes_leakagecell_{report.slot}"
        )
    LeakageReport.objects.filter(pk=report.pk).update(dropped_at=Now())


# What a quote's line carries over is in its trace; of one older than that it is what expires.
_ROWS = """
    WITH offered AS (
        SELECT q.id, c.id AS contract_id
        FROM quotes_quote q
        JOIN renewals_renewal r ON r.id = q.renewal_id AND r.closed_on IS NULL
        JOIN book_contract c ON c.id = r.contract_id AND c.end_on = r.renewal_on
            AND c.ended_on IS NULL
        WHERE q.is_primary AND c.id >= %(first)s AND c.id < %(stop)s
    ), told AS (
        SELECT l.contract_id, NULL::bigint AS quote_id, l.product_id, l.currency,
            coalesce(l.leakage_reason, '') AS reason, l.carried_minor, l.entitled_minor,
            l.proposed_minor, l.leakage_minor
        FROM pricing_pricedline l
        WHERE l.slot = %(run_slot)s AND l.contract_id >= %(first)s AND l.contract_id < %(stop)s
            AND NOT EXISTS (SELECT FROM offered o WHERE o.contract_id = l.contract_id)
        UNION ALL
        SELECT o.contract_id, o.id, l.product_id, l.currency, l.leakage_reason,
            coalesce(
                (jsonb_path_query_first(
                    l.trace, '$[*] ? (@.step == "leakage").carried_minor'
                ))::bigint,
                l.expiring_minor
            ),
            l.entitled_minor, l.proposed_minor, l.leakage_minor
        FROM offered o JOIN quotes_quoteline l ON l.quote_id = o.id
    )
    INSERT INTO quotes_leakagerow_{slot} (
        contract_id, quote_id, family, reason, currency, lines, carried_minor, entitled_minor,
        realised_minor, leakage_minor
    )
    SELECT t.contract_id, t.quote_id, p.family, t.reason, t.currency, count(*),
        sum(t.carried_minor), sum(t.entitled_minor), sum(t.proposed_minor), sum(t.leakage_minor)
    FROM told t JOIN book_product p ON p.id = t.product_id AND p.charge <> 'usage'
    GROUP BY t.contract_id, t.quote_id, p.family, t.reason, t.currency
"""
_CELLS = """
    INSERT INTO quotes_leakagecell_{slot} AS told (
        currency, reason, segment, region, family, channel, owner_id, export_controlled, lines,
        carried_minor, entitled_minor, realised_minor, leakage_minor
    )
    SELECT r.currency, r.reason, cu.segment, cu.region, r.family, c.channel, c.owner_id,
        cu.export_controlled, sum(r.lines), sum(r.carried_minor), sum(r.entitled_minor),
        sum(r.realised_minor), sum(r.leakage_minor)
    FROM quotes_leakagerow_{slot} r
    JOIN book_contract c ON c.id = r.contract_id
    JOIN directory_customer cu ON cu.id = c.customer_id
    WHERE r.contract_id >= %(first)s AND r.contract_id < %(stop)s
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    ON CONFLICT (
        currency, reason, segment, region, family, channel, owner_id, export_controlled, slot
    ) DO UPDATE SET
        lines = told.lines + excluded.lines,
        carried_minor = told.carried_minor + excluded.carried_minor,
        entitled_minor = told.entitled_minor + excluded.entitled_minor,
        realised_minor = told.realised_minor + excluded.realised_minor,
        leakage_minor = told.leakage_minor + excluded.leakage_minor
"""
