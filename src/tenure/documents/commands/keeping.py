"""Put documents into the store."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

from django.db import connection

from tenure.documents.models import Document
from tenure.documents.queries import path_of
from tenure.documents.rules import content_hash
from tenure.foundation.commands import record_event
from tenure.foundation.models import User


def store(*, content: bytes, media_type: str, template: str, by: User, on: date) -> Document:
    """Put a document into the store under the hash of its content; storing again changes nothing.

    The file is on the disk before the row is in the database. A file that was lost comes back.
    """
    keep(content=content)
    document, made = Document.objects.get_or_create(
        sha256=content_hash(content),
        defaults={"media_type": media_type, "size": len(content), "template": template},
    )
    if made:
        detail = {"size": len(content), "template": template}
        record_event(by=by, on=on, verb="documents.store", subject=document, detail=detail)
    return document


def keep(*, content: bytes) -> str:
    """Write a file of the store, whole or not at all, and return its hash; no row is made."""
    sha256 = content_hash(content)
    path = path_of(sha256)
    if path.is_file() and path.stat().st_size == len(content):
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return sha256


def store_rows(*, rows: list[tuple[str, int]], media_type: str, template: str) -> dict[str, int]:
    """Make the rows of kept files (hash, size) that have none; return the id of each hash.

    Set-based part of a batch: its caller records the events of what the documents belong to.
    """
    hashes, sizes = [row[0] for row in rows], [row[1] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO documents_document (sha256, media_type, size, template)
            SELECT DISTINCT sha256, %s, size, %s
            FROM unnest(%s::text[], %s::bigint[]) AS kept (sha256, size)
            ORDER BY sha256
            ON CONFLICT (sha256) DO NOTHING
            """,
            [media_type, template, hashes, sizes],
        )
    return dict(Document.objects.filter(sha256__in=hashes).values_list("sha256", "pk"))


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
