"""A mail server of the simulation: takes mails, keeps what it took, and is down on some days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from tests.desk.simulation.history import Delivered


@dataclass(slots=True)
class MailServer:
    """What the server took, the day that it is, and whether it answers."""

    taken: list[Delivered] = field(default_factory=list)
    today: date = date.min
    is_up: bool = True


SERVER = MailServer()


class Mailbox(BaseEmailBackend):
    """Hand mails to the one server of this process."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take mails, or raise as an unreachable server does."""
        if not SERVER.is_up:
            raise ConnectionRefusedError("The mail server is down.")
        for mail in email_messages:
            headers: dict[str, Any] = mail.extra_headers
            SERVER.taken += [
                Delivered(headers["Message-ID"], to, str(mail.subject), SERVER.today)
                for to in mail.to
            ]
        return len(email_messages)
