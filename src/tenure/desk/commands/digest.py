"""The digest of a run: written once per recipient, sent at most once but for a crash.

1. All mails of a run are written in one transaction (unique by run and recipient).
2. To send one: claim it and commit; hand it to the mail server; note that it was sent and commit.
   What the mail server did not take goes out with one of the next days' runs, for three days.
3. A mail that was claimed but not noted belongs to a run that died in between: it is sent again
   with the same Message-ID, so that mail servers and clients can drop the double.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models.functions import Now

from tenure.desk.commands.playbook_reviews import ReviewDue, remind_of_reviews
from tenure.desk.models import DigestMail, Run
from tenure.desk.queries.entering import (
    due_by_owner,
    due_for_all,
    heads_of_renewals,
    owners,
    people_in_roles,
)
from tenure.desk.rules.digest import (
    ReviewLine,
    Work,
    body,
    message_id,
    reviews_in_words,
    subject,
)
from tenure.foundation.commands import record_event
from tenure.foundation.mailing import MailRefused, hand_over
from tenure.foundation.models import User

_TRIED_FOR = timedelta(days=3)


@transaction.atomic
def write_digest(
    *, run: Run, since: date | None, totals: dict[str, int], by: User, on: date
) -> int:
    """Write the run's mails unless they are written; return how many there are."""
    if run.mails.exists():
        return run.mails.count()
    reviews = remind_of_reviews(by=by, on=on)
    mails: dict[str, DigestMail] = {}
    for email, user, cleared in heads_of_renewals():
        work = due_for_all(since, on, cleared=cleared)
        mails[email.lower()] = _mail(run, email, user, body(on, work, totals))
    work_of = due_by_owner(since, on)
    for staff in owners(list(work_of)):
        email = staff.email or (staff.user.email if staff.user else "")
        if email and email.lower() not in mails:
            mails[email.lower()] = _mail(run, email, staff.user, body(on, work_of[staff.pk]))
    _add_reviews(mails, run, reviews, on)
    DigestMail.objects.bulk_create(mails[email] for email in sorted(mails))
    record_event(by=by, on=on, verb="desk.write_digest", subject=run, detail={"mails": len(mails)})
    return len(mails)


def _add_reviews(
    mails: dict[str, DigestMail], run: Run, reviews: Sequence[ReviewDue], on: date
) -> None:
    """Tell everybody in the role that keeps a play that its review is near or past."""
    for user in people_in_roles({one.owner_role for one in reviews}):
        lines = [
            ReviewLine(one.title, one.review_on, one.is_past)
            for one in reviews
            if one.owner_role == user.role
        ]
        mail = mails.get(user.email.lower())
        if mail is None:
            mail = _mail(run, user.email, user, body(on, Work(0, (), 0)))
            mails[user.email.lower()] = mail
        mail.body += reviews_in_words(lines)


def send_digest(
    *, run: Run, by: User, on: date, tell: Callable[[int, int], None]
) -> dict[str, int]:
    """Send the mails of this run and of the last days' that were not sent; return how many were
    sent and how many failed.

    Without a mail server nothing is sent. A mail that the server refuses waits for the next call.
    """
    lately = Run.objects.filter(on__gt=on - _TRIED_FOR, on__lte=on).values("pk")
    unsent = DigestMail.objects.filter(run__in=lately, sent_at=None).select_related("run")
    waiting = list(unsent.order_by("run__on", "recipient"))
    if not waiting or not settings.EMAIL_HOST:
        return {"sent": 0, "failed": 0, "waiting": len(waiting)}
    sent = failed = 0
    backend = get_connection()
    for place, mail in enumerate(waiting, start=1):
        tell(place - 1, len(waiting))
        if _send(mail, backend):
            sent += 1
        else:
            failed += 1
    if sent:
        record_event(by=by, on=on, verb="desk.send_digest", subject=run, detail={"sent": sent})
    return {"sent": sent, "failed": failed, "waiting": failed}


def _send(mail: DigestMail, backend: BaseEmailBackend) -> bool:
    DigestMail.objects.filter(pk=mail.pk).update(claimed_at=Now())
    try:
        taken = hand_over(
            subject=subject(mail.run.on), body=mail.body, to=[mail.recipient],
            message_id=mail.message_id, backend=backend,
        )  # fmt: skip
    except MailRefused:
        taken = False
    if not taken:
        DigestMail.objects.filter(pk=mail.pk).update(claimed_at=None)
        return False
    DigestMail.objects.filter(pk=mail.pk).update(sent_at=Now())
    return True


def _mail(run: Run, email: str, user: User | None, text: str) -> DigestMail:
    return DigestMail(
        run=run, recipient=email, user=user, body=text, message_id=message_id(run.on, email)
    )
