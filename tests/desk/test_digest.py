"""The digest: who gets it, what it says, and that it is sent once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from pytest_django import Settings

from tenure.desk.commands.run import run_day
from tenure.desk.models import DigestMail, RunStep
from tenure.desk.rules.digest import Due, Work, body, message_id
from tenure.renewals.models import Renewal
from tests.renewals.builders import ON, Book


class Letters(Message):
    """Keeps what arrives; refuses the first `refusals` messages."""

    def __init__(self) -> None:
        super().__init__(message_class=EmailMessage)
        self.arrived: list[EmailMessage] = []
        self.refusals = 0

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return "451 try again later"
        return str(await super().handle_DATA(server, session, envelope))

    def handle_message(self, message: EmailMessage) -> None:
        self.arrived.append(message)

    @property
    def ids(self) -> list[str]:
        return sorted(str(message["Message-ID"]) for message in self.arrived)


@pytest.fixture
def letters(settings: Settings) -> Iterator[Letters]:
    handler = Letters()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


@pytest.fixture
def due(book: Book) -> Book:
    book.contract("K1", end=ON + timedelta(days=20))
    return book


def digest_counts() -> dict[str, int]:
    return dict(RunStep.objects.get(name="digest").counts)


def test_each_mail_is_sent_once_with_a_stable_id(due: Book, letters: Letters) -> None:
    run_day(on=ON, by=due.head)
    run_day(on=ON, by=due.head)
    assert letters.ids == sorted(
        message_id(ON, email) for email in ("alice@example.com", "hana@example.com")
    )
    assert DigestMail.objects.filter(sent_at=None).count() == 0
    assert digest_counts() == {"mails": 2, "sent": 2, "failed": 0, "waiting": 0}
    text = {str(letter["To"]): str(letter.get_payload()) for letter in letters.arrived}
    assert "Make the late quote: Cu-K1, K1" in text["alice@example.com"]
    assert "1 renewals opened" in text["hana@example.com"]


def test_a_mail_claimed_by_a_dead_run_goes_out_with_the_same_id(
    due: Book, letters: Letters
) -> None:
    run_day(on=ON, by=due.head)
    sent = DigestMail.objects.order_by("recipient")[0]
    DigestMail.objects.filter(pk=sent.pk).update(sent_at=None)  # died before it was noted
    run_day(on=ON, by=due.head)
    assert len(letters.ids) == 3
    assert len(set(letters.ids)) == 2


def test_a_refused_mail_waits_for_the_next_call(due: Book, letters: Letters) -> None:
    letters.refusals = 1
    run_day(on=ON, by=due.head)
    assert digest_counts() == {"mails": 2, "sent": 1, "failed": 1, "waiting": 1}
    run_day(on=ON, by=due.head)
    assert len(set(letters.ids)) == len(letters.ids) == 2


def test_what_was_refused_goes_out_with_the_next_days_run(due: Book, letters: Letters) -> None:
    letters.refusals = 2
    run_day(on=ON, by=due.head)
    assert letters.ids == []
    run_day(on=ON + timedelta(days=1), by=due.head)
    assert message_id(ON, "hana@example.com") in letters.ids
    assert len(set(letters.ids)) == len(letters.ids) == DigestMail.objects.count()
    assert not DigestMail.objects.filter(sent_at=None).exists()


def test_without_a_mail_server_nothing_is_sent_and_the_run_says_so(
    due: Book, settings: Settings
) -> None:
    settings.EMAIL_HOST = ""
    assert run_day(on=ON, by=due.head).mails == 2
    assert digest_counts() == {"mails": 2, "sent": 0, "failed": 0, "waiting": 2}


def test_an_owner_without_news_gets_no_mail(book: Book) -> None:
    book.contract("K1", end=ON + timedelta(days=170))
    run_day(on=ON, by=book.head)
    assert list(DigestMail.objects.values_list("recipient", flat=True)) == ["hana@example.com"]


def test_controlled_customers_stay_out_of_uncleared_mails(book: Book) -> None:
    book.customer("SECRET", export_controlled=True)
    book.contract("K1", end=ON + timedelta(days=20), customer="SECRET")
    book.contract("K2", end=ON + timedelta(days=20))
    type(book.head).objects.filter(pk=book.head.pk).update(cleared=False)
    run_day(on=ON, by=book.system)
    assert Renewal.objects.count() == 2
    bodies = list(DigestMail.objects.values_list("body", flat=True))
    assert len(bodies) == 2
    assert all("K2" in text and "K1" not in text for text in bodies)


def test_what_a_digest_says() -> None:
    first = Due(ON, "Send the quote", "K1", "Acme", 84_000_00, "USD", "Quote of 1 Jan 2027")
    text = body(ON, Work(12, (first,), 3), {"opened": 1_200, "created": 3})
    assert text == (
        "Renewals desk, 15 Jan 2027\n\n"
        "1,200 renewals opened; 3 quotes made; 0 new findings; 0 without an owner; "
        "0 past T-90 without a quote; 0 with the notice date near; 0 past due; "
        "0 untouched for long; 0 with a next step whose day has passed; "
        "0 without a next step.\n\n"
        "New quotes to review: 3\n"
        "Come due since the last run: 12\n"
        "  15 Jan 2027  Send the quote: Acme, K1\n"
        "      84,000.00 USD. Quote of 1 Jan 2027\n"
        "  ... and 11 more on the worklist\n"
    )
