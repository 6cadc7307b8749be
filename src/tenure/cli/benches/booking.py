"""Book accepted quotes, each in a transaction with its outcome and the next renewal: a second."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tenure.cli import session
from tenure.cli.benches import BenchResult, _book

if TYPE_CHECKING:
    from tenure.foundation.models import User

SCALE = 1_000
ON = date(2027, 1, 15)
_AT = datetime(2027, 1, 15, 9, tzinfo=UTC)
_LINES_PER_QUOTE = 30  # of a sample book, lines enough that so many renewals are open
_WRITTEN = (
    "book_order", "book_orderaction", "book_line", "book_arrmovement", "renewals_outcome",
    "renewals_renewal", "closing_booking",
)  # fmt: skip


def run(scale: int) -> BenchResult:
    """Accept `scale` quotes of a sample book, book them; then insert as many bare rows."""
    session.set_up()
    from tenure.closing.commands import book_accepted
    from tenure.foundation.commands import system_actor

    _book.use_database("bench_booking")
    _book.load(scale * _LINES_PER_QUOTE, on=ON)
    actor = system_actor()
    accepted = _accept(scale, actor)
    before = _counts()
    started = time.perf_counter()
    booked = book_accepted(by=actor, on=ON, limit=scale)
    seconds = time.perf_counter() - started
    rows = {table: count - before[table] for table, count in _counts().items()}
    floor = _inserted(sum(rows.values()), booked.count)
    written = ", ".join(f"{count:,} {table.partition('_')[2]}" for table, count in rows.items())
    return {
        "name": "booking",
        "per_second": booked.count / seconds,
        "seconds": seconds,
        "floor_seconds": floor,
        "ratio": seconds / floor,
        "peak_mb": 0.0,
        "floor": "as many rows inserted one by one into a table of text, committed as often",
        "note": f"{accepted:,} quotes accepted, {booked.count:,} booked, {booked.refused:,} refused"
        f" with the reason; more rows than before: {written}.",
        "goal": "1,000 accepted quotes in less than 60 s on two cores",
    }


def _accept(scale: int, actor: User) -> int:
    """Make and accept quotes of a book's open renewals; return how many there are."""
    from tenure.quotes.commands import accept_quote, make_quotes
    from tenure.quotes.commands.approvals import request_approvals
    from tenure.quotes.rules.acceptance import Manner, Signer
    from tenure.renewals.commands.opening import open_renewals

    opened = open_renewals(on=ON, by=actor)
    made = make_quotes(renewal_ids=opened, by=actor, on=ON, limit=scale)
    request_approvals(quote_ids=made.ids, by=actor, on=ON, at=_AT)
    signer = Signer("Dana Doe", "Chief Financial Officer", "dana@example.com")
    for quote_id in made.ids:
        accept_quote(quote_id=quote_id, signer=signer, manner=Manner.ONLINE, by=actor, on=ON)
    return len(made.ids)


def _counts() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        found = {}
        for table in _WRITTEN:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = int(cursor.fetchone()[0])
        return found


def _inserted(rows: int, commits: int) -> float:
    """Return the seconds that so many single inserts take, committed so often."""
    from django.db import connection, transaction

    each = max(rows // max(commits, 1), 1)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, said text)")
        started = time.perf_counter()
        for _ in range(commits):
            with transaction.atomic():
                for _ in range(each):
                    cursor.execute("INSERT INTO bare (said) VALUES (%s)", ["a row of a booking"])
        return time.perf_counter() - started
