"""The parts of a run over the book: one is read while another is priced and a third one written.

PostgreSQL reads and writes on connections of their own, each in its thread; the engine prices on
this one. No more than three parts are under way, so what is held is bounded whatever the book.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models.functions import Now

from tenure.pricing.commands.book_refusals import Refusal, price_or_refuse
from tenure.pricing.models import PricingPart, PricingRun, RefusedLine
from tenure.pricing.queries.engine import NULL_TEXT
from tenure.pricing.queries.facts import copy_wanted, next_terms
from tenure.pricing.rules import RESULTS, WATERFALL, AnyPolicy

# What a line is, beside its facts, with the engine's types.
BESIDE = {
    "contract_id": "BIGINT",
    "product_id": "BIGINT",
    "currency": "VARCHAR",
    "start_on": "DATE",
    "end_on": "DATE",
}
_QUANTITY = WATERFALL.steps[-1].quantity
# The columns of the priced file after the line's id, and those of the table that it goes into.
PRICED = (*BESIDE, _QUANTITY, *RESULTS)
_COLUMNS = ("id", *BESIDE, "quantity_e4", *RESULTS)
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Read:
    """Hold a part that was read: its facts in a file."""

    part: PricingPart
    facts: Path
    left_out: int


@dataclass(frozen=True, slots=True)
class _Priced:
    """Hold a part that was priced: its lines in files, and those that could not be priced."""

    part: PricingPart
    files: list[Path]
    refused: list[Refusal]
    left_out: int


def priced_part_by_part(
    run: PricingRun, policies: Sequence[AnyPolicy], folder: Path
) -> Iterator[PricingPart]:
    """Price the parts that are not done, in order; yield each when it is written.

    `folder` holds the files meanwhile, each deleted when it is used.
    """
    parts = list(run.parts.filter(done_at=None).order_by("number"))
    with ExitStack() as threads:
        reader, writer = threads.enter_context(_beside()), threads.enter_context(_beside())
        waiting = iter(parts)
        reading = _next(reader, waiting, folder)
        writing: Future[PricingPart] | None = None
        while reading is not None:
            read = reading.result()
            reading = _next(reader, waiting, folder)
            priced = _price(read, policies, folder)
            if writing is not None:
                yield writing.result()
            writing = writer.submit(_write, run, priced)
        if writing is not None:
            yield writing.result()


@contextmanager
def _beside() -> Iterator[ThreadPoolExecutor]:
    """Give a thread; the connection to PostgreSQL that it opens goes with it."""
    thread = ThreadPoolExecutor(1)
    try:
        yield thread
    finally:
        thread.submit(_disconnect).result()
        thread.shutdown(wait=True, cancel_futures=True)


def _disconnect() -> None:
    connection.close()  # that of the thread in which this is called


def _next(
    reader: ThreadPoolExecutor, waiting: Iterator[PricingPart], folder: Path
) -> Future[_Read] | None:
    part = next(waiting, None)
    return None if part is None else reader.submit(_read, part, folder)


def _read(part: PricingPart, folder: Path) -> _Read:
    """Write the facts of the part's lines to a file, as they are at one moment."""
    path = folder / f"facts-{part.number}.csv"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        terms = next_terms("c.id >= %s AND c.id < %s", [part.first_contract, part.stop_contract])
        copy_wanted(terms.rows, path, tuple(BESIDE))
    return _Read(part, path, terms.left_out)


def _price(read: _Read, policies: Sequence[AnyPolicy], folder: Path) -> _Priced:
    found = price_or_refuse(read.facts, policies, folder, BESIDE, PRICED, read.part.expected)
    return _Priced(read.part, found.files, found.refused, read.left_out)


def _write(run: PricingRun, priced: _Priced) -> PricingPart:
    """Put the part's lines into the run's slot, and note with them that it is done."""
    part, lines = priced.part, 0
    with transaction.atomic():
        PricingPart.objects.select_for_update().get(pk=part.pk, done_at=None)
        for path in priced.files:
            lines += _copy_in(run.slot, path)
            path.unlink()
        RefusedLine.objects.bulk_create(
            RefusedLine(
                run=run, contract_id=one.contract_id, line=one.line, piece=one.piece,
                reason=one.reason,
            )
            for one in priced.refused
        )  # fmt: skip
        PricingPart.objects.filter(pk=part.pk).update(
            lines=lines, refused=len(priced.refused), left_out=priced.left_out, done_at=Now()
        )
    return part


def _copy_in(slot: int, path: Path) -> int:
    """Copy a file of priced lines into a slot; return the rows."""
    statement = (
        f"COPY pricing_pricedline_{slot} ({', '.join(_COLUMNS)}) FROM STDIN"
        f" (FORMAT csv, NULL '{NULL_TEXT}')"
    )
    with connection.cursor() as cursor:
        with path.open("rb") as source, cursor.copy(statement) as copy:
            while block := source.read(_BLOCK):
                copy.write(block)
        return int(cursor.rowcount)
