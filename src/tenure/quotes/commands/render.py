"""Set the documents of quotes and keep them: one at first opening, the others in batches."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tenure.documents.commands import keep, store_rows
from tenure.documents.models import Document
from tenure.documents.queries import DocumentDamaged, open_document
from tenure.foundation.commands import write_audited
from tenure.foundation.models import User
from tenure.kernel.errors import TenureError
from tenure.quotes.models import Quote, QuoteDocument
from tenure.quotes.queries.printing import pdf_of, printed_quotes
from tenure.quotes.rules import PrintedQuote
from tenure.quotes.rules.document import TEMPLATE_VERSION

BATCH = 200
THREADS = 2  # Typst works outside the interpreter's lock; two keep two cores busy
PDF = "application/pdf"

_ATTACH = """
    INSERT INTO quotes_quotedocument AS d (quote_id, document_id)
    SELECT * FROM unnest(%(quotes)s::bigint[], %(documents)s::bigint[])
    ON CONFLICT (quote_id) DO UPDATE SET document_id = excluded.document_id
        WHERE d.document_id <> excluded.document_id
    RETURNING d.quote_id, (SELECT number FROM quotes_quote WHERE id = d.quote_id),
        jsonb_build_object('document', d.document_id)
"""


class QuoteNotFound(TenureError):
    """Refuse a quote that is not there, or not for this person."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Hold what a batch set, and whether others wait; `refused` are quotes with the reason."""

    count: int
    more: bool
    refused: tuple[tuple[str, str], ...] = ()


def render_document(*, quote_id: int, by: User, on: date) -> Document:
    """Return the quote's document, setting it first if it has none or its file was lost.

    Raise QuoteNotFound, or NotSet when the document cannot be set.
    """
    quote = Quote.objects.visible_to(by).filter(pk=quote_id).first()
    if quote is None:
        raise QuoteNotFound("There is no such quote, or it is not yours to see.")
    with transaction.atomic():
        Quote.objects.select_for_update().get(pk=quote.pk)
        known = QuoteDocument.objects.filter(quote=quote).select_related("document").first()
        if known is not None and _is_whole(known.document):
            return known.document
        [printed] = printed_quotes([quote.pk])
        _attach([quote.pk], [_set(printed)], by=by, on=on)
        return QuoteDocument.objects.select_related("document").get(quote=quote).document


def render_pending(*, by: User, on: date, limit: int = BATCH) -> Rendered:
    """Set the documents of up to `limit` primary quotes that have none, oldest first.

    Safe beside another worker: each takes quotes that the other does not hold. A quote whose
    document cannot be set is refused and left, and does not stop the others.
    """
    with transaction.atomic():
        waiting = (
            Quote.objects.filter(document=None, is_primary=True)
            .order_by("pk")
            .select_for_update(of=("self",), skip_locked=True)
        )
        ids = list(waiting.values_list("pk", flat=True)[: limit + 1])
        more = len(ids) > limit
        printed = printed_quotes(ids[:limit])
        with ThreadPoolExecutor(THREADS) as threads:
            results = list(threads.map(_try_to_set, printed))
        done = [
            (quote_id, result)
            for quote_id, result in zip(ids, results, strict=False)
            if not isinstance(result, TenureError)
        ]
        _attach([quote_id for quote_id, _ in done], [kept for _, kept in done], by=by, on=on)
    refused = [
        (quote.number, str(result))
        for quote, result in zip(printed, results, strict=True)
        if isinstance(result, TenureError)
    ]
    return Rendered(len(done), more and bool(done), tuple(refused))


def _is_whole(document: Document) -> bool:
    try:
        open_document(document)
    except DocumentDamaged:
        return False
    return True


def _set(printed: PrintedQuote) -> tuple[str, int]:
    """Set one document and keep its file; return its hash and size."""
    content = pdf_of(printed)
    return keep(content=content), len(content)


def _try_to_set(printed: PrintedQuote) -> tuple[str, int] | TenureError:
    try:
        return _set(printed)
    except TenureError as error:
        return error


def _attach(
    quote_ids: Sequence[int], kept: Sequence[tuple[str, int]], *, by: User, on: date
) -> None:
    """Make the rows of kept documents and give them to their quotes; one event per quote."""
    if not quote_ids:
        return
    ids = store_rows(rows=list(kept), media_type=PDF, template=TEMPLATE_VERSION)
    write_audited(
        by=by,
        on=on,
        verb="quotes.render",
        model=Quote,
        sql=_ATTACH,
        params={"quotes": list(quote_ids), "documents": [ids[sha256] for sha256, _ in kept]},
    )
