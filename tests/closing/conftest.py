"""A book whose contracts the other sides know."""

from __future__ import annotations

from datetime import date

import pytest

from tests.renewals.builders import Book

ON = date(2027, 1, 15)


@pytest.fixture
def book(db: None, tmp_path: object, settings: object) -> Book:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    book = Book()
    book.contract("C1", end=date(2027, 6, 1), price=1200)
    book.contract("C2", end=date(2027, 9, 1), price=5000, lots=2)
    return book
