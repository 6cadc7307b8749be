"""Documents are kept once, whole, under the hash of their content."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from tenure.documents.commands import keeping as commands
from tenure.documents.models import Document
from tenure.documents.queries import DocumentDamaged, open_document, path_of
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role

ON = date(2026, 12, 1)
CONTENT = b"%PDF- something"


@pytest.fixture
def actor(db: None, settings: object, tmp_path: Path) -> User:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return User.objects.create(username="hana", role=Role.HEAD_OF_RENEWALS)


def kept(actor: User) -> Document:
    return commands.store(
        content=CONTENT, media_type="application/pdf", template="quote-1", by=actor, on=ON
    )


def test_store_and_open(actor: User, tmp_path: Path) -> None:
    document = kept(actor)
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    assert (document.sha256, document.size) == (sha256, len(CONTENT))
    assert (tmp_path / "documents" / sha256[:2] / sha256).read_bytes() == CONTENT
    assert open_document(document) == CONTENT


def test_storing_again_changes_nothing(actor: User) -> None:
    assert kept(actor) == kept(actor)
    assert Document.objects.count() == AuditEvent.objects.count() == 1


def test_a_lost_file_comes_back(actor: User) -> None:
    document = kept(actor)
    path_of(document.sha256).unlink()
    with pytest.raises(DocumentDamaged, match="missing"):
        open_document(document)
    kept(actor)
    assert open_document(document) == CONTENT


def test_a_changed_file_is_refused(actor: User) -> None:
    document = kept(actor)
    path_of(document.sha256).write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(DocumentDamaged, match="not what was stored"):
        open_document(document)


def test_a_failed_write_leaves_nothing(
    actor: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(commands.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        kept(actor)
    assert not Document.objects.exists()
    assert [path for path in (tmp_path / "documents").rglob("*") if path.is_file()] == []
