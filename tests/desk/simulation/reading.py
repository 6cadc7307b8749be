"""Read what is there as plain rows: simple selects of tables, and no query of the program."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from tests.desk.simulation import causes
from tests.desk.simulation.checks.working import approval_minutes, place_of
from tests.desk.simulation.history import (
    Clock,
    Deal,
    EscalationRow,
    History,
    NoticeRow,
    Owned,
    Person,
    QueuedMail,
    Reminded,
    ReminderMessage,
    ReminderRow,
    RenewalThen,
    Rung,
    StartRow,
    TaskRow,
)
from tests.desk.simulation.reminding import OpenTask, Reader, is_quiet

# Hours to an answer and until it is done, of the kinds of request that the simulation asks for.
REQUEST_HOURS = {"other": (8, 40)}


def rows(sql: str, *values: object) -> list[Any]:
    """Return the rows of a select."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def renewals() -> dict[int, RenewalThen]:
    """Return every renewal as it is now."""
    found = rows(
        "SELECT id, contract_id, owner_id, renewal_on, notice_on, renewal_type, currency, "
        "atr_minor, forecast_minor, opened_on, closed_on, quoted_on, act_on FROM renewals_renewal"
    )
    return {row[0]: RenewalThen(*row) for row in found}


def open_notices() -> set[tuple[int, Any]]:
    """Return the contracts with an open notice, and the first day after them."""
    return {
        (contract, ends_on)
        for contract, ends_on in rows(
            "SELECT contract_id, ends_on FROM closing_terminationnotice WHERE closed_on IS NULL"
        )
    }


def enrolled() -> list[Any]:
    """Return the enrolments in programs: customer, contract or none, [start, end)."""
    return rows(
        "SELECT e.customer_id, e.contract_id, e.start_on, least(e.end_on, x.ended_on) "
        "FROM programs_enrolment e LEFT JOIN programs_enrolmentend x ON x.enrolment_id = e.id"
    )


def escalated() -> list[tuple[str, str]]:
    """Return cause and subject of what is escalated, as often as it is open."""
    return rows("SELECT cause, subject FROM desk_escalation WHERE ended_on IS NULL")


def approvals(facts: causes.Facts) -> causes.Facts:
    """Fill in what approvals need: steps, what was said, who is there."""
    facts.steps = [
        causes.Step(*row)
        for row in rows(
            "SELECT s.id, a.id, a.renewal_id, a.option, a.requested_at, "
            "coalesce((a.facts ->> 'discount_bp')::int, 0), s.stage, s.approver_id, "
            "s.why::text LIKE '%%\"discount\"%%', EXISTS (SELECT FROM quotes_quote q WHERE "
            "q.renewal_id = a.renewal_id AND q.is_primary "
            "AND NOT EXISTS (SELECT FROM quotes_quoteending x WHERE x.quote_id = q.id)) "
            "FROM quotes_approvalstep s JOIN quotes_approvalrequest a ON a.id = s.request_id "
            "WHERE a.void_because = '' ORDER BY s.id"
        )
    ]
    facts.said = [
        causes.Said(*row)
        for row in rows("SELECT step_id, kind, at FROM quotes_approvaldecision ORDER BY id")
    ]
    facts.colleagues = [
        causes.Colleague(*row)
        for row in rows(
            "SELECT s.id, s.user_id, s.active, coalesce(u.is_active, true), s.time_zone, s.region "
            "FROM directory_staffmember s LEFT JOIN foundation_user u ON u.id = s.user_id"
        )
    ]
    facts.users = dict(rows("SELECT id, is_active FROM foundation_user"))
    facts.stand_ins = rows(
        "SELECT given_by_id, given_to_id, start_on, end_on FROM quotes_delegation"
    )
    return facts


def facts_now() -> causes.Facts:
    """Return all that the second opinion on causes needs."""
    facts = approvals(causes.Facts(renewals=renewals(), notices=open_notices()))
    facts.partnered = _ids(
        "SELECT id FROM book_contract WHERE reseller_id IS NOT NULL OR distributor_id IS NOT NULL"
    )
    facts.sent = [
        causes.Sent(*row)
        for row in rows(
            "SELECT s.id, q.renewal_id, s.partner_id IS NOT NULL, s.sent_on, s.expires_on, "
            "s.withdrawn_because <> '' FROM quotes_sending s "
            "JOIN quotes_quote q ON q.id = s.quote_id"
        )
    ]
    facts.happened = [
        causes.Happened(*row)
        for row in rows(
            'SELECT e.sending_id, e.kind, e."on", e.note, '
            "EXISTS (SELECT FROM quotes_offerevent x WHERE x.question_id = e.id) "
            "FROM quotes_offerevent e"
        )
    ]
    facts.accepted = _ids("SELECT renewal_id FROM quotes_acceptance WHERE void_because = ''")
    facts.declined = rows(
        "SELECT d.renewal_id, d.reason, d.note FROM quotes_decline d "
        "JOIN quotes_quote q ON q.id = d.quote_id AND q.is_primary"
    )
    facts.marked = _ids("SELECT renewal_id FROM desk_contestedmark")
    facts.risks = rows("SELECT renewal_id, category FROM desk_riskmark ORDER BY id")
    facts.away = [
        causes.Away(*row)
        for row in rows("SELECT staff_id, start_on, end_on, cover_id FROM desk_absence")
    ]
    facts.discrepancies = rows(
        "SELECT id, opened_on FROM closing_discrepancy WHERE settlement_id IS NULL"
    )
    facts.promised = rows(
        "SELECT renewal_id, sla_due_at FROM desk_task "
        "WHERE done_on IS NULL AND sla_due_at IS NOT NULL AND renewal_id IS NOT NULL"
    )
    return facts


