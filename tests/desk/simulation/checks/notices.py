"""No notice or reminder missed or doubled.

1. A contract that renews by itself: one reminder to the customer, written on the first morning on
   which its country's days are open, sent on the first on which the mail server answers.
2. An approval that waits: whoever decides is told each time that another part of the time has
   gone, at the next round of the worker, once.
3. An escalation that comes to a rung: somebody on it is told, nobody twice in a round.
4. A task whose day is near, has come or is past: whose it is is told once, outside of their night.
5. Every mail that was written went out, but for those that have a reason to wait; and none of
   them twice: the mail server took each Message-ID once.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from tests.desk.simulation.checks import Verdict
from tests.desk.simulation.history import History, RenewalThen
from tests.desk.simulation.reminding import is_quiet

# Days before the notice date, the most and the fewest: by law in some countries, else our promise.
WINDOWS = {"US": (30, 15), "FR": (90, 30)}
OUR_PROMISE = (60, 15)


def check_notices(history: History) -> Verdict:
    """Return what was not told, or told twice."""
    verdict = Verdict("no notice missed or doubled")
    _reminders(history, verdict)
    _approvals(history, verdict)
    _rungs(history, verdict)
    _tasks(history, verdict)
    _mails(history, verdict)
    return verdict


def _reminders(history: History, verdict: Verdict) -> None:
    wanted: dict[int, date] = {}
    for morning in history.mornings:
        for renewal in morning.before_reminders.values():
            ended = any(
                contract == renewal.contract_id and ends_on <= renewal.renewal_on
                for contract, ends_on in morning.notices_before
            )
            country = history.deals[renewal.contract_id].country
            if not ended and _is_due(renewal, country, morning.on):
                wanted.setdefault(renewal.id, morning.on)
    written = {row.renewal_id: row for row in history.reminders}
    verdict.count("reminders", len(history.reminders))
    verdict.expect(len(written) == len(history.reminders), "A renewal has two reminders.")
    for renewal_id in sorted({*wanted, *written}):
        row = written.get(renewal_id)
        if row is None or row.written_on != wanted.get(renewal_id):
            verdict.wrong.append(
                f"The reminder of renewal {renewal_id} had to be written on "
                f"{wanted.get(renewal_id)}; it was on {row.written_on if row else None}."
            )
            continue
        sent_on = _sent_on(history, renewal_id, row.written_on)
        verdict.expect(
            row.sent_on == sent_on,
            f"The reminder of renewal {renewal_id} had to go out on {sent_on}; "
            f"it did on {row.sent_on}.",
        )


def _is_due(renewal: RenewalThen, country: str, on: date) -> bool:
    if not renewal.is_open or renewal.renewal_type not in {"auto", "once"}:
        return False
    if renewal.notice_on is None:
        return False
    most, fewest = WINDOWS.get(country.upper(), OUR_PROMISE)
    left = (renewal.notice_on - on).days
    return fewest <= left <= most


def _sent_on(history: History, renewal_id: int, written_on: date) -> date | None:
    """Return the first morning on which it can go out: an address, a mail server, still open."""
    for morning in history.mornings:
        renewal = morning.renewals.get(renewal_id)
        if morning.on < written_on or renewal is None or not morning.mail_is_up:
            continue
        if renewal.is_open and history.deals[renewal.contract_id].addresses:
            return morning.on
    return None


def _approvals(history: History, verdict: Verdict) -> None:
    """Hold what approvers were told against what they had to be: once for each part of the time."""
    wanted = {}
    for one in history.told:
        wanted.setdefault((one.step_id, one.round, one.kind), one)
    own = [row for row in history.notices if row.kind in {"asked", "half", "near", "overdue"}]
    verdict.count("mails to approvers", len(own))
    written: Counter[tuple[int, int, str, int]] = Counter(
        (row.step_id, row.round, row.kind, row.user_id) for row in own
    )
    for (step, _, kind, _), times in written.items():
        verdict.expect(times == 1, f"Step {step} was told '{kind}' {times} times to one person.")
    first = {}
    for row in sorted(own, key=lambda one: one.written_at):
        first.setdefault((row.step_id, row.round, row.kind), row)
    for key in sorted({*wanted, *first}):
        need, row = wanted.get(key), first.get(key)
        name = f"That step {key[0]} is '{key[2]}' (round {key[1]})"
        if need is None:
            verdict.wrong.append(f"{name} should not have been told.")
        elif row is None:
            verdict.wrong.append(f"{name} was not told; it had to be at {need.at}.")
        else:
            verdict.expect(
                row.written_at == need.at, f"{name} was told at {row.written_at}, not {need.at}."
            )
            verdict.expect(
                row.due_at == need.due_at,
                f"{name}: it is due {row.due_at} and not {need.due_at}.",
            )


def _rungs(history: History, verdict: Verdict) -> None:
    """Of a customer under export control, who stands in for the owner may not hear."""
    verdict.count("rungs told", len(history.rungs))
    told = Counter(
        (rung.escalation_id, rung.round, rung.rung, to) for rung, to in history.told_of_rungs
    )
    for (escalation, _, _, to), times in told.items():
        verdict.expect(times == 1, f"{to} was told {times} times of escalation {escalation}.")
    there = {key[:3] for key in told}
    reached = {(one.escalation_id, one.round, one.rung): one for one in history.rungs}
    for key, one in reached.items():
        silent_by_law = one.is_controlled and one.rung == 0
        verdict.expect(
            key in there or silent_by_law,
            f"Nobody on rung {one.rung} was told of escalation {one.escalation_id} "
            f"(round {one.round}).",
        )
    for escalation, number, rung in sorted(there - set(reached)):
        verdict.wrong.append(
            f"Somebody was told of escalation {escalation} on rung {rung} (round {number}), "
            "where it never was."
        )


def _tasks(history: History, verdict: Verdict) -> None:
    verdict.count("reminders of tasks", len(history.reminded))
    for one, times in Counter(one for one, _ in history.reminded).items():
        verdict.expect(times == 1, f"{one} was told {times} times.")
    told = dict(history.reminded)
    for one in sorted({*told, *history.to_remind}, key=str):
        wanted, written = history.to_remind.get(one), told.get(one)
        verdict.expect(
            wanted == written, f"{one} had to be written on {wanted}; it was on {written}."
        )
    for message in history.messages:
        if message.sent_at is None:
            verdict.expect(message.waits, f"Message {message.id} about tasks waits.")
        else:
            verdict.expect(
                not is_quiet(message.sent_at, message.zone),
                f"Message {message.id} about tasks came at night, {message.sent_at}.",
            )


def _mails(history: History, verdict: Verdict) -> None:
    verdict.count("mails taken", len(history.delivered))
    for (identity, to), times in Counter(
        (mail.message_id, mail.to) for mail in history.delivered
    ).items():
        verdict.expect(times == 1, f"{to} got the mail {identity} {times} times.")
    for mail in history.queued:
        verdict.count(f"{mail.queue} mails")
        verdict.expect(
            mail.sent or mail.waits, f"The {mail.queue} mail {mail.key} to {mail.recipient} waits."
        )
    heads = Counter(mail.key for mail in history.queued if mail.queue == "digest")
    for morning in history.mornings:
        verdict.expect(
            heads[str(morning.on)] > 0, f"Nobody got a digest of the run of {morning.on}."
        )
