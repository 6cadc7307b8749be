"""A real Chromium on a real server: Debian's, or the one named by TENURE_CHROMIUM."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.signals import request_finished, request_started
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.mails import MAILDEV, MailServer, running
from tests.world import World, build

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find_chromium() -> str | None:
    names = ["chromium", "chromium-browser", "google-chrome"]
    named = os.environ.get("TENURE_CHROMIUM")
    found = next((path for path in map(shutil.which, [named or "", *names]) if path), None)
    return found or (MAC if Path(MAC).exists() else None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("no Chromium: install it or set TENURE_CHROMIUM")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright runs a loop in this thread
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Keep uploads and documents of a test away from those of an earlier database."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def world(transactional_db: None) -> World:
    return build(timezone.localdate())


@pytest.fixture
def open_as(
    browser: Browser, live_server: LiveServer, world: World
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an address as a persona, on a desktop unless told otherwise."""
    contexts = []

    def opened(
        name: str, address: str, *, size: dict[str, int] = DESKTOP, dark: bool = False,
        scripts: bool = True, told: list[str] | None = None,
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(world, name),
              "url": live_server.url}]
        )  # fmt: skip
        page = context.new_page()
        if told is not None:
            page.on("console", lambda message: told.append(message.text))
            page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(f"{live_server.url}{address}")
        return page

    with answered():
        yield opened
        for context in contexts:
            context.close()


@contextmanager
def answered() -> Iterator[None]:
    """Wait at the end until the server has answered all it was asked.

    A page asks by itself while it is being closed, and the database is emptied next: whoever still
    reads it then would lock it against that.
    """
    asked: list[object] = []
    done: list[object] = []

    def started(**_: object) -> None:
        asked.append(None)

    def finished(**_: object) -> None:
        done.append(None)

    request_started.connect(started)
    request_finished.connect(finished)
    try:
        yield
        until = time.monotonic() + 5
        while len(done) < len(asked) and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        request_started.disconnect(started)
        request_finished.disconnect(finished)


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """Run a real mail server, and let Tenure send by it."""
    if not MAILDEV.exists():
        pytest.skip("no maildev: npm ci")
    with running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.smtp
        yield server


def session_of(world: World, name: str) -> str:
    user = world.users[name]
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
