"""Issue papers from the command line, and tell of those that were issued."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.quotes.models import IssuedPaper, Quote
    from tenure.quotes.rules.paper import PaperForm, PaperKind


def issue(
    quote: Quote, kind: PaperKind, arguments: argparse.Namespace, actor: User,
    form: PaperForm | None = None,
) -> IssuedPaper:  # fmt: skip
    """Issue a paper of a quote in the language that was said, else in the customer's."""
    from tenure.documents.rules import Language
    from tenure.quotes.commands import issue_paper
    from tenure.quotes.rules.paper import PaperForm

    said = arguments.language
    return issue_paper(
        quote_id=quote.pk, kind=kind, language=Language.of(said) if said else None,
        form=form or PaperForm.PDF, by=actor, on=session.today(), at=session.now(),
    )  # fmt: skip


def as_json(paper: IssuedPaper) -> dict[str, Any]:
    """Return an issued paper as plain JSON."""
    from tenure.quotes.rules.paper import grouped

    return {
        "id": paper.pk,
        "kind": paper.kind,
        "form": paper.form,
        "language": paper.language,
        "template": paper.template,
        "terms_version": paper.terms_version,
        "contract": paper.contract.key,
        "quote": paper.quote.number if paper.quote else None,
        "code": grouped(paper.code),
        "sha256": paper.document.sha256,
        "seal": f"sealed by {paper.sealed_by}" if paper.sealed_by else "not sealed",
        "issued_on": paper.issued_on,
        "issued_by": paper.issued_by.username,
    }


def in_words(paper: IssuedPaper) -> str:
    """Return an issued paper on a line."""
    told = as_json(paper)
    return (
        f"{paper.get_kind_display()} ({told['language']}, {told['form']}, {told['template']}),"
        f" {told['seal']}, code {told['code']}, {told['issued_on']} by {told['issued_by']}"
    )
