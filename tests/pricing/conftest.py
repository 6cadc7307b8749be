"""The small book of the tests of quotes serves those of pricing as well."""

from tests.quotes.conftest import Book, book

__all__ = ["Book", "book"]
