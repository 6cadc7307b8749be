"""Two makers of quotes at once leave what one would."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from tenure.directory.models import Customer
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.quotes.commands import make_quotes, render_pending
from tenure.quotes.models import Quote, QuoteDocument
from tests.quotes.conftest import ON, Book


@pytest.mark.django_db(transaction=True)
def test_two_at_once(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    head = User.objects.create(username="hana", role=Role.HEAD_OF_RENEWALS)
    book = Book(head=head, customer=Customer.objects.create(key="AUR", name="Aurora"))
    for number in range(12):
        book.due(f"C-{number:02}")

    def work(chunk: int) -> tuple[int, int]:
        try:
            made = 0
            while done := make_quotes(by=head, on=ON, limit=chunk).count:
                made += done
            return made, render_pending(by=head, on=ON).count
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        made, rendered = zip(*threads.map(work, (2, 3)), strict=True)
    assert sum(made) == 12
    numbers = Quote.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [f"Q-2027-{number:06}" for number in range(1, 13)]
    assert AuditEvent.objects.filter(verb="quotes.issue").count() == 12
    render_pending(by=head, on=ON)
    assert QuoteDocument.objects.count() == 12
    assert AuditEvent.objects.filter(verb="quotes.render").count() == 12
    assert sum(rendered) <= 12
