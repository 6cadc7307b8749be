"""What approvers are told: which mails there are, what they say, and the token of their link."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tenure.quotes.rules.approvals.calendars import Place
from tenure.quotes.rules.approvals.when import Reached

LINK_LASTS = timedelta(days=14)
_PURPOSE = b"tenure.quotes.approval-link:"


class NoticeKind(StrEnum):
    """The mails about a step: to who decides, to their manager, to who has to answer."""

    ASKED = "asked"
    HALF = "half"
    NEAR = "near"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    QUESTION = "question"


OF_REACHED = {
    Reached.ASKED: NoticeKind.ASKED,
    Reached.HALF: NoticeKind.HALF,
    Reached.NEAR: NoticeKind.NEAR,
    Reached.OVERDUE: NoticeKind.OVERDUE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """Hold what a mail says. `approver` is who was asked; only who decides has a `link`.

    `question` is what they ask, where it waits for an answer.
    """

    kind: NoticeKind
    quote: str
    customer: str
    amount: str
    part: str
    approver: str
    why: tuple[str, ...]
    asked_by: str
    due_at: datetime
    place: Place
    page: str
    link: str = ""
    question: str = ""


def subject(facts: NoticeFacts) -> str:
    """Return the subject line."""
    quote = f"{facts.quote} for {facts.customer}"
    line = {
        NoticeKind.ASKED: f"Please approve {quote}",
        NoticeKind.HALF: f"Reminder: please approve {quote}",
        NoticeKind.NEAR: f"Due soon: please approve {quote}",
        NoticeKind.OVERDUE: f"Overdue: please approve {quote}",
        NoticeKind.ESCALATED: f"Overdue with {facts.approver}: approval of {quote}",
        NoticeKind.QUESTION: f"{facts.approver} asks about {quote}",
    }[facts.kind]
    return " ".join(line.split())  # a name with a line break must not become a header


def body(facts: NoticeFacts) -> str:
    """Return the mail's text."""
    if facts.kind is NoticeKind.QUESTION:
        return "\n".join([
            f"Before approving quote {facts.quote} for {facts.customer}, {facts.approver} asks:",
            "", facts.question, "", "The approval waits for your answer at the desk:",
            f"  {facts.page}", "",
        ])  # fmt: skip
    due = facts.due_at.astimezone(ZoneInfo(facts.place.zone))
    parts = [
        f"Quote {facts.quote} for {facts.customer}, {facts.amount}.",
        f"{facts.asked_by} asks for the approval of {facts.part}.",
        "",
        "Why:",
        *(f"  - {why}" for why in facts.why),
        "",
        f"Due {due:%Y-%m-%d %H:%M} ({facts.place.zone}).",
        "",
    ]
    if facts.link:
        parts += [
            "Approve, reject or ask without signing in; the link is yours alone and works once:",
            f"  {facts.link}",
            "",
        ]
    elif facts.kind is NoticeKind.ESCALATED:
        parts += [
            f"{facts.approver} has not decided in time.",
            "See to it that they do, or that somebody stands in for them.",
            "",
        ]
    parts += ["At the desk:", f"  {facts.page}"]
    return "\n".join(parts) + "\n"


def message_id(notice_id: int) -> str:
    """Return a Message-ID that is the same whenever this mail is sent again."""
    return f"<approval.{notice_id}@tenure>"


def link_token(nonce: str, secret: str) -> str:
    """Return the token of a link: nobody without the secret can make one."""
    told = hmac.new(secret.encode(), _PURPOSE + nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")
