"""Documents are set in the background, batch after batch, and queued once."""

from __future__ import annotations

import pytest
from procrastinate import testing
from procrastinate.contrib.django import app

from tenure.quotes import tasks
from tenure.quotes.commands import make_quotes, render
from tenure.quotes.models import QuoteDocument
from tests.quotes.conftest import ON, Book


def test_queued_once(book: Book) -> None:
    connector = testing.InMemoryConnector()
    with app.replace_connector(connector):
        assert [tasks.queue_rendering(), tasks.queue_rendering()] == [True, False]
    assert [job["task_name"] for job in connector.jobs.values()] == ["quotes.render_quotes"]


def test_a_batch_queues_the_next_while_quotes_wait(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        book.due(f"C-{number}")
    make_quotes(by=book.head, on=ON)
    small = render.render_pending.__kwdefaults__ | {"limit": 2}
    monkeypatch.setattr(render.render_pending, "__kwdefaults__", small)
    queued: list[int] = []
    monkeypatch.setattr(tasks, "queue_rendering", lambda: queued.append(1))
    assert (tasks.render_quotes(), len(queued)) == (2, 1)
    assert (tasks.render_quotes(), len(queued)) == (1, 1)
    assert QuoteDocument.objects.count() == 3
