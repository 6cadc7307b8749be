"""The order of the worklist: snooze and wake, say on whom it waits, follow what happens.

What quotes, offers and approvals record changes on whom a renewal waits, wakes the sleeping, and
counts as work on it. They know nothing of the desk: it follows the audit log by a cursor
(`follow_events`, every minute and in the daily run). To follow twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from tenure.desk.models import Snooze, WaitingMark, WorklistCursor
from tenure.desk.queries.following import Waking, news_between, settled_upto
from tenure.desk.queries.waiting import waiting_facts
from tenure.desk.rules.engagement import LONGEST_WORDS, checked_words, chosen
from tenure.foundation.commands import record_event, write_audited
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.renewals.commands.planning import refresh_next_actions
from tenure.renewals.commands.scope import locked_renewals
from tenure.renewals.models import Renewal
from tenure.renewals.queries.windows import chunks
from tenure.renewals.rules.priority import checked_snooze
from tenure.renewals.rules.waiting import MARKED, WAITS_ON, waiting

CURSOR = "worklist"
SLICE = 20_000

_TOUCHED = """
    UPDATE renewals_renewal r SET touched_on = greatest(r.touched_on, t.day)
    FROM unnest(%(ids)s::bigint[], %(days)s::date[]) AS t (id, day)
    WHERE r.id = t.id AND r.touched_on IS DISTINCT FROM greatest(r.touched_on, t.day)"""

# What happened before a renewal was put to sleep does not wake it.
_WOKEN = """
    INSERT INTO desk_snooze (renewal_id, "on", by_id, until, reason)
    SELECT r.id, %(on)s, %(by)s, NULL, w.why
    FROM unnest(%(ids)s::bigint[], %(whys)s::text[], %(ats)s::timestamptz[]) AS w (id, why, at)
    JOIN renewals_renewal r ON r.id = w.id
    WHERE r.snoozed_until IS NOT NULL AND coalesce(w.at, 'infinity') > (
        SELECT s.at FROM desk_snooze s WHERE s.renewal_id = r.id ORDER BY s.id DESC LIMIT 1)
    ORDER BY r.id FOR UPDATE OF r
    RETURNING renewal_id, (SELECT c.key || ' ' || r.renewal_on FROM renewals_renewal r
                           JOIN book_contract c ON c.id = r.contract_id
                           WHERE r.id = renewal_id), jsonb_build_object('why', reason)"""


@transaction.atomic
def snooze_renewal(*, renewal_id: int, until: date, reason: str, by: User, on: date) -> Snooze:
    """Let a renewal sleep until a day, with the reason. The same again changes nothing.

    It wakes on the day, or when something happens before. Raise InvalidInput for a day that is not
    to come, or past which it could be too late (`rules.priority.checked_snooze`).
    """
    why = checked_words(reason, "The reason")
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    notice_on = renewal.notice_on if renewal.renewal_type == "auto" else None
    day = checked_snooze(until, renewal.due_on, notice_on, on)
    latest = Snooze.objects.filter(renewal=renewal).order_by("-pk").first()
    if renewal.snoozed_until == day and latest is not None and latest.reason == why:
        return latest
    made = Snooze.objects.create(renewal=renewal, until=day, reason=why, on=on, by=by)
    renewal.snoozed_until = day
    renewal.save(update_fields=["snoozed_until"])
    detail = {"until": str(day), "reason": why}
    record_event(by=by, on=on, verb="desk.snooze", subject=renewal, detail=detail)
    return made


@transaction.atomic
def wake_renewal(*, renewal_id: int, by: User, on: date) -> bool:
    """Wake a renewal by hand; tell whether it slept."""
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    return bool(wake(whys={renewal.pk: Waking("by hand")}, by=by, on=on))


@transaction.atomic
def wake(*, whys: Mapping[int, Waking], by: User, on: date) -> list[int]:
    """Wake those of these renewals that sleep, each with why; return their ids.

    What happened before a renewal was put to sleep does not wake it.
    """
    params = {
        "ids": list(whys), "whys": [one.why for one in whys.values()],
        "ats": [one.at for one in whys.values()], "on": on, "by": by.pk,
    }  # fmt: skip
    woken = write_audited(by=by, on=on, verb="desk.wake", model=Renewal, sql=_WOKEN, params=params)
    if woken:
        Renewal.objects.filter(pk__in=woken).update(snoozed_until=None)
    return woken


@transaction.atomic
def wake_due(*, by: User, on: date) -> int:
    """Wake what sleeps until a day that has come; return how many (by index)."""
    due = Renewal.objects.filter(closed_on=None, snoozed_until__lte=on)
    ids = list(due.values_list("pk", flat=True))
    whys = dict.fromkeys(ids, Waking("the day has come"))
    return len(wake(whys=whys, by=by, on=on)) if ids else 0


@transaction.atomic
def mark_waiting(
    *, renewal_id: int, on_whom: str, until: date | None = None, note: str = "", by: User, on: date
) -> WaitingMark:
    """Say on whom a renewal waits, and when one asks again; '' goes back to what is known.

    The same again changes nothing. It counts until something newer happens.
    """
    chosen(on_whom, ["", *WAITS_ON], "Whom it waits on")
    said = " ".join(note.split())
    if len(said) > LONGEST_WORDS:
        raise InvalidInput(f"The note has at most {LONGEST_WORDS} characters.")
    day = until if on_whom not in {"", "me"} else None
    if day is not None and day <= on:
        raise InvalidInput("Ask again on a day that is still to come.")
    [renewal] = locked_renewals(renewal_ids=[renewal_id], by=by)
    if day is not None and day >= renewal.due_on > on:
        raise InvalidInput("Ask again before the due date.")
    latest = WaitingMark.objects.filter(renewal=renewal).order_by("-pk").first()
    still_counts = not on_whom or renewal.waiting_why == MARKED
    if latest and still_counts and (latest.on_whom, latest.until, latest.note) == (
        on_whom, day, said,
    ):  # fmt: skip
        return latest
    made = WaitingMark.objects.create(
        renewal=renewal, on_whom=on_whom, until=day, note=said, on=on, by=by
    )
    detail = {"on_whom": on_whom, "until": str(day or ""), "note": said}
    record_event(by=by, on=on, verb="desk.mark_waiting", subject=renewal, detail=detail)
    refresh_waiting(renewal_ids=[renewal.pk], by=by, on=on)
    return made


@transaction.atomic
def refresh_waiting(*, renewal_ids: Sequence[int], by: User, on: date) -> int:
    """Work out on whom these renewals wait, and with it what is next; return how many changed."""
    changed = 0
    for ids in chunks(sorted(set(renewal_ids))):
        waits = {pk: waiting(facts) for pk, facts in waiting_facts(ids).items()}
        changed += refresh_next_actions(renewal_ids=ids, by=by, on=on, waits=waits)
    return changed


def follow_events(*, by: User, on: date) -> dict[str, int]:
    """Follow the audit log to its end: whom renewals wait on, who wakes, what was worked on.

    A slice a transaction, the cursor with it; two at once take turns. Return what it counted.
    """
    told = {"followed": 0, "woken": 0}
    while slice_told := _follow_slice(by=by, on=on):
        told = {name: told[name] + slice_told[name] for name in told}
    return told


@transaction.atomic
def _follow_slice(*, by: User, on: date) -> dict[str, int] | None:
    WorklistCursor.objects.get_or_create(name=CURSOR)
    cursor = WorklistCursor.objects.select_for_update().get(name=CURSOR)
    upto = settled_upto(cursor.event_id, limit=SLICE)
    if upto <= cursor.event_id:
        return None
    news = news_between(cursor.event_id, upto)
    cursor.event_id = upto
    cursor.save(update_fields=["event_id"])
    if news.touched:
        with connection.cursor() as sql:
            columns: dict[str, Any] = {
                "ids": list(news.touched),
                "days": list(news.touched.values()),
            }
            sql.execute(_TOUCHED, columns)
    woken = wake(whys=news.waking, by=by, on=on) if news.waking else []
    if news.renewal_ids:
        refresh_waiting(renewal_ids=news.renewal_ids, by=by, on=on)
    return {"followed": len(news.renewal_ids), "woken": len(woken)}
