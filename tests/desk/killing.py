# ruff: noqa: E402 (Django must be set up before its models are imported)
"""Kill daily runs and finish them: a program of its own, started by `test_killed_run`.

Makes a base database with a book. A forked child does the run in a copy of it and kills itself
with SIGKILL at a place: at a progress report (each start, end and middle of a step) or before a
certain SQL statement of a step. The next child does the run again there and dies at the next
place, and so on; the last one finishes it and writes down what the database holds, without ids and
times. What was killed so often has to be what a clean run leaves. A place that was passed already
when its turn comes gets a new copy. Prints one JSON object: for each day, what a clean run leaves,
what the killed ones leave, and at which places they died.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from tenure.book.models import Contract
from tenure.desk.commands import run as running
from tenure.desk.commands.lock import RunInProgress
from tenure.desk.commands.playbook import publish_default_playbook
from tenure.desk.commands.run import run_day
from tenure.desk.queries import following, outbox
from tenure.desk.rules.report import StepNews
from tenure.foundation.commands import system_actor
from tenure.foundation.models import User
from tests.foundation.own_database import own_database
from tests.renewals.builders import Book

# Readers of the audit log stay behind the oldest transaction on the server, whatever its database:
# other tests would hold them back. Here nothing runs beside the run that could still write.
SETTLED = "txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
outbox._TOLD, outbox._LATEST, following._UPTO = (
    query.replace(SETTLED, "true") for query in (outbox._TOLD, outbox._LATEST, following._UPTO)
)

ON = date(2027, 1, 15)
STATEMENTS = 16  # places between two statements, spread over the run
Place = tuple[object, ...]

TABLES = {
    "plays": """
        SELECT p.code, v.version, c.key, s.started_on, s.why FROM desk_playstart s
        JOIN desk_play p ON p.id = s.play_id JOIN desk_playversion v ON v.id = s.version_id
        JOIN renewals_renewal r ON r.id = s.renewal_id
        JOIN book_contract c ON c.id = r.contract_id""",
    "tasks": """
        SELECT c.key, r.renewal_on, p.code, t.owner_role, t.due_on, t.after_close, t.done_on
        FROM desk_task t JOIN desk_playtask p ON p.id = t.play_task_id
        JOIN renewals_renewal r ON r.id = t.renewal_id
        JOIN book_contract c ON c.id = r.contract_id""",
    "renewals": """
        SELECT c.key, r.renewal_on, r.due_on, r.notice_on, s.code, r.renewal_type, r.atr_minor,
               r.forecast_minor, r.final_minor, r.contract_revision, r.opened_on, r.closed_on,
               r.quoted_on, r.quoted_revision, r.next_action, r.act_on, r.act_reason,
               o.kind, o.reason
        FROM renewals_renewal r JOIN book_contract c ON c.id = r.contract_id
        LEFT JOIN directory_staffmember s ON s.id = r.owner_id
        LEFT JOIN renewals_outcome o ON o.renewal_id = r.id""",
    "contracts": """
        SELECT c.key, c.revision, s.code FROM book_contract c
        LEFT JOIN directory_staffmember s ON s.id = c.owner_id""",
    "findings": """
        SELECT f.check_code, c.key, f.reason, f.found_on, f.cleared_on
        FROM renewals_finding f JOIN book_contract c ON c.id = f.contract_id""",
    "quotes": """
        SELECT q.number, q.version, q.is_primary, c.key, q.priced_on, q.expiring_minor,
               q.proposed_minor, l.position, l.lot, l.proposed_minor, l.trace::text
        FROM quotes_quote q JOIN renewals_renewal r ON r.id = q.renewal_id
        JOIN book_contract c ON c.id = r.contract_id
        LEFT JOIN quotes_quoteline l ON l.quote_id = q.id""",
    "events": """
        SELECT verb, "on", subject_type, subject_label, (detail - 'renewal')::text
        FROM foundation_auditevent""",
    "mails": "SELECT recipient, body, message_id FROM desk_digestmail",
    "runs": """
        SELECT r."on", r.order_cursor, r.horizon_on, r.finished_at IS NOT NULL, s.name,
               s.counts::text
        FROM desk_run r LEFT JOIN desk_runstep s ON s.run_id = r.id""",
    "jobs": "SELECT task_name, status::text FROM procrastinate_jobs",
    "numbers": "SELECT code, last FROM foundation_numberseries",
}  # fmt: skip


def main() -> None:
    """Make the base, try every place to die on both days, print what was left."""
    base = f"{urlsplit(os.environ['DATABASE_URL']).path.lstrip('/')}_kill_{os.getpid()}"
    results = {}
    with own_database(base, template=None):
        in_child(base, prepare)
        results[ON.isoformat()] = try_all(base, ON)
        in_child(base, lambda: (run(ON), book_orders()))
        next_day = ON + timedelta(days=1)
        results[next_day.isoformat()] = try_all(base, next_day)
    print(json.dumps(results))


def try_all(base: str, day: date) -> dict[str, object]:
    """Return what a clean run leaves, what killed ones leave, and where those were killed."""
    with own_database(f"{base}_try", template=base) as copy:
        seen = json.loads(in_child(copy, lambda: passed(day)))
        clean = json.loads(in_child(copy, dump))
    places = dying = chosen([tuple(place) for place in seen])
    left: list[object] = []
    while places:
        with own_database(f"{base}_try", template=base) as copy:
            places = die_one_after_another(copy, day, places)
            in_child(copy, lambda: run(day))
            left.append(json.loads(in_child(copy, dump)))
    return {"clean": clean, "left": left, "places": dying}


def chosen(passed: list[Place]) -> list[Place]:
    """Return every report of a run, and statements spread over it, in their order."""
    statements = [place for place in passed if place[0] == "statement"]
    every = max(1, len(statements) // STATEMENTS)
    dying = set(statements[every // 2 :: every])
    return [place for place in passed if place[0] == "report" or place in dying]


def die_one_after_another(copy: str, day: date, places: list[Place]) -> list[Place]:
    """Die at each place in turn in one database; return those that it was past already.

    The first is always reached: nothing was done yet.
    """
    for number, place in enumerate(places):
        if in_child(copy, lambda at=place: run(day, at), may_die=True) is not None:
            if number == 0:
                raise AssertionError(f"{place} was not reached")
            return places[number:]
    return []


def prepare() -> None:
    """Migrate the base and make its book."""

    call_command("migrate", verbosity=0, interactive=False)
    book = Book()
    for name in ("alice", "bob"):
        book.manager(name)
    for number in range(7):
        book.contract(f"W{number}", end=ON + timedelta(days=95 + number), lots=1 + number % 3)
    book.contract("unowned", end=ON + timedelta(days=118), owner=None)
    book.contract("late", end=ON + timedelta(days=40))
    book.contract("past", end=ON - timedelta(days=4))
    book.contract("enters", end=ON + timedelta(days=121))
    book.contract("horizon", end=ON + timedelta(days=180), owner=None)
    book.contract("ever", end=None, start=ON - timedelta(days=300), renewal_type="evergreen")
    book.contract("auto", end=ON + timedelta(days=60), renewal_type="auto", notice_days=29)
    book.contract("endless", end=None)
    publish_default_playbook(by=system_actor(), on=ON)


def book_orders() -> None:
    """Book what the second day has to settle, recompute and quote again."""

    book = Book(head=User.objects.get(username="hana"))
    contract = {contract.key: contract for contract in Contract.objects.all()}
    book.renew(contract["W0"], booked_on=ON, price=1200)
    book.renew(contract["past"], booked_on=ON, price=900)
    book.add(contract["W1"], lot=9, start=ON, price=70)
    book.add(contract["W2"], lot=9, start=ON, price=80)
    book.contract("new", end=ON + timedelta(days=110), owner=None)


def run(day: date, dying_at: Place | None = None) -> None:
    """Do the run, waiting until PostgreSQL has noticed that the killed one is gone."""

    for _ in range(100):
        try:
            watched(day, lambda place: kill_at(place, dying_at))
        except RunInProgress:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the lock of a dead run was not given back")


def kill_at(place: Place, dying_at: Place | None) -> None:
    if place == dying_at:
        os.kill(os.getpid(), signal.SIGKILL)


def passed(day: date) -> str:
    """Do a clean run; return the places that it passed, each once."""
    seen: dict[Place, None] = {}
    watched(day, lambda place: seen.setdefault(place))
    return json.dumps(list(seen))


def watched(day: date, at: Callable[[Place], object]) -> None:
    """Do the run and call `at` with each place: every report, every statement by its step."""
    step, number = "begin", 0

    def reported(news: StepNews) -> None:
        nonlocal step, number
        if news.name != step:
            step, number = news.name, 0
        at(("report", news.name, news.done, news.total, news.finished))

    def executed(execute: Callable[..., object], *arguments: object) -> object:
        nonlocal number
        number += 1
        at(("statement", step, number))
        return execute(*arguments)

    with connection.execute_wrapper(executed):
        run_day(on=day, by=system_actor(), progress=reported)


def tick(seen: dict[str, int], what: str, kind: str, number: int) -> None:
    """Count; die when this is the place."""
    if (what, seen[what]) == (kind, number):
        os.kill(os.getpid(), signal.SIGKILL)
    seen[what] += 1


def counting(seen: dict[str, int], kind: str, number: int) -> Callable[..., object]:
    """Return a wrapper of statements that counts them."""

    def wrapper(execute: Callable[..., object], *arguments: object) -> object:
        tick(seen, "statement", kind, number)
        return execute(*arguments)

    return wrapper


def dump() -> str:
    """Return what the database holds, as sorted text rows per table."""

    held = {}
    with connection.cursor() as cursor:
        for name, query in TABLES.items():
            cursor.execute(query)
            held[name] = sorted(str([str(value) for value in row]) for row in cursor.fetchall())
    return json.dumps(held)


def in_child(
    database: str, work: Callable[[], object], *, dies: bool = False, may_die: bool = False
) -> Any:
    """Do the work in a forked process on a database; return what it returned as text.

    It must not be killed, or has to be (`dies`); where it may be, None says that it was.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(reading)
            connection.settings_dict["NAME"] = database
            running.QUOTES_PER_CHUNK = 3
            result = work()
            with os.fdopen(writing, "w") as pipe:
                pipe.write(result if isinstance(result, str) else "")
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if killed and may_die:
        return None
    if dies and not killed:
        raise AssertionError(f"the run on {database} was to be killed and ended with {status}")
    if not dies and status != 0:
        raise AssertionError(f"work on {database} failed with {status}")
    return told


if __name__ == "__main__":
    main()
