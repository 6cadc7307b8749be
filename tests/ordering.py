"""A pytest plugin that starts the longest test first, so that no worker is left alone with it.

It uses no test database. Of those that do, pytest-django runs the ones last that commit: what they
leave is an emptied database.
"""

from __future__ import annotations

import pytest

_LONGEST = "tests/desk/test_killed_run.py"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest test in front; the others keep the order in which they were shuffled."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONGEST))
