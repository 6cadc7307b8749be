"""Policies and simulations as the command line shows them: lines of text, JSON, a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.kernel.money import Money
from tenure.kernel.percent import Percent
from tenure.kernel.period import add_months, format_day
from tenure.pricing.rules import RowFault, cells_of
from tenure.pricing.rules.simulation import DIMENSIONS, QUARTER, Figures, Simulated

if TYPE_CHECKING:
    from tenure.pricing.queries import PolicyView
    from tenure.pricing.queries.simulation import NamedMovers


def policy_json(view: PolicyView) -> dict[str, Any]:
    """Return a policy as plain JSON."""
    standing, taken = view.standing, view.withdrawal
    return {
        "kind": view.kind.name, "name": view.row.name, **cells_of(view.policy),
        "state": standing.state, "until_on": standing.until_on,
        "supersedes": standing.supersedes, "superseded_by": standing.superseded_by,
        "withdrawn_on": taken.withdrawn_on if taken else None,
        "withdrawn_by": str(taken.withdrawn_by) if taken else "",
        "reason": taken.reason if taken else "",
    }  # fmt: skip


def print_policies(found: Sequence[PolicyView]) -> None:
    """Print a policy a line, under the titles of the kinds."""
    kind = ""
    for view in found:
        if view.kind.name != kind:
            kind = view.kind.name
            print(f"{view.kind.title}: {view.kind.says}")
        standing = view.standing
        until = f", until {format_day(standing.until_on)}" if standing.until_on else ""
        days = f"from {format_day(view.policy.start_on)}{until}"
        print(f"  {view.policy.code:<20} {standing.state:<11} {days}")
        print(f"  {'':<20} {view.slice}: {view.terms}")
    if not found:
        print("no policy is published")


def faults_json(faults: Sequence[RowFault]) -> list[dict[str, Any]]:
    """Return faults as plain JSON."""
    return [asdict(fault) for fault in faults]


def print_faults(path: Path, faults: Sequence[RowFault]) -> None:
    """Print a fault a line: where it is, and what."""
    for fault in faults:
        print(f"{path.name}, line {fault.line}, {fault.column}: {fault.reason}")


def simulated_json(found: Simulated, movers: NamedMovers) -> dict[str, Any]:
    """Return the result as plain JSON, with the names of the contracts that move the most."""
    return {
        **found.as_json(),
        "movers": [
            {
                "contract": row.contract, "customer": row.customer,
                "renewal_on": row.mover.renewal_on, "currency": row.mover.currency,
                **asdict(row.mover.figures),
            }
            for row in movers.rows
        ],
        "movers_hidden": movers.hidden,
    }  # fmt: skip


def print_simulated(found: Simulated, movers: NamedMovers) -> None:
    """Print a table per currency: the quarters, each dimension, the biggest movers."""
    first, last = found.quarters[0], add_months(found.quarters[-1], QUARTER)
    print(f"renewals whose next term begins from {first} to before {last}")
    if found.left_out:
        print(f"{found.left_out:,} left out: their next term cannot be priced yet")
    if found.unpriced:
        print(f"{found.unpriced:,} lines left out: their price is too large")
    for currency in found.currencies:
        print(f"\n{currency}")
        print(f"  {'':<24}{'renewals':>9}{'touched':>9}{'now':>20}{'then':>20}{'difference':>20}")
        for day in found.quarters:
            _print_row(f"from {day}", currency, found.total(currency, day))
        _print_row("both quarters", currency, found.total(currency))
        for dimension in DIMENSIONS:
            for value, quarters in found.by_value(currency, dimension).items():
                figures = sum(quarters.values(), Figures())
                _print_row(f"{dimension} {value or 'none'}", currency, figures)
        for row in movers.rows:
            if row.mover.currency == currency:
                _print_row(row.contract, currency, row.mover.figures)
    if not found.cells:
        print("nothing renews then")


def _print_row(name: str, currency: str, figures: Figures) -> None:
    minors = (figures.now_minor, figures.then_minor, figures.difference_minor)
    amounts = "".join(f"{Money(minor, currency).format():>20}" for minor in minors)
    rate = "" if figures.rate_bp is None else f"  {Percent(figures.rate_bp)}"
    counts = f"{figures.renewals:>9,}{figures.renewals_touched:>9,}"
    print(f"  {name[:24]:<24}{counts}{amounts}{rate}")
    if figures.received_difference_minor != figures.difference_minor:
        received = (figures.received_now_minor, figures.received_then_minor)
        told = "".join(f"{Money(minor, currency).format():>20}" for minor in received)
        change = Money(figures.received_difference_minor, currency).format()
        print(f"  {'  after partner margins':<42}{told}{change:>20}")


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far a simulation is on the terminal, unless quiet."""
    if quiet:
        yield lambda step, done, total: None
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (rich.TextColumn("{task.description}"), rich.BarColumn(), rich.TimeElapsedColumn())
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("")
        yield lambda step, done, total: bars.update(
            task, description=step, completed=done, total=total
        )