def _ids(sql: str) -> set[int]:
    return {pk for (pk,) in rows(sql)}


def open_tasks() -> list[OpenTask]:
    """Return the tasks of plays that are to be done now."""
    return [
        OpenTask(*row)
        for row in rows(
            "SELECT t.id, t.due_on, t.owner_role, r.owner_id, u.account_executive_id, "
            "u.success_manager_id, u.export_controlled FROM desk_task t "
            "JOIN renewals_renewal r ON r.id = t.renewal_id "
            "JOIN directory_customer u ON u.id = r.customer_id "
            "WHERE t.done_on IS NULL AND t.opened_on IS NOT NULL "
            "AND (t.after_close OR r.closed_on IS NULL)"
        )
    ]


def readers_of_reminders() -> list[Reader]:
    """Return who is reminded of tasks."""
    return [
        Reader(*row)
        for row in rows(
            "SELECT s.id, s.time_zone, s.region, u.cleared FROM desk_reminderchannel c "
            "JOIN directory_staffmember s ON s.id = c.staff_id "
            "JOIN foundation_user u ON u.id = s.user_id WHERE s.active"
        )
    ]


def _messages(last: datetime) -> list[ReminderMessage]:
    """Return the messages; at the end one may wait for the morning, or remind of what is done."""
    found = []
    for pk, zone, region, sent_at, is_over in rows(
        "SELECT m.id, s.time_zone, s.region, m.sent_at, m.given_up_at IS NOT NULL OR NOT EXISTS ("
        "SELECT FROM desk_reminderitem i JOIN desk_task t ON t.id = i.task_id "
        "WHERE i.reminder_id = m.id AND t.done_on IS NULL) "
        "FROM desk_reminder m JOIN directory_staffmember s ON s.id = m.staff_id"
    ):
        place = place_of(zone, region)
        waits = is_over or is_quiet(last, place.zone)
        found.append(ReminderMessage(pk, place.zone, sent_at, waits))
    return found


def read_outcome(history: History, last: datetime) -> None:
    """Fill in what stands in the database at the end, after the worker's last round."""
    history.messages = _messages(last)
    history.reminded = [
        (Reminded(*row), written_on)
        for *row, written_on in rows(
            "SELECT i.task_id, i.staff_id, i.standing, i.due_on, m.written_on "
            "FROM desk_reminderitem i JOIN desk_reminder m ON m.id = i.reminder_id"
        )
    ]
    history.final = renewals()
    history.owned = [
        Owned(*row)
        for row in rows("SELECT renewal_id, owner_id, from_at, until_at FROM renewals_ownership")
    ]
    history.deals = {deal.contract_id: deal for deal in _deals()}
    history.people = {
        person.id: person
        for person in (
            Person(*row) for row in rows("SELECT id, time_zone, region FROM directory_staffmember")
        )
    }
    history.starts = [
        StartRow(*row)
        for row in rows(
            "SELECT s.renewal_id, p.code, s.started_on FROM desk_playstart s "
            "JOIN desk_play p ON p.id = s.play_id"
        )
    ]
    history.tasks = [
        TaskRow(*row)
        for row in rows(
            "SELECT t.id, t.renewal_id, p.code, k.code, t.due_on, t.opened_on, t.done_on, "
            "t.sla_due_at, t.place FROM desk_task t JOIN desk_playtask k ON k.id = t.play_task_id "
            "JOIN desk_playstart s ON s.id = t.start_id JOIN desk_play p ON p.id = s.play_id"
        )
    ]
    history.reminders = [
        ReminderRow(*row)
        for row in rows("SELECT renewal_id, written_on, sent_on FROM closing_renewalreminder")
    ]
    history.notices = [
        NoticeRow(*row)
        for row in rows(
            "SELECT step_id, kind, round, user_id, due_at, written_at FROM quotes_approvalnotice"
        )
    ]
    history.escalations = [
        EscalationRow(*row)
        for row in rows("SELECT id, cause, subject, occurrence, raised_on FROM desk_escalation")
    ]
    history.rungs = _rungs()
    history.told_of_rungs = [
        (Rung(escalation, number, rung), to)
        for escalation, number, rung, to in rows(
            "SELECT escalation_id, round, rung, recipient FROM desk_escalationnotice"
        )
    ]
    history.queued = _queued()
    history.clocks += [*_approval_clocks(history), *_request_clocks()]


