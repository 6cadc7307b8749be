"""Tell approvers by mail, remind them, escalate what is overdue, take decisions by link.

1. What has to be told is written down, each once (unique by step, kind, round and reader), with the
   link of its mail.
2. They are sent one by one, each once (`foundation.mailing`); a mail that is sent again after a
   crash has the same link.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from tenure.foundation.commands import record_event, record_events
from tenure.foundation.mailing import MailRefused, hand_over, unclaimed
from tenure.foundation.models import User
from tenure.foundation.tokens import digest_of
from tenure.kernel.money import Money
from tenure.quotes.commands.approvals import ApprovalNotOpen, decide
from tenure.quotes.models import (
    ApprovalDecision,
    ApprovalLink,
    ApprovalLinkUse,
    ApprovalNotice,
    ApprovalStep,
)
from tenure.quotes.queries.approvals import place_of_user
from tenure.quotes.queries.notices import Telling, open_link, to_be_told, unsent_notices
from tenure.quotes.rules.approvals import (
    LINK_LASTS,
    ROLE_NAMES,
    Approver,
    NoticeFacts,
    NoticeKind,
    Place,
    link_token,
)
from tenure.quotes.rules.approvals.notices import body, message_id, subject


@transaction.atomic
def write_notices(*, by: User, on: date, at: datetime) -> int:
    """Write down what has to be told about waiting approvals; return how many mails are new.

    Repeating it, also at once, writes nothing twice.
    """
    told = to_be_told(on=on, at=at)
    if not told:
        return 0
    ApprovalNotice.objects.bulk_create(
        (
            ApprovalNotice(
                step=one.step, kind=one.kind, round=one.round, user=one.user,
                recipient=one.address, due_at=one.due_at, written_at=at,
            )
            for one in told
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    notices = ApprovalNotice.objects.filter(step__in={one.step.pk for one in told}, link=None)
    made = {(row.step_id, row.kind, row.round, row.user_id): row for row in notices}
    _write_links([(one, made[_key(one)]) for one in told if _key(one) in made], at)
    _record(told, by, on)
    return len(told)


def _key(one: Telling) -> tuple[int, str, int, int]:
    return one.step.pk, one.kind, one.round, one.user.pk


def _write_links(told: Sequence[tuple[Telling, ApprovalNotice]], at: datetime) -> None:
    links = []
    for one, notice in told:
        if one.decides:
            nonce = secrets.token_hex(16)
            digest = digest_of(link_token(nonce, settings.SECRET_KEY))
            links.append(
                ApprovalLink(notice=notice, nonce=nonce, digest=digest, expires_at=at + LINK_LASTS)
            )
    ApprovalLink.objects.bulk_create(links, ignore_conflicts=True)


def _record(told: Sequence[Telling], by: User, on: date) -> None:
    """Record the mails of each quote as one event, so that who follows it looks at it again.

    An escalation is an event each.
    """
    quotes = {one.step.request.quote_id: one.step.request.quote for one in told}
    kinds: dict[int, Counter[str]] = {pk: Counter() for pk in quotes}
    for one in told:
        kinds[one.step.request.quote_id][one.kind.value] += 1
    record_events(
        by=by, on=on, verb="quotes.write_notices",
        told=[(quotes[pk], counts) for pk, counts in kinds.items()],
    )  # fmt: skip
    record_events(
        by=by, on=on, verb="quotes.escalate_approval",
        told=[
            (one.step.request.quote, {"role": one.step.role, "to": one.user.username})
            for one in told
            if one.kind is NoticeKind.ESCALATED
        ],
    )  # fmt: skip


def send_notices(*, by: User, on: date, at: datetime) -> dict[str, int]:
    """Send the mails that were written; return how many were sent, failed, and still wait.

    Without a mail server nothing is sent. A mail that the server refuses waits for the next call.
    """
    waiting = unsent_notices()
    if not waiting or not settings.EMAIL_HOST:
        return {"sent": 0, "failed": 0, "waiting": len(waiting)}
    backend = get_connection()
    outcomes = [_send(notice, backend, at) for notice in waiting]
    sent, failed = outcomes.count(True), outcomes.count(False)
    if sent:
        first = waiting[0].step.request.quote
        record_event(by=by, on=on, verb="quotes.send_notices", subject=first, detail={"sent": sent})
    return {"sent": sent, "failed": failed, "waiting": failed}


def _send(notice: ApprovalNotice, backend: BaseEmailBackend, at: datetime) -> bool | None:
    """Return whether a mail was sent; None for one that another process has just claimed."""
    mine = ApprovalNotice.objects.filter(unclaimed(at), pk=notice.pk, sent_at=None)
    if not mine.update(claimed_at=at):
        return None
    facts = _facts(notice)
    if not _taken(notice, facts, backend):
        ApprovalNotice.objects.filter(pk=notice.pk).update(claimed_at=None)
        return False
    ApprovalNotice.objects.filter(pk=notice.pk).update(sent_at=at)
    return True


def _taken(notice: ApprovalNotice, facts: NoticeFacts, backend: BaseEmailBackend) -> bool:
    """Return whether the server took it; an address that it refuses may be put right any day."""
    try:
        return hand_over(
            subject=subject(facts), body=body(facts), to=[notice.recipient],
            message_id=message_id(notice.pk), backend=backend,
        )  # fmt: skip
    except MailRefused:
        return False


def _facts(notice: ApprovalNotice) -> NoticeFacts:
    step: ApprovalStep = notice.step
    quote = step.request.quote
    link: ApprovalLink | None = getattr(notice, "link", None)
    page = f"{settings.DESK_URL}/quotes/{quote.pk}/approval/"
    place: Place = place_of_user(step.approver)
    address = ""
    said = sorted(step.decisions.all(), key=lambda one: one.pk)
    asked = [one for one in said if one.kind == ApprovalDecision.Kind.ASK]
    is_question = notice.kind == NoticeKind.QUESTION and asked
    if link is not None:
        token = link_token(link.nonce, settings.SECRET_KEY)
        address = f"{settings.DESK_URL}/approval-links/{token}/"
    return NoticeFacts(
        kind=NoticeKind(notice.kind), quote=quote.number,
        customer=quote.renewal.contract.customer.name,
        amount=Money(quote.proposed_minor, quote.currency).format(),
        part=ROLE_NAMES[Approver(step.role)],
        approver=str(asked[-1].by if is_question else step.approver),
        question=asked[-1].note if is_question else "",
        why=tuple(one["why"] for one in step.why), asked_by=str(step.request.requested_by),
        due_at=notice.due_at, place=place, page=page, link=address,
    )  # fmt: skip


@transaction.atomic
def decide_by_link(
    *, token: str, kind: str, note: str = "", on: date, at: datetime
) -> ApprovalDecision:
    """Take the decision of the person whose link it is; the link works no more after it.

    Raise ApprovalNotOpen for a link that may not be used, as `open_link` says, InvalidInput for a
    refusal or a question without words: then it can be used again.
    """
    digest = digest_of(token)
    # Locked, so that a link that is used twice at once is used once.
    locked = ApprovalLink.objects.select_for_update().filter(digest=digest).first()
    page = open_link(token, on=on, at=at) if locked else None
    if page is None or kind not in {"approve", "reject", "ask"}:
        raise ApprovalNotOpen("This link does not work, or not any more.")
    made = decide(step_id=page.view.step.pk, kind=kind, note=note, by=page.user, on=on, at=at)
    ApprovalLinkUse.objects.create(link=page.link, decision=made)
    return made
