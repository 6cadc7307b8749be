"""Tell who looks after a customer that an enrolment is to be verified again, or has lapsed.

One statement writes what is missing, from an index of enrolments: what was told before is not told
again. The mails go out like those of every queue (`foundation.mailing`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from tenure.foundation.commands import record_event, write_audited
from tenure.foundation.mailing import MailRefused, hand_over, unclaimed
from tenure.foundation.models import User
from tenure.kernel.period import format_day
from tenure.programs.models import VerificationReminder

AHEAD = timedelta(days=30)
# Of enrolments that go on: the last verification, and whether its day is near or has come.
_WRITE = """
    INSERT INTO programs_verificationreminder (verification_id, kind, recipient, "on", failure)
    SELECT last.id, kind.kind, coalesce(nullif(csm.email, ''), nullif(ae.email, ''), ''),
        %(on)s, ''
    FROM programs_enrolment e
    JOIN LATERAL (
        SELECT v.id, v.reverify_on FROM programs_verification v
        WHERE v.enrolment_id = e.id ORDER BY v.id DESC LIMIT 1
    ) last ON last.reverify_on <= %(ahead)s
    CROSS JOIN LATERAL (
        SELECT CASE WHEN last.reverify_on <= %(on)s THEN 'lapsed' ELSE 'due' END AS kind
    ) kind
    JOIN directory_customer c ON c.id = e.customer_id
    LEFT JOIN directory_staffmember csm ON csm.id = c.success_manager_id AND csm.active
    LEFT JOIN directory_staffmember ae ON ae.id = c.account_executive_id AND ae.active
    WHERE (e.end_on IS NULL OR e.end_on > %(on)s)
    ON CONFLICT (verification_id, kind) DO NOTHING
    RETURNING id, kind, jsonb_build_object('verification', verification_id, 'to', recipient)
"""


def write_verification_reminders(*, by: User, on: date) -> int:
    """Write the reminders that are due by a day; return how many are new."""
    made = write_audited(
        by=by, on=on, verb="programs.remind", model=VerificationReminder, sql=_WRITE,
        params={"on": on, "ahead": on + AHEAD},
    )  # fmt: skip
    return len(made)


def send_verification_reminders(*, by: User, on: date, at: datetime) -> int:
    """Send the reminders that wait; return how many the mail server took."""
    unsent = VerificationReminder.objects.filter(delivered_at=None, failure="")
    waiting = unsent.exclude(recipient="").select_related(
        "verification__enrolment__program", "verification__enrolment__customer"
    )
    rows = list(waiting.order_by("pk")[:500])
    if not rows or not settings.EMAIL_HOST:
        return 0
    backend = get_connection()
    return sum(_send(row, backend, by, on, at) for row in rows)


def _send(
    row: VerificationReminder, backend: BaseEmailBackend, by: User, on: date, at: datetime
) -> bool:
    mine = VerificationReminder.objects.filter(unclaimed(at), pk=row.pk, delivered_at=None)
    if not mine.update(claimed_at=at):
        return False
    subject, body = _words(row)
    try:
        taken = hand_over(
            subject=subject, body=body, to=[row.recipient],
            message_id=f"<program.{row.pk}@tenure>", backend=backend,
        )  # fmt: skip
    except MailRefused as refused:
        mine = VerificationReminder.objects.filter(pk=row.pk)
        mine.update(claimed_at=None, failure=str(refused))
        return False
    told = {"delivered_at": at} if taken else {"claimed_at": None}
    VerificationReminder.objects.filter(pk=row.pk).update(**told)
    if taken:
        enrolment = row.verification.enrolment
        verb = "programs.tell_reminder"
        record_event(by=by, on=on, verb=verb, subject=enrolment, detail={"to": row.recipient})
    return taken


def _words(row: VerificationReminder) -> tuple[str, str]:
    enrolment = row.verification.enrolment
    name = " ".join(f"{enrolment.customer} in {enrolment.program}".split())
    day = format_day(row.verification.reverify_on)
    page = f"{settings.DESK_URL}/customers/{enrolment.customer_id}/"
    if row.kind == "lapsed":
        said = f"It was to be verified again by {day}. Since then it gives nothing."
        return f"Lapsed: {name}", f"{said}\n\n{page}\n"
    said = f"Verify it again before {day}: from that day on it gives nothing."
    return f"Verify again by {day}: {name}", f"{said}\n\n{page}\n"
