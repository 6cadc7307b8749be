"""Read the mailbox of the desk over IMAP, each mail once, whatever stops it in between.

1. How far a folder was read is a row: the last UID, under the server's UIDVALIDITY. Whether a mail
   was read by somebody else in the mailbox makes no difference.
2. Each mail is taken in a transaction of its own, which moves that row along: killed in between,
   the next call goes on with the same mail, and a mail that comes twice is known by its Message-ID.
3. A mail that cannot be read, or breaks what reads it, becomes a request with the reason: it is not
   lost and holds up no other. One that is too large is not fetched and stays in the mailbox.
4. Nothing in the mailbox is moved or deleted; what was taken in is marked as read, for people.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from imaplib import IMAP4

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Max
from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from tenure.desk.commands.requests.mails import take_broken, take_mail
from tenure.desk.models import MailboxPlace, MailTaken
from tenure.desk.rules.requests import LARGEST_MAIL
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import TenureError

_SECONDS = 30
_FIRST_DAYS = 14
_LOCK = 7_310_114_016  # any number of our own: one reads the mailbox at a time
_BROKEN_LINE = (IMAP4.error, IMAP4.abort, OSError, ImapToolsError)


class MailboxFailed(TenureError):
    """Tell that the mailbox could not be opened or read, with the reason."""


@dataclass(frozen=True, slots=True)
class Collected:
    """How many mails became a request or part of one, were set aside, or were known already."""

    requests: int = 0
    set_aside: int = 0
    known: int = 0


def collect_mail(*, by: User, on: date, at: datetime, limit: int = 500) -> Collected:
    """Take in up to `limit` mails that came since the last call; without a mailbox none.

    The first call looks back two weeks. Raise MailboxFailed when the mailbox cannot be reached;
    what was taken in until then stays taken in.
    """
    if not settings.IMAP_HOST:
        return Collected()
    with _alone() as is_free:
        if not is_free:
            return Collected()
        try:
            with _opened() as box:
                return _collect(box, by=by, on=on, at=at, limit=limit)
        except _BROKEN_LINE as error:
            raise MailboxFailed(f"The mailbox could not be read: {_said(error)}") from error


def _collect(box: BaseMailBox, *, by: User, on: date, at: datetime, limit: int) -> Collected:
    place = _place(box, at)
    newest = MailTaken.objects.aggregate(newest=Max("pk"))["newest"] or 0
    taken: list[MailTaken] = []
    known = 0
    for uid, size in _waiting(box, place, on)[:limit]:
        with transaction.atomic():
            made = _take(box, uid, size, place, by=by, on=on, at=at)
            MailboxPlace.objects.filter(pk=place.pk).update(last_uid=uid, read_at=at)
        if made.pk > newest:
            newest = made.pk
            taken.append(made)
        else:
            known += 1
        with suppress(*_BROKEN_LINE):
            box.flag(str(uid), [r"\Seen"], True)
    aside = sum(one.request_id is None for one in taken)
    if taken:
        detail = {"mails": len(taken), "set_aside": aside}
        record_event(by=by, on=on, verb="desk.collect_mail", subject=place, detail=detail)
    return Collected(len(taken) - aside, aside, known)


def _take(
    box: BaseMailBox, uid: int, size: int, place: MailboxPlace, *, by: User, on: date,
    at: datetime,
) -> MailTaken:  # fmt: skip
    """Take one mail in; whatever is wrong with it is the reason on its request."""
    if size > LARGEST_MAIL:
        reason = f"It is {size // 1024 // 1024} MB large and was not fetched: see the mailbox."
        key = f"<large.{place.validity}.{uid}@tenure>"
        return take_broken(raw=b"", reason=reason, message_id=key, by=by, on=on, at=at)
    raw = _fetched(box, uid)
    if raw is None:
        key = f"<gone.{place.validity}.{uid}@tenure>"
        reason = "The server does not give it: see the mailbox."
        return take_broken(raw=b"", reason=reason, message_id=key, by=by, on=on, at=at)
    try:
        with transaction.atomic():
            return take_mail(raw=raw, by=by, on=on, at=at)
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not the mail's: it is tried again
    except Exception as error:
        reason = f"It could not be read: {type(error).__name__}: {_said(error)}"
        return take_broken(raw=raw, reason=reason, by=by, on=on, at=at)


def _waiting(box: BaseMailBox, place: MailboxPlace, on: date) -> list[tuple[int, int]]:
    """Return the UID and the size in bytes of what came since the last call, in order."""
    if place.last_uid:
        uids = box.uids(f"UID {place.last_uid + 1}:*")
    else:
        uids = box.uids(AND(date_gte=on - timedelta(days=_FIRST_DAYS)))
    new = sorted({int(uid) for uid in uids if int(uid) > place.last_uid})
    if not new:
        return []
    sizes = dict.fromkeys(new, 0)
    status, rows = box.client.uid("fetch", f"{new[0]}:{new[-1]}", "(UID RFC822.SIZE)")
    for row in rows if status == "OK" else []:
        text = (row[0] if isinstance(row, tuple) else row or b"").decode("ascii", "replace")
        words = text.replace("(", " ").replace(")", " ").split()
        with suppress(ValueError, IndexError):
            sizes[int(words[words.index("UID") + 1])] = int(words[words.index("RFC822.SIZE") + 1])
    return [(uid, sizes[uid]) for uid in new]


def _fetched(box: BaseMailBox, uid: int) -> bytes | None:
    """Return a mail's bytes; None when the server gives none."""
    try:
        status, rows = box.client.uid("fetch", str(uid), "(BODY.PEEK[] UID)")
    except IMAP4.abort:
        raise  # the line is broken, not the mail
    except IMAP4.error:
        return None
    found = [row[1] for row in rows or [] if isinstance(row, tuple)] if status == "OK" else []
    return found[0] if found else None


def _place(box: BaseMailBox, at: datetime) -> MailboxPlace:
    """Return how far the folder was read; from its start when the server counts anew."""
    name = f"{settings.IMAP_USER}@{settings.IMAP_HOST}/{settings.IMAP_FOLDER}"[:300]
    status = box.folder.status(settings.IMAP_FOLDER, ["UIDVALIDITY"])
    place, _ = MailboxPlace.objects.get_or_create(
        mailbox=name,
        defaults={"validity": status["UIDVALIDITY"], "last_uid": 0, "read_at": at},
    )
    if place.validity != status["UIDVALIDITY"]:
        place.validity, place.last_uid = status["UIDVALIDITY"], 0
        place.save(update_fields=["validity", "last_uid"])
    return place


@contextmanager
def _opened() -> Iterator[BaseMailBox]:
    host, port = settings.IMAP_HOST, settings.IMAP_PORT
    box: BaseMailBox
    if settings.IMAP_PLAIN:
        box = MailBoxUnencrypted(host, port, timeout=_SECONDS)
    else:
        box = MailBox(host, port, timeout=_SECONDS, ssl_context=ssl.create_default_context())
    try:
        box.login(settings.IMAP_USER, settings.IMAP_PASSWORD, settings.IMAP_FOLDER)
        yield box
        box.logout()
    finally:
        with suppress(*_BROKEN_LINE):
            box.client.shutdown()


@contextmanager
def _alone() -> Iterator[bool]:
    """Let one process at a time read the mailbox; the lock ends with the session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        is_free = bool(cursor.fetchone()[0])
    try:
        yield is_free
    finally:
        if is_free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
