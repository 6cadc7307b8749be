# ruff: noqa: E402 (Django must be set up before its models are imported)
"""Kill acceptances and bookings and finish them: a program of its own, for `test_booked_once`.

One contract for every place to die. A forked child accepts its quote and books it, and kills
itself with SIGKILL before the statement of that place, or once all is committed. Another child
then does what the customer and the worker would do again. Then pairs of children accept and book
the same quotes at the same moment. Prints, for each contract, what there is of it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from tenure.closing.commands import NotBooked, book_acceptance, book_accepted
from tenure.foundation.commands import system_actor
from tenure.foundation.models import User
from tenure.quotes.commands import OfferClosed, accept_quote
from tenure.quotes.models import Quote
from tenure.quotes.rules.acceptance import Manner, Signer
from tests.closing.offers import DANA, ON, due_soon, offered
from tests.desk.killing import counting, in_child
from tests.foundation.own_database import own_database
from tests.renewals.builders import Book

OMAR = Signer("Omar Orr", "Chief Financial Officer", "omar@example.com")
PAIRS = 6

HELD = """
    SELECT c.key, count(DISTINCT a.id), count(DISTINCT b.id), count(DISTINCT o.id),
           count(DISTINCT d.id), count(DISTINCT n.id), max(c.end_on::text),
           (SELECT sum(m.amount_minor) FROM book_arrmovement m WHERE m.contract_id = c.id),
           (SELECT count(*) FROM foundation_auditevent e
            WHERE e.verb = 'closing.hand_over' AND e.detail ->> 'contract' = c.key)
    FROM book_contract c
    LEFT JOIN renewals_renewal r ON r.contract_id = c.id
    LEFT JOIN quotes_acceptance a ON a.renewal_id = r.id AND a.void_because = ''
    LEFT JOIN closing_booking b ON b.acceptance_id = a.id
    LEFT JOIN book_order o ON o.contract_id = c.id AND o.kind = 'renewal'
    LEFT JOIN renewals_outcome d ON d.renewal_id = r.id
    LEFT JOIN renewals_renewal n ON n.contract_id = c.id AND n.closed_on IS NULL
    GROUP BY c.id, c.key ORDER BY c.key"""


def main() -> None:
    """Die at every place, accept in pairs, print what there is."""
    name = f"{urlsplit(os.environ['DATABASE_URL']).path.lstrip('/')}_book_{os.getpid()}"
    with own_database(name, template=None) as database:
        statements = int(in_child(database, prepare))
        in_child(database, lambda: offer_more(statements))
        for place in range(statements + 1):
            in_child(database, lambda p=place: die(p), dies=True)
            in_child(database, lambda p=place: finish(f"K{p:03}"))
        for pair in range(PAIRS):
            race(database, f"P{pair}")
        print(json.dumps({"statements": statements, "held": json.loads(in_child(database, held))}))


def prepare() -> str:
    """Migrate, make a book, and count the statements of one acceptance and its booking."""
    call_command("migrate", verbosity=0, interactive=False)
    book = Book()
    offered(book, due_soon(book, "COUNT"))
    seen = {"report": 0, "statement": 0}
    with connection.execute_wrapper(counting(seen, "", -1)):
        accept_and_book("COUNT", DANA)
    return str(seen["statement"])


def offer_more(statements: int) -> None:
    """Offer a quote for every place to die, and for every pair."""
    book = Book(head=User.objects.get(username="hana"))
    keys = [f"K{place:03}" for place in range(statements + 1)]
    for key in [*keys, *(f"P{pair}" for pair in range(PAIRS))]:
        offered(book, due_soon(book, key))


def accept_and_book(key: str, signer: Signer) -> None:
    """Do what the offer's page and the worker do."""
    quote = Quote.objects.get(renewal__contract__key=key, is_primary=True)
    acceptance = accept_quote(
        quote_id=quote.pk, signer=signer, manner=Manner.ONLINE, by=system_actor(), on=ON
    )
    book_acceptance(acceptance_id=acceptance.pk, by=system_actor(), on=ON)


def die(place: int) -> None:
    """Accept and book, and die before a statement; or after the last, before anyone hears of it."""
    seen = {"report": 0, "statement": 0}
    with connection.execute_wrapper(counting(seen, "statement", place)):
        accept_and_book(f"K{place:03}", DANA)
    os.kill(os.getpid(), signal.SIGKILL)


def finish(key: str) -> None:
    """Let the customer press the button again, and the worker look for what waits."""
    quote = Quote.objects.get(renewal__contract__key=key, is_primary=True)
    try:
        accept_quote(quote_id=quote.pk, signer=DANA, manner=Manner.ONLINE, by=system_actor(), on=ON)
    except OfferClosed as closed:
        raise AssertionError(f"{key}: the same person is told {closed}") from closed
    book_accepted(by=system_actor(), on=ON)


def race(database: str, key: str) -> None:
    """Let two people accept and book one quote at the same moment."""
    barrier = get_context("fork").Barrier(2)

    def go(signer: Signer) -> Callable[[], None]:
        def work() -> None:
            connection.ensure_connection()
            barrier.wait(10)
            try:
                accept_and_book(key, signer)
            except (OfferClosed, NotBooked):
                book_accepted(by=system_actor(), on=ON)

        return work

    first = os.fork()
    if first == 0:
        code = 1
        try:
            in_child(database, go(DANA))
            code = 0
        finally:
            os._exit(code)
    in_child(database, go(OMAR))
    _, status = os.waitpid(first, 0)
    if status != 0:
        raise AssertionError(f"one of two who accepted {key} failed with {status}")


def held() -> str:
    """Return what there is of each contract."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return json.dumps([[str(value) for value in row] for row in cursor.fetchall()])


if __name__ == "__main__":
    main()
