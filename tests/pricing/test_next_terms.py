"""The next terms of chosen contracts are those that one contract at a time gets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tenure.book.models import Contract
from tenure.book.rules.day_counts import Mode
from tenure.pricing.queries.facts import (
    FACT_NAMES,
    WANTED,
    NextTerms,
    WantedRows,
    WantedTerm,
    copy_facts,
    copy_wanted,
    given_rows,
    next_terms,
)
from tenure.quotes.rules import next_term
from tests.quotes.conftest import Book

# Ends and first starts that months are counted from differently: with and without memory.
ENDS = [
    date(2027, 2, 28),
    date(2027, 3, 30),
    date(2027, 3, 31),
    date(2028, 2, 29),
    date(2027, 4, 5),
]
STARTS = [date(2024, 2, 28), date(2024, 2, 29), date(2025, 1, 30), date(2025, 1, 31),
          date(2026, 4, 5), date(2025, 4, 30)]  # fmt: skip
LENGTHS = [1, 7, 12, 36]


def fill(book: Book) -> None:
    number = 0
    for end in ENDS:
        for start in STARTS:
            for months in LENGTHS:
                number += 1
                book.contract(
                    f"C-{number}", end=end, lines=1, first_start_on=start, start_on=start,
                    renewal_term_months=months, escalator_bp=300 if number % 8 < 4 else None,
                )  # fmt: skip


def read(found: NextTerms) -> list[tuple[Any, ...]]:
    return rows(found.rows)


def rows_of(terms: list[WantedTerm]) -> list[tuple[Any, ...]]:
    return rows(given_rows(terms))


def rows(wanted: WantedRows) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        names = ", ".join(WANTED)
        statement = f"SELECT {names} FROM {wanted.sql} AS w ORDER BY contract_id, piece"
        cursor.execute(statement, wanted.parameters)
        return cursor.fetchall()


def one_by_one(**chosen: object) -> list[WantedTerm]:
    terms = []
    for contract in Contract.objects.filter(**chosen).order_by("pk"):
        assert contract.end_on is not None
        term = next_term(
            contract.end_on, contract.renewal_term_months, first_start_on=contract.first_start_on
        )
        terms.append(WantedTerm(contract.pk, term))
    return terms


@pytest.mark.parametrize("mode", Mode)
def test_as_one_contract_at_a_time(book: Book, tmp_path: Path, settings: Any, mode: Mode) -> None:
    settings.PRORATION_MODE = mode
    fill(book)
    found, terms = next_terms(), one_by_one()
    assert read(found) == rows_of(terms)
    assert (found.contracts, found.left_out) == (len(ENDS) * len(STARTS) * len(LENGTHS), 0)
    copy_wanted(found.rows, tmp_path / "chosen.csv")
    copy_facts(terms, tmp_path / "given.csv")
    chosen, given = (sorted((tmp_path / f"{name}.csv").read_text().splitlines())
                     for name in ("chosen", "given"))  # fmt: skip
    assert chosen == given
    assert len(chosen) == len(read(found)) > found.contracts
    assert chosen[0].count(",") + 1 == len(FACT_NAMES)


def test_only_those_chosen(book: Book) -> None:
    fill(book)
    found = next_terms("c.end_on >= %s AND c.end_on < %s", [date(2027, 3, 30), date(2027, 4, 5)])
    wanted = one_by_one(end_on__gte=date(2027, 3, 30), end_on__lt=date(2027, 4, 5))
    assert read(found) == rows_of(wanted)
    assert found.contracts == len(wanted)


def test_what_does_not_renew_has_no_next_term(book: Book) -> None:
    book.contract("C-ended", ended_on=date(2027, 3, 31))
    evergreen = book.contract("C-evergreen", renewal_type="evergreen")
    Contract.objects.filter(pk=evergreen.pk).update(end_on=None)
    found = next_terms()
    assert (read(found), found.contracts, found.left_out) == ([], 0, 0)


def test_a_term_past_the_calendar_is_left_out_and_counted(book: Book) -> None:
    kept = book.contract("C-1")
    book.contract("C-2", end=date(9999, 6, 1), renewal_term_months=12)
    found = next_terms()
    assert [row[0] for row in read(found)] == [kept.pk]
    assert (found.contracts, found.left_out) == (1, 1)


def test_the_number_of_queries_does_not_grow(book: Book, django_assert_num_queries: Any) -> None:
    fill(book)
    with django_assert_num_queries(1):
        next_terms()