def _rungs() -> list[Rung]:
    """Return the rungs that escalations came to; each time it is opened begins a round."""
    found, rounds = [], dict[int, int]()
    for escalation, kind, rung, is_controlled in rows(
        "SELECT v.escalation_id, v.kind, v.rung, coalesce(u.export_controlled, false) "
        "FROM desk_escalationevent v JOIN desk_escalation e ON e.id = v.escalation_id "
        "LEFT JOIN book_contract c ON c.id = e.contract_id "
        "LEFT JOIN directory_customer u ON u.id = c.customer_id "
        "WHERE v.kind IN ('raised', 'reopened', 'climbed') ORDER BY v.id"
    ):
        rounds[escalation] = rounds.get(escalation, 0) + (kind != "climbed")
        found.append(Rung(escalation, rounds[escalation], rung, is_controlled))
    return found


def _deals() -> Iterable[Deal]:
    for contract, customer, channel, kinds, *rest in rows(
        "SELECT c.id, c.customer_id, CASE WHEN c.distributor_id IS NOT NULL THEN 'distributor' "
        "WHEN c.reseller_id IS NOT NULL THEN 'reseller' ELSE c.channel END, "
        "array_remove(ARRAY[p.kind, q.kind], NULL), u.segment, u.country, "
        "u.account_executive_id, u.success_manager_id, (SELECT count(*) FROM directory_contact k "
        "WHERE k.customer_id = u.id AND k.email <> '') "
        "FROM book_contract c JOIN directory_customer u ON u.id = c.customer_id "
        "LEFT JOIN directory_partner p ON p.id = c.reseller_id "
        "LEFT JOIN directory_partner q ON q.id = c.distributor_id"
    ):
        yield Deal(contract, customer, channel, tuple(kinds), *rest)


def _queued() -> list[QueuedMail]:
    """Return every mail that was written, and whether it is right that one still waits."""
    found = [
        QueuedMail("digest", str(on), to, sent, False)
        for on, to, sent in rows(
            'SELECT r."on", m.recipient, m.sent_at IS NOT NULL FROM desk_digestmail m '
            "JOIN desk_run r ON r.id = m.run_id"
        )
    ]
    found += [
        QueuedMail("escalation", str(pk), to, sent, False)
        for pk, to, sent in rows(
            "SELECT id, recipient, sent_at IS NOT NULL FROM desk_escalationmail"
        )
    ]
    found += [
        QueuedMail("approval", str(pk), to, sent, settled)
        for pk, to, sent, settled in rows(
            "SELECT n.id, n.recipient, n.sent_at IS NOT NULL, a.void_because <> '' OR EXISTS ("
            "SELECT FROM quotes_approvaldecision d WHERE d.step_id = n.step_id "
            "AND d.kind IN ('approve', 'reject')) FROM quotes_approvalnotice n "
            "JOIN quotes_approvalstep s ON s.id = n.step_id "
            "JOIN quotes_approvalrequest a ON a.id = s.request_id"
        )
    ]
    found += [
        QueuedMail("handover", str(pk), to, sent, False)
        for pk, to, sent in rows("SELECT id, recipient, sent_at IS NOT NULL FROM desk_handovermail")
    ]
    return found


def _approval_clocks(history: History) -> Iterable[Clock]:
    """Yield the deadline of each mail to an approver, from when their clock began."""
    began = {(one.step_id, one.round): one.began for one in history.told}
    zones = {
        step: (zone, region)
        for step, zone, region in rows(
            "SELECT s.id, coalesce(p.time_zone, 'UTC'), coalesce(p.region, '') "
            "FROM quotes_approvalstep s "
            "LEFT JOIN directory_staffmember p ON p.user_id = s.approver_id"
        )
    }
    for row in history.notices:
        since = began.get((row.step_id, row.round))
        if since is not None and row.kind != "question":
            place = place_of(*zones[row.step_id])
            minutes = approval_minutes(since, place)
            yield Clock("approvals", since, minutes, place.zone, place.country, row.due_at)


def _request_clocks() -> Iterable[Clock]:
    """Yield the two deadlines of each request; the hours are those of its kind, by hand."""
    for kind, opened_at, zone, country, answer_due_at, due_at in rows(
        "SELECT kind, opened_at, zone, country, answer_due_at, due_at FROM desk_request"
    ):
        answer, done = REQUEST_HOURS[kind]
        for hours, due in ((answer, answer_due_at), (done, due_at)):
            yield Clock("requests", opened_at, hours * 60, zone, country, due)
