"""Hand a mail to the mail server: what every queue of mails shares.

A queue is a table with one row per mail. To send one, its command claims the row by
compare-and-set (`unclaimed`) and commits, hands the mail over (`hand_over`), and notes that it was
sent. So two that send at once send it once; a row that was claimed but not noted belongs to a
process that died, and is sent again after a while with the same Message-ID, so that the double can
be dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

_CLAIM_LASTS = timedelta(minutes=10)
_LONGEST = 500


class MailRefused(Exception):
    """Tell that the server refuses every address of a mail, with its words."""


def unclaimed(at: datetime) -> Q:
    """Return the condition for rows that nobody is sending: `claimed_at` is empty or long past."""
    return Q(claimed_at=None) | Q(claimed_at__lt=at - _CLAIM_LASTS)


def hand_over(
    *, subject: str, body: str, to: Sequence[str], message_id: str, backend: BaseEmailBackend,
    headers: Mapping[str, str] | None = None,
    attachments: Sequence[tuple[str, bytes, str]] = (),
) -> bool:  # fmt: skip
    """Return whether the mail server took a mail; false for what can be tried again.

    `headers` are further ones, such as those of a thread; `attachments` are files as (name,
    content, media type). Raise MailRefused when it refuses the
    addresses: to try again would change nothing.
    """
    message = EmailMessage(
        subject=subject, body=body, to=list(to), connection=backend, attachments=list(attachments),
        headers={"Message-ID": message_id, **(headers or {})},
    )  # fmt: skip
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        raise MailRefused(_said(error)) from error
    except (SMTPException, OSError):
        return False
    return True


def _said(error: SMTPRecipientsRefused) -> str:
    said = [f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values()]
    return "; ".join(said)[:_LONGEST] or "The mail server refused the address."
