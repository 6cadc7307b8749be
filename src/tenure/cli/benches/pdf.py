"""Set and keep the PDFs of quotes of 10 lines: documents a second."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.cli.benches import BenchResult

if TYPE_CHECKING:
    from tenure.quotes.rules import PrintedQuote

SCALE = 300
THREADS = 2
TURN = 50
ON = date(2026, 12, 1)
START, END = date(2027, 3, 31), date(2028, 3, 31)


def run(scale: int) -> BenchResult:
    """Set `scale` different quotes as the worker does, then the same pages by Typst alone."""
    from tenure.cli import session

    session.set_up()
    from tenure.documents.commands import keep
    from tenure.quotes.queries.printing import pdf_of

    bare = _typst_alone()

    def ours(quote: PrintedQuote) -> int:
        return len(keep(content=pdf_of(quote)))

    seconds = floor = 0.0
    with ThreadPoolExecutor(THREADS) as threads:
        # Turn by turn, after a turn that warms both: what else the machine does hits both alike.
        for turn in range(-1, -(-scale // TURN)):
            count = min(TURN, scale - turn * TURN) if turn >= 0 else THREADS
            quotes = [_quote((turn + 1) * TURN + place) for place in range(count)]
            ours_taken, bare_taken = (_timed(threads, work, quotes) for work in (ours, bare))
            if turn >= 0:
                seconds += ours_taken
                floor += bare_taken
    return {
        "name": "pdf",
        "per_second": scale / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "the same pages by Typst alone on as many threads, untagged, nothing kept",
        "note": f"{scale} different quotes, PDF/A-2a and PDF/UA-1, synced to disk, two threads.",
        "goal": "at least 20 a second on two cores",
    }


def _timed(
    threads: ThreadPoolExecutor, work: Callable[[PrintedQuote], int], quotes: list[PrintedQuote]
) -> float:
    started = time.perf_counter()
    list(threads.map(work, quotes))
    return time.perf_counter() - started


def _typst_alone() -> Callable[[PrintedQuote], int]:
    """Return what sets a quote by Typst and nothing else."""
    import typst

    from tenure.documents import queries as documents
    from tenure.quotes.queries.printing import content_of

    home = Path(documents.__file__).resolve().parents[1]
    template = home / "templates" / "quote.typ"
    at = datetime(2026, 12, 1, tzinfo=UTC)
    fonts = documents.fonts()
    local = threading.local()

    def bare(quote: PrintedQuote) -> int:
        if not hasattr(local, "compiler"):
            local.compiler = typst.Compiler(root=str(home), font_paths=fonts)
        # Words that ours have not: nothing is taken from what Typst remembers of them.
        content = content_of(quote) | {"note": "floor", "subtitle": "floor", "number": "F"}
        return len(
            local.compiler.compile(
                input=template, format="pdf", sys_inputs={"data": json.dumps(content)},
                timestamp=at, pdf_tags=False,
            )
        )  # fmt: skip

    return bare


def _quote(number: int) -> PrintedQuote:
    """Return a quote of 10 lines whose figures no other has."""
    from tenure.pricing.queries import price
    from tenure.pricing.rules import LineFacts, trace_of
    from tenure.quotes.rules import LinePrinted, Party, PrintedQuote

    facts = [
        LineFacts(
            line_id=place, quantity_e4=(number + place + 1) * 10_000, price_months=12,
            expiring_price_e4=1_000_000 + number * 7_919 + place * 104_729, currency="EUR",
            term_start_on=START, term_end_on=END, contract_uplift_bp=[500, 300, 0][place % 3],
        )
        for place in range(10)
    ]  # fmt: skip
    priced = price(facts)
    lines = tuple(
        LinePrinted(
            f"Product {place}", "recurring", Decimal(number + place + 1), 12,
            line.expiring_price_e4, line.proposed_price_e4, line.expiring_minor,
            line.proposed_minor, trace_of(line),
        )
        for place, line in enumerate(priced)
    )  # fmt: skip
    return PrintedQuote(
        number=f"Q-2027-{number:06}", version=1, contract=f"C-{number}", currency="EUR",
        country="NO", start_on=START, end_on=END, term_months=12, priced_on=ON,
        valid_until=date(2027, 1, 30), renewal_type="auto", notice_on=date(2027, 2, 28),
        terms_version="2026-1", expiring_minor=sum(line.expiring_minor for line in priced),
        proposed_minor=sum(line.proposed_minor for line in priced),
        parties=(Party("Customer", f"Customer {number} Ltd", ("1 Street", "Oslo")),),
        lines=lines,
    )  # fmt: skip
