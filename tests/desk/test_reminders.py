"""Reminders by mail and webhook, once each; and the calendar behind a secret address."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from icalendar import Calendar
from pytest_django import Settings

from tenure.desk.commands.reminder_settings import (
    end_calendar,
    make_calendar,
    remove_channel,
    set_channel,
)
from tenure.desk.commands.reminders import send_task_reminders, write_reminders
from tenure.desk.commands.task_work import NewTask, add_task, move_task
from tenure.desk.commands.tasks import finish_task
from tenure.desk.commands.webhooks import host_of
from tenure.desk.models import CalendarFeed, Reminder, ReminderChannel
from tenure.desk.queries.task_calendar import task_calendar
from tenure.desk.rules import reminders as rules
from tenure.desk.rules.ical import CalendarTask, calendar_of
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tests.desk.test_digest import Letters, letters
from tests.renewals.builders import ON, Book

__all__ = ["letters"]
NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


class Chat(HTTPServer):
    """An incoming webhook: answers what `status` says and keeps what came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.status = 200
        self.came: list[tuple[str, str, dict[str, str]]] = []


class _Taking(BaseHTTPRequestHandler):
    server: Chat

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.came.append((self.path, self.headers["Idempotency-Key"], body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def certificate(folder: Path) -> Path:
    """Write a certificate of localhost with its key, and return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    )
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=36500))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "chat.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    return file


@pytest.fixture
def chat(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    server = Chat()
    file = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    settings.WEBHOOK_HOSTS = [f"localhost:{server.server_port}"]
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def address_of(chat: Chat) -> str:
    return f"https://localhost:{chat.server_port}/services/T0/secret"


@pytest.fixture
def alice(book: Book) -> User:
    user = book.manager().user
    assert user is not None
    return user


def task(book: Book, title: str, due_on: date) -> int:
    asked = NewTask(title=title, owner="alice@example.com", due_on=due_on)
    return add_task(task=asked, by=book.head, on=ON).pk


def remind(book: Book, at: datetime) -> dict[str, int]:
    written = write_reminders(by=book.head, on=at.date(), at=at)
    return {**send_task_reminders(by=book.head, on=at.date(), at=at), "written": written}


def test_mails_tell_each_standing_once(book: Book, alice: User, letters: Letters) -> None:
    set_channel(kind="mail", days_before=(3,), quiet=(time(22), time(7)), by=alice, on=ON)
    moved = task(book, "Call Dana", ON + timedelta(days=2))
    task(book, "Much later", ON + timedelta(days=4))
    night = datetime(2027, 1, 15, 23, tzinfo=UTC)
    assert remind(book, night) == {"sent": 0, "failed": 0, "given_up": 0, "written": 1}
    assert Reminder.objects.get().send_from == datetime(2027, 1, 16, 7, tzinfo=UTC)
    morning = night + timedelta(hours=9)
    # What waited for the morning, and the other whose day came near meanwhile.
    assert remind(book, morning) == {"sent": 2, "failed": 0, "given_up": 0, "written": 1}
    assert remind(book, morning + timedelta(hours=1))["written"] == 0
    text = letters.arrived[0].get_payload()
    assert "Call Dana: due on Sunday, 17 January 2027" in str(text)
    move_task(task_id=moved, due_on=ON + timedelta(days=3), reason="Away.", by=book.head, on=ON)
    letters.refusals = 1
    later = morning + timedelta(hours=3)
    assert remind(book, later)["failed"] == 1  # another day: told again, and again after a refusal
    assert remind(book, later + timedelta(minutes=6))["sent"] == 1
    assert len(set(letters.ids)) == len(letters.ids) == 3
    monday = datetime(2027, 1, 18, 12, tzinfo=UTC)
    finish_task(task_id=moved, result="Done.", by=book.head, on=ON)
    assert remind(book, monday) == {"sent": 0, "failed": 0, "given_up": 0, "written": 0}
    remove_channel(kind="mail", by=alice, on=ON)
    assert remind(book, monday + timedelta(days=2))["written"] == 0


def test_webhooks_take_a_reminder_once(book: Book, alice: User, chat: Chat) -> None:
    channel = set_channel(kind="webhook", address=address_of(chat), by=alice, on=ON)
    assert "secret" not in channel.address
    set_channel(kind="webhook", days_before=(1,), by=alice, on=ON)  # keeps the address
    task(book, "Call <Dana> & co", ON)
    chat.status = 503
    assert remind(book, NOON)["failed"] == 1
    chat.status = 200
    assert remind(book, NOON)["sent"] == 0  # only after five minutes
    assert remind(book, NOON + timedelta(minutes=5))["sent"] == 1
    assert remind(book, NOON + timedelta(minutes=9)) == {
        "sent": 0, "failed": 0, "given_up": 0, "written": 0,
    }  # fmt: skip
    (path, key, _), (_, again, body) = chat.came
    assert (path, key) == ("/services/T0/secret", again)
    assert "Call &lt;Dana&gt; &amp; co: due today" in body["text"]


@pytest.mark.parametrize("status", [302, 404])
def test_what_cannot_help_is_given_up_with_the_reason(
    book: Book, alice: User, chat: Chat, status: int
) -> None:
    set_channel(kind="webhook", address=address_of(chat), by=alice, on=ON)
    task(book, "Call", ON)
    chat.status = status
    assert remind(book, NOON)["given_up"] == 1
    assert len(chat.came) == 1
    assert Reminder.objects.get().problem == f"localhost:{chat.server_port} answered {status}."


def test_after_eight_tries_it_is_given_up(book: Book, alice: User, settings: Settings) -> None:
    settings.WEBHOOK_HOSTS = ["localhost:1"]
    set_channel(kind="webhook", address="https://localhost:1/x", by=alice, on=ON)
    task(book, "Call", ON)
    at, tries = NOON, 0
    write_reminders(by=book.head, on=ON, at=at)
    while Reminder.objects.filter(given_up_at=None).exists():
        send_task_reminders(by=book.head, on=ON, at=at)
        at, tries = at + timedelta(hours=6), tries + 1
    assert tries == rules.MOST_TRIES
    assert "could not be reached" in Reminder.objects.get().problem


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.slack.com/x", "https://169.254.169.254/x", "https://hooks.slack.com:444/x",
        "https://hooks.slack.com@evil.example/x", "https://evil.example/hooks.slack.com",
        "https://hooks.slack.com.evil.example/x", "https://hooks.slack.com/\r\nX: y", "file:///x",
        "https://user:pw@hooks.slack.com/x", "https://[::1]/x", "https://", "https://a:b/",
    ],
)  # fmt: skip
def test_webhooks_go_only_to_hosts_that_are_allowed(address: str) -> None:
    with pytest.raises(InvalidInput):
        host_of(address)
    assert host_of("https://HOOKS.slack.com/services/T0/B0/x") == "hooks.slack.com"


@pytest.mark.parametrize(
    ("at", "quiet", "sent"),
    [
        ("12:00", ("22:00", "07:00"), "12:00"),
        ("22:30", ("22:00", "07:00"), "+1 06:00"),  # Berlin is an hour ahead
        ("05:59", ("22:00", "07:00"), "06:00"),
        ("06:00", ("22:00", "07:00"), "06:00"),
        ("11:30", ("12:00", "13:00"), "12:00"),
        ("11:30", ("12:00", "12:00"), "11:30"),
    ],
)
def test_quiet_hours(at: str, quiet: tuple[str, str], sent: str) -> None:
    def instant(text: str) -> datetime:
        plus, _, clock = text.rpartition(" ")
        day = ON + timedelta(days=int(plus or 0))
        return datetime.combine(day, time.fromisoformat(clock), UTC)

    hours = time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])
    assert rules.after_quiet(instant(at), "Europe/Berlin", hours) == instant(sent)


def test_the_calendar_is_folded_escaped_and_stable() -> None:
    title = "Ask; about, the \\ long ü" + "x" * 90
    made = CalendarTask(
        uid="task-1@desk", title=title, text="ACME, K\nhttps://desk/tasks/1/", due_on=ON,
        changed_at=NOON, address="https://desk/tasks/1/",
    )  # fmt: skip
    content = calendar_of([made])
    assert content == calendar_of([made])
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"DTSTART;VALUE=DATE:20270115" in lines
    assert b"LAST-MODIFIED:20270115T120000Z" in lines
    [event] = Calendar.from_ical(content).events
    assert (str(event["summary"]), str(event["uid"])) == (title, "task-1@desk")
    assert event.alarms


def test_a_calendar_shows_one_person_their_tasks_until_it_is_ended(book: Book, alice: User) -> None:
    task(book, "Call Dana", ON)
    bob = book.manager("bob").user
    assert bob is not None
    _, old = make_calendar(by=alice, on=ON)
    feed, token = make_calendar(by=alice, on=ON)
    assert token not in str(CalendarFeed.objects.values().get(pk=feed.pk))
    shown = task_calendar(token)
    assert shown is not None
    assert b"Call Dana" in shown.content
    assert task_calendar(token) == shown
    assert task_calendar(old) is None
    _, others = make_calendar(by=bob, on=ON)
    empty = task_calendar(others)
    assert empty is not None
    assert b"VEVENT" not in empty.content
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert task_calendar(others) is None
    assert end_calendar(by=alice, on=ON) == 1
    assert task_calendar(token) is None
    assert ReminderChannel.objects.count() == 0
