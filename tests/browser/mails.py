"""A mail server that somebody else wrote: maildev, on free ports, with the mails it took."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

MAILDEV = Path(__file__).parents[2] / "node_modules" / ".bin" / "maildev"


@dataclass(frozen=True)
class MailServer:
    """Where it takes mails, and where it shows them."""

    smtp: int
    web: int

    def mails(self, to: str = "") -> list[dict[str, Any]]:
        """Return the mails it took, the oldest first; those to one address only if it is given."""
        with urlopen(f"http://127.0.0.1:{self.web}/api/email", timeout=5) as answer:
            found = json.loads(answer.read())
        return [one for one in found if not to or to in {who["address"] for who in one["to"]}]

    def wait_for(self, to: str, count: int = 1) -> list[dict[str, Any]]:
        """Return the mails to an address once there are so many; fail after ten seconds."""
        for _ in range(100):
            if len(found := self.mails(to)) >= count:
                return found
            time.sleep(0.1)
        raise AssertionError(f"no {count} mails to {to}: {self.mails()}")


@contextmanager
def running() -> Iterator[MailServer]:
    """Start it, and stop what was started in the end."""
    server = MailServer(smtp=_free_port(), web=_free_port())
    node = shutil.which("node")
    assert node, "node is needed to run the mail server"
    process = subprocess.Popen(
        [
            node, str(MAILDEV.resolve()), "--ip", "127.0.0.1", "--smtp", str(server.smtp),
            "--web", str(server.web), "--web-ip", "127.0.0.1",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        _wait_until_up(server, process)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=10)


def _wait_until_up(server: MailServer, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "the mail server ended"
        try:
            server.mails()
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the mail server did not start within twenty seconds")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
