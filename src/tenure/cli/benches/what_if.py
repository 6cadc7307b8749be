"""A what-if on a quote of many lines, from the posted form to the figures in the answer."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.benches import BenchResult

if TYPE_CHECKING:
    from django.test import Client

    from tenure.foundation.models import User
    from tenure.quotes.models import Quote

SCALE = 40
ROUNDS = 41
PASSWORD = "bench what-if only"
ON, LAST, RENEWS = date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)


def run(scale: int) -> BenchResult:
    """Quote a contract of `scale` lines, then ask for the figures of what is typed, many times."""
    actor = session.set_up()
    from tenure.pricing.commands import publish_default_policies

    publish_default_policies(by=actor, on=ON)
    quote = _quote(scale, actor)
    client, address = _client(actor), f"/quotes/{quote.pk}/what-if/"
    form = _form(quote)

    def asked() -> None:
        answer = client.post(address, form, headers={"HX-Request": "true"})
        if answer.status_code != 200 or b'id="wi-total-EUR-asked"' not in answer.content:
            raise RuntimeError("The what-if did not answer")

    queries = _queries_of(asked)
    seconds, slowest = _timed(asked)
    floor, _ = _timed(_pricing_alone(quote))
    return {
        "name": "what-if",
        "per_second": 1 / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "the warm engine pricing the same lines once, their facts at hand, nothing drawn",
        "note": (
            f"{scale:,} lines for the term asked for and the terms beside it, with a quantity, a "
            f"discount, a line left out and one that is new: {seconds * 1000:.0f} ms from the "
            f"posted form to the figures, the slowest of {ROUNDS} {slowest * 1000:.0f} ms, "
            f"{queries} queries. Median; per second: answers."
        ),
        "goal": "under 150 ms on the server for 40 lines",
    }


def _quote(lines: int, actor: User) -> Quote:
    """Import a contract of some lines and a price list, and quote its renewal."""
    from tenure.quotes.commands import quote_now
    from tenure.quotes.queries import find_renewal
    from tenure.renewals.commands.opening import open_renewals
    from tenure.sync.files.commands import import_files

    folder = Path(os.environ["TENURE_DATA_DIR"])
    rows = ["customer,contract,line,product,quantity,unit_price,currency,start,end"]
    rows += [f"K1,C1,L{n:05},P{n % 20:02},{100 + n},120.00,EUR,{ON},{LAST}" for n in range(lines)]
    _write(folder / "book.csv", rows)
    products = ["product,name", *(f"P{n:02},Product {n}" for n in range(20))]
    _write(folder / "products.csv", products)
    prices = ["price_book,product,currency,unit_price,start"]
    prices += [f"standard,P{n:02},EUR,{100 + n}.00,{ON}" for n in range(20)]
    _write(folder / "prices.csv", prices)
    paths = [folder / f"{name}.csv" for name in ("products", "prices", "book")]
    import_files(paths=paths, profile="plain", by=actor, on=ON)
    open_renewals(by=actor, on=RENEWS.replace(year=2026, month=10))
    renewal = find_renewal("C1", user=actor)
    assert renewal is not None
    return quote_now(renewal_id=renewal.pk, by=actor, on=ON)


def _write(path: Path, rows: list[str]) -> None:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _client(actor: User) -> Client:
    from django.test import Client

    from tenure.directory.commands.users import grant_access
    from tenure.foundation.roles import Role

    grant_access(username="bench", password=PASSWORD, role=Role.HEAD_OF_RENEWALS, by=actor, on=ON)
    client = Client(headers={"host": "localhost"})
    client.post("/sign-in/", {"username": "bench", "password": PASSWORD})
    return client


def _form(quote: Quote) -> dict[str, str]:
    """Return what a person might have typed, as the page sends it: all quantities."""
    from tenure.quotes.queries import quote_view

    lots = {line.line.lot: line.line.quantity for line in quote_view(quote).lines}
    form = {f"lines.{lot}.quantity": str(quantity) for lot, quantity in lots.items()}
    return form | {
        "term": "24",
        "uplift": "2",
        "one_time": "1",
        "lines.1.quantity": "150",
        "lines.2.removed": "on",
        "lines.3.discount": "7.5",
        "added.1.product": "P01",
        "added.1.quantity": "25",
    }


def _pricing_alone(quote: Quote) -> Callable[[], Any]:
    """Return the bare work: the engine pricing the lines of the quote, read beforehand."""
    from tenure.kernel.period import Period
    from tenure.pricing import queries as pricing
    from tenure.pricing.queries.facts import WantedTerm, facts_of

    term = Period(quote.start_on, quote.end_on)
    rows: list[dict[str, Any]] = facts_of([WantedTerm(quote.renewal.contract_id, term)])
    policies = pricing.policies()
    return lambda: pricing.price_rows(rows, policies)


def _queries_of(work: Callable[[], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the median and the longest seconds of some rounds, after one that warms up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken), max(taken)
