"""What runs when, in one file; the worker reads it.

Times are UTC. The daily run is asked for every five minutes and done once a day, from the hour
that `TENURE_RUN_AT` names: so a worker that was down at that hour makes up for it. What was
accepted is booked at once, and looked for every minute in case that was cut short. Approvers are
told and reminded every ten minutes: at a quarter's end they have four hours. As often people are
reminded of their tasks, escalations climb, and digests of the week go out where it is Monday
morning. Mails about offers, answers to requests and handovers go out at once, and every minute what
the mail server did not take; who is named in a note is told within a minute; the mailbox of
requests is read every five minutes. The worklists follow what happened every minute. Stalled jobs
are given back every minute by `foundation.tasks`.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

import tenure.sync.files.tasks  # noqa: F401 - known to the worker; started from the web
from tenure.closing.tasks import book_accepted_quotes, send_waiting_reminders
from tenure.desk.tasks import (
    collect_requests,
    deliver_handover_mails,
    deliver_request_answers,
    follow_audit_log,
    run_if_due,
    tell_of_escalations,
    tell_of_tasks,
    tell_who_is_named,
)
from tenure.quotes.tasks import deliver_offer_mails, tell_approvers

app.periodic(cron="*/5 * * * *", periodic_id="daily_run")(run_if_due)
app.periodic(cron="* * * * *", periodic_id="booking")(book_accepted_quotes)
app.periodic(cron="*/10 * * * *", periodic_id="reminders")(send_waiting_reminders)
app.periodic(cron="*/10 * * * *", periodic_id="approvals")(tell_approvers)
app.periodic(cron="*/10 * * * *", periodic_id="escalations")(tell_of_escalations)
app.periodic(cron="*/10 * * * *", periodic_id="tasks")(tell_of_tasks)
app.periodic(cron="* * * * *", periodic_id="offers")(deliver_offer_mails)
app.periodic(cron="*/5 * * * *", periodic_id="mailbox")(collect_requests)
app.periodic(cron="* * * * *", periodic_id="answers")(deliver_request_answers)
app.periodic(cron="* * * * *", periodic_id="worklist")(follow_audit_log)
app.periodic(cron="* * * * *", periodic_id="handovers")(deliver_handover_mails)
app.periodic(cron="* * * * *", periodic_id="mentions")(tell_who_is_named)
