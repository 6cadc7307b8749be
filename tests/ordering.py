"""A pytest plugin that starts what takes longest first, so that no worker is left alone with it."""

from __future__ import annotations

import pytest

_LONGEST = ("tests/desk/test_killed_run.py", "tests/browser/", "tests/book/test_concurrency.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests in front; the others keep the order in which they were shuffled."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    places = (place for place, start in enumerate(_LONGEST) if item.nodeid.startswith(start))
    return next(places, len(_LONGEST))
