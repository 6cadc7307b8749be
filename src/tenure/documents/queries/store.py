"""Open stored documents."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from tenure.documents.models import Document
from tenure.documents.rules import content_hash, place_of
from tenure.kernel.errors import TenureError


class DocumentDamaged(TenureError):
    """Refuse a stored document that is missing or not what was stored."""


def path_of(sha256: str) -> Path:
    """Return the file of a document."""
    return Path(settings.DATA_DIR) / "documents" / place_of(sha256)


def open_document(document: Document) -> bytes:
    """Return a document's content, checked against its hash; raise DocumentDamaged."""
    try:
        content = path_of(document.sha256).read_bytes()
    except FileNotFoundError as error:
        raise DocumentDamaged(f"The file of {document} is missing from the store.") from error
    if content_hash(content) != document.sha256:
        raise DocumentDamaged(f"The file of {document} is not what was stored.")
    return content
