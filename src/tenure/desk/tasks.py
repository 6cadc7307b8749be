"""Background work: the daily run, the order of worklists, the mailbox, answers to requests."""

from __future__ import annotations

import logging
from datetime import date, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tenure.desk.commands.escalating import climb_ladder
from tenure.desk.commands.escalation_mails import send_escalation_mails, write_weekly_digests
from tenure.desk.commands.handovers import send_handover_mails
from tenure.desk.commands.lock import RunInProgress
from tenure.desk.commands.notes import send_mentions
from tenure.desk.commands.reminders import send_task_reminders, write_reminders
from tenure.desk.commands.requests.delivery import deliver_answers
from tenure.desk.commands.requests.mailbox import MailboxFailed, collect_mail
from tenure.desk.commands.run import run_day
from tenure.desk.commands.task_following import follow_renewals
from tenure.desk.commands.worklist import follow_events
from tenure.desk.queries.runs import is_run_finished
from tenure.foundation.commands import system_actor
from tenure.foundation.models import User

logger = logging.getLogger(__name__)

LOCK = "desk.run"


@app.task(queueing_lock=f"{LOCK}.due", lock=LOCK, name="desk.run_if_due")
def run_if_due(timestamp: int) -> bool:
    """Do today's run once its hour (`TENURE_RUN_AT`, UTC) has come; tell whether it was done now.

    Asked every few minutes: so a run that was missed or killed is made up for.
    """
    now = timezone.now()
    if now.time() < time.fromisoformat(settings.TENURE_RUN_AT) or is_run_finished(now.date()):
        return False
    try:
        report = run_day(on=now.date(), by=system_actor())
    except RunInProgress:
        return False  # by a person; asked again in a few minutes
    logger.info("daily run %s: %s", report.on, report.summary())
    return not report.already_done


@app.task(queueing_lock=f"{LOCK}.for", lock=LOCK, name="desk.run_for")
def run_for(on: str, user_id: int) -> str:
    """Do the run of a date for a person; return its summary."""
    report = run_day(on=date.fromisoformat(on), by=User.objects.get(pk=user_id))
    return report.summary()


@app.task(queueing_lock="desk.escalate", lock="desk.escalate", name="desk.tell_of_escalations")
def tell_of_escalations(timestamp: int) -> int:
    """Let the ladder climb, write the week's digests that are due, send what waits."""
    now, actor = timezone.now(), system_actor()
    climb_ladder(by=actor, on=now.date(), at=now)
    write_weekly_digests(by=actor, on=now.date(), at=now)
    return send_escalation_mails(by=actor, on=now.date(), at=now)["sent"]


@app.task(queueing_lock="desk.deliver_handover_mails", name="desk.deliver_handover_mails")
def deliver_handover_mails(timestamp: int = 0) -> int:
    """Deliver the mails about handovers that wait; return how many the mail server took."""
    now = timezone.now()
    return send_handover_mails(by=system_actor(), on=now.date(), at=now)["sent"]


def queue_handover_mails() -> bool:
    """Queue the delivery of mails about handovers; return whether it was not queued already."""
    try:
        with transaction.atomic():  # a refusal must not spoil the caller's transaction
            deliver_handover_mails.defer()
    except AlreadyEnqueued:
        return False
    return True


def queue_run(*, on: date, by: User) -> bool:
    """Queue the run of a date; return whether none was waiting yet."""
    try:
        with transaction.atomic():
            run_for.defer(on=on.isoformat(), user_id=by.pk)
    except AlreadyEnqueued:
        return False
    return True


@app.task(queueing_lock="desk.collect_mail", lock="desk.collect_mail", name="desk.collect_mail")
def collect_requests(timestamp: int) -> int:
    """Take in what came into the mailbox; return how many mails became a request or part of one.

    A mailbox that cannot be reached is told in the log and asked again at the next turn.
    """
    now = timezone.now()
    try:
        return collect_mail(by=system_actor(), on=now.date(), at=now).requests
    except MailboxFailed as error:
        logger.warning("mailbox: %s", error)
        return 0


@app.task(queueing_lock="desk.deliver_answers", name="desk.deliver_answers")
def deliver_request_answers(timestamp: int = 0) -> int:
    """Deliver the answers that wait; return how many the mail server took."""
    now = timezone.now()
    return deliver_answers(by=system_actor(), on=now.date(), at=now)["sent"]


def queue_answers() -> bool:
    """Queue the delivery of answers; return whether it was not queued already."""
    try:
        with transaction.atomic():  # a refusal must not spoil the caller's transaction
            deliver_request_answers.defer()
    except AlreadyEnqueued:
        return False
    return True


@app.task(queueing_lock="desk.follow", lock="desk.follow", name="desk.follow_events")
def follow_audit_log(timestamp: int) -> int:
    """Bring the order of the worklists up to what happened; return how many were looked at."""
    return follow_events(by=system_actor(), on=timezone.now().date())["followed"]


@app.task(
    queueing_lock="desk.task_reminders", lock="desk.task_reminders", name="desk.tell_of_tasks"
)
def tell_of_tasks(timestamp: int = 0) -> int:
    """Let tasks follow their renewals, and remind people of theirs; return how many were sent."""
    now = timezone.now()
    actor = system_actor()
    follow_renewals(by=actor, on=now.date(), at=now)
    write_reminders(by=actor, on=now.date(), at=now)
    return send_task_reminders(by=actor, on=now.date(), at=now)["sent"]


@app.task(queueing_lock="desk.mentions", lock="desk.mentions", name="desk.tell_who_is_named")
def tell_who_is_named(timestamp: int = 0) -> int:
    """Send the mails to those who are named in notes; return how many the mail server took."""
    now = timezone.now()
    return send_mentions(by=system_actor(), on=now.date(), at=now)["sent"]
