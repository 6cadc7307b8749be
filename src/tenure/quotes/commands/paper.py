"""Issue paper: write it, set it, seal it, keep it, and record who did and what it says."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tenure.book.models import Contract
from tenure.documents.commands import store
from tenure.documents.queries import sealed, typeset
from tenure.documents.queries.redline import DOCX, set_docx
from tenure.documents.rules import Language, content_hash
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.quotes.commands.render import QuoteNotFound
from tenure.quotes.models import IssuedPaper, Quote
from tenure.quotes.queries.paper import TYPST_TEMPLATE, Written, written_paper
from tenure.quotes.queries.view import is_stale
from tenure.quotes.rules.paper import (
    REDLINED,
    PaperForm,
    PaperKind,
    PaperNotPossible,
    code_of,
    fingerprint_of,
)

_MEDIA = {PaperForm.PDF: "application/pdf", PaperForm.DOCX: DOCX}


def issue_paper(
    *, quote_id: int, kind: PaperKind, language: Language | None = None,
    form: PaperForm = PaperForm.PDF, by: User, on: date, at: datetime,
) -> IssuedPaper:  # fmt: skip
    """Issue a paper of a quote; the same words in the same form are issued once.

    In the customer's language when none is said. Raise QuoteNotFound, or PaperNotPossible,
    TotalsDiffer, NotSet or SealFailed with the reason; then nothing is issued.
    """
    if not may(by.role, Permission.WORK_RENEWALS):
        raise PaperNotPossible("Only those who work on renewals issue paper.")
    quote = (
        Quote.objects.visible_to(by)
        .select_related("renewal__contract__customer", "renewal__contract__reseller")
        .select_related("renewal__contract__distributor")
        .filter(pk=quote_id)
        .first()
    )
    if quote is None:
        raise QuoteNotFound("There is no such quote, or it is not yours to see.")
    if is_stale(quote):
        raise PaperNotPossible(
            "The contract was changed after this quote was priced. Make the quote again first."
        )
    written = written_paper(quote, kind, language)
    return file_paper(
        written=written, contract=quote.renewal.contract, quote=quote, form=form,
        dated=quote.priced_on, by=by, on=on, at=at,
    )  # fmt: skip


def file_paper(
    *, written: Written, contract: Contract, quote: Quote | None, form: PaperForm, dated: date,
    by: User, on: date, at: datetime,
) -> IssuedPaper:  # fmt: skip
    """Set what was written, seal it, keep it and record it; `dated` is the day inside the file."""
    fingerprint = fingerprint_of(written.content)
    plain = _set(written, form, dated)
    content, sealed_by = sealed(plain, at=at) if form is PaperForm.PDF else (plain, "")
    with transaction.atomic():
        Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
        known = IssuedPaper.objects.filter(
            contract=contract, fingerprint=fingerprint, form=form, sealed_by=sealed_by
        ).first()
        if known is not None:
            return known
        document = store(
            content=content, media_type=_MEDIA[form], template=written.kind.template, by=by, on=on
        )
        paper = IssuedPaper.objects.create(
            kind=written.kind, form=form, language=written.language,
            template=written.kind.template, terms_version=written.terms_version,
            contract=contract, quote=quote, document=document, fingerprint=fingerprint,
            code=code_of(fingerprint), plain_sha256=content_hash(plain), sealed_by=sealed_by,
            issued_on=on, issued_by=by,
        )  # fmt: skip
        detail = {
            "kind": paper.kind, "form": paper.form, "language": paper.language,
            "template": paper.template, "sha256": document.sha256, "sealed_by": sealed_by,
        }  # fmt: skip
        record_event(by=by, on=on, verb="quotes.issue_paper", subject=quote or contract,
                     detail=detail)  # fmt: skip
    return paper


def _set(written: Written, form: PaperForm, dated: date) -> bytes:
    if form is PaperForm.DOCX:
        if written.kind not in REDLINED:
            raise PaperNotPossible(f"{written.kind.label}: not set as DOCX.")
        return set_docx(content=written.content, on=dated)
    return typeset(template=TYPST_TEMPLATE, content=written.content, on=dated)
