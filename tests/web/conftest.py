"""A company to look at, and a browserless client for each persona."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.world import World, build


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Keep uploads and documents of a test away from those of an earlier database."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def world(db: None) -> World:
    return build(timezone.localdate())


@pytest.fixture
def as_(world: World) -> Callable[[str], Client]:
    """Return a function from a persona's name to a signed-in client."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name])
        return client

    return signed_in
