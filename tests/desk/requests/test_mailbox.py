"""The mailbox, read from an IMAP server that somebody else wrote."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils import timezone
from imap_tools import MailBoxUnencrypted
from pytest_django import Settings

from tenure.config import schedule
from tenure.desk.commands.requests import mailbox, mails
from tenure.desk.commands.requests.mailbox import MailboxFailed, collect_mail
from tenure.desk.models import MailboxPlace, MailTaken, Request
from tenure.desk.tasks import collect_requests
from tenure.foundation.commands import system_actor
from tenure.foundation.models import User
from tests.world import build

PYMAP = Path(sys.executable).with_name("pymap")
NOW = datetime.now(UTC)
WHEN = {"on": NOW.date(), "at": NOW}


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [PYMAP, "--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-data"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def letter(subject: str, **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {"From": "Ingrid Dahl <ingrid@example.com>", **headers}.items():
        message[name.replace("_", "-")] = value
    message["Subject"] = subject
    message.set_content("Kind regards")
    return message.as_bytes()


def put(port: int, *raws: bytes) -> None:
    with MailBoxUnencrypted("127.0.0.1", port).login("demouser", "demopass") as box:
        for raw in raws:
            box.append(raw, "INBOX", dt=NOW)


@pytest.mark.django_db
def test_each_mail_is_taken_once_and_none_stops_the_others(
    server: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, system = build(timezone.localdate()), system_actor()
    assert collect_mail(by=system, **WHEN).requests == 0  # no mailbox is set up
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_PLAIN = "127.0.0.1", server, True
    settings.IMAP_USER, settings.IMAP_PASSWORD = "demouser", "demopass"
    collect_mail(by=system, **WHEN)  # what the demonstration has
    before = Request.objects.count()
    put(
        server,
        letter("New PO number", Message_ID="<1@a.example>"),
        letter("It breaks", Message_ID="<2@a.example>"),
        b"Subject: nobody\r\n\r\nhello",
        letter("Large", Message_ID="<3@a.example>", X_Fill="x" * 900),
        letter("New PO number, again", Message_ID="<1@a.example>"),
        letter("Co-term", Message_ID="<4@a.example>"),
    )
    _break(monkeypatch)
    monkeypatch.setattr(mailbox, "LARGEST_MAIL", 800)
    first = collect_mail(by=system, limit=4, **WHEN)
    rest = collect_mail(by=system, **WHEN)
    assert (first.requests, rest.requests, rest.known) == (4, 1, 1)
    assert collect_mail(by=system, **WHEN).requests == 0
    made = Request.objects.order_by("pk")[before:]
    assert [(one.subject, one.guess) for one in made] == [
        ("New PO number", "po_number"),
        ("A mail that could not be read", ""),
        ("A mail that could not be read", ""),
        ("A mail that could not be read", ""),
        ("Co-term", "co_term"),
    ]
    assert [one.because for one in made[1:4]] == [
        "It could not be read: RecursionError: too deep",
        "It does not say who sent it.",
        "It is 0 MB large and was not fetched: see the mailbox.",
    ]
    assert made[0].customer == world.customers["Aurora Shipping"]
    _counts_anew(system)
    settings.IMAP_PASSWORD = "wrong"
    with pytest.raises(MailboxFailed, match="could not be read"):
        collect_mail(by=system, **WHEN)
    assert collect_requests(0) == 0  # told in the log, asked again
    assert schedule.collect_requests is collect_requests


def _break(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one mail break what reads it, in a way that nobody foresaw."""
    whole = mails.read_mail

    def breaking(raw: bytes) -> object:
        if b"It breaks" in raw:
            raise RecursionError("too deep")
        return whole(raw)

    monkeypatch.setattr(mails, "read_mail", breaking)


def _counts_anew(system: User) -> None:
    """Let the server count anew: everything is looked at again, and nothing taken twice."""
    known = MailTaken.objects.count()
    MailboxPlace.objects.update(validity=1)
    later = {"on": NOW.date() + timedelta(days=1), "at": NOW + timedelta(days=1)}
    again = collect_mail(by=system, **later)
    assert again.known >= 5
    assert MailTaken.objects.count() == known + again.requests + again.set_aside
