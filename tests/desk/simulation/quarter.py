"""Live through the days: the daily run each morning, then people and the worker until night.

Every instant is made here and passed in; nothing reads a clock.
"""

from __future__ import annotations

import time as stopwatch
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tenure.closing.commands import book_accepted
from tenure.desk.commands.escalating import climb_ladder
from tenure.desk.commands.escalation_mails import send_escalation_mails
from tenure.desk.commands.handovers import send_handover_mails
from tenure.desk.commands.reminders import send_task_reminders, write_reminders
from tenure.desk.commands.run import run_day
from tenure.desk.commands.task_following import follow_renewals
from tenure.desk.rules.report import StepNews
from tenure.quotes.commands.notices import send_notices, write_notices
from tenure.quotes.commands.offer_mails import deliver_mails
from tests.desk.simulation import reading
from tests.desk.simulation.causes import Facts, causes_of, tellings
from tests.desk.simulation.events import Day, happen
from tests.desk.simulation.history import History, Morning
from tests.desk.simulation.ladders import watch_ladders
from tests.desk.simulation.mailbox import SERVER, MailServer
from tests.desk.simulation.reminding import to_remind
from tests.desk.simulation.world import LATER, Company, publish

RUN_AT = time(5)
HOURS = (7, 9, 11, 13, 15, 17, 19, 21)  # UTC, at which people and the worker do something
Tell = Callable[[Morning], None]


def live_through(
    company: Company, *, start: date, days: int, seed: int, hours: tuple[int, ...] = HOURS,
    tell: Tell | None = None,
) -> History:  # fmt: skip
    """Live through so many days from a start; return what they left."""
    history, dice = History(), Random(seed)
    for name in MailServer.__slots__:
        setattr(SERVER, name, getattr(MailServer(), name))
    down = set(dice.sample(range(2, days - 1), k=max(1, days // 30)))
    for number in range(days):
        on = start + timedelta(days=number)
        SERVER.today, SERVER.is_up = on, number not in down
        morning = _morning(company, on, history)
        history.mornings.append(morning)
        for hour in hours:
            at = datetime.combine(on, time(hour), UTC)
            if number == days // 2 and hour == hours[1]:
                publish(company, {"second-look": LATER}, at=at)
            happen(Day(company, history, dice, on, at, number, days))
            _work(company, on, at, history)
        if tell:
            tell(morning)
    SERVER.is_up = True
    night = datetime.combine(on, time(23), UTC)
    _work(company, on, night, history)
    history.plays, history.delivered = company.plays, SERVER.taken
    history.instants = _instants(start, days)
    reading.read_outcome(history, night)
    return history


def _morning(company: Company, on: date, history: History) -> Morning:
    """Do the daily run, and look at what is there between its steps."""
    at = datetime.combine(on, RUN_AT, UTC)
    morning = Morning(on, at, mail_is_up=SERVER.is_up)
    began = stopwatch.monotonic()

    def look(news: StepNews) -> None:
        if not news.finished:
            return
        if news.name == "quote":
            morning.before_reminders = reading.renewals()
            morning.notices_before = reading.open_notices()
        elif news.name == "escalate":
            facts = reading.facts_now()
            morning.renewals, morning.notices = facts.renewals, facts.notices
            morning.enrolled = reading.enrolled()
            morning.found = causes_of(facts, on, at)
            morning.open = reading.escalated()
        elif news.name == "plays":
            _note_written_off(history, on, at)
        elif news.name == "alarm":
            _note_tellings(history, on, at)

    run_day(on=on, by=company.system, at=at, progress=look)
    watch_ladders(history, at)
    morning.seconds = stopwatch.monotonic() - began
    return morning


def _work(company: Company, on: date, at: datetime, history: History) -> None:
    """Do what the worker does all day: tell approvers, let ladders climb, deliver, book."""
    who = company.system
    _note_tellings(history, on, at)
    write_notices(by=who, on=on, at=at)
    send_notices(by=who, on=on, at=at)
    climb_ladder(by=who, on=on, at=at)
    watch_ladders(history, at)
    send_escalation_mails(by=who, on=on, at=at)
    send_handover_mails(by=who, on=on, at=at)
    deliver_mails(by=who, on=on, at=at)
    book_accepted(by=who, on=on)
    follow_renewals(by=who, on=on, at=at)
    _note_written_off(history, on, at)
    for one in to_remind(reading.open_tasks(), reading.readers_of_reminders(), at):
        history.to_remind.setdefault(one, on)
    write_reminders(by=who, on=on, at=at)
    send_task_reminders(by=who, on=on, at=at)


def _note_tellings(history: History, on: date, at: datetime) -> None:
    facts = reading.approvals(Facts(renewals=reading.renewals()))
    history.told += tellings(facts, on, at)


def _note_written_off(history: History, on: date, at: datetime) -> None:
    """Note when tasks ended with their renewals: those that are done now and nobody did."""
    for (task,) in reading.rows("SELECT id FROM desk_task WHERE done_on = %s", on):
        history.finished.setdefault(task, at)


def _instants(start: date, days: int) -> list[datetime]:
    """Return midnights, mornings and evenings of the three regions, and when clocks change."""
    found = set()
    for number in range(days):
        day = start + timedelta(days=number)
        for zone in ("UTC", "Asia/Singapore", "Europe/London", "America/New_York"):
            for hour in (0, 2, 3, 9, 17, 18):
                local = datetime.combine(day, time(hour), ZoneInfo(zone))
                found.add(local.astimezone(UTC))
    return sorted(found)
