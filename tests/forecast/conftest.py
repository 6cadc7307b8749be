"""The small book of the renewals' tests, for the forecast."""

from __future__ import annotations

import pytest

from tests.renewals.builders import Book


@pytest.fixture
def book(db: None) -> Book:
    """Return an empty book with a Head of Renewals."""
    return Book()
